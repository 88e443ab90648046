import Touchstone

/// LAPACK's routines, which no plugin has, as operations of our own, which expand into others.
enum LapackCalls {
  static let replacement: Replacement = { operation, x in
    if Expansion.isEmptyFactorization(operation, x) { return bind(operation, x) }
    guard let call = operation as? CustomCall,
      let request = LinearAlgebraCustomCalls.LapackRequest(call, x.map(\.type)),
      x.allSatisfy({ !$0.shape.contains(0) }),
      let results = results(of: request, x), results.map(\.type) == call.types
    else { return nil }
    return results
  }

  /// What the routine gives; `nil` where the host is to run it.
  private static func results(
    of request: LinearAlgebraCustomCalls.LapackRequest, _ x: [Tensor]
  ) -> [Tensor]? {
    let isLower = request.letter("uplo") != "U"
    switch request.routine {
    case "geqrf": return bind(HouseholderQR(), x)
    case "orgqr", "ungqr": return bind(HouseholderProduct(), x)
    case "syevd", "heevd":
      let y = bind(Eigh(lower: isLower), x)
      return [y[1], y[0], whetherNaN(y[0])]
    case "gesdd", "gesvd":
      guard let mode = request.letter("mode"), mode != "N" else { return nil }
      let y = bind(SVD(fullMatrices: mode == "A"), x)
      return [x[0], y[1], y[0], y[2], whetherNaN(y[1])]
    case "getrf":
      let y = bind(LU(), x)
      return [y[0], y[1] + 1, firstZeroPivot(y[0])]
    case "potrf":
      let factor = bind(Cholesky(lower: isLower), x)[0]
      let (row, column) = places(x[0])
      // The triangle that is not read stays.
      let isKept = isLower ? less(row, column) : greater(row, column)
      let diagonal = equal(row, column)
      let failure = select(broadcast(diagonal, to: x[0].shape), real(factor), real(factor) * 0)
      let rows = reduceSum(failure, [x[0].rank - 1])
      return [select(broadcast(isKept, to: x[0].shape), x[0], factor), whetherNaN(rows)]
    case "trsm":
      let transpose: MatrixTranspose =
        switch request.letter("trans_x") {
        case "T": .transpose
        case "C": .adjoint
        default: .none
        }
      return bind(
        TriangularSolve(
          leftSide: request.letter("side") != "R", lower: isLower,
          unitDiagonal: request.letter("diag") == "U", transposeA: transpose), x)
    default: return nil
    }
  }

  /// The row and the column of each place of the matrices `x`.
  private static func places(_ x: Tensor) -> (Tensor, Tensor) {
    let type = TensorType(.i32, Array(x.shape.suffix(2)))
    return (iota(type, axis: 0), iota(type, axis: 1))
  }

  /// 1 where a vector holds NaN, which stands for failure, 0 elsewhere.
  private static func whetherNaN(_ x: Tensor) -> Tensor {
    reduceMax(convert(notEqual(x, x), to: .i32), [x.rank - 1])
  }

  /// Which pivot, from 1, is the first to be zero; 0 if none is.
  private static func firstZeroPivot(_ packed: Tensor) -> Tensor {
    let steps = min(packed.shape[packed.rank - 2], packed.shape[packed.rank - 1])
    let (row, column) = places(packed)
    let onDiagonal = broadcast(equal(row, column), to: packed.shape)
    let isZero = bitwiseAnd(onDiagonal, equal(packed, .full(0, like: packed)))
    let numbers = select(
      isZero, broadcast(row + 1, to: packed.shape),
      .full(TensorType(.i32, packed.shape), steps + 1))
    let first = reduceMin(numbers, [packed.rank - 2, packed.rank - 1])
    return select(
      equal(first, .full(Double(steps + 1), like: first)), .full(0, like: first), first)
  }
}
