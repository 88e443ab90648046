import COpenBLAS

/// LAPACK's routines for tridiagonal systems and for QR with exchanges and its application, on
/// row-major matrices, for one number; each returns LAPACK's `info`.
protocol SolveScalar: LapackScalar {
  /// Eliminates and solves; the diagonals hold what elimination leaves.
  static func gtsv(
    _ n: Int32, _ columns: Int32, _ lower: Pointer, _ diagonal: Pointer, _ upper: Pointer,
    _ b: Pointer
  ) -> Int32
  /// QR with column exchanges; columns whose number is not 0 go first.
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: Pointer, _ order: UnsafeMutablePointer<Int32>, _ tau: Pointer
  ) -> Int32
  /// Q of `k` reflectors, or its adjoint, times `c` from the left or the right.
  static func ormqr(
    _ isLeft: Bool, _ isAdjoint: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ a: Pointer,
    _ lda: Int32, _ tau: Pointer, _ c: Pointer
  ) -> Int32
  /// The modulus of a pivot, as elimination compares them.
  var taxicabMagnitude: Real { get }
}

private let left = CChar(76)
private let right = CChar(82)
private let none = CChar(78)
private let transposed = CChar(84)
private let adjoint = CChar(67)
private func leading(_ n: Int32) -> Int32 { max(n, 1) }

extension Float: SolveScalar {
  static func gtsv(
    _ n: Int32, _ columns: Int32, _ l: Pointer, _ d: Pointer, _ u: Pointer, _ b: Pointer
  ) -> Int32 { LAPACKE_sgtsv(LAPACK_ROW_MAJOR, n, columns, l, d, u, b, leading(columns)) }
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: Pointer, _ order: UnsafeMutablePointer<Int32>, _ tau: Pointer
  ) -> Int32 { LAPACKE_sgeqp3(LAPACK_ROW_MAJOR, m, n, a, leading(n), order, tau) }
  static func ormqr(
    _ isLeft: Bool, _ isAdjoint: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ a: Pointer,
    _ lda: Int32, _ tau: Pointer, _ c: Pointer
  ) -> Int32 {
    LAPACKE_sormqr(
      LAPACK_ROW_MAJOR, isLeft ? left : right, isAdjoint ? transposed : none, m, n, k, a,
      leading(lda), tau, c, leading(n))
  }
  var taxicabMagnitude: Float { magnitude }
}

extension Double: SolveScalar {
  static func gtsv(
    _ n: Int32, _ columns: Int32, _ l: Pointer, _ d: Pointer, _ u: Pointer, _ b: Pointer
  ) -> Int32 { LAPACKE_dgtsv(LAPACK_ROW_MAJOR, n, columns, l, d, u, b, leading(columns)) }
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: Pointer, _ order: UnsafeMutablePointer<Int32>, _ tau: Pointer
  ) -> Int32 { LAPACKE_dgeqp3(LAPACK_ROW_MAJOR, m, n, a, leading(n), order, tau) }
  static func ormqr(
    _ isLeft: Bool, _ isAdjoint: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ a: Pointer,
    _ lda: Int32, _ tau: Pointer, _ c: Pointer
  ) -> Int32 {
    LAPACKE_dormqr(
      LAPACK_ROW_MAJOR, isLeft ? left : right, isAdjoint ? transposed : none, m, n, k, a,
      leading(lda), tau, c, leading(n))
  }
  var taxicabMagnitude: Double { magnitude }
}

extension ts_c32: SolveScalar {
  static func gtsv(
    _ n: Int32, _ columns: Int32, _ l: Pointer, _ d: Pointer, _ u: Pointer, _ b: Pointer
  ) -> Int32 { LAPACKE_cgtsv(LAPACK_ROW_MAJOR, n, columns, l, d, u, b, leading(columns)) }
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: Pointer, _ order: UnsafeMutablePointer<Int32>, _ tau: Pointer
  ) -> Int32 { LAPACKE_cgeqp3(LAPACK_ROW_MAJOR, m, n, a, leading(n), order, tau) }
  static func ormqr(
    _ isLeft: Bool, _ isAdjoint: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ a: Pointer,
    _ lda: Int32, _ tau: Pointer, _ c: Pointer
  ) -> Int32 {
    LAPACKE_cunmqr(
      LAPACK_ROW_MAJOR, isLeft ? left : right, isAdjoint ? adjoint : none, m, n, k, a,
      leading(lda), tau, c, leading(n))
  }
  var taxicabMagnitude: Float { re.magnitude + im.magnitude }
}

extension ts_c64: SolveScalar {
  static func gtsv(
    _ n: Int32, _ columns: Int32, _ l: Pointer, _ d: Pointer, _ u: Pointer, _ b: Pointer
  ) -> Int32 { LAPACKE_zgtsv(LAPACK_ROW_MAJOR, n, columns, l, d, u, b, leading(columns)) }
  static func geqp3(
    _ m: Int32, _ n: Int32, _ a: Pointer, _ order: UnsafeMutablePointer<Int32>, _ tau: Pointer
  ) -> Int32 { LAPACKE_zgeqp3(LAPACK_ROW_MAJOR, m, n, a, leading(n), order, tau) }
  static func ormqr(
    _ isLeft: Bool, _ isAdjoint: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ a: Pointer,
    _ lda: Int32, _ tau: Pointer, _ c: Pointer
  ) -> Int32 {
    LAPACKE_zunmqr(
      LAPACK_ROW_MAJOR, isLeft ? left : right, isAdjoint ? adjoint : none, m, n, k, a,
      leading(lda), tau, c, leading(n))
  }
  var taxicabMagnitude: Double { re.magnitude + im.magnitude }
}
