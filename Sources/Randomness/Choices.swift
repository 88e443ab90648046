import Foundation
import Touchstone

extension Random {
  /// The numbers 0, 1, … below `n` in random order.
  ///
  /// Shape: `[n]`. dtype: `i32`. Specification: `random`.
  public static func permutation(_ key: Tensor, _ n: Int) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "permutation")
      try checkShape([n], "permutation")
      return shuffled(key, iota(TensorType(.i32, [n])), axis: 0)
    }
  }

  /// The slices of `x` along `axis` in random order; with `independent`, each line of elements
  /// along `axis` in an order of its own.
  ///
  /// Shape: that of `x`. Specification: `random`.
  public static func permutation(
    _ key: Tensor, _ x: Tensor, axis: Int = 0, independent: Bool = false
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "permutation")
      let axis = try checkedAxis(axis, x, "permutation")
      if independent || x.rank == 1 { return shuffled(key, x, axis: axis) }
      let order = shuffled(key, iota(TensorType(.i32, [x.shape[axis]])), axis: 0)
      return taken(x, order, axis: axis)
    }
  }

  private static func checkedAxis(
    _ axis: Int, _ x: Tensor, _ function: String
  ) throws(TensorError) -> Int {
    let positive = axis < 0 ? axis + x.rank : axis
    guard x.shape.indices.contains(positive) else {
      throw violation("C7", function, [x], "axis \(axis) is none of \(x.rank) axes")
    }
    return positive
  }

  /// `x` sorted by random words along `axis`, several times where words may be equal.
  private static func shuffled(_ key: Tensor, _ x: Tensor, axis: Int) -> Tensor {
    let size = Double(max(1, x.type.count))
    let rounds = Int((3 * Foundation.log(size) / Foundation.log(Double(UInt32.max))).rounded(.up))
    var (key, x) = (key, x)
    for _ in 0..<rounds {
      let keys = splitKeys(key, into: 2)
      key = keys[0]
      x =
        sort([randomWords(keys[1], x.shape, .ui32), x], dimension: axis) {
          less($0[0], $0[1])
        }[1]
    }
    return x
  }

  /// Numbers below `a`, each as probable as another or with the probabilities `p`.
  ///
  /// Without `replace` none comes twice. Shape: `shape`. dtype: `i32`. Specification: `random`.
  public static func choice(
    _ key: Tensor, _ a: Int, _ shape: [Int] = [], replace: Bool = true, p: Tensor? = nil,
    mode: Mode = .low
  ) -> Tensor {
    reporting { () throws(TensorError) in
      let draws = try checkedDraws(key, a, shape, replace)
      if draws == 0 { return .full(TensorType(.i32, shape), 0) }
      if let p { return try weighted(key, a, shape, replace, p, mode) }
      if replace { return randint(key, shape, 0, a) }
      let order = shuffled(key, iota(TensorType(.i32, [a])), axis: 0)
      return reshape(slice(order, from: [0], to: [draws]), shape)
    }
  }

  /// Slices of `a` along `axis`, each as probable as another or with the probabilities `p`.
  ///
  /// Without `replace` none comes twice. Shape: that of `a` with `shape` in place of `axis`.
  /// Specification: `random`.
  public static func choice(
    _ key: Tensor, _ a: Tensor, _ shape: [Int] = [], replace: Bool = true, p: Tensor? = nil,
    axis: Int = 0, mode: Mode = .low
  ) -> Tensor {
    reporting { () throws(TensorError) in
      let axis = try checkedAxis(axis, a, "choice")
      let draws = try checkedDraws(key, a.shape[axis], shape, replace)
      var result = a.shape
      result.replaceSubrange(axis...axis, with: shape)
      if draws == 0 { return .full(TensorType(a.dtype, result), 0) }
      if replace || p != nil {
        let indices = choice(key, a.shape[axis], shape, replace: replace, p: p, mode: mode)
        return taken(a, indices, axis: axis)
      }
      var limit = a.shape
      limit[axis] = draws
      let order = permutation(key, a, axis: axis)
      let first = slice(order, from: limit.map { _ in 0 }, to: limit)
      return reshape(first, result)
    }
  }

  /// The number of draws, after all that must hold for them has been checked.
  private static func checkedDraws(
    _ key: Tensor, _ count: Int, _ shape: [Int], _ replace: Bool
  ) throws(TensorError) -> Int {
    try checkKey(key, "choice")
    try checkShape(shape, "choice")
    let draws = TensorType(.i32, shape).count
    guard count > 0 || draws == 0 else {
      throw violation("C8", "choice", [], "there is nothing to choose from")
    }
    guard replace || draws <= count else {
      throw violation(
        "C8", "choice", [], "\(draws) draws without replacement from only \(count)")
    }
    return draws
  }

  private static func weighted(
    _ key: Tensor, _ count: Int, _ shape: [Int], _ replace: Bool, _ p: Tensor, _ mode: Mode
  ) throws(TensorError) -> Tensor {
    guard p.shape == [count] else {
      throw violation(
        "C8", "choice", [p], "expected \(count) probabilities, one for each choice, got \(p.type)")
    }
    try checkFloat(p.dtype, "choice")
    if replace {
      let sums = cumulativeSum(p)
      let total = slice(sums, from: [count - 1], to: [count])
      let u = 1 - unitSamples(key, shape, p.dtype)
      return searched(sums, spread(reshape(total, []), to: shape) * u)
    }
    let scores = gumbelSamples(key, [count], p.dtype, mode) + log(p)
    return reshape(topK(scores, TensorType(.i32, shape).count).indices, shape)
  }

  private static func cumulativeSum(_ x: Tensor) -> Tensor {
    reduceWindow(
      x, .full(TensorType(x.dtype), 0), windowDimensions: x.shape,
      padding: [[x.shape[0] - 1, 0]]
    ) { $0 + $1 }
  }

  /// The first position in ascending `sums` whose number is not less than each of `values`, by
  /// halving the interval.
  private static func searched(_ sums: Tensor, _ values: Tensor) -> Tensor {
    var low = Tensor.full(TensorType(.i32, values.shape), 0)
    var high = Tensor.full(Double(sums.shape[0]), like: low)
    // One step for each binary digit of the number of possible answers, n + 1.
    for _ in 0..<(Int.bitWidth - sums.shape[0].leadingZeroBitCount) {
      let middle = (low + high) / 2
      let isBelow = lessEqual(values, taken(sums, middle, axis: 0))
      (low, high) = (select(isBelow, low, middle), select(isBelow, middle, high))
    }
    return high
  }

  /// Numbers of categories whose logarithms of probabilities, up to a constant, are `logits`.
  ///
  /// Without `replace` the samples of one row, along the first axes of `shape`, all differ.
  ///
  /// Shape: `shape`, whose last axes are those of `logits` without `axis`; these alone without it.
  /// dtype: `i32`. Specification: `random`.
  public static func categorical(
    _ key: Tensor, _ logits: Tensor, axis: Int = -1, _ shape: [Int]? = nil, replace: Bool = true,
    mode: Mode = .low
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "categorical")
      try checkFloat(logits.dtype, "categorical")
      let axis = try checkedAxis(axis, logits, "categorical")
      var batch = logits.shape
      let categories = batch.remove(at: axis)
      guard categories > 0 else {
        throw violation("C8", "categorical", [logits], "there are no categories")
      }
      let shape = try sampleShape(shape, [batch], "categorical")
      let prefix = Array(shape.dropLast(batch.count))
      if replace {
        var scored = shape
        scored.insert(categories, at: prefix.count + axis)
        let scores = gumbelSamples(key, scored, logits.dtype, mode) + spread(logits, to: scored)
        return firstGreatest(scores, axis: prefix.count + axis)
      }
      let draws = TensorType(.i32, prefix).count
      guard draws <= categories, shape == prefix + batch else {
        throw violation(
          "C8", "categorical", [logits],
          "\(shape) asks for \(draws) draws without replacement from \(categories) categories")
      }
      let scores = logits + gumbelSamples(key, logits.shape, logits.dtype, mode)
      let last = logits.shape.indices.filter { $0 != axis } + [axis]
      let indices = topK(transpose(scores, last), draws).indices
      let first = [batch.count] + Array(batch.indices)
      return reshape(transpose(indices, first), shape)
    }
  }

  /// The position along `axis` of the first element that is NaN, else of the first greatest one.
  private static func firstGreatest(_ x: Tensor, axis: Int) -> Tensor {
    let others = x.shape.indices.filter { $0 != axis }
    let greatest = broadcast(reduceMax(x, [axis]), to: x.shape, axes: others)
    let isGreatest = bitwiseOr(equal(x, greatest), notEqual(x, x))
    let positions = iota(TensorType(.i32, x.shape), axis: axis)
    return reduceMin(
      select(isGreatest, positions, .full(Double(x.shape[axis]), like: positions)), [axis])
  }

  /// The slices of `x` along `axis` at `indices`, whose axes take its place.
  static func taken(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    var sizes = x.shape
    sizes[axis] = 1
    let before = Array(0..<axis)
    let after = (axis + 1..<max(axis + 1, x.rank)).map { $0 - 1 + indices.rank }
    return gather(
      x, indices,
      GatherDimensionNumbers(
        offsetDims: before + after, collapsedSliceDims: [axis], startIndexMap: [axis],
        indexVectorDim: indices.rank),
      sliceSizes: sizes)
  }
}
