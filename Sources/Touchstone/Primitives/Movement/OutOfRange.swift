/// What becomes of an index from which a slice or window would not fit.
///
/// `gather` and `scatter` with the same mode are transposes of each other.
///
/// Specification: `gather`, `scatter`.
public enum OutOfRange: Hashable, Sendable {
  /// It is moved to the nearest one from which it fits.
  case clip
  /// `gather` gives a slice of the fill value, `scatter` leaves out the whole window.
  case fillOrDrop
  /// The program promises that there is none, and any result is right where there is one.
  case promiseInBounds
}

/// The indices from which slices fit, one range `0...limit` for each component of an index vector.
struct IndexRanges {
  let limits: [Int]
  /// The axis of the indices along which the components lie, or their rank.
  let vectorDim: Int

  /// The indices moved into their ranges.
  func clipped(_ indices: Tensor) -> Tensor {
    let type = indices.type
    // What the dtype cannot hold is no bound: each of its numbers lies below.
    let width = type.dtype.bitWidth
    let isSigned = type.dtype.family == .signed
    let largest = isSigned || width == 64 ? Int.max >> (64 - width) : (1 << width) - 1
    let upper = limits.map { min(max($0, 0), largest) }
    let line = TensorType(type.dtype, vectorDim < type.rank ? [upper.count] : [])
    let bounds =
      isSigned
      ? HostTensor(line, signed: upper.map { Int64($0) })
      : HostTensor(line, unsigned: upper.map { UInt64($0) })
    let axes = vectorDim < type.rank ? [vectorDim] : []
    let zero = Tensor(HostTensor.full(TensorType(type.dtype), 0))
    return clamp(
      broadcast(zero, to: type.shape, axes: []), indices,
      broadcast(Tensor(bounds), to: type.shape, axes: axes))
  }

  /// Whether every component of each index vector lies in its range: the indices' shape without
  /// the axis of the components.
  func contain(_ indices: Tensor) -> Tensor {
    let inside = equal(clipped(indices), indices)
    if vectorDim == indices.rank { return inside }
    var shape = indices.shape
    shape.remove(at: vectorDim)
    var start = [Int](repeating: 0, count: indices.rank)
    var limit = indices.shape
    var all = Tensor(HostTensor.full(TensorType(.i1, shape), 1))
    for i in limits.indices {
      (start[vectorDim], limit[vectorDim]) = (i, i + 1)
      all = bitwiseAnd(all, reshape(slice(inside, from: start, to: limit), shape))
    }
    return all
  }

  /// The indices, in 64 bits, with those vectors that leave their ranges replaced by `outside`.
  func moved(_ indices: Tensor, to outside: [Int]) -> Tensor {
    let isUnsigned = indices.dtype == .ui64
    let wide = isUnsigned ? indices : convert(indices, to: .i64)
    let line = TensorType(wide.dtype, vectorDim < wide.rank ? [outside.count] : [])
    let away =
      isUnsigned
      ? HostTensor(line, unsigned: outside.map { UInt64($0) })
      : HostTensor(line, signed: outside.map { Int64($0) })
    let batchAxes = indices.shape.indices.filter { $0 != vectorDim }
    return select(
      broadcast(contain(indices), to: wide.shape, axes: Array(batchAxes)), wide,
      broadcast(Tensor(away), to: wide.shape, axes: vectorDim < wide.rank ? [vectorDim] : []))
  }
}

extension HostTensor {
  /// The scalar that stands for a missing element: NaN, the smallest signed or the largest unsigned
  /// integer, `true`; as JAX fills.
  static func missing(_ dtype: DType) -> HostTensor {
    let type = TensorType(dtype)
    return switch dtype.family {
    case .signed: HostTensor(type, signed: [-1 << Int64(dtype.bitWidth - 1)])
    case .unsigned: HostTensor(type, unsigned: [.max])
    case .complex: HostTensor(type, complexes: [WideComplex(.nan)])
    case .float: HostTensor(type, doubles: [.nan])
    default: .full(type, 1)
    }
  }
}
