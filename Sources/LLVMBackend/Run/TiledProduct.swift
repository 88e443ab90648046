import CTiles

/// Products of matrices of `f32` in tiles that stay in registers.
///
/// Parts of both operands are laid down so that tiles read them one element after the other. Each
/// result is a sum of parts, cut where the depth alone says, in the order of the terms: it does not
/// depend on how a product is cut for threads.
struct TiledProduct {
  /// A matrix in memory: row-major, or its transpose.
  struct Operand {
    let base: UnsafePointer<Float>
    let leading: Int
    let isTransposed: Bool
  }

  let lhs: Operand
  let rhs: Operand
  let m: Int
  let n: Int
  let k: Int

  /// Whether tiles are quicker than OpenBLAS, by measurement: with vectors of 16 numbers, where there
  /// are rows enough for a tile.
  static func serves(_ m: Int, _ n: Int, _ k: Int) -> Bool {
    lanes == 16 && m >= 4 && n >= 16 && k >= 8
  }

  private static let lanes = Int(ts_tile_lanes())
  private static let mostPositions = Int(ts_tile_most_positions())
  private static let columns = 2 * lanes
  /// The parts that stay in the caches: a tile's in the first, the others in the second.
  private static let mostDepth = 384
  private static let mostColumns = 512
  private static let mostTiles = 32

  /// Writes the product to `result`, row-major with rows `leading` elements apart.
  func write(to result: UnsafeMutablePointer<Float>, leading: Int) {
    let depthParts = (k - 1) / Self.mostDepth + 1
    let depth = (k - 1) / depthParts + 1
    let tiles = (m - 1) / Self.mostPositions + 1
    let tile = (m - 1) / tiles + 1
    let rows = min(tile * Self.mostTiles, m)
    let width = min((n + Self.columns - 1) / Self.columns * Self.columns, Self.mostColumns)
    // What is read once or twice is read where it lies.
    let inPlace = !rhs.isTransposed && tiles <= 2 && n.isMultiple(of: Self.lanes)
    let leftCount = (rows + tile - 1) / tile * tile * depth
    let rightCount = inPlace ? 0 : width * depth
    let scratchCount = tile * Self.columns
    let bytes = (leftCount + rightCount + scratchCount) * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
      guard let base = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      let (right, left) = (base, base + rightCount)
      let scratch = left + leftCount
      for column in stride(from: 0, to: n, by: Self.mostColumns) {
        let columns = column..<min(column + Self.mostColumns, n)
        for first in stride(from: 0, to: k, by: depth) {
          let terms = first..<min(first + depth, k)
          if !inPlace { layDown(columns, terms, to: right) }
          for row in stride(from: 0, to: m, by: rows) {
            let part = row..<min(row + rows, m)
            layDown(part, terms, tile, to: left)
            multiply(
              part, columns, terms, tile, left, inPlace ? nil : right, scratch, to: result, leading)
          }
        }
      }
    }
  }

  // MARK: What is laid down

  /// Columns of the second operand: for each block of them, its rows one after the other.
  private func layDown(
    _ columns: Range<Int>, _ terms: Range<Int>, to memory: UnsafeMutablePointer<Float>
  ) {
    var to = memory
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.columns) {
      let count = min(Self.columns, columns.upperBound - column)
      let width = count > Self.lanes ? Self.columns : Self.lanes
      if count < width { to.update(repeating: 0, count: width * terms.count) }
      if rhs.isTransposed {
        ts_transpose(
          rhs.base + column * rhs.leading + terms.lowerBound, rhs.leading, count, terms.count, to,
          width)
      } else {
        ts_copy_rows(
          rhs.base + terms.lowerBound * rhs.leading + column, rhs.leading, terms.count, count, to,
          width)
      }
      to += width * terms.count
    }
  }

  /// Rows of the first operand: for each tile, what its rows have of each term side by side.
  private func layDown(
    _ rows: Range<Int>, _ terms: Range<Int>, _ tile: Int, to memory: UnsafeMutablePointer<Float>
  ) {
    var to = memory
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: tile) {
      let count = min(tile, rows.upperBound - row)
      if lhs.isTransposed {
        ts_copy_rows(
          lhs.base + terms.lowerBound * lhs.leading + row, lhs.leading, terms.count, count, to, tile
        )
      } else {
        ts_transpose(
          lhs.base + row * lhs.leading + terms.lowerBound, lhs.leading, count, terms.count, to, tile
        )
      }
      to += tile * terms.count
    }
  }

  // MARK: Tiles

  private func multiply(
    _ rows: Range<Int>, _ columns: Range<Int>, _ terms: Range<Int>, _ tile: Int,
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>?,
    _ scratch: UnsafeMutablePointer<Float>, to result: UnsafeMutablePointer<Float>, _ leading: Int
  ) {
    var tap = 0
    var line: UnsafePointer<Float>? = left
    withUnsafePointer(to: &tap) { tap in
      withUnsafeMutablePointer(to: &line) { line in
        var one = ts_tile()
        one.lines = UnsafePointer(line)
        one.line_count = 1
        one.taps = tap
        one.tap_count = 1
        one.channels = terms.count
        one.channel_stride = tile
        for (number, row) in stride(from: rows.lowerBound, to: rows.upperBound, by: tile)
          .enumerated()
        {
          line.pointee = left + number * tile * terms.count
          one.positions = Int32(min(tile, rows.upperBound - row))
          var weights = right
          for column in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.columns) {
            let count = min(Self.columns, columns.upperBound - column)
            one.vectors = count > Self.lanes ? 2 : 1
            let width = Int(one.vectors) * Self.lanes
            one.weights = weights ?? rhs.base + terms.lowerBound * rhs.leading + column
            one.weight_stride = weights == nil ? rhs.leading : width
            weights = weights.map { $0 + width * terms.count }
            let target = result + row * leading + column
            let isWhole = count == width
            one.result = isWhole ? target : scratch
            one.position_stride = isWhole ? leading : Self.columns
            one.adds = isWhole && terms.lowerBound > 0 ? 1 : 0
            ts_tile_write(&one)
            if isWhole { continue }
            for p in 0..<Int(one.positions) {
              for c in 0..<count {
                let sum = scratch[p * Self.columns + c]
                let place = p * leading + c
                target[place] = terms.lowerBound > 0 ? target[place] + sum : sum
              }
            }
          }
        }
      }
    }
  }
}
