@testable import Touchstone

/// A matrix to try a factorization on.
struct Sample: Sendable, CustomStringConvertible {
  let rows: Int
  let columns: Int
  var rank: Int?
  var dtype: DType = .f64

  var description: String {
    "\(dtype) \(rows)×\(columns)" + (rank.map { " of rank \($0)" } ?? "")
  }

  /// Wide, tall, square, empty, deficient, real and complex.
  static let all: [Sample] = {
    let sizes = [
      (0, 0), (0, 3), (3, 0), (1, 1), (1, 5), (5, 1), (2, 2), (3, 3), (7, 7), (7, 4), (4, 7),
      (17, 13), (13, 17), (23, 23),
    ]
    let full = sizes.flatMap { size in
      [DType.f64, .complex128].map { Sample(rows: size.0, columns: size.1, dtype: $0) }
    }
    let deficient = [
      Sample(rows: 6, columns: 6, rank: 0), Sample(rows: 9, columns: 9, rank: 4),
      Sample(rows: 9, columns: 5, rank: 2, dtype: .complex128),
      Sample(rows: 5, columns: 9, rank: 1),
      Sample(rows: 8, columns: 8, rank: 7, dtype: .complex128),
    ]
    return full + deficient
  }()
  static let square = all.filter { $0.rows == $0.columns }

  /// Elements around 1 in absolute value, reproducibly.
  func tensor(batch: [Int] = [], seed: UInt64 = 1) -> HostTensor {
    let size = TensorType(.i1, batch).count
    let generator = Threefry(key: seed)
    var counter: UInt64 = 0
    func next() -> Double {
      counter += 1
      return Double(generator.words(counter).0) * 0x1p-31 - 1
    }
    func random(_ rows: Int, _ columns: Int) -> Matrix<WideComplex> {
      Matrix(rows, columns) { _, _ in WideComplex(next(), dtype.isComplex ? next() : 0) }
    }
    var elements: [WideComplex] = []
    for _ in 0..<size {
      let m = rank.map { random(rows, $0) * random($0, columns) } ?? random(rows, columns)
      elements += m.elements
    }
    let type = TensorType(dtype, batch + [rows, columns])
    return dtype.isComplex
      ? HostTensor(type, complexes: elements) : HostTensor(type, doubles: elements.map(\.real))
  }

  var matrix: Matrix<WideComplex> { tensor().matrices[0] }
}

extension HostTensor {
  /// The elements as complex matrices, one for each member of the batch.
  var matrices: [Matrix<WideComplex>] {
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let elements = dtype.isComplex ? complexes : doubles.map { WideComplex($0) }
    let count = TensorType(.i1, shape.dropLast(2)).count
    return (0..<count).map {
      Matrix(rows, columns, Array(elements[$0 * rows * columns..<($0 + 1) * rows * columns]))
    }
  }
}

extension Matrix {
  static func - (x: Matrix, y: Matrix) -> Matrix {
    precondition(x.rows == y.rows && x.columns == y.columns)
    return Matrix(x.rows, x.columns) { x[$0, $1] - y[$0, $1] }
  }
  /// The root of the sum of squares.
  var length: Double { elements.reduce(0) { $0 + $1.squaredMagnitude }.squareRoot() }
  /// How far the columns are from orthonormal ones.
  var disorder: Double { (adjoint * self - .identity(columns, columns)).length }
  static func diagonal(_ rows: Int, _ columns: Int, _ values: [Double]) -> Matrix {
    Matrix(rows, columns) { $0 == $1 && $0 < values.count ? Scalar(values[$0]) : Scalar(0) }
  }
}

/// The residual that a backward stable algorithm in double precision may leave.
func bound(_ x: Matrix<WideComplex>) -> Double {
  0x1p-52 * 20 * Double(max(x.rows, x.columns, 1)) * max(x.length, 1e-300)
}
/// The same for a matrix of length near 1 and `n` columns.
func bound(_ n: Int) -> Double { 0x1p-52 * 20 * Double(max(n, 1)) * Double(max(n, 1)).squareRoot() }
