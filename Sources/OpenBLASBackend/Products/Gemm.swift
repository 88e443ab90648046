import COpenBLAS
import Touchstone

/// A matrix in memory, as BLAS takes it: row-major with a leading dimension, or its transpose.
struct MatrixView {
  /// The first element.
  var base: UnsafeRawPointer
  /// Elements between rows, or between columns when transposed.
  var leading: Int
  /// Whether memory holds the transpose.
  var isTransposed: Bool
}

/// The dtypes BLAS multiplies.
enum BLASType {
  case f32, f64, complex64, complex128

  init?(_ dtype: DType) {
    switch dtype {
    case .f32: self = .f32
    case .f64: self = .f64
    case .complex64: self = .complex64
    case .complex128: self = .complex128
    default: return nil
    }
  }

  /// `c = a · b` with `a` of m×k, `b` of k×n and `c` of m×n row-major with leading dimension `ldc`;
  /// `c += a · b` if `adding`.
  func multiply(
    _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutableRawPointer, ldc: Int, m: Int, n: Int,
    k: Int, adding: Bool = false
  ) {
    let ta = a.isTransposed ? CblasTrans : CblasNoTrans
    let tb = b.isTransposed ? CblasTrans : CblasNoTrans
    let (m, n, k) = (Int32(m), Int32(n), Int32(k))
    let (lda, ldb, ldc) = (Int32(a.leading), Int32(b.leading), Int32(ldc))
    let kept: Double = adding ? 1 : 0
    switch self {
    case .f32:
      cblas_sgemm(
        CblasRowMajor, ta, tb, m, n, k, 1, a.base.assumingMemoryBound(to: Float.self), lda,
        b.base.assumingMemoryBound(to: Float.self), ldb, Float(kept),
        c.assumingMemoryBound(to: Float.self), ldc)
    case .f64:
      cblas_dgemm(
        CblasRowMajor, ta, tb, m, n, k, 1, a.base.assumingMemoryBound(to: Double.self), lda,
        b.base.assumingMemoryBound(to: Double.self), ldb, kept,
        c.assumingMemoryBound(to: Double.self), ldc)
    case .complex64:
      var (one, beta) = (ts_c32(re: 1, im: 0), ts_c32(re: Float(kept), im: 0))
      cblas_cgemm(
        CblasRowMajor, ta, tb, m, n, k, &one, a.base, lda, b.base, ldb, &beta, c, ldc)
    case .complex128:
      var (one, beta) = (ts_c64(re: 1, im: 0), ts_c64(re: kept, im: 0))
      cblas_zgemm(
        CblasRowMajor, ta, tb, m, n, k, &one, a.base, lda, b.base, ldb, &beta, c, ldc)
    }
  }
}
