import Touchstone
import Workers

/// Few results, each of a long sum: what the gradient of a convolution with respect to its kernel is.
///
/// There the images of a batch are what is summed over, and the kernel is as large as an image. Rows
/// of the patch matrix are then what is summed, so that neighbours in memory stay neighbours, and
/// the kernel is a matrix as it lies there.
extension PatchProduct {
  /// Whether the sums are long, and the batch is what lies innermost in memory.
  var contractsMuch: Bool {
    let positions = outputSpatial.reduce(1) { $0 * $1.size }
    let taps = kernelSpatial.reduce(1) { $0 * $1.size }
    return inputBatch.stride == 1 && inputFeature.stride != 1 && positions < taps
      && positions * outputBatch.size <= Self.patchElements / 16
  }

  func contract<T: BitwiseCopyable>(
    _: T.Type, zero: T, add: (T, T) -> T, _ input: UnsafePointer<T>, _ kernel: UnsafePointer<T>,
    _ output: UnsafeMutablePointer<T>, _ blas: BLASType
  ) {
    let groups = max(featureGroups, batchGroups)
    let outputs = kernelOutput.size / groups
    let (batch, channels) = (outputBatch.size, kernelInput.size)
    let lastOutputs = outputSpatial.last?.size ?? 1
    let outerOutputs = outputSpatial.dropLast().reduce(1) { $0 * $1.size }
    let columns = outerOutputs * lastOutputs * batch
    let taps = offsets(of: kernelSpatial)
    let depth = channels * taps.count
    // The sum is cut into parts of fixed borders, which are added up in their order at the end.
    let parts = max(1, min(Self.parts, (1 << 22) / max(columns * outputs, 1)))
    let slab = max(1, min(depth, max((depth + parts - 1) / parts, 256)))
    let slabs = max((depth + slab - 1) / slab, 1)
    let rowsAtOnce = max(1, min(slab, Self.patchElements / columns))
    let products = UnsafeMutablePointer<T>.allocate(capacity: slabs * columns * outputs)
    defer { products.deallocate() }
    let reads = reads(batch: batch)
    // Channels are outermost in the sum, so that a gradient in its usual layout is a matrix.
    let isMatrix =
      kernelOutput.stride == 1 && kernelInput.stride == taps.count * kernelOutput.size
      && taps.indices.allSatisfy { taps[$0] == $0 * kernelOutput.size }
    let targets = offsets(of: outputSpatial)
    for group in 0..<groups {
      let source =
        input
        + (featureGroups > 1 ? group * channels * inputFeature.stride : 0)
        + (batchGroups > 1 ? group * batch * inputBatch.stride : 0)
      let factors = kernel + group * outputs * kernelOutput.stride
      let atOnce = max(1, ProductTiles.leastWork / max(slab * columns * outputs, 1))
      Work.forEach(slabs, by: atOnce) { range in
        let patches = UnsafeMutablePointer<T>.allocate(capacity: rowsAtOnce * columns)
        let weights = UnsafeMutablePointer<T>.allocate(capacity: rowsAtOnce * outputs)
        defer {
          patches.deallocate()
          weights.deallocate()
        }
        for number in range {
          let products = products + number * columns * outputs
          products.update(repeating: zero, count: columns * outputs)
          let end = min((number + 1) * slab, depth)
          for first in stride(from: number * slab, to: end, by: rowsAtOnce) {
            let count = min(rowsAtOnce, end - first)
            for r in 0..<count {
              let (channel, tap) = (first + r).quotientAndRemainder(dividingBy: taps.count)
              reads.copy(
                tap, from: source + channel * inputFeature.stride, to: patches + r * columns, zero)
              if isMatrix { continue }
              let from = factors + channel * kernelInput.stride + taps[tap]
              let to = weights + r * outputs
              for o in 0..<outputs { to[o] = from[o * kernelOutput.stride] }
            }
            let b =
              isMatrix
              ? MatrixView(
                base: factors + first * kernelOutput.size, leading: kernelOutput.size,
                isTransposed: false)
              : MatrixView(base: weights, leading: outputs, isTransposed: false)
            blas.multiply(
              MatrixView(base: patches, leading: columns, isTransposed: true), b, into: products,
              ldc: outputs, m: columns, n: outputs, k: count, adding: true)
          }
        }
      }
      for number in 1..<max(slabs, 1) {
        let part = products + number * columns * outputs
        for i in 0..<columns * outputs { products[i] = add(products[i], part[i]) }
      }
      for position in targets.indices {
        for n in 0..<batch {
          let from = products + (position * batch + n) * outputs
          let to =
            output + n * outputBatch.stride + targets[position]
            + group * outputs * outputFeature.stride
          for o in 0..<outputs { to[o * outputFeature.stride] = from[o] }
        }
      }
    }
  }

  /// What every kernel position reads: for each output position of the outer dimensions an offset,
  /// for those of the last one runs.
  private struct Reads {
    var outer: [[Int]]
    var last: [[Run]]
    var batch: Int
    var lastOutputs: Int

    func copy<T: BitwiseCopyable>(
      _ tap: Int, from source: UnsafePointer<T>, to target: UnsafeMutablePointer<T>, _ zero: T
    ) {
      let (outerTap, lastTap) = tap.quotientAndRemainder(dividingBy: last.count)
      var row = target
      for above in outer[outerTap] {
        if above < 0 {
          row.update(repeating: zero, count: lastOutputs * batch)
        } else {
          for run in last[lastTap] {
            let to = row + run.first * batch
            if run.offset < 0 {
              to.update(repeating: zero, count: run.count * batch)
            } else {
              to.update(from: source + above + run.offset, count: run.count * batch)
            }
          }
        }
        row += lastOutputs * batch
      }
    }
  }

  private func reads(batch: Int) -> Reads {
    let tables = inputSpatial.indices.map(table)
    let outer = Array(tables.dropLast())
    let outerOutputs = outputSpatial.dropLast().reduce(1) { $0 * $1.size }
    let byOutput = (0..<outerOutputs).map { outerOffsets($0, outer) }
    let outerTaps = kernelSpatial.dropLast().reduce(1) { $0 * $1.size }
    let lastTaps = kernelSpatial.last?.size ?? 1
    let last = tables.last ?? [0]
    return Reads(
      outer: (0..<outerTaps).map { tap in byOutput.map { $0[tap] } },
      last: (0..<lastTaps).map { tap in
        Self.runs(stride(from: tap, to: last.count, by: lastTaps).map { last[$0] }, of: batch)
      },
      batch: batch, lastOutputs: outputSpatial.last?.size ?? 1)
  }
}
