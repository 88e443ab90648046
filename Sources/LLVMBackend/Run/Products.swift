import OpenBLASBackend
import Touchstone
import Workers

/// The product of the matrices that lie in values of `frame`, into the memory of its result.
///
/// Large ones are cut into tiles, and stacks between matrices, at borders that depend on the sizes
/// alone, for the threads of the pool; OpenBLAS itself runs on one.
func multiply(_ step: BlockPlan.ProductStep, _ frame: Frame) {
  let (shape, pieces) = (step.shape, step.pieces)
  guard let x = frame.addresses[step.a], let y = frame.addresses[step.b],
    let z = frame.addresses[step.result]
  else { preconditionFailure("a product's operand is not there") }
  if let addend = step.addend {
    guard let start = frame.addresses[addend] else {
      preconditionFailure("what a product is added to is not there")
    }
    if start != z { z.copyMemory(from: start, byteCount: shape.resultByteCount) }
  }
  // Sendable because the pieces that threads write do not overlap.
  nonisolated(unsafe) let (p, q, r) = (x, y, z)
  let isSum = step.addend != nil
  if pieces.count == 1, shape.batchShape.isEmpty {
    return shape.multiply(
      p, shape.lhs.offset, q, shape.rhs.offset, r, shape.result.offset, rows: 0..<shape.m,
      columns: 0..<shape.n, adding: isSum)
  }
  WorkerPool.shared.forEach(chunks: pieces.count) { number in
    let piece = pieces.piece(number)
    for matrix in piece.matrices {
      let (i, j, at) = shape.places(matrix)
      shape.multiply(
        p, i, q, j, r, at, rows: piece.rows, columns: piece.columns, adding: isSum)
    }
  }
}

extension ProductShape {
  /// How the work is cut: stacks between matrices, one product into tiles.
  struct Pieces: Sendable {
    let count: Int
    fileprivate let shape: ProductShape
    /// How many matrices, rows and columns a piece has at most.
    fileprivate let matrices: Int
    fileprivate let rows: Int
    fileprivate let columns: Int

    fileprivate func piece(
      _ number: Int
    ) -> (matrices: Range<Int>, rows: Range<Int>, columns: Range<Int>) {
      if shape.matrixCount > 1 {
        let first = number * matrices
        return (first..<min(first + matrices, shape.matrixCount), 0..<shape.m, 0..<shape.n)
      }
      let across = (shape.n - 1) / columns + 1
      let (row, column) = (number / across * rows, number % across * columns)
      return (0..<1, row..<min(row + rows, shape.m), column..<min(column + columns, shape.n))
    }
  }

  /// The multiplications of small matrices that are worth a thread's while.
  private static let pieceWork = 1 << 20

  var matrixCount: Int { batchShape.reduce(1, *) }

  var pieces: Pieces {
    let work = m * n * k
    if matrixCount > 1 {
      let size = min(max(Self.pieceWork / work, 1), matrixCount)
      return Pieces(
        count: (matrixCount - 1) / size + 1, shape: self, matrices: size, rows: m, columns: n)
    }
    // Few: of each tile OpenBLAS packs both operands anew, which takes as long as dozens of
    // multiplications for each element.
    let wanted = 1 << [21, 27, 31, 34].count { work >> $0 > 0 }
    let parts = ProductTiles.parts(m, n, wanted: wanted)
    // Multiples of what OpenBLAS's inner loops take at once.
    func size(_ side: Int, _ parts: Int) -> Int {
      parts == 1 ? side : ((side + parts - 1) / parts + 15) & ~15
    }
    let (rows, columns) = (size(m, parts.rows), size(n, parts.columns))
    return Pieces(
      count: ((m - 1) / rows + 1) * ((n - 1) / columns + 1), shape: self, matrices: 1, rows: rows,
      columns: columns)
  }

  /// Where a pair of matrices of the stacks begins, and their product.
  fileprivate func places(_ number: Int) -> (Int, Int, Int) {
    var (p, q, r) = (lhs.offset, rhs.offset, result.offset)
    var rest = number
    for axis in batchShape.indices.reversed() {
      let index = rest % batchShape[axis]
      rest /= batchShape[axis]
      p += index * lhs.batchStrides[axis]
      q += index * rhs.batchStrides[axis]
      r += index * result.batchStrides[axis]
    }
    return (p, q, r)
  }

  /// The bytes of all results.
  fileprivate var resultByteCount: Int { matrixCount * m * n * dtype.byteWidth }

  /// Some rows and columns of one product, which are added to what is there if `adding`.
  fileprivate func multiply(
    _ x: UnsafeMutableRawPointer, _ i: Int, _ y: UnsafeMutableRawPointer, _ j: Int,
    _ z: UnsafeMutableRawPointer, _ at: Int, rows: Range<Int>, columns: Range<Int>, adding: Bool
  ) {
    let i = i + rows.lowerBound * (lhs.isTransposed ? 1 : lhs.leading)
    let j = j + columns.lowerBound * (rhs.isTransposed ? rhs.leading : 1)
    let at = at + rows.lowerBound * result.leading + columns.lowerBound
    let width = dtype.byteWidth
    let a = MatrixView(base: x + i * width, leading: lhs.leading, isTransposed: lhs.isTransposed)
    let b = MatrixView(base: y + j * width, leading: rhs.leading, isTransposed: rhs.isTransposed)
    let (m, n, target) = (rows.count, columns.count, z + at * width)
    if dtype == .f32, !adding, SmallProduct.serves(m, n, k, b) {
      return SmallProduct(lhs: a, rhs: b, m: m, n: n, k: k)
        .write(to: target.assumingMemoryBound(to: Float.self), leading: result.leading)
    }
    BLASType(dtype)?.multiply(
      a, b, into: target, ldc: result.leading, m: m, n: n, k: k, adding: adding)
  }
}
