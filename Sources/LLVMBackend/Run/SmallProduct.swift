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
  /// multiplications; with more of them what is laid down anew costs more than the call.
  static func serves(_ m: Int, _ n: Int, _ k: Int) -> Bool {
    lanes == 16 && m >= 4 && n >= 16 && k >= 8 && m * n * k <= 1 << 15
  }

  private static let lanes = Int(ts_tile_lanes())
  private static let mostPositions = Int(ts_tile_most_positions())
  private static let columns = 2 * lanes

  /// Writes the product to `result`, row-major with rows `leading` elements apart.
  func write(to result: UnsafeMutablePointer<Float>, leading: Int) {
    let tiles = (m - 1) / Self.mostPositions + 1
    let tile = (m - 1) / tiles + 1
    // What is read once or twice is read where it lies.
    let isInPlace = !rhs.isTransposed && tiles <= 2 && n.isMultiple(of: Self.lanes)
    let blocks = (n - 1) / Self.columns + 1
    let rightCount = isInPlace ? 0 : blocks * Self.columns * k
    let bytes = (rightCount + tile * (k + Self.columns)) * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
      guard let right = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      let scratch = right + rightCount
      let left = scratch + tile * Self.columns
      if !isInPlace { layDownColumns(to: right) }
      for row in stride(from: 0, to: m, by: tile) {
        let count = min(tile, m - row)
        if lhs.isTransposed {
          ts_copy_rows(lhs.elements + row, lhs.leading, k, count, left, tile)
        } else {
          ts_transpose(lhs.elements + row * lhs.leading, lhs.leading, count, k, left, tile)
        }
        multiply(
          row..<row + count, left, tile, isInPlace ? nil : right, scratch, to: result, leading)
      }
    }
  }

  /// Lays down the columns of the second operand: for each block of them, row after row.
  private func layDownColumns(to memory: UnsafeMutablePointer<Float>) {
    var to = memory
    for column in stride(from: 0, to: n, by: Self.columns) {
      let count = min(Self.columns, n - column)
      let width = count > Self.lanes ? Self.columns : Self.lanes
      if count < width { to.update(repeating: 0, count: width * k) }
      if rhs.isTransposed {
        ts_transpose(rhs.elements + column * rhs.leading, rhs.leading, count, k, to, width)
      } else {
        ts_copy_rows(rhs.elements + column, rhs.leading, k, count, to, width)
      }
      to += width * k
    }
  }

  /// The tiles of some rows, of which `left` has each term side by side.
  private func multiply(
    _ rows: Range<Int>, _ left: UnsafePointer<Float>, _ tile: Int, _ right: UnsafePointer<Float>?,
    _ scratch: UnsafeMutablePointer<Float>, to result: UnsafeMutablePointer<Float>, _ leading: Int
  ) {
    var tap = 0
    var line: UnsafePointer<Float>? = left
    withUnsafePointer(to: &tap) { tap in
      withUnsafePointer(to: &line) { line in
        var one = ts_tile()
        one.lines = line
        one.line_count = 1
        one.taps = tap
        one.tap_count = 1
        one.channels = k
        one.channel_stride = tile
        one.positions = Int32(rows.count)
        var weights = right
        for column in stride(from: 0, to: n, by: Self.columns) {
          let count = min(Self.columns, n - column)
          one.vectors = count > Self.lanes ? 2 : 1
          let width = Int(one.vectors) * Self.lanes
          one.weights = weights ?? rhs.elements + column
          one.weight_stride = weights == nil ? rhs.leading : width
          weights = weights.map { $0 + width * k }
          let target = result + rows.lowerBound * leading + column
          let isWhole = count == width
          one.result = isWhole ? target : scratch
          one.position_stride = isWhole ? leading : Self.columns
          ts_tile_write(&one)
          if isWhole { continue }
          for p in 0..<rows.count {
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
