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

  /// The matrices that the last two dimensions of `tensor` hold.
  static func batches(_ tensor: HostTensor) -> [Matrix] {
    guard tensor.type.rank >= 2, tensor.count > 0 else { return [] }
    let rows = tensor.shape[tensor.type.rank - 2]
    let columns = tensor.shape[tensor.type.rank - 1]
    let isComplex = tensor.dtype.isComplex
    let all = isComplex ? tensor.complexes : tensor.doubles.map { WideComplex($0) }
    return stride(from: 0, to: all.count, by: rows * columns).map {
      Matrix(rows, columns, Array(all[$0..<$0 + rows * columns]), factor: isComplex ? 4 : 1)
    }
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
