// Entropies between targets and predictions. Probabilities are kept 1e-7 away from 0 and 1.

private let epsilon = 1e-7

/// -t·log(p) - (1 - t)·log(1 - p) for each target t and prediction p, or logit if `fromLogits`.
public func binaryCrossentropy(
  _ target: Tensor, _ output: Tensor, fromLogits: Bool = false
) -> Tensor {
  call("binaryCrossentropy", target, output) { call in
    try call.require(
      target.shape == output.shape, "the shapes \(target.shape) and \(output.shape) differ")
    let x = settled(inexact(output))
    let t = cast(target, x.dtype)
    if fromLogits { return t * softplus(-x) + (1 - t) * softplus(x) }
    let p = clip(x, Tensor(weak: epsilon), Tensor(weak: 1 - epsilon))
    return -(t * log(p) + (1 - t) * log(1 - p))
  }
}

/// -Σ t·log(p) along `axis` for targets t and predictions p, which are brought to the sum 1, or
/// logits if `fromLogits`.
public func categoricalCrossentropy(
  _ target: Tensor, _ output: Tensor, fromLogits: Bool = false, axis: Int = -1
) -> Tensor {
  call("categoricalCrossentropy", target, output) { call in
    try call.require(
      target.shape == output.shape && target.rank >= 1,
      "the shapes \(target.shape) and \(output.shape) differ, or have no axis")
    let logarithms = logProbabilities(output, fromLogits, axis)
    return -sum(cast(target, logarithms.dtype) * logarithms, axis: axis)
  }
}

/// `categoricalCrossentropy` with the number of the class as target.
public func sparseCategoricalCrossentropy(
  _ target: Tensor, _ output: Tensor, fromLogits: Bool = false, axis: Int = -1
) -> Tensor {
  call("sparseCategoricalCrossentropy", target, output) { call in
    let place = try call.axis(axis, of: output.rank)
    var numbers = target
    if target.rank == output.rank, target.shape[place] == 1 { numbers = removed(target, place) }
    try call.require(
      numbers.shape == output.shape.indices.filter { $0 != place }.map { output.shape[$0] },
      "the targets \(target.shape) are not for the predictions \(output.shape)")
    let logarithms = logProbabilities(output, fromLogits, axis)
    let classes = numbers.dtype.isInteger ? numbers : cast(numbers, .i32)
    let hot = oneHot(classes, output.shape[place], axis: place, dtype: logarithms.dtype)
    return -sum(hot * logarithms, axis: place)
  }
}

private func logProbabilities(_ output: Tensor, _ fromLogits: Bool, _ axis: Int) -> Tensor {
  let x = settled(inexact(output))
  if fromLogits { return logSoftmax(x, axis: axis) }
  let shares = x / sum(x, axis: axis, keepdims: true)
  return log(clip(shares, Tensor(weak: epsilon), Tensor(weak: 1 - epsilon)))
}

/// The peak signal-to-noise ratio of two pictures in decibels.
public func psnr(_ x1: Tensor, _ x2: Tensor, _ maxVal: Double) -> Tensor {
  let error = mean(square(inexact(x1) - inexact(x2)))
  return 20 * log10(Tensor(weak: maxVal)) - 10 * log10(error)
}
