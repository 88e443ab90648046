import Touchstone
import Workers

/// The parts of a product of m×k and k×n matrices that are multiplied by themselves.
///
/// Borders depend on sizes alone, not on how many threads there are: on some processors OpenBLAS
/// adds up a part's sums in another order than the whole's. On one thread without a pool there is
/// one part, since every part costs: OpenBLAS packs anew what a part needs of either operand.
package struct ProductTiles {
  /// Multiplications that are worth a thread's attention.
  static let leastWork = 1 << 18

  private let rows: (count: Int, size: Int)
  private let columns: (count: Int, size: Int)
  private let m: Int
  private let n: Int

  init(_ m: Int, _ n: Int, _ k: Int) {
    (self.m, self.n) = (m, n)
    let parts = Self.parts(m, n, wanted: Work.hasPool ? Self.count(m * n * k) : 1)
    rows = Self.cut(m, parts.rows)
    columns = Self.cut(n, parts.columns)
  }

  /// How many parts the rows and the columns of a product are cut into, so that they make `wanted` or
  /// as many as are worth it.
  package static func parts(
    _ m: Int, _ n: Int, wanted: Int
  ) -> (rows: Int, columns: Int) {
    var parts = (rows: 1, columns: 1)
    while parts.rows * parts.columns < wanted {
      // Of the sides the longer one is cut, so that parts stay near to squares.
      if m / parts.rows > n / parts.columns {
        if m / parts.rows < 2 * least { break }
        parts.rows *= 2
      } else {
        if n / parts.columns < 2 * least { break }
        parts.columns *= 2
      }
    }
    return parts
  }

  /// How many parts a product of so many multiplications is worth: each doubling costs about 4 % of
  /// the time of one thread, as measured with squares of 256 to 2,048 rows.
  private static func count(_ multiplications: Int) -> Int {
    1 << [22, 27, 34, 36].count { multiplications >> $0 > 0 }
  }

  /// The least rows or columns of a part.
  private static let least = 48

  /// Parts whose size is a multiple of what OpenBLAS's inner loops take at once.
  private static func cut(_ size: Int, _ parts: Int) -> (count: Int, size: Int) {
    if parts == 1 { return (1, max(size, 1)) }
    let part = ((size + parts - 1) / parts + 47) / 48 * 48
    return ((size + part - 1) / part, part)
  }

  var count: Int { rows.count * columns.count }

  /// The rows and columns of the part of that number.
  subscript(_ number: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (row, column) = number.quotientAndRemainder(dividingBy: columns.count)
    return (
      row * rows.size..<min((row + 1) * rows.size, m),
      column * columns.size..<min((column + 1) * columns.size, n)
    )
  }
}

extension MatrixView {
  /// The same matrix without its first rows and columns, elements being `width` bytes wide.
  func from(row: Int, column: Int, _ width: Int) -> MatrixView {
    var view = self
    view.base += (isTransposed ? column * leading + row : row * leading + column) * width
    return view
  }
}
