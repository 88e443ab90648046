import OpenBLASBackend
import Testing

@testable import LLVMBackend

/// Products in tiles: sizes that tiles, vectors and parts do not divide, and both orders in memory.
@Suite struct SmallProductTests {
  struct Size: Sendable {
    let m: Int
    let n: Int
    let k: Int
  }
  static let sizes = [
    Size(m: 1, n: 1, k: 1), Size(m: 4, n: 16, k: 8), Size(m: 4, n: 32, k: 32),
    Size(m: 13, n: 48, k: 9), Size(m: 14, n: 33, k: 7), Size(m: 15, n: 31, k: 64),
    Size(m: 29, n: 17, k: 3), Size(m: 28, n: 64, k: 40), Size(m: 57, n: 70, k: 385),
    Size(m: 42, n: 64, k: 130), Size(m: 5, n: 530, k: 11), Size(m: 460, n: 18, k: 5),
    Size(m: 3, n: 40, k: 800),
  ]

  /// A matrix in memory that is wider than it, so that what lies beside it would show.
  private struct Matrix {
    var memory: [Float]
    let rows: Int
    let columns: Int
    let isTransposed: Bool

    init(_ rows: Int, _ columns: Int, isTransposed: Bool, _ number: (Int) -> Float) {
      (self.rows, self.columns, self.isTransposed) = (rows, columns, isTransposed)
      memory = []
      let leading = (isTransposed ? rows : columns) + 3
      memory = [Float](repeating: .nan, count: leading * (isTransposed ? columns : rows))
      for r in 0..<rows {
        for c in 0..<columns { memory[place(r, c)] = number(r * columns + c) }
      }
    }
    var leading: Int { (isTransposed ? rows : columns) + 3 }
    func place(_ r: Int, _ c: Int) -> Int { isTransposed ? c * leading + r : r * leading + c }
    func with<R>(_ body: (MatrixView) -> R) -> R {
      memory.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { preconditionFailure("a matrix has elements") }
        return body(MatrixView(base: base, leading: leading, isTransposed: isTransposed))
      }
    }
  }

  private func product(_ a: Matrix, _ b: Matrix, leading: Int) -> [Float] {
    var result = [Float](repeating: 77, count: a.rows * leading)
    a.with { lhs in
      b.with { rhs in
        result.withUnsafeMutableBufferPointer {
          guard let base = $0.baseAddress else { return }
          SmallProduct(lhs: lhs, rhs: rhs, m: a.rows, n: b.columns, k: a.columns)
            .write(to: base, leading: leading)
        }
      }
    }
    return result
  }

  @Test(arguments: sizes, [(false, false), (false, true), (true, false), (true, true)])
  func `sums of whole numbers are exact, and nothing beside the result is written`(
    _ size: Size, _ order: (Bool, Bool)
  ) {
    let a = Matrix(size.m, size.k, isTransposed: order.0) { Float(($0 * 7 + 3) % 11) - 5 }
    let b = Matrix(size.k, size.n, isTransposed: order.1) { Float(($0 * 5 + 1) % 13) - 6 }
    let leading = size.n + 2
    let result = product(a, b, leading: leading)
    var expected = [Float](repeating: 77, count: size.m * leading)
    for i in 0..<size.m {
      for j in 0..<size.n {
        var sum: Float = 0
        for p in 0..<size.k { sum += a.memory[a.place(i, p)] * b.memory[b.place(p, j)] }
        expected[i * leading + j] = sum
      }
    }
    #expect(result == expected)
  }

  @Test func `a row or column that is no number spoils no other`() {
    var a = Matrix(17, 20, isTransposed: false) { Float($0 % 5) }
    var b = Matrix(20, 37, isTransposed: false) { Float($0 % 3) + 1 }
    a.memory[a.place(5, 3)] = .nan
    b.memory[b.place(7, 36)] = .infinity
    let result = product(a, b, leading: 37)
    for i in 0..<17 {
      for j in 0..<37 { #expect(result[i * 37 + j].isFinite == (i != 5 && j != 36), "\(i), \(j)") }
    }
  }
}
