import COpenBLAS
import Touchstone

extension KernelTable {
  /// Systems of equations with three diagonals.
  mutating func addSolvers() {
    add(TridiagonalSolve.self) { operation, operands in
      lapackKernel(
        operation, operands, TridiagonalSolveMaker(role: .operation), ranks: [1, 1, 1, 2])
    }
  }
}

/// A tridiagonal system; what LAPACK cannot solve is left to the reference.
struct TridiagonalSolveMaker: LapackMaker {
  enum Role {
    /// The solution alone.
    case operation
    /// What elimination leaves of the diagonals, the solution, info.
    case call
    /// The solution, small pivots made larger.
    case perturbed
  }
  let role: Role
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (n, columns) = (x[3].rows, x[3].columns)
    if n == 0 { return true }
    var diagonals = x.prefix(3).map { Array(UnsafeBufferPointer(start: $0.base, count: n)) }
    let elements = diagonals[0].dropFirst() + diagonals[1] + diagonals[2].dropLast()
    let largest = elements.map(\.taxicabMagnitude).max() ?? 0
    let solution = results[role == .call ? 3 : 0].assumingMemoryBound(to: S.self)
    solution.update(from: x[3].base, count: n * columns)
    // Without right sides there is nothing to solve, but all to eliminate: one of zeros does that.
    var zeros = [S](repeating: .zero, count: columns == 0 ? n : 0)
    let info = diagonals.withUnsafeMutableBufferPointer { diagonals in
      diagonals[0].withUnsafeMutableBufferPointer { lower in
        diagonals[1].withUnsafeMutableBufferPointer { diagonal in
          diagonals[2].withUnsafeMutableBufferPointer { upper in
            zeros.withUnsafeMutableBufferPointer { zeros -> Int32 in
              guard let l = lower.baseAddress, let d = diagonal.baseAddress,
                let u = upper.baseAddress
              else { return 1 }
              let b = columns == 0 ? zeros.baseAddress ?? solution : solution
              return S.gtsv(Int32(n), Int32(max(columns, 1)), l + 1, d, u, b)
            }
          }
        }
      }
    }
    if info != 0 { return false }
    switch role {
    case .operation: return true
    case .perturbed:
      // A pivot that would be made larger is seen in what elimination leaves.
      return diagonals[1].allSatisfy { Double($0.taxicabMagnitude) >= Double(largest) * 0x1p-52 }
    case .call:
      // The last element is below no second superdiagonal.
      if n > 1 { diagonals[0][n - 1] = .zero }
      for (pointer, diagonal) in zip(results, diagonals) {
        pointer.assumingMemoryBound(to: S.self).update(from: diagonal, count: n)
      }
      return true
    }
  }
}

/// QR with column exchanges, some columns being fixed in front: packed, columns (from 1), factors.
struct PivotedQRMaker: LapackMaker {
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let (m, n) = (x[0].rows, x[0].columns)
    let fixed = UnsafeRawPointer(x[1].base).assumingMemoryBound(to: Int32.self)
    let leading = (0..<n).filter { fixed[$0] != 0 }
    // LAPACK would exchange columns to bring the fixed ones to the front; here the others keep
    // their order.
    let start = leading + (0..<n).filter { fixed[$0] == 0 }
    let packed = results[0].assumingMemoryBound(to: S.self)
    for i in 0..<m {
      for (j, column) in start.enumerated() { packed[i * n + j] = x[0].base[i * n + column] }
    }
    var order = start.indices.map { Int32($0 < leading.count ? 1 : 0) }
    if m * n > 0 {
      let tau = results[2].assumingMemoryBound(to: S.self)
      guard S.geqp3(Int32(m), Int32(n), packed, &order, tau) == 0 else { return false }
    } else {
      order = start.indices.map { Int32($0 + 1) }
    }
    let columns = results[1].assumingMemoryBound(to: Int32.self)
    for (j, place) in order.enumerated() { columns[j] = Int32(start[Int(place) - 1] + 1) }
    return true
  }
}

/// Q of reflectors, or its adjoint, times a matrix from the left or the right.
struct ReflectorsMaker: LapackMaker {
  let isLeft: Bool
  let isAdjoint: Bool
  func factor<S: EigenScalar>(
    _: S.Type, _ x: [MatrixAt<S>], _ results: [UnsafeMutableRawPointer], _ types: [TensorType]
  ) -> Bool {
    let product = results[0].assumingMemoryBound(to: S.self)
    product.update(from: x[2].base, count: x[2].count)
    if x[2].count == 0 || x[1].count == 0 { return true }
    var packed = Array(UnsafeBufferPointer(start: x[0].base, count: x[0].count))
    var factors = Array(UnsafeBufferPointer(start: x[1].base, count: x[1].count))
    return S.ormqr(
      isLeft, isAdjoint, Int32(x[2].rows), Int32(x[2].columns), Int32(x[1].count), &packed,
      Int32(x[0].columns), &factors, product) == 0
  }
}
