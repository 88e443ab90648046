import Touchstone

/// How `ctcDecode` looks for labels.
public enum CTCStrategy: Hashable, Sendable {
  /// The likeliest class of each step.
  case greedy
  /// The likeliest sequences of labels, each with the probability of all its alignments.
  case beamSearch
}

/// The prefixes that a beam search goes on with, for each of a batch: batch × width, paths with the
/// steps as last axis.
///
/// Source: A. Graves, Supervised Sequence Labelling with Recurrent Neural Networks, 2012, 7.5.
struct CTCBeam {
  /// Labels so far, the rest of the row -1.
  var paths: Tensor
  /// How many labels; -1 where there is no such prefix.
  var lengths: Tensor
  /// The last label, or -1.
  var last: Tensor
  /// The logarithm of the probability of the alignments that end in a blank, and of the others.
  var blank, label: Tensor

  /// The empty prefix, and nothing beside it.
  init(batch: Int, width: Int, steps: Int, _ dtype: DType) {
    let place = indices([batch, width], axis: 1)
    let isFirst = equal(place, 0)
    let never = Tensor.full(TensorType(dtype, [batch, width]), -.infinity)
    paths = .full(TensorType(.i32, [batch, width, steps]), -1)
    lengths = NumPy.where(isFirst, cast(place, .i32), -1)
    last = .full(TensorType(.i32, [batch, width]), -1)
    blank = NumPy.where(isFirst, Tensor(weak: 0), never)
    label = never
  }

  private init(_ leaves: [Tensor]) {
    (paths, lengths, last) = (leaves[0], leaves[1], leaves[2])
    (blank, label) = (leaves[3], leaves[4])
  }

  private var leaves: [Tensor] { [paths, lengths, last, blank, label] }
  var total: Tensor { logaddexp(blank, label) }

  /// The beam after each step of `logarithms` (batch × steps × classes) before `sequenceLengths`.
  func searched(_ logarithms: Tensor, _ sequenceLengths: Tensor, blank: Int) -> CTCBeam {
    let steps = transpose(logarithms, [1, 0, 2])
    let numbers = indices([steps.shape[0]], axis: 0)
    let (carry, _) = scan(
      { (carry: [Tensor], x: [Tensor]) -> ([Tensor], [Tensor]) in
        let before = CTCBeam(carry)
        let after = before.next(x[0], blank: blank)
        let isRunning = less(x[1], sequenceLengths)
        return (
          zip(before.leaves, after.leaves).map { old, new in
            select(
              broadcast(isRunning, to: new.shape, axes: [0]), new, old)
          }, []
        )
      }, leaves, [steps, cast(numbers, .i32)])
    return CTCBeam(carry)
  }

  /// The likeliest prefixes after one more step with the logarithms `x`, batch × classes.
  private func next(_ x: Tensor, blank mask: Int) -> CTCBeam {
    let (batch, classes) = (x.shape[0], x.shape[1])
    let (width, steps) = (paths.shape[1], paths.shape[2])
    let cube = [batch, width, classes]
    func wide(_ x: Tensor) -> Tensor { broadcast(x, to: cube, axes: [0, 1]) }
    let symbols = cast(indices(cube, axis: 2), .i32)
    let emitted = broadcast(x, to: cube, axes: [0, 2])
    let never = Tensor.full(emitted.type, -.infinity)

    // A prefix that stays: by a blank, or by its last label once more.
    let onBlank = total + sliced(x, axis: 1, from: mask, to: mask + 1)
    let isLast = equal(wide(last), symbols)
    let again = label + sum(NumPy.where(isLast, emitted, 0), axis: 2)
    // One that grows: by its last label only after a blank.
    let grown = NumPy.where(isLast, wide(blank), wide(total)) + emitted
    let isLabel = bitwiseAnd(notEqual(symbols, Tensor(weak: mask)), greaterEqual(wide(lengths), 0))
    var longer = NumPy.where(isLabel, grown, never)

    // What grows into a prefix that is there already is added to it, and not kept twice.
    let square = [batch, width, width]
    let solid = [batch, width, width, steps]
    let isPrefix = all(
      bitwiseOr(
        equal(
          broadcast(paths, to: solid, axes: [0, 1, 3]),
          broadcast(paths, to: solid, axes: [0, 2, 3])),
        greaterEqual(
          cast(indices(solid, axis: 3), .i32), broadcast(lengths, to: solid, axes: [0, 1]))),
      axis: 3)
    let isNext = equal(
      broadcast(lengths, to: square, axes: [0, 1]) + 1,
      broadcast(lengths, to: square, axes: [0, 2]))
    let exists = broadcast(greaterEqual(lengths, 0), to: square, axes: [0, 1])
    let leads = bitwiseAnd(bitwiseAnd(isPrefix, isNext), exists)
    let grownInto = takeAlongAxis(
      longer, broadcast(maximum(last, 0), to: square, axes: [0, 2]), axis: 2, mode: .clip)
    let added = max(
      NumPy.where(leads, grownInto, Tensor.full(grownInto.type, -.infinity)), axis: 1)
    let onLabel = logaddexp(again, added)
    let hits = equal(
      broadcast(last, to: square + [classes], axes: [0, 2]),
      cast(indices(square + [classes], axis: 3), .i32))
    let isTaken = any(
      bitwiseAnd(hits, broadcast(leads, to: hits.shape, axes: [0, 1, 2])), axis: 2)
    longer = NumPy.where(isTaken, never, longer)

    // The best of all, those that stay first, then by prefix and label.
    let scores = concatenate(
      [logaddexp(onBlank, onLabel), reshape(longer, [batch, width * classes])], axis: 1)
    let best = topK(scores, width)
    let stays = less(best.indices, Tensor(weak: width))
    let move = maximum(best.indices - Tensor(weak: width), 0)
    let source = NumPy.where(stays, best.indices, floorDivide(move, Tensor(weak: classes)))
    let symbol = remainder(move, Tensor(weak: classes))
    func taken(_ x: Tensor) -> Tensor { takeAlongAxis(x, source, axis: 1, mode: .clip) }
    let before = takeAlongAxis(
      paths, broadcast(source, to: paths.shape, axes: [0, 1]), axis: 1, mode: .clip)
    let isHere = equal(
      cast(indices(paths.shape, axis: 2), .i32),
      broadcast(taken(lengths), to: paths.shape, axes: [0, 1]))
    let isNew = bitwiseAnd(isHere, broadcast(bitwiseNot(stays), to: paths.shape, axes: [0, 1]))
    let exist = greater(best.values, Tensor(weak: -Double.infinity))
    let end = Tensor.full(best.values.type, -.infinity)
    return CTCBeam([
      NumPy.where(isNew, broadcast(symbol, to: paths.shape, axes: [0, 1]), before),
      NumPy.where(exist, NumPy.where(stays, taken(lengths), taken(lengths) + 1), -1),
      NumPy.where(stays, taken(last), symbol),
      NumPy.where(stays, taken(onBlank), end),
      NumPy.where(stays, taken(onLabel), best.values),
    ])
  }
}
