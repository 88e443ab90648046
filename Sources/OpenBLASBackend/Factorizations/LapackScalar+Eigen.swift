import COpenBLAS
import Touchstone

/// A complex number as LAPACK has it.
protocol LapackComplex: LapackScalar where Real: LibmFloat {
  var re: Real { get set }
  var im: Real { get set }
  init(re: Real, im: Real)
}
extension ts_c32: LapackComplex {}
extension ts_c64: LapackComplex {}

/// What LAPACK knows of matrices that are not symmetric, for one number.
protocol EigenScalar: SolveScalar {
  associatedtype Complex: LapackComplex
  /// Eigenvalues and, where asked for, left and right eigenvectors as columns; `a` is overwritten.
  static func eigen(
    _ n: Int, _ a: Pointer, _ values: UnsafeMutablePointer<Complex>,
    left: UnsafeMutablePointer<Complex>?, right: UnsafeMutablePointer<Complex>?
  ) -> Int32
  /// Schur's form in `a`, its vectors in `z`, and the eigenvalues.
  static func gees(
    _ n: Int32, _ a: Pointer, _ z: Pointer, _ values: UnsafeMutablePointer<Complex>
  ) -> Int32
  /// Hessenberg's form, but for the rows and columns outside `low...high`, which count from 1.
  static func gehrd(_ n: Int32, _ low: Int32, _ high: Int32, _ a: Pointer, _ tau: Pointer) -> Int32
  static func hetrd(
    _ triangle: CChar, _ n: Int32, _ a: Pointer, _ d: UnsafeMutablePointer<Real>,
    _ e: UnsafeMutablePointer<Real>, _ tau: Pointer
  ) -> Int32
}

private let yes = CChar(86)
private let no = CChar(78)
private func leading(_ n: Int32) -> Int32 { max(n, 1) }

extension LapackComplex {
  /// Columns of length 1 turned so that the first element of largest modulus is positive.
  static func normalize(_ vectors: UnsafeMutablePointer<Self>, _ n: Int) {
    for j in 0..<n {
      var (square, largest, place) = (Real(0), Real(-1), 0)
      for i in 0..<n {
        let v = vectors[i * n + j]
        let size = v.re * v.re + v.im * v.im
        square += size
        if size > largest { (largest, place) = (size, i) }
      }
      let pivot = vectors[place * n + j]
      let scale = 1 / (square.squareRoot() * largest.squareRoot())
      let (cosine, sine) = (pivot.re * scale, -pivot.im * scale)
      for i in 0..<n {
        let v = vectors[i * n + j]
        vectors[i * n + j] = Self(
          re: v.re * cosine - v.im * sine, im: i == place ? 0 : v.re * sine + v.im * cosine)
      }
    }
  }

  /// Complex columns from LAPACK's real ones, of which a pair holds both parts of two conjugates.
  static func unpack(
    _ packed: [Real], _ imaginary: [Real], _ n: Int, into vectors: UnsafeMutablePointer<Self>
  ) {
    var j = 0
    while j < n {
      let isPair = imaginary[j] != 0 && j + 1 < n
      for i in 0..<n {
        let re = packed[i * n + j]
        let im = isPair ? packed[i * n + j + 1] : 0
        vectors[i * n + j] = Self(re: re, im: im)
        if isPair { vectors[i * n + j + 1] = Self(re: re, im: -im) }
      }
      j += isPair ? 2 : 1
    }
  }
}

extension EigenScalar where Self: LibmFloat, Complex.Real == Self {
  typealias RealRoutine = (
    _ left: CChar, _ right: CChar, _ wr: Pointer, _ wi: Pointer, _ vl: Pointer, _ vr: Pointer
  ) -> Int32

  /// What `eigen` does, by LAPACK's routine for real matrices.
  fileprivate static func realEigen(
    _ n: Int, _ values: UnsafeMutablePointer<Complex>, _ left: UnsafeMutablePointer<Complex>?,
    _ right: UnsafeMutablePointer<Complex>?, _ routine: RealRoutine
  ) -> Int32 {
    var wr = [Self](repeating: 0, count: n)
    var wi = wr
    var vl = [Self](repeating: 0, count: left == nil ? 1 : n * n)
    var vr = [Self](repeating: 0, count: right == nil ? 1 : n * n)
    let info = routine(left == nil ? no : yes, right == nil ? no : yes, &wr, &wi, &vl, &vr)
    if info != 0 { return info }
    for i in 0..<n { values[i] = Complex(re: wr[i], im: wi[i]) }
    if let left { Complex.unpack(vl, wi, n, into: left) }
    if let right { Complex.unpack(vr, wi, n, into: right) }
    return 0
  }

  /// What `gees` does, by LAPACK's routine for real matrices.
  fileprivate static func realSchur(
    _ n: Int32, _ values: UnsafeMutablePointer<Complex>,
    _ routine: (_ count: UnsafeMutablePointer<Int32>, _ wr: Pointer, _ wi: Pointer) -> Int32
  ) -> Int32 {
    var count: Int32 = 0
    var wr = [Self](repeating: 0, count: Int(n))
    var wi = wr
    let info = routine(&count, &wr, &wi)
    for i in wr.indices { values[i] = Complex(re: wr[i], im: wi[i]) }
    return info
  }
}

extension Float: EigenScalar {
  static func eigen(
    _ n: Int, _ a: Pointer, _ values: UnsafeMutablePointer<ts_c32>,
    left: UnsafeMutablePointer<ts_c32>?, right: UnsafeMutablePointer<ts_c32>?
  ) -> Int32 {
    let m = Int32(n)
    return realEigen(n, values, left, right) { jobL, jobR, wr, wi, vl, vr in
      LAPACKE_sgeev(LAPACK_ROW_MAJOR, jobL, jobR, m, a, m, wr, wi, vl, m, vr, m)
    }
  }
  static func gees(
    _ n: Int32, _ a: Pointer, _ z: Pointer, _ values: UnsafeMutablePointer<ts_c32>
  ) -> Int32 {
    realSchur(n, values) { count, wr, wi in
      LAPACKE_sgees(LAPACK_ROW_MAJOR, yes, no, nil, n, a, n, count, wr, wi, z, n)
    }
  }
  static func gehrd(
    _ n: Int32, _ low: Int32, _ high: Int32, _ a: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_sgehrd(LAPACK_ROW_MAJOR, n, low, high, a, leading(n), tau) }
  static func hetrd(
    _ t: CChar, _ n: Int32, _ a: Pointer, _ d: Pointer, _ e: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_ssytrd(LAPACK_ROW_MAJOR, t, n, a, leading(n), d, e, tau) }
}

extension Double: EigenScalar {
  static func eigen(
    _ n: Int, _ a: Pointer, _ values: UnsafeMutablePointer<ts_c64>,
    left: UnsafeMutablePointer<ts_c64>?, right: UnsafeMutablePointer<ts_c64>?
  ) -> Int32 {
    let m = Int32(n)
    return realEigen(n, values, left, right) { jobL, jobR, wr, wi, vl, vr in
      LAPACKE_dgeev(LAPACK_ROW_MAJOR, jobL, jobR, m, a, m, wr, wi, vl, m, vr, m)
    }
  }
  static func gees(
    _ n: Int32, _ a: Pointer, _ z: Pointer, _ values: UnsafeMutablePointer<ts_c64>
  ) -> Int32 {
    realSchur(n, values) { count, wr, wi in
      LAPACKE_dgees(LAPACK_ROW_MAJOR, yes, no, nil, n, a, n, count, wr, wi, z, n)
    }
  }
  static func gehrd(
    _ n: Int32, _ low: Int32, _ high: Int32, _ a: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_dgehrd(LAPACK_ROW_MAJOR, n, low, high, a, leading(n), tau) }
  static func hetrd(
    _ t: CChar, _ n: Int32, _ a: Pointer, _ d: Pointer, _ e: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_dsytrd(LAPACK_ROW_MAJOR, t, n, a, leading(n), d, e, tau) }
}

extension ts_c32: EigenScalar {
  static func eigen(
    _ n: Int, _ a: Pointer, _ values: Pointer, left: Pointer?, right: Pointer?
  ) -> Int32 {
    let m = Int32(n)
    return LAPACKE_cgeev(
      LAPACK_ROW_MAJOR, left == nil ? no : yes, right == nil ? no : yes, m, a, m, values, left, m,
      right, m)
  }
  static func gees(_ n: Int32, _ a: Pointer, _ z: Pointer, _ values: Pointer) -> Int32 {
    var count: Int32 = 0
    return LAPACKE_cgees(LAPACK_ROW_MAJOR, yes, no, nil, n, a, n, &count, values, z, n)
  }
  static func gehrd(
    _ n: Int32, _ low: Int32, _ high: Int32, _ a: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_cgehrd(LAPACK_ROW_MAJOR, n, low, high, a, leading(n), tau) }
  static func hetrd(
    _ t: CChar, _ n: Int32, _ a: Pointer, _ d: UnsafeMutablePointer<Float>,
    _ e: UnsafeMutablePointer<Float>, _ tau: Pointer
  ) -> Int32 { LAPACKE_chetrd(LAPACK_ROW_MAJOR, t, n, a, leading(n), d, e, tau) }
}

extension ts_c64: EigenScalar {
  static func eigen(
    _ n: Int, _ a: Pointer, _ values: Pointer, left: Pointer?, right: Pointer?
  ) -> Int32 {
    let m = Int32(n)
    return LAPACKE_zgeev(
      LAPACK_ROW_MAJOR, left == nil ? no : yes, right == nil ? no : yes, m, a, m, values, left, m,
      right, m)
  }
  static func gees(_ n: Int32, _ a: Pointer, _ z: Pointer, _ values: Pointer) -> Int32 {
    var count: Int32 = 0
    return LAPACKE_zgees(LAPACK_ROW_MAJOR, yes, no, nil, n, a, n, &count, values, z, n)
  }
  static func gehrd(
    _ n: Int32, _ low: Int32, _ high: Int32, _ a: Pointer, _ tau: Pointer
  ) -> Int32 { LAPACKE_zgehrd(LAPACK_ROW_MAJOR, n, low, high, a, leading(n), tau) }
  static func hetrd(
    _ t: CChar, _ n: Int32, _ a: Pointer, _ d: UnsafeMutablePointer<Double>,
    _ e: UnsafeMutablePointer<Double>, _ tau: Pointer
  ) -> Int32 { LAPACKE_zhetrd(LAPACK_ROW_MAJOR, t, n, a, leading(n), d, e, tau) }
}
