import COpenBLAS
import Touchstone

/// A matrix in memory, as BLAS takes it: row-major with a leading dimension, or its transpose.
package struct MatrixView {
  /// The first element.
  package var base: UnsafeRawPointer
  /// Elements between rows, or between columns when transposed.
  package var leading: Int
  /// Whether memory holds the transpose.
  package var isTransposed: Bool

  /// The matrix at `base`.
  package init(base: UnsafeRawPointer, leading: Int, isTransposed: Bool) {
    (self.base, self.leading, self.isTransposed) = (base, leading, isTransposed)
  }
}

/// The dtypes BLAS multiplies.
package enum BLASType {
  case f32, f64, complex64, complex128

  /// `dtype`, if BLAS multiplies it.
  package init?(_ dtype: DType) {
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
  package func multiply(
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
      multiplied(Float.self, a, b, c, Int(ldc), (Int(m), Int(n), Int(k)), adding) { c, ldc in
        var (one, zero) = (ts_c32(re: 1, im: 0), ts_c32(re: 0, im: 0))
        cblas_cgemm(
          CblasRowMajor, ta, tb, m, n, k, &one, a.base, lda, b.base, ldb, &zero, c, Int32(ldc))
      }
    case .complex128:
      multiplied(Double.self, a, b, c, Int(ldc), (Int(m), Int(n), Int(k)), adding) { c, ldc in
        var (one, zero) = (ts_c64(re: 1, im: 0), ts_c64(re: 0, im: 0))
        cblas_zgemm(
          CblasRowMajor, ta, tb, m, n, k, &one, a.base, lda, b.base, ldb, &zero, c, Int32(ldc))
      }
    }
  }
}

/// What `multiply` leaves in `c`, of a product of complex numbers that `product` writes.
///
/// OpenBLAS multiplies each sum by the complex number 1, which makes a NaN of every infinity; and a
/// sum that is to be added to, by another. So elements with a NaN are summed again.
private func multiplied<T: BinaryFloatingPoint & BitwiseCopyable>(
  _: T.Type, _ a: MatrixView, _ b: MatrixView, _ c: UnsafeMutableRawPointer, _ ldc: Int,
  _ sizes: (m: Int, n: Int, k: Int), _ adding: Bool,
  _ product: (_ c: UnsafeMutableRawPointer, _ ldc: Int) -> Void
) {
  let (m, n, k) = sizes
  let own = adding ? UnsafeMutablePointer<T>.allocate(capacity: max(2 * m * n, 1)) : nil
  defer { own?.deallocate() }
  let (target, leading) = own.map { ($0, n) } ?? (c.assumingMemoryBound(to: T.self), ldc)
  product(target, leading)
  let x = a.base.assumingMemoryBound(to: T.self)
  let y = b.base.assumingMemoryBound(to: T.self)
  func place(_ view: MatrixView, _ row: Int, _ column: Int) -> Int {
    2 * (view.isTransposed ? column * view.leading + row : row * view.leading + column)
  }
  let sum = c.assumingMemoryBound(to: T.self)
  for i in 0..<m {
    for j in 0..<n {
      let at = 2 * (i * leading + j)
      if target[at].isNaN || target[at + 1].isNaN {
        var (real, imaginary) = (0.0, 0.0)
        for l in 0..<k {
          let (p, q) = (place(a, i, l), place(b, l, j))
          let (re, im) = (Double(x[p]), Double(x[p + 1]))
          let (other, side) = (Double(y[q]), Double(y[q + 1]))
          real += re * other - im * side
          imaginary += re * side + im * other
        }
        (target[at], target[at + 1]) = (T(real), T(imaginary))
      }
      if adding {
        let place = 2 * (i * ldc + j)
        sum[place] += target[at]
        sum[place + 1] += target[at + 1]
      }
    }
  }
}
