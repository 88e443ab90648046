import COpenBLAS
import Touchstone

extension KernelTable {
  /// Matrices that are not symmetric, and factorizations left as reflectors.
  mutating func addEigenproblems() {
    add(Eig.self) { operation, operands in
      lapackKernel(
        operation, operands,
        EigMaker(left: operation.computesLeft, right: operation.computesRight))
    }
    add(Schur.self) { operation, operands in lapackKernel(operation, operands, SchurMaker()) }
    add(Hessenberg.self) { operation, operands in
      lapackKernel(operation, operands, HessenbergMaker())
    }
    add(HouseholderQR.self) { operation, operands in
      lapackKernel(operation, operands, HouseholderQRMaker())
    }
    add(HouseholderProduct.self) { operation, operands in
      lapackKernel(operation, operands, HouseholderProductMaker(), ranks: [2, 1])
    }
    add(Tridiagonalize.self) { operation, operands in
      lapackKernel(operation, operands, TridiagonalizeMaker(lower: operation.lower))
    }
  }
}

private struct EigMaker: LapackMaker {
  let left: Bool
  let right: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let n = x[0].rows
    if n == 0 { return true }
    var a = Array(UnsafeBufferPointer(start: x[0].base, count: n * n))
    let pointers = results.map { $0.assumingMemoryBound(to: S.Complex.self) }
    let (u, v) = (left ? pointers[1] : nil, right ? pointers[left ? 2 : 1] : nil)
    guard S.eigen(n, &a, pointers[0], left: u, right: v) == 0 else { return false }
    if let u { S.Complex.normalize(u, n) }
    if let v { S.Complex.normalize(v, n) }
    return true
  }
}

private struct SchurMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    if x[0].rows == 0 { return true }
    let form = results[0].assumingMemoryBound(to: S.self)
    form.update(from: x[0].base, count: x[0].count)
    return S.gees(Int32(x[0].rows), form, results[1].assumingMemoryBound(to: S.self)) == 0
  }
}

private struct HessenbergMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let packed = results[0].assumingMemoryBound(to: S.self)
    packed.update(from: x[0].base, count: x[0].count)
    return x[0].rows < 2
      || S.gehrd(Int32(x[0].rows), packed, results[1].assumingMemoryBound(to: S.self)) == 0
  }
}

struct HouseholderQRMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let packed = results[0].assumingMemoryBound(to: S.self)
    packed.update(from: x[0].base, count: x[0].count)
    return x[0].count == 0
      || S.geqrf(
        Int32(x[0].rows), Int32(x[0].columns), packed,
        results[1].assumingMemoryBound(to: S.self)) == 0
  }
}

struct HouseholderProductMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let q = results[0].assumingMemoryBound(to: S.self)
    q.update(from: x[0].base, count: x[0].count)
    if x[0].count == 0 { return true }
    var factors = Array(UnsafeBufferPointer(start: x[1].base, count: x[1].count))
    if factors.isEmpty { factors = [.zero] }
    return S.orgqr(Int32(x[0].rows), Int32(x[0].columns), Int32(x[1].count), q, &factors) == 0
  }
}

struct TridiagonalizeMaker: LapackMaker {
  let lower: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let packed = results[0].assumingMemoryBound(to: S.self)
    packed.update(from: x[0].base, count: x[0].count)
    return x[0].rows == 0
      || S.hetrd(
        lower ? 76 : 85, Int32(x[0].rows), packed,
        results[1].assumingMemoryBound(to: S.Real.self),
        results[2].assumingMemoryBound(to: S.Real.self),
        results[3].assumingMemoryBound(to: S.self)) == 0
  }
}
