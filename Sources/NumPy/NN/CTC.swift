// Connectionist temporal classification: sequences of labels from longer ones of predictions.
//
// Source: A. Graves et al., Connectionist Temporal Classification, 2006.

/// -log of the probability of each target, summed over all ways to lay it along the predictions.
///
/// `maskIndex` is the label of no label. One step after the other is worked out, so that a program
/// grows with the number of steps.
///
/// Shape: target batch × labels, output batch × steps × classes (logits), lengths batch; the result
/// is batch.
public func ctcLoss(
  _ target: Tensor, _ output: Tensor, _ targetLength: Tensor, _ outputLength: Tensor,
  maskIndex: Int = 0
) -> Tensor {
  call("ctcLoss", target, output, targetLength, outputLength) { call in
    try call.require(
      target.rank == 2 && output.rank == 3 && output.shape[0] == target.shape[0]
        && targetLength.shape == [output.shape[0]] && outputLength.shape == [output.shape[0]],
      "expected batch × labels, batch × steps × classes and two lengths for each of a batch")
    let logits = settled(inexact(output))
    let (batch, steps, labels) = (output.shape[0], output.shape[1], target.shape[1])
    let width = 2 * labels + 1
    let logarithms = logSoftmax(logits, axis: -1)
    // Blanks before, between and after the labels.
    let symbols = cast(settled(target), .i32)
    let blanks = Tensor.full(symbols.type, maskIndex)
    let between = reshape(stack([blanks, symbols], axis: 2), [batch, 2 * labels])
    let path = concatenate(
      [between, Tensor.full(TensorType(.i32, [batch, 1]), maskIndex)], axis: 1)
    // -∞ would make NaN in gradients; this is as good.
    let never = Tensor.full(TensorType(logits.dtype, [batch, width]), -1e30)
    func emitted(_ step: Int) -> Tensor {
      let row = removed(sliced(logarithms, axis: 1, from: step, to: step + 1), 1)
      return takeAlongAxis(row, path, axis: 1, mode: .clip)
    }
    func moved(_ x: Tensor, _ places: Int) -> Tensor {
      concatenate(
        [
          sliced(never, axis: 1, from: 0, to: Swift.min(places, width)),
          sliced(x, axis: 1, from: 0, to: Swift.max(width - places, 0)),
        ], axis: 1)
    }
    // A label may follow the one before at once only if it is another.
    let place = indices([batch, width], axis: 1)
    let isLabel = equal(remainder(place, 2), 1)
    let earlier = concatenate(
      [
        Tensor.full(TensorType(.i32, [batch, Swift.min(2, width)]), maskIndex),
        sliced(path, axis: 1, from: 0, to: Swift.max(width - 2, 0)),
      ], axis: 1)
    let maySkip = bitwiseAnd(isLabel, notEqual(path, earlier))
    var forward = NumPy.where(less(place, 2), emitted(0), never)
    for step in 1..<Swift.max(steps, 1) {
      let skipped = NumPy.where(maySkip, moved(forward, 2), never)
      let next = logaddexp(logaddexp(forward, moved(forward, 1)), skipped) + emitted(step)
      let isRunning = inserted(greater(cast(outputLength, .i32), Tensor(weak: step)), 1)
      forward = NumPy.where(isRunning, next, forward)
    }
    let last = inserted(2 * cast(settled(targetLength), .i32), 1)
    let onBlank = takeAlongAxis(forward, last, axis: 1, mode: .clip)
    let onLabel = NumPy.where(
      greater(last, 0), takeAlongAxis(forward, maximum(last - 1, 0), axis: 1, mode: .clip),
      Tensor(weak: -1e30))
    return -removed(logaddexp(onBlank, onLabel), 1)
  }
}

/// Sequences of labels from predictions, rows filled up with -1, and their scores.
///
/// Greedy: the likeliest class of each step, repeated ones merged if `mergeRepeated` and blanks left
/// out; the score is the negated sum of the greatest logits of the row. By beam search: of the
/// `beamWidth` likeliest beginnings of each step, the `topPaths` likeliest in the end, likeliest
/// first; scores are logarithms of their probabilities, of equal ones the lower label comes first.
/// Where there are fewer paths, the rest is empty and has the score -∞.
///
/// Shape: inputs batch × steps × classes (logits); greedy: decoded 1 × batch × steps, scores
/// batch × 1; by beam search topPaths × batch × steps, and batch × topPaths.
public func ctcDecode(
  _ inputs: Tensor, _ sequenceLengths: Tensor, strategy: CTCStrategy = .greedy,
  beamWidth: Int = 100, topPaths: Int = 1, mergeRepeated: Bool = true, maskIndex: Int = 0
) -> (decoded: Tensor, scores: Tensor) {
  call("ctcDecode", [inputs, sequenceLengths], else: (.invalid, .invalid)) { call in
    try call.require(
      inputs.rank == 3 && sequenceLengths.shape == [inputs.shape[0]],
      "expected batch × steps × classes and a length for each of a batch")
    let x = settled(inexact(inputs))
    if strategy == .beamSearch {
      try call.require(
        (0..<x.shape[2]).contains(maskIndex),
        "maskIndex must be one of \(x.shape[2]) classes, got \(maskIndex)")
      try call.require(
        (1...Swift.max(beamWidth, 1)).contains(topPaths) && beamWidth > 0,
        "topPaths must lie in 1...\(beamWidth), the beamWidth, got \(topPaths)")
      let start = CTCBeam(batch: x.shape[0], width: beamWidth, steps: x.shape[1], x.dtype)
      let beam = start.searched(
        logSoftmax(x, axis: -1), cast(settled(sequenceLengths), .i32), blank: maskIndex)
      let best = topK(beam.total, topPaths)
      let place = broadcast(
        best.indices, to: [x.shape[0], topPaths, x.shape[1]], axes: [0, 1])
      let paths = takeAlongAxis(beam.paths, place, axis: 1, mode: .clip)
      let isThere = greater(best.values, Tensor(weak: -Double.infinity))
      let shown = NumPy.where(broadcast(isThere, to: paths.shape, axes: [0, 1]), paths, -1)
      return (transpose(shown, [1, 0, 2]), best.values)
    }
    let (batch, steps) = (x.shape[0], x.shape[1])
    let best = argmax(x, axis: -1)
    let place = indices([batch, steps], axis: 1)
    let isInside = less(place, inserted(cast(sequenceLengths, .i32), 1))
    let before = concatenate(
      [
        Tensor.full(TensorType(.i32, [batch, 1]), -1),
        sliced(best, axis: 1, from: 0, to: Swift.max(steps - 1, 0)),
      ], axis: 1)
    var isKept = bitwiseAnd(isInside, notEqual(best, Tensor(weak: maskIndex)))
    if mergeRepeated { isKept = bitwiseAnd(isKept, notEqual(best, before)) }
    // What is kept comes first, in its order.
    let order = argsort(cast(bitwiseNot(isKept), .i32), axis: 1)
    let labels = takeAlongAxis(NumPy.where(isKept, best, -1), order, axis: 1)
    let scores = -sum(NumPy.where(isInside, max(x, axis: -1), 0), axis: 1, keepdims: true)
    return (inserted(labels, 0), scores)
  }
}
