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

  /// Where every window, in row-major order of the batch, starts along each operand dimension that it
  /// moves along; it starts at 0 along the others.
  var starts: [(dimension: Int, values: [Int])] {
    let values = indices.integers
    let strides = indices.type.strides
    let batch = batchDimensions
    let places = offsets(batchShape, batch.map { strides[$0] })
    let vectorStride =
      indexVectorDimension < indices.shape.count ? strides[indexVectorDimension] : 0
    var starts: [(dimension: Int, values: [Int])] = []
    for (k, dimension) in startIndexMap.enumerated() {
      starts.append((dimension, places.map { values[$0 + k * vectorStride] }))
    }
    for (dimension, index) in zip(operandBatching, indicesBatching) {
      starts.append((dimension, offsets(batchShape, batch.map { $0 == index ? 1 : 0 })))
    }
    return starts
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
  var places = [Int](repeating: 0, count: bases.count)
  for (d, starts) in windows.starts {
    let (last, stride) = (x.shape[d] - windows.windowSizes[d], strides[d])
    for i in places.indices { places[i] += min(max(starts[i], 0), last) * stride }
  }
  let sources = places
  let isRun = isRun(from) && isRun(to)
  return x.withElements(of: T.self) { source in
    HostTensor(type) { bytes in
      guard let source = source.baseAddress,
        let target = bytes.baseAddress?.assumingMemoryBound(to: T.self), type.count > 0
      else { return }
      Work.forEach(bases.count, cost: from.count + 8) { range in
        for window in range {
          let (a, b) = (source + sources[window], target + bases[window])
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

/// Whether offsets are those of elements that lie side by side.
func isRun(_ offsets: [Int]) -> Bool { offsets.indices.allSatisfy { offsets[$0] == $0 } }
