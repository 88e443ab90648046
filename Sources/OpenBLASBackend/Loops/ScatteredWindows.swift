import Touchstone
import Workers

/// Combines so many elements that lie side by side into others.
typealias RowCombination<T> =
  @Sendable (_ target: UnsafeMutablePointer<T>, _ source: UnsafePointer<T>, _ count: Int) -> Void

/// Combines a window of updates into the operand for every index vector, in order; elements that
/// fall outside are left out (scatter).
///
/// Where windows have size 1 along a dimension, those that start apart there do not meet: threads
/// take windows by where they start, each in its order, so that results do not depend on them.
func scatterWindows<T: BitwiseCopyable>(
  _ x: inout HostTensor, _ updates: HostTensor, _ windows: IndexedWindows,
  updateWindowDimensions: [Int], _ combine: RowCombination<T>
) {
  let to = windows.windowOffsets
  let (windowStrides, batchStrides) = splitStrides(
    updates.type, windowDimensions: updateWindowDimensions)
  let from = offsets(updateWindowDimensions.map { updates.shape[$0] }, windowStrides)
  let bases = offsets(windows.batchShape, batchStrides)
  if to.isEmpty || bases.isEmpty { return }
  let places = ScatterPlaces(windows)
  let isRun = isRun(from) && isRun(to)
  updates.withElements(of: T.self) { source in
    x.withMutableBytes { bytes in
      guard let source = source.baseAddress,
        let target = bytes.baseAddress?.assumingMemoryBound(to: T.self)
      else { return }
      places.forEachPart { numbers in
        for window in numbers {
          let (a, place) = (source + bases[window], places.offsets[window])
          if !places.isInside[window] {
            places.forEachInside(window) { j in combine(target + place + to[j], a + from[j], 1) }
          } else if isRun {
            combine(target + place, a, to.count)
          } else {
            for j in to.indices { combine(target + place + to[j], a + from[j], 1) }
          }
        }
      }
    }
  }
}

/// Where the windows of a scatter lie in its operand.
private struct ScatterPlaces {
  /// The offset of each window's first element, which may lie outside.
  private(set) var offsets: [Int]
  /// Whether all of a window lies inside.
  private(set) var isInside: [Bool]
  private let windows: IndexedWindows
  private let starts: [(dimension: Int, values: [Int])]

  init(_ windows: IndexedWindows) {
    self.windows = windows
    starts = windows.starts
    let count = windows.batchShape.reduce(1, *)
    offsets = [Int](repeating: 0, count: count)
    isInside = [Bool](repeating: true, count: count)
    let strides = windows.operand.strides
    for (d, values) in starts {
      let (last, stride) = (windows.operand.shape[d] - windows.windowSizes[d], strides[d])
      for i in 0..<count {
        offsets[i] = offsets[i] &+ values[i] &* stride
        if values[i] < 0 || values[i] > last { isInside[i] = false }
      }
    }
  }

  /// Calls `body` with the numbers of all windows, on one thread those that may meet, in their order.
  func forEachPart(_ body: (_ windows: [Int]) -> Void) {
    let elements = windows.windowSizes.reduce(offsets.count, *)
    let apart = starts.filter { windows.windowSizes[$0.dimension] == 1 }.max {
      windows.operand.shape[$0.dimension] < windows.operand.shape[$1.dimension]
    }
    guard Work.isShared, elements > Work.piece(Work.plainPiece), let apart else {
      return body(Array(offsets.indices))
    }
    let size = windows.operand.shape[apart.dimension]
    let count = min(size, Self.mostParts)
    var parts = [[Int]](repeating: [], count: count)
    // A window that starts outside along this dimension has nothing inside.
    for (i, start) in apart.values.enumerated() where start >= 0 && start < size {
      parts[start * count / size].append(i)
    }
    let shared = parts
    Work.forEach(count) { body(shared[$0]) }
  }

  private static let mostParts = 16

  /// Calls `body` with the numbers of the elements of a window that lie inside, in row-major order.
  func forEachInside(_ window: Int, _ body: (_ element: Int) -> Void) {
    var start = [Int](repeating: 0, count: windows.operand.rank)
    for (d, values) in starts { start[d] = values[window] }
    let shape = windows.operand.shape
    var counter = IndexCounter(windows.windowSizes)
    for j in 0..<windows.windowSizes.reduce(1, *) {
      let lies = shape.indices.allSatisfy { d in
        start[d] >= -counter.index[d] && start[d] < shape[d] - counter.index[d]
      }
      if lies { body(j) }
      counter.advance()
    }
  }
}
