import COpenBLAS
import Synchronization
import Touchstone
import Workers

extension KernelTable {
  /// Factorizations by LAPACK. LAPACK's own checks refuse matrices with NaN, and so does each
  /// kernel, those with infinities as well: it then leaves the matrix to the reference, which says what
  /// becomes of them.
  mutating func addLinearAlgebra() {
    add(Cholesky.self) { operation, operands in
      lapackKernel(operation, operands, CholeskyMaker(lower: operation.lower))
    }
    add(TriangularSolve.self) { operation, operands in
      lapackKernel(operation, operands, TriangularSolveMaker(operation: operation))
    }
    add(QR.self) { operation, operands in lapackKernel(operation, operands, QRMaker()) }
    add(LU.self) { operation, operands in lapackKernel(operation, operands, LUMaker()) }
    add(Eigh.self) { operation, operands in
      lapackKernel(operation, operands, EighMaker(lower: operation.lower))
    }
    add(SVD.self) { operation, operands in
      operation.computesVectors
        ? lapackKernel(operation, operands, SVDMaker(isFull: operation.fullMatrices))
        : lapackKernel(operation, operands, SingularValuesMaker(result: 0))
    }
  }
}

/// A factorization of one matrix of a batch, for each number LAPACK knows.
protocol LapackMaker: Sendable {
  /// Computes the results for the operands at the pointers; `false` leaves them to the reference.
  func factor<S: EigenScalar>(
    _: S.Type, _ operands: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer],
    _ types: [TensorType]
  ) -> Bool
}

/// One matrix in memory.
struct MatrixAt<S> {
  let base: UnsafePointer<S>
  let rows: Int
  let columns: Int
  var count: Int { rows * columns }
}

/// A kernel that factors each matrix of a batch; operand `i` holds matrices or vectors, as
/// `ranks[i]` says.
func lapackKernel(
  _ operation: any Primitive, _ operands: [TensorType], _ maker: some LapackMaker,
  ranks: [Int] = [2, 2]
) -> Kernel? {
  guard let dtype = operands.first?.dtype, BLASType(dtype) != nil, operands.count <= ranks.count,
    zip(operands, ranks).allSatisfy({ type, rank in
      type.rank >= rank && type.shape.allSatisfy { $0 <= Int(Int32.max) }
    })
  else { return nil }
  return { x, types, context in
    if x[0].hasInfinity { return try operation.evaluate(x, types, in: context) }
    let done =
      switch dtype {
      case .f32: batched(Float.self, x, types, maker, ranks)
      case .f64: batched(Double.self, x, types, maker, ranks)
      case .complex64: batched(ts_c32.self, x, types, maker, ranks)
      default: batched(ts_c64.self, x, types, maker, ranks)
      }
    return try done ?? operation.evaluate(x, types, in: context)
  }
}

extension HostTensor {
  /// Whether an element of f32, f64 or the complex dtypes made of them has an infinite part.
  fileprivate var hasInfinity: Bool {
    withBytes { bytes in
      dtype.realPart == .f32
        ? bytes.bindMemory(to: UInt32.self).contains { $0 << 1 == Float.infinity.bitPattern << 1 }
        : bytes.bindMemory(to: UInt64.self).contains { $0 << 1 == Double.infinity.bitPattern << 1 }
    }
  }
}

/// The results for every matrix of a batch; `nil` if LAPACK refused one of them.
private func batched<S: EigenScalar>(
  _: S.Type, _ x: [HostTensor], _ types: [TensorType], _ maker: some LapackMaker, _ ranks: [Int]
) -> [HostTensor]? {
  let batchShape = x[0].shape.dropLast(ranks[0])
  let batch = batchShape.reduce(1, *)
  var results = types.map { HostTensor.full($0, 0) }
  if types.allSatisfy({ $0.count == 0 }) { return results }
  var pointers: [UnsafeMutableRawPointer] = []
  for i in results.indices {
    // The tensors are held by `results` alone until the loop is over.
    results[i].withMutableBytes { bytes in if let base = bytes.baseAddress { pointers.append(base) }
    }
  }
  let places = pointers
  let isDone = Atomic(true)
  func factor(_ index: Int) {
    let matrices = zip(x, ranks).map { tensor, rank in
      let rows = rank == 2 ? tensor.shape[tensor.type.rank - 2] : 1
      let columns = tensor.shape[tensor.type.rank - 1]
      return tensor.withBytes { bytes in
        bytes.baseAddress.map {
          // What is no matrix of `S` is bound again by the maker that knows it.
          MatrixAt(
            base: ($0 + index * rows * columns * tensor.dtype.byteWidth)
              .assumingMemoryBound(to: S.self), rows: rows, columns: columns)
        }
      }
    }
    let own = zip(places, types).map { $0 + index * ($1.byteCount / batch) }
    if !maker.factor(S.self, matrices.compactMap { $0 }, own, types) {
      isDone.store(false, ordering: .relaxed)
    }
  }
  let elements = x.reduce(0) { $0 + $1.count } / batch
  Work.forEach(batch, cost: elements * Cost.series.rawValue) { range in
    for index in range where isDone.load(ordering: .relaxed) { factor(index) }
  }
  let isWhole = isDone.load(ordering: .relaxed)
  return withExtendedLifetime(x) { isWhole ? results : nil }
}

private struct CholeskyMaker: LapackMaker {
  let lower: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let n = x[0].rows
    let l = results[0].assumingMemoryBound(to: S.self)
    l.update(from: x[0].base, count: x[0].count)
    let info = S.potrf(lower ? 76 : 85, Int32(n), l)
    if info < 0 { return false }
    for i in 0..<n {
      for j in 0..<n where lower ? j > i : j < i { l[i * n + j] = .zero }
    }
    if info > 0 { l.update(repeating: .nan, count: n * n) }
    return true
  }
}

struct TriangularSolveMaker: LapackMaker {
  let operation: TriangularSolve
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let solution = results[0].assumingMemoryBound(to: S.self)
    solution.update(from: x[1].base, count: x[1].count)
    let transpose =
      switch operation.transposeA {
      case .none: CblasNoTrans
      case .transpose: CblasTrans
      case .adjoint: CblasConjTrans
      }
    S.trsm(
      operation.leftSide ? CblasLeft : CblasRight, operation.lower ? CblasLower : CblasUpper,
      transpose, operation.unitDiagonal ? CblasUnit : CblasNonUnit, Int32(x[1].rows),
      Int32(x[1].columns), x[0].base, Int32(max(x[0].columns, 1)), solution)
    return true
  }
}

private struct QRMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    let steps = min(m, n)
    let inner = types[0].shape[types[0].rank - 1]
    let q = results[0].assumingMemoryBound(to: S.self)
    let r = results[1].assumingMemoryBound(to: S.self)
    var packed = Array(UnsafeBufferPointer(start: x[0].base, count: m * n))
    var tau = [S](repeating: .zero, count: max(steps, 1))
    return packed.withUnsafeMutableBufferPointer { packed in
      tau.withUnsafeMutableBufferPointer { tau in
        guard let a = packed.baseAddress, let t = tau.baseAddress, m * n > 0,
          S.geqrf(Int32(m), Int32(n), a, t) == 0
        else { return false }
        for i in 0..<inner {
          for j in 0..<n { r[i * n + j] = j >= i && i < m ? a[i * n + j] : .zero }
        }
        for i in 0..<m {
          for j in 0..<inner { q[i * inner + j] = j < steps ? a[i * n + j] : .zero }
        }
        return S.orgqr(Int32(m), Int32(inner), Int32(steps), q, t) == 0
      }
    }
  }
}

struct LUMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    let packed = results[0].assumingMemoryBound(to: S.self)
    let pivots = results[1].assumingMemoryBound(to: Int32.self)
    let permutation = results[2].assumingMemoryBound(to: Int32.self)
    packed.update(from: x[0].base, count: m * n)
    if m * n > 0, S.getrf(Int32(m), Int32(n), packed, pivots) < 0 { return false }
    for i in 0..<m { permutation[i] = Int32(i) }
    for i in 0..<min(m, n) {
      // LAPACK counts rows from 1.
      pivots[i] -= 1
      let other = Int(pivots[i])
      (permutation[i], permutation[other]) = (permutation[other], permutation[i])
    }
    return true
  }
}

private struct EighMaker: LapackMaker {
  let lower: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let values = results[0].assumingMemoryBound(to: S.Real.self)
    let vectors = results[1].assumingMemoryBound(to: S.self)
    vectors.update(from: x[0].base, count: x[0].count)
    return x[0].rows == 0 || S.heevd(lower ? 76 : 85, Int32(x[0].rows), vectors, values) == 0
  }
}

private struct SVDMaker: LapackMaker {
  let isFull: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    if m * n == 0 { return false }
    var a = Array(UnsafeBufferPointer(start: x[0].base, count: m * n))
    return a.withUnsafeMutableBufferPointer { a in
      guard let a = a.baseAddress else { return false }
      let ldu = isFull ? m : min(m, n)
      return S.gesdd(
        isFull ? 65 : 83, Int32(m), Int32(n), a,
        results[1].assumingMemoryBound(to: S.Real.self),
        results[0].assumingMemoryBound(to: S.self), Int32(ldu),
        results[2].assumingMemoryBound(to: S.self), Int32(n)) == 0
    }
  }
}

/// Singular values alone, as the result of number `result`.
struct SingularValuesMaker: LapackMaker {
  let result: Int
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    if m * n == 0 { return false }
    var a = Array(UnsafeBufferPointer(start: x[0].base, count: m * n))
    var (u, vh) = (S.zero, S.zero)
    return S.gesdd(
      78, Int32(m), Int32(n), &a, results[result].assumingMemoryBound(to: S.Real.self), &u,
      Int32(m), &vh, Int32(n)) == 0
  }
}
