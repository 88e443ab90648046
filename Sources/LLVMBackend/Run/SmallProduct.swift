import CTiles
import OpenBLASBackend

/// Products of small matrices of `f32`, in tiles that stay in registers: a call of OpenBLAS would take
/// longer than the arithmetic.
///
/// Each result is one running sum, in the order of the terms.
struct SmallProduct {
  let lhs: MatrixView
  let rhs: MatrixView
  let m: Int
  let n: Int
  let k: Int

  /// Whether tiles are quicker than OpenBLAS, by measurement: with vectors of 16 numbers, for few
  /// multiplications, or where the second operand can be read where it lies. Otherwise what is laid down
  /// anew costs more than the call.
  static func serves(_ m: Int, _ n: Int, _ k: Int, _ rhs: MatrixView) -> Bool {
    guard lanes == 16, m >= 4, n >= 16, k >= 8 else { return false }
    return m * n * k <= 1 << 15 || k <= 192 && isInPlace(m, n, rhs)
  }

  /// Whether the second operand is read so few times that it may stay where it is.
  private static func isInPlace(_ m: Int, _ n: Int, _ rhs: MatrixView) -> Bool {
    !rhs.isTransposed && m <= 3 * mostPositions && n.isMultiple(of: lanes)
  }

  private static let lanes = Int(ts_tile_lanes())
  private static let mostPositions = Int(ts_tile_most_positions())
  private static let columns = 2 * lanes

  /// Writes the product to `result`, row-major with rows `leading` elements apart.
  func write(to result: UnsafeMutablePointer<Float>, leading: Int) {
    let tiles = (m - 1) / Self.mostPositions + 1
    let tile = (m - 1) / tiles + 1
    let isInPlace = Self.isInPlace(m, n, rhs)
    let (leftCount, rightCount) = (tiles * tile * k, isInPlace ? 0 : Self.columns * k)
    let bytes = (rightCount + leftCount + tile * Self.columns) * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
      guard let right = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      let left = right + rightCount
      let scratch = left + leftCount
      for row in stride(from: 0, to: m, by: tile) { layDownRows(row, tile, to: left + row * k) }
      for column in stride(from: 0, to: n, by: Self.columns) {
        let count = min(Self.columns, n - column)
        let width = count > Self.lanes ? Self.columns : Self.lanes
        if !isInPlace { layDownColumns(column, count, width, to: right) }
        var one = ts_tile()
        one.vectors = Int32(width / Self.lanes)
        one.weights = isInPlace ? rhs.elements + column : UnsafePointer(right)
        one.weight_stride = isInPlace ? rhs.leading : width
        multiply(&one, left, tile, column, count, width, scratch, to: result, leading)
      }
    }
  }

  /// Lays down some rows of the first operand, each term of all of them side by side.
  private func layDownRows(_ row: Int, _ tile: Int, to memory: UnsafeMutablePointer<Float>) {
    let count = min(tile, m - row)
    if lhs.isTransposed {
      ts_copy_rows(lhs.elements + row, lhs.leading, k, count, memory, tile)
    } else {
      ts_transpose(lhs.elements + row * lhs.leading, lhs.leading, count, k, memory, tile)
    }
  }

  /// Lays down some columns of the second operand, row after row.
  private func layDownColumns(
    _ column: Int, _ count: Int, _ width: Int, to memory: UnsafeMutablePointer<Float>
  ) {
    if count < width { memory.update(repeating: 0, count: width * k) }
    if rhs.isTransposed {
      ts_transpose(rhs.elements + column * rhs.leading, rhs.leading, count, k, memory, width)
    } else {
      ts_copy_rows(rhs.elements + column, rhs.leading, k, count, memory, width)
    }
  }

  /// The tiles of some columns, whose weights `one` has; `left` is all rows.
  private func multiply(
    _ one: inout ts_tile, _ left: UnsafePointer<Float>, _ tile: Int, _ column: Int, _ count: Int,
    _ width: Int, _ scratch: UnsafeMutablePointer<Float>, to result: UnsafeMutablePointer<Float>,
    _ leading: Int
  ) {
    var tap = 0
    var line: UnsafePointer<Float>? = left
    withUnsafePointer(to: &tap) { tap in
      withUnsafeMutablePointer(to: &line) { line in
        one.lines = UnsafePointer(line)
        one.line_count = 1
        one.taps = tap
        one.tap_count = 1
        one.channels = k
        one.channel_stride = tile
        for row in stride(from: 0, to: m, by: tile) {
          line.pointee = left + row * k
          let rows = min(tile, m - row)
          one.positions = Int32(rows)
          let target = result + row * leading + column
          let isWhole = count == width
          one.result = isWhole ? target : scratch
          one.position_stride = isWhole ? leading : Self.columns
          ts_tile_write(&one)
          if isWhole { continue }
          for p in 0..<rows {
            for c in 0..<count { target[p * leading + c] = scratch[p * Self.columns + c] }
          }
        }
      }
    }
  }
}

extension MatrixView {
  fileprivate var elements: UnsafePointer<Float> { base.assumingMemoryBound(to: Float.self) }
}
