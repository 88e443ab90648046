import Touchstone

/// A small dense matrix in double precision, for residuals.
struct Matrix {
  let rows: Int
  let columns: Int
  private var elements: [WideComplex]
  /// How many real roundings one operation on the elements may count for.
  let factor: Double

  init(_ rows: Int, _ columns: Int, _ elements: [WideComplex], factor: Double) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
    self.factor = factor
  }

  subscript(row: Int, column: Int) -> WideComplex {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The matrix that `tensor` is; a list is a row.
  init(_ tensor: HostTensor) {
    let isComplex = tensor.dtype.isComplex
    let isList = tensor.type.rank < 2
    self.init(
      isList ? 1 : tensor.shape[tensor.type.rank - 2], tensor.shape.last ?? 1,
      isComplex
        ? tensor.complexes
        : (tensor.dtype.isFloat ? tensor.doubles : tensor.integers.map { Double($0) }).map {
          WideComplex($0)
        },
      factor: isComplex ? 4 : 1)
  }

  /// Whether no element is NaN or infinite.
  var isFinite: Bool { elements.allSatisfy { $0.real.isFinite && $0.imaginary.isFinite } }

  /// Whether there is NaN wherever `other` has it.
  func hasNaN(like other: Matrix) -> Bool {
    func isNaN(_ x: WideComplex) -> Bool { x.real.isNaN || x.imaginary.isNaN }
    return zip(elements, other.elements).allSatisfy { !isNaN($1) || isNaN($0) }
  }

  private func building(_ rows: Int, _ columns: Int, _ at: (Int, Int) -> WideComplex) -> Matrix {
    var list: [WideComplex] = []
    list.reserveCapacity(rows * columns)
    for row in 0..<rows { for column in 0..<columns { list.append(at(row, column)) } }
    return Matrix(rows, columns, list, factor: factor)
  }

  var transposed: Matrix { building(columns, rows) { self[$1, $0] } }
  var adjoint: Matrix { building(columns, rows) { self[$1, $0].conjugate } }
  var magnitudes: Matrix { building(rows, columns) { WideComplex(self[$0, $1].modulus) } }
  func lowerTriangle() -> Matrix {
    building(rows, columns) { $1 <= $0 ? self[$0, $1] : WideComplex(0) }
  }
  func times(_ other: Matrix) -> Matrix {
    building(rows, other.columns) { row, column in
      var sum = WideComplex(0)
      for k in 0..<columns { sum = sum + self[row, k] * other[k, column] }
      return sum
    }
  }
}

extension WideComplex {
  var conjugate: WideComplex { WideComplex(real, -imaginary) }
  var modulus: Double { (real * real + imaginary * imaginary).squareRoot() }
  static func + (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(x.real + y.real, x.imaginary + y.imaginary)
  }
  static func - (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(x.real - y.real, x.imaginary - y.imaginary)
  }
  static func * (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(
      x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real)
  }
}
