/// What the patches of a convolution read, in plain memory: no array is retained in the loop that
/// copies them.
struct PatchPlan: @unchecked Sendable {
  // Sendable because it is only read until it is deallocated.
  private let lines: UnsafeMutableBufferPointer<Int>
  private let outerTaps: Int
  private let starts: UnsafeMutableBufferPointer<Int>
  private let runs: UnsafeMutableBufferPointer<PatchProduct.Run>

  /// `lines` has for each line of output positions an offset for each outer kernel position, -1 for
  /// what is zero; `runs` what a column reads along the last dimension, from where `starts` says.
  init(lines: [Int], outerTaps: Int, starts: [Int], runs: [PatchProduct.Run]) {
    self.lines = Self.copied(lines)
    self.outerTaps = outerTaps
    self.starts = Self.copied(starts)
    self.runs = Self.copied(runs)
  }

  private static func copied<T>(_ list: [T]) -> UnsafeMutableBufferPointer<T> {
    let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: list.count)
    _ = copy.initialize(from: list)
    return copy
  }

  func deallocate() {
    lines.deallocate()
    starts.deallocate()
    runs.deallocate()
  }

  /// Writes what the output at `position` sees of an image.
  @inline(__always)
  func fill<T: BitwiseCopyable>(
    _ target: UnsafeMutablePointer<T>, from image: UnsafePointer<T>, position: Int,
    lastOutputs: Int, channels: Int, channelStride: Int, zero: T
  ) {
    let (line, column) = position.quotientAndRemainder(dividingBy: lastOutputs)
    var patch = target
    for tap in line * outerTaps..<(line + 1) * outerTaps {
      let above = lines[tap]
      for i in starts[column]..<starts[column + 1] {
        let run = runs[i]
        let (offset, count) = (above + run.offset, run.count * channels)
        if above < 0 || run.offset < 0 {
          patch.update(repeating: zero, count: count)
        } else if channelStride == 1 {
          // A call for a few elements would take longer than copying them.
          if count < 16 {
            for c in 0..<count { patch[c] = image[offset + c] }
          } else {
            patch.update(from: image + offset, count: count)
          }
        } else {
          for c in 0..<count { patch[c] = image[offset + c * channelStride] }
        }
        patch += count
      }
    }
  }
}
