// Convolutions of vectors, differences, integrals, polynomials.

/// How much of a convolution of vectors is kept.
public enum ConvolveMode: String, Sendable {
  /// Every place where both overlap.
  case full
  /// As many elements as the longer one has, from the middle.
  case same
  /// The places where both overlap wholly.
  case valid
}

/// The convolution of two vectors.
public func convolve(_ x1: Tensor, _ x2: Tensor, mode: ConvolveMode = .full) -> Tensor {
  call("convolve", x1, x2) { call in
    try call.require(
      x1.rank == 1 && x2.rank == 1 && x1.shape[0] > 0 && x2.shape[0] > 0,
      "expected two vectors that are not empty, got \(x1.shape) and \(x2.shape)")
    let operands = promoteDTypes("convolve", [x1, x2]).map { settled($0) }
    let isSwapped = operands[0].shape[0] < operands[1].shape[0]
    let (long, short) = isSwapped ? (operands[1], operands[0]) : (operands[0], operands[1])
    return slid(long, reverse(short, axes: [0]), mode, isSwapped: false)
  }
}

/// The sums of products of `x1` with `x2` moved along it, conjugated.
public func correlate(_ x1: Tensor, _ x2: Tensor, mode: ConvolveMode = .valid) -> Tensor {
  call("correlate", x1, x2) { call in
    try call.require(
      x1.rank == 1 && x2.rank == 1 && x1.shape[0] > 0 && x2.shape[0] > 0,
      "expected two vectors that are not empty, got \(x1.shape) and \(x2.shape)")
    let operands = promoteDTypes("correlate", [x1, x2]).map { settled($0) }
    let other = operands[1].dtype.isComplex ? conj(operands[1]) : operands[1]
    if operands[0].shape[0] >= other.shape[0] {
      return slid(operands[0], other, mode, isSwapped: false)
    }
    return reverse(slid(other, operands[0], mode, isSwapped: true), axes: [0])
  }
}

/// The sums of products of `long` with `short` at each place where they overlap.
private func slid(
  _ long: Tensor, _ short: Tensor, _ mode: ConvolveMode, isSwapped: Bool
) -> Tensor {
  let (n, m) = (long.shape[0], short.shape[0])
  let padding: [Int]
  switch mode {
  case .full: padding = [m - 1, m - 1]
  case .valid: padding = [0, 0]
  case .same:
    let low = isSwapped ? m - 1 - m / 2 : m / 2
    padding = [low, m - 1 - low]
  }
  let result = convolution(
    reshape(long, [1, 1, n]), reshape(short, [1, 1, m]), windowStrides: [1], padding: [padding])
  return reshape(result, [result.shape[2]])
}

/// The differences of neighbours along `axis`, taken `n` times.
public func diff(
  _ a: Tensor, n: Int = 1, axis: Int = -1, prepend: Tensor? = nil, append: Tensor? = nil
) -> Tensor {
  call("diff", a) { call in
    try call.require(n >= 0, "n must not be negative, got \(n)")
    let axis = try call.axis(axis, of: a.rank)
    func line(_ x: Tensor) -> Tensor {
      var shape = a.shape
      shape[axis] = x.rank == 0 ? 1 : x.shape[axis]
      return broadcastTo(x, shape)
    }
    let parts = [prepend.map(line), a, append.map(line)].compactMap { $0 }
    let met = promoteDTypes("diff", parts).map { settled($0) }
    var result = met.count == 1 ? met[0] : concatenate(met, axis: axis)
    for _ in 0..<n {
      let size = result.shape[axis]
      if size == 0 { break }
      let (after, before) = (
        sliced(result, axis: axis, from: 1, to: size),
        sliced(result, axis: axis, from: 0, to: size - 1)
      )
      result = result.dtype == .i1 ? notEqual(after, before) : after - before
    }
    return result
  }
}

/// The differences of neighbours of `x` as a vector.
public func ediff1d(_ x: Tensor) -> Tensor { diff(ravel(x)) }

/// The rate of change along `axis` for elements `spacing` apart: half the difference of both
/// neighbours, at the ends that to the only one.
public func gradient(_ x: Tensor, spacing: Double = 1, axis: Int = -1) -> Tensor {
  call("gradient", x) { call in
    let axis = try call.axis(axis, of: x.rank)
    let size = x.shape[axis]
    try call.require(size >= 2, "axis \(axis) must have at least 2 elements, it has \(size)")
    let x = settled(inexact(x))
    func part(_ from: Int, _ to: Int) -> Tensor { sliced(x, axis: axis, from: from, to: to) }
    return concatenate(
      [
        part(1, 2) - part(0, 1), (part(2, size) - part(0, size - 2)) * 0.5,
        part(size - 1, size) - part(size - 2, size - 1),
      ], axis: axis) / spacing
  }
}

/// The integral along `axis` of the lines between points with the values `y`, which lie `dx` apart
/// or at the places `x`.
public func trapezoid(_ y: Tensor, x: Tensor? = nil, dx: Double = 1, axis: Int = -1) -> Tensor {
  call("trapezoid", y) { call in
    let axis = try call.axis(axis, of: y.rank)
    let values = moveaxis(settled(inexact(y)), axis, -1)
    let size = y.shape[axis]
    let last = values.rank - 1
    if size == 0 { return sum(values, axis: last) }
    let pairs =
      sliced(values, axis: last, from: 1, to: size)
      + sliced(values, axis: last, from: 0, to: size - 1)
    guard let x else { return sum(pairs, axis: last) * (0.5 * dx) }
    let places = x.rank == 1 ? x : moveaxis(x, axis, -1)
    return sum(pairs * inexact(diff(places)), axis: last) * 0.5
  }
}

/// The value at `x` of the polynomial with the coefficients `p`, that of the highest power first.
public func polyval(_ p: Tensor, _ x: Tensor) -> Tensor {
  call("polyval", p, x) { call in
    try call.require(p.rank == 1, "expected a vector of coefficients, got \(p.shape)")
    var result: Tensor = 0
    for i in 0..<p.shape[0] {
      result = result * x + reshape(sliced(settled(p), axis: 0, from: i, to: i + 1), [])
    }
    return broadcastTo(result, x.shape)
  }
}

/// The coefficients of the product of two polynomials, that of the highest power first.
public func polymul(_ a1: Tensor, _ a2: Tensor) -> Tensor { convolve(a1, a2) }

/// The coefficients of the sum of two polynomials, that of the highest power first.
public func polyadd(_ a1: Tensor, _ a2: Tensor) -> Tensor {
  let size = Swift.max(a1.type.count, a2.type.count)
  func filled(_ x: Tensor) -> Tensor {
    padded(settled(x), axis: 0, low: size - x.type.count, high: 0, with: scalar(0, x.dtype))
  }
  return filled(a1) + filled(a2)
}

/// The coefficients of the derivative, taken `m` times, of a polynomial.
public func polyder(_ p: Tensor, m: Int = 1) -> Tensor {
  var result = settled(p)
  for _ in 0..<m {
    let count = result.type.count
    if count <= 1 { return zeros([0], dtype: p.dtype) }
    let powers = (1..<count).reversed().map { Double($0) }
    result = sliced(result, axis: 0, from: 0, to: count - 1) * cast(Tensor(powers), p.dtype)
  }
  return result
}

/// The coefficients of the polynomial with the roots `roots`.
public func poly(_ roots: Tensor) -> Tensor {
  var result = ones([1], dtype: inexact(roots).dtype)
  for i in 0..<roots.type.count {
    let root = sliced(settled(inexact(ravel(roots))), axis: 0, from: i, to: i + 1)
    result = convolve(result, concatenate([onesLike(root), -root], axis: 0))
  }
  return result
}
