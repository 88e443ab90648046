import CTiles
import Workers

/// A convolution of `f32` without a patch matrix: a tile of results, neighbours along the last
/// dimension times neighbouring output features, stays in registers while its whole sum is made.
///
/// The lines of the input that some lines of the output need are laid down channel by channel, with
/// their padding, so that what neighbouring results read at a kernel position are neighbours. Each
/// result is one running sum, in an order that sizes and settings alone determine.
struct DirectConvolution {
  private let patches: PatchProduct
  private let groups: Int
  /// The output features of a group.
  private let outputs: Int
  private let channels: Int
  private let lastTaps: Int
  private let outerTaps: Int
  private let lastOutputs: Int
  /// Lines of output positions along the last dimension.
  private let lineCount: Int
  private let lanes = Int(ts_tile_lanes())
  /// The positions of a tile, and of what is laid down at once.
  private let tile: Int
  private let segment: Int
  /// What kernel positions along the last dimension read: with windows some elements apart, elements
  /// as far apart lie side by side, apart from those between them.
  private let phases: [Int]
  private let taps: [Int]
  /// From one channel to the next.
  private let pitch: Int
  private let linesAtOnce: Int

  /// The convolution that `patches` describes; `nil` where a patch matrix serves better.
  init?(_ patches: PatchProduct) {
    self.patches = patches
    groups = max(patches.featureGroups, patches.batchGroups)
    outputs = patches.kernelOutput.size / groups
    channels = patches.kernelInput.size
    guard let window = patches.windows.last, let last = patches.outputSpatial.last,
      window.baseDilation == 1, window.stride <= Self.mostReach, !patches.contractsMuch,
      channels > 0, 2 * outputs >= lanes,
      last.size >= Self.leastPositions, !patches.kernelSpatial.contains(where: { $0.size == 0 }),
      patches.outputBatch.size > 0
    else { return nil }
    lastTaps = window.size
    outerTaps = patches.kernelSpatial.dropLast().reduce(1) { $0 * $1.size }
    lastOutputs = last.size
    lineCount = patches.outputSpatial.dropLast().reduce(1) { $0 * $1.size }
    guard lineCount > 0 else { return nil }
    let most = Int(ts_tile_most_positions())
    let tiles = (lastOutputs - 1) / most + 1
    tile = (lastOutputs - 1) / tiles + 1
    let (reach, overflow) = (lastTaps - 1).multipliedReportingOverflow(by: window.dilation)
    // What lies between taps that are far apart is laid down for nothing.
    guard !overflow, reach <= Self.mostReach else { return nil }
    segment = min(tile * max(1, (Self.wantedPitch - reach / window.stride) / tile), lastOutputs)
    let places = (0..<window.size).map {
      (window.isReversed ? window.size - 1 - $0 : $0) * window.dilation
    }
    let phases = Set(places.map { $0 % window.stride }).sorted()
    let pitch = segment + reach / window.stride
    taps = places.map { place in
      let phase = phases.firstIndex(of: place % window.stride) ?? 0
      return phase * patches.kernelInput.size * pitch + place / window.stride
    }
    self.phases = phases
    self.pitch = pitch
    let lineSize = phases.count * channels * pitch
    guard lineSize * outerTaps <= Self.mostElements else { return nil }
    let fitting = max(1, min(Self.mostLines, Self.wantedElements / lineSize - outerTaps))
    let all = groups * patches.outputBatch.size * lineCount
    let wanted = max(1, min(fitting, (all + PatchProduct.parts - 1) / PatchProduct.parts))
    let blocks = (lineCount - 1) / wanted + 1
    linesAtOnce = (lineCount - 1) / blocks + 1
  }

  /// Shorter lines fill too little of a tile.
  private static let leastPositions = 4
  /// Elements of a channel that lie side by side: with more the processor waits for each channel.
  private static let wantedPitch = 32
  private static let mostReach = 1 << 10
  private static let mostLines = 16
  /// Elements of lines that are laid down at once: what stays in the cache, and what never must be
  /// exceeded.
  private static let wantedElements = 1 << 16
  private static let mostElements = 1 << 22

  private var lineSize: Int { phases.count * channels * pitch }
  private var columns: Int { 2 * lanes }
  private var columnBlocks: Int { (outputs - 1) / columns + 1 }
  /// The weights of a block of output features.
  private var weightBlock: Int { outerTaps * channels * lastTaps * columns }

  func callAsFunction(
    _ input: UnsafePointer<Float>, _ kernel: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let weights = Self.aligned(groups * columnBlocks * weightBlock)
    defer { weights.deallocate() }
    layDown(kernel, to: weights)
    let batch = patches.outputBatch.size
    let blocks = lineBlocks
    let segments = (lastOutputs - 1) / segment + 1
    let work = linesAtOnce * segment * outputs * outerTaps * channels * lastTaps
    Work.forEach(
      groups * batch * blocks.count * segments, by: max(1, ProductTiles.leastWork / work)
    ) { range in
      let lines = Self.aligned(lineSize * (blocks.map(\.sources.count).max() ?? 0))
      defer { lines.deallocate() }
      for number in range {
        let (image, part) = number.quotientAndRemainder(dividingBy: blocks.count * segments)
        let (block, segment) = part.quotientAndRemainder(dividingBy: segments)
        let (group, n) = image.quotientAndRemainder(dividingBy: batch)
        let source =
          input + n * patches.inputBatch.stride
          + (patches.featureGroups > 1 ? group * channels * patches.inputFeature.stride : 0)
          + (patches.batchGroups > 1 ? group * batch * patches.inputBatch.stride : 0)
        let first = segment * self.segment
        layDown(blocks[block].sources, of: source, from: first, to: lines)
        let target =
          output + n * patches.outputBatch.stride
          + group * outputs * patches.outputFeature.stride
        multiply(
          blocks[block], lines, weights + group * columnBlocks * weightBlock, positions: first,
          into: target)
      }
    }
  }

  /// Memory that begins with a line of the cache: a vector that lies in two takes twice as long.
  private static func aligned(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: count)
  }

  // MARK: What is laid down

  /// The weights as tiles take them: for each block of output features, by outer kernel position,
  /// channel, and last kernel position.
  private func layDown(_ kernel: UnsafePointer<Float>, to weights: UnsafeMutablePointer<Float>) {
    let kernelOffsets = patches.offsets(of: patches.kernelSpatial)
    let (inputStride, outputStride) = (patches.kernelInput.stride, patches.kernelOutput.stride)
    Work.forEach(groups * columnBlocks, cost: weightBlock) { range in
      for number in range {
        let (group, block) = number.quotientAndRemainder(dividingBy: columnBlocks)
        let count = min(columns, outputs - block * columns)
        let width = count > lanes ? columns : lanes
        var to = weights + number * weightBlock
        for outer in 0..<outerTaps {
          for c in 0..<channels {
            for last in 0..<lastTaps {
              let from =
                kernel + kernelOffsets[outer * lastTaps + last] + c * inputStride
                + (group * outputs + block * columns) * outputStride
              for o in 0..<count { to[o] = from[o * outputStride] }
              for o in count..<width { to[o] = 0 }
              to += width
            }
          }
        }
      }
    }
  }

  /// Some lines of the output, and which of the input they read.
  private struct LineBlock {
    var first: Int
    var count: Int
    /// Where lines of the input begin; -1 stands for one of zeros.
    var sources: [Int]
    /// For each line and outer kernel position, which of these it reads.
    var reads: [Int]
  }

  private var lineBlocks: [LineBlock] {
    let tables = patches.inputSpatial.indices.dropLast().map(patches.table)
    return stride(from: 0, to: lineCount, by: linesAtOnce).map { first in
      let count = min(linesAtOnce, lineCount - first)
      var numbers: [Int: Int] = [:]
      var block = LineBlock(first: first, count: count, sources: [], reads: [])
      for line in first..<first + count {
        for offset in patches.outerOffsets(line, tables) {
          if numbers[offset] == nil {
            numbers[offset] = block.sources.count
            block.sources.append(offset)
          }
          block.reads.append(numbers[offset] ?? 0)
        }
      }
      return block
    }
  }

  /// Lays down lines of an image, as far as the positions from `first` on need them.
  private func layDown(
    _ sources: [Int], of image: UnsafePointer<Float>, from first: Int,
    to lines: UnsafeMutablePointer<Float>
  ) {
    guard let window = patches.windows.last, let axis = patches.inputSpatial.last else { return }
    let featureStride = patches.inputFeature.stride
    let step = window.stride * axis.stride
    for (number, offset) in sources.enumerated() {
      let line = lines + number * lineSize
      if offset < 0 {
        line.update(repeating: 0, count: lineSize)
        continue
      }
      for (i, phase) in phases.enumerated() {
        // The elements that lie inside: of the others each is a zero of the padding.
        let start = first * window.stride + phase - window.low
        let begin = min(max(0, start >= 0 ? 0 : (window.stride - 1 - start) / window.stride), pitch)
        let end = max(begin, min(pitch, (axis.size - 1 - start + window.stride) / window.stride))
        let target = line + i * channels * pitch
        for c in 0..<channels {
          (target + c * pitch).update(repeating: 0, count: begin)
          (target + c * pitch + end).update(repeating: 0, count: pitch - end)
        }
        if begin == end { continue }
        let source = image + offset + (start + begin * window.stride) * axis.stride
        if featureStride == 1 {
          ts_transpose(source, step, end - begin, channels, target + begin, pitch)
          continue
        }
        for c in 0..<channels {
          let (from, to) = (source + c * featureStride, target + c * pitch + begin)
          if step == 1 {
            to.update(from: from, count: end - begin)
          } else {
            for j in 0..<end - begin { to[j] = from[j * step] }
          }
        }
      }
    }
  }

  // MARK: Tiles

  private func multiply(
    _ block: LineBlock, _ lines: UnsafeMutablePointer<Float>, _ weights: UnsafePointer<Float>,
    positions first: Int, into output: UnsafeMutablePointer<Float>
  ) {
    let end = min(first + segment, lastOutputs)
    let featureStride = patches.outputFeature.stride
    let positionStride = patches.outputSpatial.last?.stride ?? 0
    let targets = patches.offsets(of: Array(patches.outputSpatial.dropLast()))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * columns) { scratch in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: outerTaps) { reads in
        taps.withUnsafeBufferPointer { taps in
          var one = ts_tile()
          one.lines = UnsafePointer(reads.baseAddress)
          one.line_count = outerTaps
          one.taps = taps.baseAddress
          one.tap_count = lastTaps
          one.channels = channels
          one.channel_stride = pitch
          for columnBlock in 0..<columnBlocks {
            let column = columnBlock * columns
            let count = min(columns, outputs - column)
            one.weights = weights + columnBlock * weightBlock
            one.vectors = count > lanes ? 2 : 1
            one.weight_stride = Int(one.vectors) * lanes
            let isDirect = featureStride == 1 && count == Int(one.vectors) * lanes
            for line in 0..<block.count {
              for tap in 0..<outerTaps {
                reads[tap] = UnsafePointer(lines + block.reads[line * outerTaps + tap] * lineSize)
              }
              let row = output + targets[block.first + line] + column * featureStride
              for position in stride(from: first, to: end, by: tile) {
                let target = row + position * positionStride
                one.first = position - first
                one.positions = Int32(min(tile, end - position))
                one.result = isDirect ? target : scratch.baseAddress
                one.position_stride = isDirect ? positionStride : columns
                ts_tile_write(&one)
                if isDirect { continue }
                for p in 0..<Int(one.positions) {
                  for o in 0..<count {
                    target[p * positionStride + o * featureStride] = scratch[p * columns + o]
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
