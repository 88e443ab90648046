import Foundation

// Tensors from nothing but their description. The default dtype is `f32`, as Keras has it.

/// A tensor of `shape` whose elements are 0.
public func zeros(_ shape: [Int], dtype: DType = .f32) -> Tensor {
  .full(TensorType(dtype, shape), 0)
}

/// A tensor of `shape` whose elements are 1.
public func ones(_ shape: [Int], dtype: DType = .f32) -> Tensor {
  .full(TensorType(dtype, shape), 1)
}

/// A tensor of `shape`; its elements, which NumPy leaves open, are 0.
public func empty(_ shape: [Int], dtype: DType = .f32) -> Tensor { zeros(shape, dtype: dtype) }

/// A tensor of `shape` with `fillValue`, which is broadcast, everywhere.
public func full(_ shape: [Int], _ fillValue: Tensor, dtype: DType? = nil) -> Tensor {
  broadcastTo(settled(cast(fillValue, dtype)), shape)
}

/// A tensor of the shape of `x` whose elements are 0.
public func zerosLike(_ x: Tensor, dtype: DType? = nil) -> Tensor {
  .full(TensorType(dtype ?? x.dtype, x.shape), 0)
}

/// A tensor of the shape of `x` whose elements are 1.
public func onesLike(_ x: Tensor, dtype: DType? = nil) -> Tensor {
  .full(TensorType(dtype ?? x.dtype, x.shape), 1)
}

/// A tensor of the shape of `x`; its elements are 0.
public func emptyLike(_ x: Tensor, dtype: DType? = nil) -> Tensor { zerosLike(x, dtype: dtype) }

/// A tensor of the shape of `x` with `fillValue` everywhere.
public func fullLike(_ x: Tensor, _ fillValue: Tensor, dtype: DType? = nil) -> Tensor {
  broadcastTo(cast(fillValue, dtype ?? x.dtype), x.shape)
}

/// The whole numbers from `start` up to `stop`, without it, every `step`-th; of `i32` by default.
public func arange(_ start: Int, _ stop: Int? = nil, _ step: Int = 1, dtype: DType? = nil) -> Tensor
{
  call("arange") { call in
    try call.require(step != 0, "the step must not be 0")
    let (first, last) = stop.map { (start, $0) } ?? (0, start)
    let span = last - first
    let count = Swift.max(0, span / step + (span % step == 0 || (span < 0) != (step < 0) ? 0 : 1))
    let type = TensorType(dtype ?? .i32, [count])
    var result = iota(type)
    // What changes nothing is left out, so that the program stays small.
    if step != 1 { result = result * .full(type, step) }
    return first == 0 ? result : result + .full(type, first)
  }
}

/// The numbers from `start` up to `stop`, without it, in steps of `step`; of `f32` by default.
///
/// In an integer `dtype` there are as many, from `start` in steps of `step` each without its fraction.
public func arange(
  _ start: Double, _ stop: Double? = nil, _ step: Double = 1, dtype: DType? = nil
) -> Tensor {
  call("arange") { call in
    try call.require(step != 0, "the step must not be 0")
    let (first, last) = stop.map { (start, $0) } ?? (0, start)
    let count = ((last - first) / step).rounded(.up)
    try call.require(
      count.isFinite && count < 1e15, "the range \(first)..<\(last) by \(step) has no end")
    let type = TensorType(dtype ?? .f32, [Swift.max(0, Int(count))])
    if type.dtype.isInteger {
      return iota(type) * .full(type, step.rounded(.towardZero))
        + .full(type, first.rounded(.towardZero))
    }
    return iota(type) * step + first
  }
}

/// `num` numbers from `start` to `stop` at equal distances along a new axis `axis`.
///
/// Without `endpoint` they end one step before `stop`. The last of them is `stop` exactly.
public func linspace(
  _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, dtype: DType? = nil,
  axis: Int = 0
) -> Tensor {
  call("linspace", start, stop) { call in
    try call.require(num >= 0, "num must not be negative, got \(num)")
    let (a, b) = met("linspace", start, stop)
    let (from, to) = (settled(inexact(a)), settled(inexact(b)))
    let axis = try call.axis(axis, of: from.rank + 1)
    var shape = from.shape
    shape.insert(num, at: axis)
    let steps = Double(endpoint ? Swift.max(num - 1, 1) : Swift.max(num, 1))
    let place = iota(TensorType(from.dtype.realPart, shape), axis: axis) / steps
    let share = from.dtype.isComplex ? convert(place, to: from.dtype) : place
    // Both ends are met exactly where each is weighted by itself.
    let result = inserted(from, axis) * (1 - share) + inserted(to, axis) * share
    return cast(result, dtype.map { $0.isInteger ? nil : $0 } ?? nil)
      .rounded(to: dtype)
  }
}

/// `base` to the powers that `linspace` gives.
public func logspace(
  _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, base: Double = 10,
  dtype: DType? = nil, axis: Int = 0
) -> Tensor {
  let exponents = linspace(start, stop, num: num, endpoint: endpoint, axis: axis)
  return cast(power(Tensor(weak: base), exponents), dtype)
}

/// `num` numbers from `start` to `stop`, each the same multiple of the one before.
public func geomspace(
  _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, dtype: DType? = nil,
  axis: Int = 0
) -> Tensor {
  let (first, last) = met("geomspace", start, stop)
  let logarithms = linspace(
    log(abs(inexact(first))), log(abs(inexact(last))), num: num, endpoint: endpoint, axis: axis)
  let direction = expandDims(sign(cast(first, logarithms.dtype)), axis)
  return cast(direction * exp(logarithms), dtype)
}

/// A matrix with ones on diagonal number `k`, above the main one if positive, and zeros elsewhere.
public func eye(_ n: Int, _ m: Int? = nil, k: Int = 0, dtype: DType = .f32) -> Tensor {
  let shape = [n, m ?? n]
  return cast(
    equal(indices(shape, axis: 0) + k, indices(shape, axis: 1)), dtype)
}

/// The square matrix with ones on its diagonal.
public func identity(_ n: Int, dtype: DType = .f32) -> Tensor { eye(n, dtype: dtype) }

/// A matrix with ones on and below diagonal number `k`, and zeros above.
public func tri(_ n: Int, _ m: Int? = nil, k: Int = 0, dtype: DType = .f32) -> Tensor {
  let shape = [n, m ?? n]
  return cast(
    greaterEqual(indices(shape, axis: 0) + k, indices(shape, axis: 1)), dtype)
}

/// For vectors `x` tensors with one axis each of all of them, along which each varies.
///
/// With `indexing` `"xy"` the first two axes change places, as for pictures; with `"ij"` they don't.
public func meshgrid(_ x: Tensor..., indexing: MeshIndexing = .xy) -> [Tensor] {
  call("meshgrid", x, else: x.map { _ in .invalid }) { call in
    try call.require(
      x.allSatisfy { $0.rank <= 1 }, "expected vectors, got the shapes \(x.map(\.shape))")
    var order = Array(x.indices)
    if indexing == .xy, x.count >= 2 { order.swapAt(0, 1) }
    let shape = order.map { x[$0].type.count }
    return x.indices.map { i in
      broadcast(reshape(x[i], [x[i].type.count]), to: shape, axes: [order.firstIndex(of: i) ?? 0])
    }
  }
}

/// Which axis the first vector of `meshgrid` varies along.
public enum MeshIndexing: Sendable {
  /// The second, as in pictures.
  case xy
  /// The first, as in matrices.
  case ij
}

/// The powers of the elements of the vector `x` as rows, from the highest on unless `increasing`.
public func vander(_ x: Tensor, _ n: Int? = nil, increasing: Bool = false) -> Tensor {
  call("vander", x) { call in
    try call.require(x.rank == 1, "expected a vector, got the shape \(x.shape)")
    let count = n ?? x.shape[0]
    let base = settled(x)
    var columns: [Tensor] = []
    var column = onesLike(base)
    for _ in 0..<count {
      columns.append(inserted(column, 1))
      column = column * base
    }
    guard !columns.isEmpty else { return zeros([x.shape[0], 0], dtype: base.dtype) }
    return concatenate(increasing ? columns : columns.reversed(), axis: 1)
  }
}

extension Tensor {
  /// Floats as `dtype`; to integers they are rounded down, as `linspace` has it.
  fileprivate func rounded(to dtype: DType?) -> Tensor {
    guard let dtype else { return self }
    return dtype.isInteger ? convert(floor(self), to: dtype) : cast(self, dtype)
  }
}
