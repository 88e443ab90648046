import Touchstone
import Workers

/// A convolution by products: patches of the input laid out as rows of a matrix (im2col), some at a
/// time so that they stay in the cache, times the kernel.
struct PatchProduct {
  /// Sizes and strides, in elements, of one dimension or role of a tensor.
  struct Axis {
    var size: Int
    var stride: Int
  }
  var inputBatch: Axis
  var inputFeature: Axis
  var inputSpatial: [Axis]
  var kernelInput: Axis
  var kernelOutput: Axis
  var kernelSpatial: [Axis]
  var outputBatch: Axis
  var outputFeature: Axis
  var outputSpatial: [Axis]
  var windows: [Window]
  var featureGroups: Int
  var batchGroups: Int

  /// Elements of one patch matrix: 1 MB of f32.
  static let patchElements = 1 << 18

  /// Neighbours that lie one after the other in memory, from `offset`; or `count` of what is zero.
  struct Run {
    var first: Int
    var count: Int
    var offset: Int
  }

  /// Where each kernel position reads, for every output position, along one dimension:
  /// `[output][kernel]`, row-major; -1 where it meets padding or a hole of the dilated input.
  func table(_ d: Int) -> [Int] {
    (0..<outputSpatial[d].size).flatMap { output in
      (0..<kernelSpatial[d].size).map { tap in
        let element = windows[d].element(output, tap, of: inputSpatial[d].size)
        return element < 0 ? -1 : element * inputSpatial[d].stride
      }
    }
  }

  /// `offsets` of blocks of `size` elements as runs.
  static func runs(_ offsets: some Sequence<Int>, of size: Int) -> [Run] {
    var runs: [Run] = []
    for (i, offset) in offsets.enumerated() {
      if var last = runs.last,
        offset < 0 ? last.offset < 0 : last.offset >= 0 && offset == last.offset + last.count * size
      {
        last.count += 1
        runs[runs.count - 1] = last
      } else {
        runs.append(Run(first: i, count: 1, offset: offset))
      }
    }
    return runs
  }

  /// The offsets of all kernel positions of all dimensions but the last, for one output position.
  func outerOffsets(_ position: Int, _ tables: [[Int]]) -> [Int] {
    var offsets = [0]
    var rest = position
    var index = [Int](repeating: 0, count: tables.count)
    for d in tables.indices.reversed() {
      (rest, index[d]) = rest.quotientAndRemainder(dividingBy: max(outputSpatial[d].size, 1))
    }
    for d in tables.indices {
      let k = kernelSpatial[d].size
      let row = tables[d][index[d] * k..<(index[d] + 1) * k]
      offsets = offsets.flatMap { base in row.map { base < 0 || $0 < 0 ? -1 : base + $0 } }
    }
    return offsets
  }

  /// The convolution of `input` with `kernel`, all of `T`, which BLAS multiplies as `blas`.
  func callAsFunction<T: BitwiseCopyable>(
    _: T.Type, zero: T, add: (T, T) -> T, _ input: UnsafePointer<T>, _ kernel: UnsafePointer<T>,
    _ output: UnsafeMutablePointer<T>, _ blas: BLASType
  ) {
    let positions = outputSpatial.reduce(1) { $0 * $1.size }
    let taps = kernelSpatial.reduce(1) { $0 * $1.size }
    let groups = max(featureGroups, batchGroups)
    let channels = kernelInput.size
    let outputs = kernelOutput.size / groups
    let depth = taps * channels
    let batch = outputBatch.size
    let rows = batch * positions
    if rows * outputs == 0 { return }
    if contractsMuch {
      return contract(T.self, zero: zero, add: add, input, kernel, output, blas)
    }
    let tables = inputSpatial.indices.map(table)
    let lastTaps = kernelSpatial.last?.size ?? 1
    let lastOutputs = outputSpatial.last?.size ?? 1
    let last = tables.last ?? [0]
    // What output positions read along the last dimension, column after column.
    let runsOfColumns = (0..<lastOutputs).map { column in
      let row = last[column * lastTaps..<(column + 1) * lastTaps]
      return inputFeature.stride == 1
        ? Self.runs(row, of: channels)
        : row.enumerated().map { Run(first: $0, count: 1, offset: $1) }
    }
    let starts = runsOfColumns.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let runs = runsOfColumns.flatMap(\.self)
    let outer = Array(tables.dropLast())
    // For each line of output positions along the last dimension, what the other dimensions read.
    let outerTaps = taps / max(lastTaps, 1)
    let lines = (0..<positions / lastOutputs).flatMap { outerOffsets($0, outer) }
    let targets = offsets(of: outputSpatial)
    let kernelOffsets = offsets(of: kernelSpatial)
    let rowsAtOnce = rowsAtOnce(rows, depth)
    let parts = (rows - 1) / rowsAtOnce + 1
    let weights = UnsafeMutablePointer<T>.allocate(capacity: max(groups * depth * outputs, 1))
    defer { weights.deallocate() }
    // Consecutive rows of the result lie one after the other when features are innermost.
    let isDirect =
      outputFeature.stride == 1
      && targets.indices.allSatisfy { targets[$0] == $0 * outputFeature.size }
      && (batch == 1 || outputBatch.stride == positions * outputFeature.size)
    for group in 0..<groups {
      for tap in 0..<taps {
        for c in 0..<channels {
          let from =
            kernel + kernelOffsets[tap] + c * kernelInput.stride
            + group * outputs * kernelOutput.stride
          let to = weights + ((group * taps + tap) * channels + c) * outputs
          for o in 0..<outputs { to[o] = from[o * kernelOutput.stride] }
        }
      }
    }
    let atOnce = max(1, ProductTiles.leastWork / max(rowsAtOnce * depth * outputs, 1))
    let plan = PatchPlan(lines: lines, outerTaps: outerTaps, starts: starts, runs: runs)
    defer { plan.deallocate() }
    Work.forEach(groups * parts, by: atOnce) { range in
      let patches = UnsafeMutablePointer<T>.allocate(capacity: max(rowsAtOnce * depth, 1))
      let products = UnsafeMutablePointer<T>.allocate(capacity: rowsAtOnce * outputs)
      defer {
        patches.deallocate()
        products.deallocate()
      }
      for number in range {
        let (group, part) = number.quotientAndRemainder(dividingBy: parts)
        let inputBase =
          input
          + (featureGroups > 1 ? group * channels * inputFeature.stride : 0)
          + (batchGroups > 1 ? group * batch * inputBatch.stride : 0)
        let first = part * rowsAtOnce
        let count = min(rowsAtOnce, rows - first)
        for r in 0..<count {
          let (n, position) = (first + r).quotientAndRemainder(dividingBy: positions)
          plan.fill(
            patches + r * depth, from: inputBase + n * inputBatch.stride, position: position,
            lastOutputs: lastOutputs, channels: channels, channelStride: inputFeature.stride,
            zero: zero)
        }
        let a = MatrixView(base: patches, leading: max(depth, 1), isTransposed: false)
        let b = MatrixView(
          base: weights + group * depth * outputs, leading: max(outputs, 1), isTransposed: false)
        if depth == 0 {
          products.update(repeating: zero, count: count * outputs)
        } else if isDirect {
          let target = output + first * outputFeature.size + group * outputs
          blas.multiply(
            a, b, into: target, ldc: outputFeature.size, m: count, n: outputs, k: depth)
          continue
        } else {
          blas.multiply(a, b, into: products, ldc: outputs, m: count, n: outputs, k: depth)
        }
        for r in 0..<count {
          let (n, position) = (first + r).quotientAndRemainder(dividingBy: positions)
          let target =
            output + n * outputBatch.stride + targets[position]
            + group * outputs * outputFeature.stride
          for o in 0..<outputs { target[o * outputFeature.stride] = products[r * outputs + o] }
        }
      }
    }
  }

  /// How many rows of the patch matrix are multiplied at once: no more than stay in the cache, and
  /// few enough for several threads to have some.
  private func rowsAtOnce(_ rows: Int, _ depth: Int) -> Int {
    let fitting = Self.patchElements / max(depth, 1)
    let shared = max((rows + Self.parts - 1) / Self.parts, Self.leastElements / max(depth, 1))
    return max(1, min(rows, fitting, shared))
  }

  /// A convolution is cut into so many parts if they are large enough.
  static let parts = 8
  private static let leastElements = 1 << 14

  func offsets(of axes: [Axis]) -> [Int] {
    var offsets = [0]
    for axis in axes {
      offsets = offsets.flatMap { base in (0..<axis.size).map { base + $0 * axis.stride } }
    }
    return offsets
  }
}
