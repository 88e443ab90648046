/// A dense matrix in row-major order, in the wide type.
struct Matrix<Scalar: FieldScalar>: Hashable, Sendable {
  let rows: Int
  let columns: Int
  var elements: [Scalar]

  init(_ rows: Int, _ columns: Int, _ elements: [Scalar]) {
    precondition(elements.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix whose element at row `i` and column `j` is `element(i, j)`.
  init(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Scalar) {
    self.rows = rows
    self.columns = columns
    elements = []
    elements.reserveCapacity(rows * columns)
    for i in 0..<rows { for j in 0..<columns { elements.append(element(i, j)) } }
  }

  /// A matrix of zeros.
  init(zeros rows: Int, _ columns: Int) {
    self.init(rows, columns, [Scalar](repeating: Scalar(0), count: rows * columns))
  }

  /// Ones on the diagonal, zeros elsewhere.
  static func identity(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows, columns) { $0 == $1 ? Scalar(1) : Scalar(0) }
  }

  /// A matrix of NaN: the result where there is none.
  static func undefined(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows, columns, [Scalar](repeating: .undefined, count: rows * columns))
  }

  subscript(i: Int, j: Int) -> Scalar {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// The conjugate transpose.
  var adjoint: Matrix { Matrix(columns, rows) { self[$1, $0].conjugate } }

  /// Rows and columns exchanged.
  var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }

  /// The leading `rows` × `columns` part, filled up with zeros where this is smaller.
  func resized(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows, columns) { $0 < self.rows && $1 < self.columns ? self[$0, $1] : Scalar(0) }
  }

  /// The elements on and above the diagonal, zeros below.
  var upperTriangle: Matrix { Matrix(rows, columns) { $0 <= $1 ? self[$0, $1] : Scalar(0) } }

  /// The Hermitian matrix of which the lower (or upper) triangle is read; the imaginary parts of
  /// the diagonal count as zero.
  func hermitian(lower: Bool) -> Matrix {
    Matrix(rows, columns) { i, j in
      if i == j { return Scalar(self[i, i].real) }
      return (i > j) == lower ? self[i, j] : self[j, i].conjugate
    }
  }

  func scaled(by factor: Double) -> Matrix {
    Matrix(rows, columns, elements.map { $0.scaled(by: factor) })
  }

  /// The matrix divided by a power of two near its largest element, and that power, so that
  /// squares neither overflow nor vanish.
  var normalized: (matrix: Matrix, scale: Double) {
    let largest = elements.reduce(0) { max($0, max($1.real.magnitude, $1.imaginary.magnitude)) }
    if largest == 0 || !largest.isFinite { return (self, 1) }
    let exponent = min(max(largest.exponent, -1022), 1022)
    return (scaled(by: powerOfTwo(-exponent)), powerOfTwo(exponent))
  }

  static func * (x: Matrix, y: Matrix) -> Matrix {
    var product = Matrix(zeros: x.rows, y.columns)
    for i in 0..<x.rows {
      for k in 0..<x.columns {
        let factor = x[i, k]
        for j in 0..<y.columns { product[i, j] += factor * y[k, j] }
      }
    }
    return product
  }

  /// Exchanges two columns.
  mutating func swapColumns(_ i: Int, _ j: Int) {
    if i != j { for row in 0..<rows { elements.swapAt(row * columns + i, row * columns + j) } }
  }

  /// Exchanges two rows.
  mutating func swapRows(_ i: Int, _ j: Int) {
    if i != j { for k in 0..<columns { elements.swapAt(i * columns + k, j * columns + k) } }
  }
}
