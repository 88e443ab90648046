import COpenBLAS
import Touchstone

/// A number LAPACK computes with, and its routines for that number, on row-major matrices.
///
/// Each returns LAPACK's `info`: 0 for success, otherwise what the routine's documentation says.
protocol LapackScalar: Sendable, SendableMetatype {
  associatedtype Real: BinaryFloatingPoint & BitwiseCopyable
  static var zero: Self { get }
  static var one: Self { get }
  static var nan: Self { get }
  typealias Pointer = UnsafeMutablePointer<Self>
  static func potrf(_ triangle: CChar, _ n: Int32, _ a: Pointer) -> Int32
  static func getrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ p: UnsafeMutablePointer<Int32>) -> Int32
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ tau: Pointer) -> Int32
  /// The first `columns` columns of Q, in an m×columns matrix that begins with the reflectors.
  static func orgqr(_ m: Int32, _ columns: Int32, _ k: Int32, _ a: Pointer, _ tau: Pointer) -> Int32
  static func heevd(_ triangle: CChar, _ n: Int32, _ a: Pointer, _ w: UnsafeMutablePointer<Real>)
    -> Int32
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Pointer, _ s: UnsafeMutablePointer<Real>,
    _ u: Pointer, _ ldu: Int32, _ vt: Pointer, _ ldvt: Int32
  ) -> Int32
  static func trsm(
    _ side: CBLAS_SIDE, _ triangle: CBLAS_UPLO, _ transpose: CBLAS_TRANSPOSE,
    _ diagonal: CBLAS_DIAG, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ b: Pointer)
}

/// LAPACK's leading dimensions are at least 1, also where there is nothing.
private func leading(_ n: Int32) -> Int32 { max(n, 1) }

extension Float: LapackScalar {
  static let zero: Float = 0
  static let one: Float = 1
  static func potrf(_ t: CChar, _ n: Int32, _ a: Pointer) -> Int32 {
    LAPACKE_spotrf(LAPACK_ROW_MAJOR, t, n, a, leading(n))
  }
  static func getrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ p: UnsafeMutablePointer<Int32>) -> Int32
  { LAPACKE_sgetrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), p) }
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), tau)
  }
  static func orgqr(_ m: Int32, _ c: Int32, _ k: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_sorgqr(LAPACK_ROW_MAJOR, m, c, k, a, leading(c), tau)
  }
  static func heevd(_ t: CChar, _ n: Int32, _ a: Pointer, _ w: UnsafeMutablePointer<Float>) -> Int32
  { LAPACKE_ssyevd(LAPACK_ROW_MAJOR, 86, t, n, a, leading(n), w) }
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Pointer, _ s: UnsafeMutablePointer<Float>,
    _ u: Pointer, _ ldu: Int32, _ vt: Pointer, _ ldvt: Int32
  ) -> Int32 { LAPACKE_sgesdd(LAPACK_ROW_MAJOR, job, m, n, a, leading(n), s, u, ldu, vt, ldvt) }
  static func trsm(
    _ s: CBLAS_SIDE, _ t: CBLAS_UPLO, _ tr: CBLAS_TRANSPOSE, _ d: CBLAS_DIAG, _ m: Int32,
    _ n: Int32, _ a: UnsafePointer<Float>, _ lda: Int32, _ b: Pointer
  ) { cblas_strsm(CblasRowMajor, s, t, tr, d, m, n, 1, a, lda, b, leading(n)) }
}

extension Double: LapackScalar {
  static let zero: Double = 0
  static let one: Double = 1
  static func potrf(_ t: CChar, _ n: Int32, _ a: Pointer) -> Int32 {
    LAPACKE_dpotrf(LAPACK_ROW_MAJOR, t, n, a, leading(n))
  }
  static func getrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ p: UnsafeMutablePointer<Int32>) -> Int32
  { LAPACKE_dgetrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), p) }
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), tau)
  }
  static func orgqr(_ m: Int32, _ c: Int32, _ k: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_dorgqr(LAPACK_ROW_MAJOR, m, c, k, a, leading(c), tau)
  }
  static func heevd(_ t: CChar, _ n: Int32, _ a: Pointer, _ w: UnsafeMutablePointer<Double>)
    -> Int32
  { LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 86, t, n, a, leading(n), w) }
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Pointer, _ s: UnsafeMutablePointer<Double>,
    _ u: Pointer, _ ldu: Int32, _ vt: Pointer, _ ldvt: Int32
  ) -> Int32 { LAPACKE_dgesdd(LAPACK_ROW_MAJOR, job, m, n, a, leading(n), s, u, ldu, vt, ldvt) }
  static func trsm(
    _ s: CBLAS_SIDE, _ t: CBLAS_UPLO, _ tr: CBLAS_TRANSPOSE, _ d: CBLAS_DIAG, _ m: Int32,
    _ n: Int32, _ a: UnsafePointer<Double>, _ lda: Int32, _ b: Pointer
  ) { cblas_dtrsm(CblasRowMajor, s, t, tr, d, m, n, 1, a, lda, b, leading(n)) }
}

extension ts_c32: LapackScalar {
  static let zero = ts_c32(re: 0, im: 0)
  static let one = ts_c32(re: 1, im: 0)
  static let nan = ts_c32(re: .nan, im: .nan)
  static func potrf(_ t: CChar, _ n: Int32, _ a: Pointer) -> Int32 {
    LAPACKE_cpotrf(LAPACK_ROW_MAJOR, t, n, a, leading(n))
  }
  static func getrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ p: UnsafeMutablePointer<Int32>) -> Int32
  { LAPACKE_cgetrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), p) }
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_cgeqrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), tau)
  }
  static func orgqr(_ m: Int32, _ c: Int32, _ k: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_cungqr(LAPACK_ROW_MAJOR, m, c, k, a, leading(c), tau)
  }
  static func heevd(_ t: CChar, _ n: Int32, _ a: Pointer, _ w: UnsafeMutablePointer<Float>) -> Int32
  { LAPACKE_cheevd(LAPACK_ROW_MAJOR, 86, t, n, a, leading(n), w) }
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Pointer, _ s: UnsafeMutablePointer<Float>,
    _ u: Pointer, _ ldu: Int32, _ vt: Pointer, _ ldvt: Int32
  ) -> Int32 { LAPACKE_cgesdd(LAPACK_ROW_MAJOR, job, m, n, a, leading(n), s, u, ldu, vt, ldvt) }
  static func trsm(
    _ s: CBLAS_SIDE, _ t: CBLAS_UPLO, _ tr: CBLAS_TRANSPOSE, _ d: CBLAS_DIAG, _ m: Int32,
    _ n: Int32, _ a: UnsafePointer<ts_c32>, _ lda: Int32, _ b: Pointer
  ) {
    var one = one
    cblas_ctrsm(CblasRowMajor, s, t, tr, d, m, n, &one, a, lda, b, leading(n))
  }
}

extension ts_c64: LapackScalar {
  static let zero = ts_c64(re: 0, im: 0)
  static let one = ts_c64(re: 1, im: 0)
  static let nan = ts_c64(re: .nan, im: .nan)
  static func potrf(_ t: CChar, _ n: Int32, _ a: Pointer) -> Int32 {
    LAPACKE_zpotrf(LAPACK_ROW_MAJOR, t, n, a, leading(n))
  }
  static func getrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ p: UnsafeMutablePointer<Int32>) -> Int32
  { LAPACKE_zgetrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), p) }
  static func geqrf(_ m: Int32, _ n: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_zgeqrf(LAPACK_ROW_MAJOR, m, n, a, leading(n), tau)
  }
  static func orgqr(_ m: Int32, _ c: Int32, _ k: Int32, _ a: Pointer, _ tau: Pointer) -> Int32 {
    LAPACKE_zungqr(LAPACK_ROW_MAJOR, m, c, k, a, leading(c), tau)
  }
  static func heevd(_ t: CChar, _ n: Int32, _ a: Pointer, _ w: UnsafeMutablePointer<Double>)
    -> Int32
  { LAPACKE_zheevd(LAPACK_ROW_MAJOR, 86, t, n, a, leading(n), w) }
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: Pointer, _ s: UnsafeMutablePointer<Double>,
    _ u: Pointer, _ ldu: Int32, _ vt: Pointer, _ ldvt: Int32
  ) -> Int32 { LAPACKE_zgesdd(LAPACK_ROW_MAJOR, job, m, n, a, leading(n), s, u, ldu, vt, ldvt) }
  static func trsm(
    _ s: CBLAS_SIDE, _ t: CBLAS_UPLO, _ tr: CBLAS_TRANSPOSE, _ d: CBLAS_DIAG, _ m: Int32,
    _ n: Int32, _ a: UnsafePointer<ts_c64>, _ lda: Int32, _ b: Pointer
  ) {
    var one = one
    cblas_ztrsm(CblasRowMajor, s, t, tr, d, m, n, &one, a, lda, b, leading(n))
  }
}
