import Touchstone
import Workers

/// Windows over a tensor whose innermost dimensions, those that no window moves along, are walked
/// together.
struct SelectedWindows {
  /// Elements that lie side by side and have the same windows.
  let inner: Int
  private var counts: [Int]
  private let taps: [Int]
  /// Elements between neighbours along the first dimension, where each has windows of its own; 0
  /// elsewhere.
  private let apart: Int
  /// Dimension after dimension, `[window][tap]`: the offset, or -1 outside.
  private var table: [Int]

  /// `windows` over dimensions of `shape`; `counts` says how many there are along each.
  init(_ windows: [Window], _ shape: [Int], counts: [Int]) {
    var outer = windows.count
    while outer > 0, windows[outer - 1].isIdentity { outer -= 1 }
    inner = shape[outer...].reduce(1, *)
    self.counts = Array(counts[..<outer])
    apart = outer > 0 && windows[0].isIdentity ? shape.dropFirst().reduce(1, *) : 0
    taps = windows[..<outer].map(\.size)
    table = (0..<outer).flatMap { d in
      let step = shape[(d + 1)...].reduce(1, *)
      return (0..<counts[d]).flatMap { number in
        (0..<windows[d].size).map { tap in
          let element = windows[d].element(number, tap, of: shape[d])
          return element < 0 ? -1 : element * step
        }
      }
    }
  }

  /// Calls `body` with the number of each window, in row-major order, and the offsets it takes in,
  /// those outside left out.
  func forEach(_ body: (_ window: Int, _ offsets: UnsafeBufferPointer<Int>) -> Void) {
    let size = max(taps.reduce(1, *), 1)
    let rank = counts.count
    // What is read for every window lies in plain memory: no array is retained in the loop.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * size + 2 * rank + table.count) {
      memory in
      guard let start = memory.baseAddress else { return }
      var (from, to) = (start, start + size)
      let (index, taps, table) = (start + 2 * size, to + size + rank, to + size + 2 * rank)
      index.update(repeating: 0, count: rank)
      for d in 0..<rank { taps[d] = self.taps[d] }
      for (i, offset) in self.table.enumerated() { table[i] = offset }
      for window in 0..<counts.reduce(1, *) {
        from[0] = 0
        var count = 1
        var rows = table
        for d in 0..<rank {
          let row = rows + index[d] * taps[d]
          var next = 0
          for i in 0..<count {
            for tap in 0..<taps[d] where row[tap] >= 0 {
              to[next] = from[i] + row[tap]
              next += 1
            }
          }
          count = next
          swap(&from, &to)
          rows += counts[d] * taps[d]
        }
        body(window, UnsafeBufferPointer(start: from, count: count))
        var d = rank - 1
        while d >= 0 {
          index[d] += 1
          if index[d] < counts[d] { break }
          index[d] = 0
          d -= 1
        }
      }
    }
  }

  /// Combines each of `updates` into the place of `target` that its window of `values` selects: the
  /// first, or a later one that the one before does not keep out (select_and_scatter).
  func scatter<T: BitwiseCopyable>(
    _ values: UnsafePointer<T>, _ updates: UnsafePointer<T>, into target: UnsafeMutablePointer<T>,
    keeps: (T, T) -> Bool, combine: (T, T) -> T
  ) {
    guard apart > 0, counts[0] > 0 else {
      return scatterAll(values, updates, into: target, keeps: keeps, combine: combine)
    }
    let each = counts.dropFirst().reduce(1, *)
    let cost = max(each * inner * taps.reduce(1, *), 1)
    Work.forEach(counts[0], cost: cost) { range in
      // The table's rows for the first elements serve the others, seen from where those lie.
      var part = self
      part.counts[0] = range.count
      part.table = Array(table[..<range.count] + table[counts[0]...])
      let (first, updatesBefore) = (range.lowerBound * apart, range.lowerBound * each * inner)
      part.scatterAll(
        values + first, updates + updatesBefore, into: target + first, keeps: keeps,
        combine: combine)
    }
  }

  private func scatterAll<T: BitwiseCopyable>(
    _ values: UnsafePointer<T>, _ updates: UnsafePointer<T>, into target: UnsafeMutablePointer<T>,
    keeps: (T, T) -> Bool, combine: (T, T) -> T
  ) {
    let inner = inner
    withUnsafeTemporaryAllocation(of: T.self, capacity: max(inner, 1)) { best in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: max(inner, 1)) { places in
        guard let best = best.baseAddress, let places = places.baseAddress else { return }
        forEach { window, offsets in
          guard let first = offsets.first else { return }
          best.update(from: values + first, count: inner)
          places.update(repeating: first, count: inner)
          for offset in offsets.dropFirst() {
            let row = values + offset
            for j in 0..<inner {
              let isKept = keeps(best[j], row[j])
              best[j] = isKept ? best[j] : row[j]
              places[j] = isKept ? places[j] : offset
            }
          }
          let from = updates + window * inner
          for j in 0..<inner {
            target[places[j] + j] = combine(target[places[j] + j], from[j])
          }
        }
      }
    }
  }
}
