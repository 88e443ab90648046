import COpenBLAS
import Touchstone

extension KernelTable {
  /// The routines of LAPACK that JAX calls by name. Where one of them reports a failure, the
  /// reference says what becomes of the results.
  mutating func addLapackCalls() {
    add(CustomCall.self) { call, operands in
      guard LinearAlgebraCustomCalls.accepts(call, operands) else { return nil }
      if let request = LinearAlgebraCustomCalls.LapackRequest(call, operands) {
        return routineKernel(call, request, operands)
      }
      switch call.target {
      case "Qr": return lapackKernel(call, operands, HouseholderQRMaker())
      case "LuDecomposition": return lapackKernel(call, operands, LUMaker())
      case "ProductOfElementaryHouseholderReflectors":
        return lapackKernel(call, operands, HouseholderProductMaker(), ranks: [2, 1])
      case "tridiagonal_solve_perturbed_ffi":
        return lapackKernel(
          call, operands, TridiagonalSolveMaker(role: .perturbed), ranks: [1, 1, 1, 2])
      default: return nil
      }
    }
  }
}

private func routineKernel(
  _ call: CustomCall, _ request: LinearAlgebraCustomCalls.LapackRequest, _ operands: [TensorType]
) -> Kernel? {
  let lower = request.letter("uplo") != "U"
  switch request.routine {
  case "gees": return lapackKernel(call, operands, SchurMaker())
  case "gehrd":
    let rows = operands[0].shape[operands[0].rank - 1]
    return lapackKernel(call, operands, HessenbergMaker(range: request.range(rows)))
  case "geqp3": return lapackKernel(call, operands, PivotedQRMaker(), ranks: [2, 1])
  case "gtsv":
    return lapackKernel(call, operands, TridiagonalSolveMaker(role: .call), ranks: [1, 1, 1, 2])
  case "ormqr", "unmqr":
    let maker = ReflectorsMaker(
      isLeft: request.flag("left"), isAdjoint: request.flag("transpose"))
    return lapackKernel(call, operands, maker, ranks: [2, 1, 2])
  case "potrf": return lapackKernel(call, operands, CholeskyCallMaker(lower: lower))
  case "getrf": return lapackKernel(call, operands, LUCallMaker())
  case "geqrf": return lapackKernel(call, operands, HouseholderQRMaker())
  case "orgqr", "ungqr":
    return lapackKernel(call, operands, HouseholderProductMaker(), ranks: [2, 1])
  case "syevd", "heevd": return lapackKernel(call, operands, EighCallMaker(lower: lower))
  case "sytrd", "hetrd": return lapackKernel(call, operands, TridiagonalizeMaker(lower: lower))
  case "trsm": return lapackKernel(call, operands, TriangularSolveMaker(request))
  case "gesdd", "gesvd":
    switch request.letter("mode") {
    case "A": return lapackKernel(call, operands, SVDCallMaker(isFull: true))
    case "S": return lapackKernel(call, operands, SVDCallMaker(isFull: false))
    case "N": return lapackKernel(call, operands, SingularValuesCallMaker())
    default: return nil
    }
  case "geev":
    return lapackKernel(
      call, operands,
      EigCallMaker(
        left: request.letter("compute_left") != "N", right: request.letter("compute_right") != "N"))
  default: return nil
  }
}

extension TriangularSolveMaker {
  fileprivate init(_ request: LinearAlgebraCustomCalls.LapackRequest) {
    let transpose: MatrixTranspose =
      switch request.letter("trans_x") {
      case "T": .transpose
      case "C": .adjoint
      default: .none
      }
    operation = TriangularSolve(
      leftSide: request.letter("side") != "R", lower: request.letter("uplo") != "U",
      unitDiagonal: request.letter("diag") == "U", transposeA: transpose)
  }
}

/// Results: the matrix with the factor in one triangle, info.
private struct CholeskyCallMaker: LapackMaker {
  let lower: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let a = results[0].assumingMemoryBound(to: S.self)
    a.update(from: x[0].base, count: x[0].count)
    return x[0].count == 0 || S.potrf(lower ? 76 : 85, Int32(x[0].rows), a) == 0
  }
}

/// Results: both factors, the rows exchanged (from 1), info.
private struct LUCallMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let packed = results[0].assumingMemoryBound(to: S.self)
    packed.update(from: x[0].base, count: x[0].count)
    return x[0].count == 0
      || S.getrf(
        Int32(x[0].rows), Int32(x[0].columns), packed,
        results[1].assumingMemoryBound(to: Int32.self)) == 0
  }
}

/// Results: vectors, values, info.
private struct EighCallMaker: LapackMaker {
  let lower: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let vectors = results[0].assumingMemoryBound(to: S.self)
    vectors.update(from: x[0].base, count: x[0].count)
    return x[0].count == 0
      || S.heevd(
        lower ? 76 : 85, Int32(x[0].rows), vectors, results[1].assumingMemoryBound(to: S.Real.self))
        == 0
  }
}

/// Results: the matrix, singular values, u, vh, info.
private struct SVDCallMaker: LapackMaker {
  let isFull: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    if m * n == 0 { return false }
    results[0].assumingMemoryBound(to: S.self).update(from: x[0].base, count: m * n)
    var a = Array(UnsafeBufferPointer(start: x[0].base, count: m * n))
    return S.gesdd(
      isFull ? 65 : 83, Int32(m), Int32(n), &a, results[1].assumingMemoryBound(to: S.Real.self),
      results[2].assumingMemoryBound(to: S.self), Int32(isFull ? m : min(m, n)),
      results[3].assumingMemoryBound(to: S.self), Int32(n)) == 0
  }
}

/// Results: the matrix, singular values, and u and vh, which are not wanted, info.
private struct SingularValuesCallMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    results[0].assumingMemoryBound(to: S.self).update(from: x[0].base, count: x[0].count)
    return SingularValuesMaker(result: 1).factor(S.self, x, results, types)
  }
}

/// Results: values (real and imaginary parts apart for real matrices), left and right vectors, info.
private struct EigCallMaker: LapackMaker {
  let left: Bool
  let right: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let n = x[0].rows
    var values = [S.Complex](repeating: .zero, count: n)
    // A real matrix has one result more.
    let vectors = results.dropFirst(results.count - 3).map {
      $0.assumingMemoryBound(to: S.Complex.self)
    }
    guard
      eigenvectors(
        x[0], &values, left: left ? vectors[0] : nil, right: right ? vectors[1] : nil)
    else { return false }
    S.store(values, results[...], types[0])
    return true
  }
}
