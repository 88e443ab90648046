import Touchstone
import Workers

/// How windows of an operand are found by index vectors: what gather and scatter share.
///
/// The names are gather's; for scatter the operand is the input, the window an update's.
struct IndexedWindows {
  let operand: TensorType
  /// The size of the window along each dimension of the operand.
  let windowSizes: [Int]
  /// The operand dimension that each component of an index vector moves along.
  let startIndexMap: [Int]
  /// Operand dimensions that are walked together with dimensions of the indices.
  let operandBatching: [Int]
  let indicesBatching: [Int]
  let indexVectorDimension: Int
  let indices: HostTensor

  /// Dimensions of the indices other than the index vector's.
  var batchDimensions: [Int] {
    indices.shape.indices.filter { $0 != indexVectorDimension }
  }
  /// The sizes of those dimensions: one window for each of their indices.
  var batchShape: [Int] { batchDimensions.map { indices.shape[$0] } }

  /// Calls `body` with the number of each window and where it starts in each operand dimension.
  func forEachStart(
    _ body: (_ window: Int, _ start: UnsafeMutableBufferPointer<Int>) -> Void
  ) {
    forEachStart(indices.integers, 0..<batchShape.reduce(1, *), body)
  }

  /// The same for some of the windows, where `values` are the indices.
  func forEachStart(
    _ values: [Int], _ windows: Range<Int>,
    _ body: (_ window: Int, _ start: UnsafeMutableBufferPointer<Int>) -> Void
  ) {
    let strides = indices.type.strides
    let batch = batchDimensions
    let vectorStride =
      indexVectorDimension < indices.shape.count ? strides[indexVectorDimension] : 0
    let batchStrides = batch.map { strides[$0] }
    // Which counter of the batch walks each batching dimension of the operand.
    let walked = zip(operandBatching, indicesBatching).map { operand, index in
      (operand, batch.firstIndex(of: index) ?? 0)
    }
    var counter = IndexCounter(batchShape, at: windows.lowerBound)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: operand.rank) { start in
      for window in windows {
        start.initialize(repeating: 0)
        var position = 0
        for (i, stride) in zip(counter.index, batchStrides) { position += i * stride }
        for (k, dimension) in startIndexMap.enumerated() {
          start[dimension] = values[position + k * vectorStride]
        }
        for (dimension, place) in walked { start[dimension] = counter.index[place] }
        body(window, start)
        counter.advance()
      }
    }
  }

  /// As `forEachStart`, shared out so that windows which meet go to one thread, in their order.
  ///
  /// Where windows have size 1 along a dimension, those that start apart there do not meet.
  func forEachOwnStart(
    _ body: (_ window: Int, _ start: UnsafeMutableBufferPointer<Int>) -> Void
  ) {
    let count = batchShape.reduce(1, *)
    let elements = windowSizes.reduce(count, *)
    let dimension = windowSizes.indices.filter { windowSizes[$0] == 1 }.max {
      operand.shape[$0] < operand.shape[$1]
    }
    guard Work.isShared, elements > Work.piece(Work.plainPiece), let dimension else {
      return forEachStart(body)
    }
    let values = indices.integers
    // Each part passes over all starts; what is out of range lies in none and is left out.
    let parts = min(operand.shape[dimension], 16)
    Work.forEach(parts) { part in
      let own =
        operand.shape[dimension] * part / parts..<operand.shape[dimension] * (part + 1) / parts
      forEachStart(values, 0..<count) { window, start in
        if own.contains(start[dimension]) { body(window, start) }
      }
    }
  }

  /// The offset in the operand of each element of a window from its start, in row-major order.
  var windowOffsets: [Int] { offsets(windowSizes, operand.strides) }
}

/// The offset of every index of `shape` in memory with these strides, in row-major order.
func offsets(_ shape: [Int], _ strides: [Int]) -> [Int] {
  var offsets = [0]
  for (size, stride) in zip(shape, strides) {
    offsets = offsets.flatMap { base in (0..<size).map { base + $0 * stride } }
  }
  return shape.contains(0) ? [] : offsets
}

/// The strides that walk the windows and, apart from them, the batch in a tensor that holds both.
func splitStrides(_ type: TensorType, windowDimensions: [Int]) -> (window: [Int], batch: [Int]) {
  let strides = type.strides
  return (
    windowDimensions.map { strides[$0] },
    strides.indices.filter { !windowDimensions.contains($0) }.map { strides[$0] }
  )
}

/// Copies a window for every index vector, its start moved inside the operand (gather).
func gatherWindows<T: BitwiseCopyable>(
  _: T.Type, _ x: HostTensor, _ windows: IndexedWindows, offsetDimensions: [Int],
  _ type: TensorType
) -> HostTensor {
  let from = windows.windowOffsets
  let (windowStrides, batchStrides) = splitStrides(type, windowDimensions: offsetDimensions)
  let kept = offsetDimensions.map { type.shape[$0] }
  let to = offsets(kept, windowStrides)
  let bases = offsets(windows.batchShape, batchStrides)
  let strides = x.type.strides
  let limits = zip(x.shape, windows.windowSizes).map { $0 - $1 }
  let isRun = from.indices.allSatisfy { from[$0] == $0 && to[$0] == $0 }
  return x.withElements(of: T.self) { source in
    HostTensor(type) { bytes in
      guard let source = source.baseAddress,
        let target = bytes.baseAddress?.assumingMemoryBound(to: T.self), type.count > 0
      else { return }
      let values = windows.indices.integers
      Work.forEach(bases.count, cost: from.count + 8) { range in
        windows.forEachStart(values, range) { window, start in
          var offset = 0
          for d in strides.indices { offset += min(max(start[d], 0), limits[d]) * strides[d] }
          let (a, b) = (source + offset, target + bases[window])
          if isRun {
            b.update(from: a, count: from.count)
          } else {
            for j in from.indices { b[to[j]] = a[from[j]] }
          }
        }
      }
    }
  }
}

/// Combines a window of updates into the operand for every index vector, in order; elements that
/// fall outside are left out (scatter).
func scatterWindows<T: BitwiseCopyable>(
  _: T.Type, _ x: inout HostTensor, _ updates: HostTensor, _ windows: IndexedWindows,
  updateWindowDimensions: [Int], _ combine: (T, T) -> T
) {
  let shape = x.shape
  let strides = x.type.strides
  let to = windows.windowOffsets
  let (windowStrides, batchStrides) = splitStrides(
    updates.type, windowDimensions: updateWindowDimensions)
  let from = offsets(updateWindowDimensions.map { updates.shape[$0] }, windowStrides)
  let bases = offsets(windows.batchShape, batchStrides)
  if to.isEmpty || bases.isEmpty { return }
  updates.withElements(of: T.self) { source in
    x.withMutableBytes { bytes in
      guard let source = source.baseAddress,
        let target = bytes.baseAddress?.assumingMemoryBound(to: T.self)
      else { return }
      windows.forEachOwnStart { window, start in
        var offset = 0
        var isInside = true
        for d in strides.indices {
          isInside = isInside && start[d] >= 0 && start[d] <= shape[d] - windows.windowSizes[d]
          offset = offset &+ start[d] &* strides[d]
        }
        let a = source + bases[window]
        if isInside {
          for j in to.indices {
            target[offset + to[j]] = combine(target[offset + to[j]], a[from[j]])
          }
          return
        }
        var counter = IndexCounter(windows.windowSizes)
        for j in to.indices {
          let lies = strides.indices.allSatisfy { d in
            start[d] >= -counter.index[d] && start[d] < shape[d] - counter.index[d]
          }
          if lies { target[offset + to[j]] = combine(target[offset + to[j]], a[from[j]]) }
          counter.advance()
        }
      }
    }
  }
}
