import COpenBLAS
import Touchstone

extension KernelTable {
  /// The routines of LAPACK that JAX calls by name. Where one of them reports a failure, the
  /// reference says what becomes of the results.
  mutating func addLapackCalls() {
    add(CustomCall.self) { call, operands in
      guard let request = LinearAlgebraCustomCalls.LapackRequest(call, operands) else { return nil }
      let lower = request.letter("uplo") != "U"
      switch request.routine {
      case "potrf": return lapackKernel(call, operands, CholeskyCallMaker(lower: lower))
      case "getrf": return lapackKernel(call, operands, LUCallMaker())
      case "geqrf": return lapackKernel(call, operands, HouseholderQRMaker())
      case "orgqr", "ungqr":
        return lapackKernel(call, operands, HouseholderProductMaker(), ranks: [2, 1])
      case "syevd", "heevd": return lapackKernel(call, operands, EighCallMaker(lower: lower))
      case "sytrd", "hetrd": return lapackKernel(call, operands, TridiagonalizeMaker(lower: lower))
      case "trsm": return lapackKernel(call, operands, TriangularSolveMaker(request))
      case "gesdd", "gesvd":
        guard let mode = request.letter("mode"), mode == "A" || mode == "S" else { return nil }
        return lapackKernel(call, operands, SVDCallMaker(isFull: mode == "A"))
      case "geev":
        return lapackKernel(
          call, operands,
          EigCallMaker(
            left: request.letter("compute_left") != "N",
            right: request.letter("compute_right") != "N"))
      default: return nil
      }
    }
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

/// Results: values (real and imaginary parts apart for real matrices), left and right vectors, info.
private struct EigCallMaker: LapackMaker {
  let left: Bool
  let right: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let n = x[0].rows
    if n == 0 { return true }
    var a = Array(UnsafeBufferPointer(start: x[0].base, count: n * n))
    var values = [S.Complex](repeating: .zero, count: n)
    // A real matrix has one result more.
    let isReal = results.count == 5
    let vectors = results.dropFirst(isReal ? 2 : 1).map {
      $0.assumingMemoryBound(to: S.Complex.self)
    }
    let (u, v) = (left ? vectors[0] : nil, right ? vectors[1] : nil)
    guard S.eigen(n, &a, &values, left: u, right: v) == 0 else { return false }
    for vectors in [u, v] {
      if let vectors { S.Complex.normalize(vectors, n) }
    }
    if isReal {
      let re = results[0].assumingMemoryBound(to: S.Complex.Real.self)
      let im = results[1].assumingMemoryBound(to: S.Complex.Real.self)
      for i in 0..<n { (re[i], im[i]) = (values[i].re, values[i].im) }
    } else {
      results[0].assumingMemoryBound(to: S.Complex.self).update(from: values, count: n)
    }
    return true
  }
}
