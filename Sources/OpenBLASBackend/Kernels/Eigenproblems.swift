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
    let pointers = results.map { $0.assumingMemoryBound(to: S.Complex.self) }
    return eigenvectors(
      x[0], pointers[0], left: left ? pointers[1] : nil,
      right: right ? pointers[left ? 2 : 1] : nil)
  }
}

/// Eigenvalues, and where there is room for them eigenvectors of length 1; `false` if LAPACK fails.
func eigenvectors<S: EigenScalar>(
  _ x: MatrixAt<S>, _ values: UnsafeMutablePointer<S.Complex>,
  left: UnsafeMutablePointer<S.Complex>?, right: UnsafeMutablePointer<S.Complex>?
) -> Bool {
  if x.rows == 0 { return true }
  var a = Array(UnsafeBufferPointer(start: x.base, count: x.count))
  guard S.eigen(x.rows, &a, values, left: left, right: right) == 0 else { return false }
  for vectors in [left, right] {
    if let vectors { S.Complex.normalize(vectors, x.rows) }
  }
  return true
}

/// Schur's form, its vectors, and of a call also the eigenvalues.
struct SchurMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    if x[0].rows == 0 { return true }
    let form = results[0].assumingMemoryBound(to: S.self)
    form.update(from: x[0].base, count: x[0].count)
    var values = [S.Complex](repeating: .zero, count: x[0].rows)
    let vectors = results[1].assumingMemoryBound(to: S.self)
    guard S.gees(Int32(x[0].rows), form, vectors, &values) == 0 else { return false }
    if results.count > 2 { S.store(values, results.dropFirst(2), types[2]) }
    return true
  }
}

extension EigenScalar {
  /// Writes eigenvalues as calls give them: both parts apart, or complex numbers.
  static func store(
    _ values: [Complex], _ results: ArraySlice<UnsafeMutableRawPointer>, _ type: TensorType
  ) {
    if type.dtype.isComplex {
      results[results.startIndex].assumingMemoryBound(to: Complex.self)
        .update(from: values, count: values.count)
      return
    }
    let parts = results.prefix(2).map { $0.assumingMemoryBound(to: Complex.Real.self) }
    for (i, value) in values.enumerated() { (parts[0][i], parts[1][i]) = (value.re, value.im) }
  }
}

struct HessenbergMaker: LapackMaker {
  /// The rows to work on, from 0; all of them without.
  var range: (low: Int, high: Int)?
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let packed = results[0].assumingMemoryBound(to: S.self)
    packed.update(from: x[0].base, count: x[0].count)
    let (low, high) = range ?? (0, x[0].rows)
    return high - low < 2
      || S.gehrd(
        Int32(x[0].rows), Int32(low + 1), Int32(high), packed,
        results[1].assumingMemoryBound(to: S.self)) == 0
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
