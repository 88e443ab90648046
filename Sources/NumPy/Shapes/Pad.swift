/// What `pad` puts around a tensor.
public enum PadMode: String, Sendable, CaseIterable {
  /// A number.
  case constant
  /// The outermost element.
  case edge
  /// The elements mirrored at the outermost one, which is not repeated.
  case reflect
  /// The elements mirrored with the outermost one.
  case symmetric
  /// The elements of the other end.
  case wrap
  /// What leads from the outermost element to the end value in equal steps.
  case linearRamp
  /// The greatest element along the axis.
  case maximum
  /// The mean along the axis.
  case mean
  /// The median along the axis.
  case median
  /// The least element along the axis.
  case minimum
  /// Zero.
  case empty
}

/// `x` with `padWidth[i]` elements, before and after, added along axis i.
///
/// One pair is for all axes. `constantValues` is the number of mode `constant` and the end value of
/// `linearRamp`, 0 by default.
///
/// Specification: `numpy`.
public func pad(
  _ x: Tensor, _ padWidth: [[Int]], mode: PadMode = .constant, constantValues: Double? = nil
) -> Tensor {
  call("pad", x) { call in
    var widths = padWidth
    if widths.count == 1 { widths = [[Int]](repeating: widths[0], count: x.rank) }
    widths = widths.map { $0.count == 1 ? [$0[0], $0[0]] : $0 }
    try call.require(
      widths.count == x.rank && widths.allSatisfy { $0.count == 2 && $0.allSatisfy { $0 >= 0 } },
      "expected a pair of widths that are not negative for each of \(x.rank) axes, got \(padWidth)")
    try call.require(
      constantValues == nil || mode == .constant || mode == .linearRamp,
      "mode \(mode.rawValue) takes no constantValues")
    let x = settled(x)
    if mode == .constant || mode == .empty {
      return pad(
        x, with: scalar(constantValues ?? 0, x.dtype), low: widths.map { $0[0] },
        high: widths.map { $0[1] })
    }
    var result = x
    for (axis, width) in widths.enumerated() where width != [0, 0] {
      let (before, after) = try borders(
        call, result, axis, width[0], width[1], mode, constantValues ?? 0)
      result = concatenate([before, result, after], axis: axis)
    }
    return result
  }
}

/// What goes before and after `x` along `axis`.
private func borders(
  _ call: Call, _ x: Tensor, _ axis: Int, _ low: Int, _ high: Int, _ mode: PadMode,
  _ endValue: Double
) throws -> (Tensor, Tensor) {
  let size = x.shape[axis]
  try call.require(size > 0, "axis \(axis) is empty: mode \(mode.rawValue) has nothing to repeat")
  func repeated(_ line: Tensor, _ count: Int) -> Tensor {
    var shape = x.shape
    shape[axis] = count
    return broadcast(line, to: shape)
  }
  /// The elements at the places that the padding mirrors or repeats.
  func picked(_ place: (Int) -> Int) -> (Tensor, Tensor) {
    func part(_ range: Range<Int>) -> Tensor {
      take(x, Tensor(range.map { Int32(place($0)) }), axis: axis)
    }
    return (part(-low..<0), part(size..<size + high))
  }
  func statistic(_ reduced: Tensor) -> (Tensor, Tensor) {
    let line = x.dtype.isInteger ? cast(round(reduced), x.dtype) : reduced
    return (repeated(line, low), repeated(line, high))
  }
  switch mode {
  case .edge:
    return (
      repeated(sliced(x, axis: axis, from: 0, to: 1), low),
      repeated(sliced(x, axis: axis, from: size - 1, to: size), high)
    )
  case .wrap: return picked { (($0 % size) + size) % size }
  case .reflect:
    if size == 1 { return picked { _ in 0 } }
    let period = 2 * (size - 1)
    return picked { index in
      let place = ((index % period) + period) % period
      return place < size ? place : period - place
    }
  case .symmetric:
    return picked { index in
      let place = ((index % (2 * size)) + 2 * size) % (2 * size)
      return place < size ? place : 2 * size - 1 - place
    }
  case .linearRamp:
    let first = sliced(x, axis: axis, from: 0, to: 1)
    let last = sliced(x, axis: axis, from: size - 1, to: size)
    func ramp(_ line: Tensor, _ count: Int, _ share: ([Double]) -> [Double]) -> Tensor {
      let shares = share((0..<count).map { Double($0) / Double(Swift.max(count, 1)) })
      var shape = [Int](repeating: 1, count: x.rank)
      shape[axis] = count
      let steps = reshape(cast(Tensor(shares), inexact(x).dtype), shape)
      let value = inexact(line) * steps + endValue * (1 - steps)
      return x.dtype.isInteger ? cast(trunc(value), x.dtype) : value
    }
    return (ramp(first, low) { $0 }, ramp(last, high) { $0.reversed() })
  case .maximum: return statistic(max(x, axis: axis, keepdims: true))
  case .minimum: return statistic(min(x, axis: axis, keepdims: true))
  case .mean: return statistic(mean(x, axis: axis, keepdims: true))
  case .median: return statistic(median(x, axis: axis, keepdims: true))
  case .constant, .empty: preconditionFailure("pad treats constants itself")
  }
}
