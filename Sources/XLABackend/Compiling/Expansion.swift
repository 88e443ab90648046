import Touchstone

/// What stands in a program for the device in the place of an operation that a plugin lacks, ends the
/// process over, or computes otherwise than it is defined.
enum Expansion {
  static let replacement: Replacement = { operation, x in
    switch operation {
    case _ where isEmptyFactorization(operation, x): bind(operation, x)
    case is ShardingConstraint, is StopGradient: x
    case let call as CustomCall where placements.contains(call.target):
      call.types == x.map(\.type) ? x : nil
    case let slice as Slice: try bounded(slice, x)
    case let cholesky as Cholesky where x[0].dtype.isComplex:
      bind(cholesky, [withRealDiagonal(x[0])])
    case let reduce as Reduce where reduce.dimensions.isEmpty: pointwise(reduce, x)
    case _ where ["all_reduce", "reduce_scatter"].contains(operation.name):
      inBodysDtypes(operation, x)
    case is BatchNormTraining, is BatchNormInference, is BatchNormGrad: widened(operation, x)
    default: nil
    }
  }

  /// What this package's own operations consist of, in their place: composites that XLA would inline.
  static let inlining: Replacement = { operation, x in
    if isEmptyFactorization(operation, x) { return bind(operation, x) }
    guard let composite = operation as? Composite, factorizations.contains(composite.operation)
    else { return nil }
    return try composite.decomposition.block.applied(x)
  }

  /// Whether there is nothing to factor, which needs no device and has no expansion.
  static func isEmptyFactorization(_ operation: any Primitive, _ x: [Tensor]) -> Bool {
    factorizations.contains(operation.fullName) && x.contains { $0.shape.contains(0) }
  }

  private static let factorizations = Set(
    [
      QR.names, HouseholderQR.names, HouseholderProduct.names, LU.names, TridiagonalSolve.names,
      Eigh.names, SVD.names,
    ].joined())

  /// Custom calls that only say where a value lies.
  private static let placements: Set = [
    "LayoutConstraint", "SPMDFullToShardShape", "SPMDShardToFullShape", "Sharding",
    "annotate_device_placement", "xla.sdy.FuncResultSharding",
  ]

  /// A stride beyond the limit takes one element; XLA adds it to the limit.
  private static func bounded(_ slice: Slice, _ x: [Tensor]) throws -> [Tensor]? {
    let lengths = zip(slice.start, slice.limit).map { max($1 - $0, 1) }
    let strides = zip(slice.strides, lengths).map { min($0, $1) }
    return strides == slice.strides ? nil : bind(Slice(slice.start, slice.limit, strides), x)
  }

  /// Without dimensions each element is combined with the initial value, which XLA leaves out.
  private static func pointwise(_ reduce: Reduce, _ x: [Tensor]) -> [Tensor]? {
    guard x.count == 2, reduce.captureCount == 0, x[0].dtype == x[1].dtype,
      let combine = reduce.body.soleOperation as? Binary
    else { return nil }
    return bind(combine, [broadcast(x[1], to: x[0].shape), x[0]])
  }

  /// The statistics of 16-bit floats overflow; they are computed in f32.
  private static func widened(_ operation: any Primitive, _ x: [Tensor]) -> [Tensor]? {
    guard let dtype = x.first?.dtype, dtype.isFloat, dtype.bitWidth < 32 else { return nil }
    return bind(operation, x.map { convert($0, to: .f32) }).map { convert($0, to: dtype) }
  }

  /// A reduction among processes whose body computes in a wider dtype than operands have: XLA computes, and
  /// returns, theirs.
  private static func inBodysDtypes(_ operation: any Primitive, _ x: [Tensor]) -> [Tensor]? {
    let dtypes = operation.regions.first?.resultTypes.map(\.dtype) ?? []
    guard dtypes.count == x.count, dtypes != x.map(\.dtype) else { return nil }
    return bind(operation, zip(x, dtypes).map { convert($0, to: $1) })
  }

  /// A complex matrix whose diagonal is real, as that of a Hermitian matrix is taken to be.
  private static func withRealDiagonal(_ x: Tensor) -> Tensor {
    let places = TensorType(.i32, Array(x.shape.suffix(2)))
    let isDiagonal = equal(iota(places, axis: 0), iota(places, axis: 1))
    let real = Touchstone.real(x)
    return select(broadcast(isDiagonal, to: x.shape), complex(real, .full(0, like: real)), x)
  }
}
