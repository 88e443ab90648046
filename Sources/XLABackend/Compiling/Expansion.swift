import Touchstone

/// What stands in a program for the device in the place of an operation that a plugin lacks, ends the
/// process over, or computes otherwise than it is defined.
enum Expansion {
  static let replacement: Replacement = { operation, x in
    switch operation {
    case is ShardingConstraint: x
    case let call as CustomCall: try customCall(call, x)
    case let slice as Slice: try bounded(slice, x)
    case let cholesky as Cholesky where x[0].dtype.isComplex:
      bind(cholesky, [withRealDiagonal(x[0])])
    case is BatchNormTraining, is BatchNormInference, is BatchNormGrad: widened(operation, x)
    case let eigh as Eigh: eigenvalues(eigh.lower, x)
    case let qr as QR: orthogonal(qr, x)
    case is HouseholderQR: reflectors(x)
    case is HouseholderProduct: product(x)
    // Whole, and not as LAPACK's routines.
    case is SVD, is LU, is Eig, is TridiagonalSolve: bind(operation, x)
    default: nil
    }
  }

  /// Custom calls that only say where a value lies.
  private static let placements: Set = [
    "LayoutConstraint", "SPMDFullToShardShape", "SPMDShardToFullShape", "Sharding",
    "annotate_device_placement", "xla.sdy.FuncResultSharding",
  ]

  private static func customCall(_ call: CustomCall, _ x: [Tensor]) throws -> [Tensor]? {
    let types = x.map(\.type)
    if placements.contains(call.target) { return call.types == types ? x : nil }
    guard let request = LinearAlgebraCustomCalls.LapackRequest(call, types) else { return nil }
    return lapack(request, call.types, x)
  }

  /// A stride beyond the limit takes one element; XLA adds it to the limit.
  private static func bounded(_ slice: Slice, _ x: [Tensor]) throws -> [Tensor]? {
    let lengths = zip(slice.start, slice.limit).map { max($1 - $0, 1) }
    let strides = zip(slice.strides, lengths).map { min($0, $1) }
    return strides == slice.strides ? nil : bind(Slice(slice.start, slice.limit, strides), x)
  }

  /// The statistics of 16-bit floats overflow; they are computed in f32.
  private static func widened(_ operation: any Primitive, _ x: [Tensor]) -> [Tensor]? {
    guard let dtype = x.first?.dtype, dtype.isFloat, dtype.bitWidth < 32 else { return nil }
    return bind(operation, x.map { convert($0, to: .f32) }).map { convert($0, to: dtype) }
  }
}
