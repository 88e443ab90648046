/// Eigenvalues and eigenvectors of any square matrix.
struct Eigen {
  var values: [WideComplex]
  /// Columns x with A·x = value·x.
  var right: Matrix<WideComplex>
  /// Columns y with yᴴ·A = value·yᴴ.
  var left: Matrix<WideComplex>

  /// What stands for the result where there is none.
  static func undefined(_ n: Int) -> Eigen {
    Eigen(
      values: [WideComplex](repeating: .undefined, count: n), right: .undefined(n, n),
      left: .undefined(n, n))
  }
}

extension Matrix {
  /// The eigenvalues in the order of the Schur form's diagonal.
  static func eigenvalues(of form: Matrix) -> [WideComplex] {
    var values = (0..<form.rows).map { WideComplex(form[$0, $0].real, form[$0, $0].imaginary) }
    for i in 0..<max(form.rows - 1, 0) where !form[i + 1, i].isZero {
      // A standardized real block: its diagonal is the real part.
      let size =
        form[i, i + 1].real.magnitude.squareRoot() * form[i + 1, i].real.magnitude.squareRoot()
      values[i].imaginary = size
      values[i + 1].imaginary = -size
    }
    return values
  }

  /// Each vector has length 1, and its first element of largest absolute value is real and
  /// positive. A real matrix has real vectors for real eigenvalues, and conjugate ones for
  /// conjugate eigenvalues, the one with positive imaginary part first.
  func eigen() -> Eigen? {
    guard let schur = normalized.matrix.schur() else { return nil }
    let values = Self.eigenvalues(of: schur.form)
    var form = Matrix<WideComplex>(rows, rows) {
      WideComplex(schur.form[$0, $1].real, schur.form[$0, $1].imaginary)
    }
    var vectors = Matrix<WideComplex>(rows, rows) {
      WideComplex(schur.vectors[$0, $1].real, schur.vectors[$0, $1].imaginary)
    }
    for p in 0..<max(rows - 1, 0) where !form[p + 1, p].isZero {
      form.splitBlock(at: p, values[p], &vectors)
    }
    for i in 0..<rows { form[i, i] = values[i] }
    let scale = normalized.scale
    var right = vectors * form.triangularEigenvectors()
    // Those of the adjoint, whose triangle is turned into an upper one by reversing the order.
    let reversed = Matrix<WideComplex>(rows, rows) {
      form[rows - 1 - $1, rows - 1 - $0].conjugate
    }.triangularEigenvectors()
    var left =
      vectors
      * Matrix<WideComplex>(rows, rows) {
        reversed[rows - 1 - $0, rows - 1 - $1]
      }
    right.normalizeEigenvectors(values, isReal: Scalar.self == Double.self)
    left.normalizeEigenvectors(values, isReal: Scalar.self == Double.self)
    return Eigen(values: values.map { $0.scaled(by: scale) }, right: right, left: left)
  }
}

extension Matrix<WideComplex> {
  /// Makes the 2×2 block at `p` triangular with `value` first on its diagonal, by a rotation that
  /// is collected in `vectors`.
  fileprivate mutating func splitBlock(
    at p: Int, _ value: WideComplex, _ vectors: inout Matrix<WideComplex>
  ) {
    let q = p + 1
    let reflector = Reflector(value - self[q, q], [self[q, p]])
    reflector.applyLeft(to: &self, row: p, columns: p..<rows, adjoint: true)
    reflector.applyRight(to: &self, rows: 0..<q + 1, column: p, adjoint: false)
    reflector.applyRight(to: &vectors, rows: 0..<rows, column: p, adjoint: false)
    self[q, p] = WideComplex(0)
  }

  /// The eigenvectors of an upper triangular matrix, as columns, by back substitution; eigenvalues
  /// that coincide are taken a rounding apart.
  fileprivate func triangularEigenvectors() -> Matrix<WideComplex> {
    var result = Matrix(zeros: rows, rows)
    let largest = elements.reduce(0) { Swift.max($0, $1.taxicabMagnitude) }
    let smallest = Swift.max(largest * 0x1p-53, 0x1p-1000)
    for k in 0..<rows {
      var x = [WideComplex](repeating: WideComplex(0), count: k + 1)
      x[k] = WideComplex(1)
      for i in (0..<k).reversed() {
        var sum = WideComplex(0)
        for j in i + 1...k { sum += self[i, j] * x[j] }
        var gap = self[k, k] - self[i, i]
        if gap.taxicabMagnitude < smallest { gap = WideComplex(smallest) }
        x[i] = sum / gap
        let size = x[i].taxicabMagnitude
        if size > 0x1p100 {
          let factor = powerOfTwo(-size.exponent)
          for j in i...k { x[j] = x[j].scaled(by: factor) }
        }
      }
      for i in 0...k { result[i, k] = x[i] }
    }
    return result
  }

  fileprivate mutating func normalizeEigenvectors(_ values: [WideComplex], isReal: Bool) {
    for k in 0..<columns {
      if isReal && values[k].imaginary < 0 && k > 0 {
        for i in 0..<rows { self[i, k] = self[i, k - 1].conjugate }
        continue
      }
      let length = Reflector.norm((0..<rows).map { self[$0, k] })
      for i in 0..<rows { self[i, k] = self[i, k] / WideComplex(length) }
      var largest = 0
      for i in 0..<rows where self[i, k].magnitude > self[largest, k].magnitude { largest = i }
      let size = self[largest, k].magnitude
      let phase = self[largest, k].conjugate / WideComplex(size)
      for i in 0..<rows { self[i, k] *= phase }
      self[largest, k] = WideComplex(size)
      if isReal && values[k].imaginary == 0 {
        for i in 0..<rows { self[i, k].imaginary = 0 }
      }
    }
  }
}
