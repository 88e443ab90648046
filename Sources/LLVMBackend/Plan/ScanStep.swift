import OpenBLASBackend
import Touchstone

extension BlockPlan {
  /// A scan along the first dimension: slices and outputs are parts of the memory of the whole.
  struct ScanStep: Sendable {
    let body: BlockPlan
    let slices: ScanSlices
    let operands: [Int]
    let types: [TensorType]
    let firstResult: Int
    /// For each output, whether the body's steps write it where it belongs, without a copy.
    let isDirect: [Bool]
    /// How the body may be run by addresses alone, if it may.
    let plain: PlainLoop?

    init(
      _ body: BlockPlan, _ slices: ScanSlices, operands: [Int], types: [TensorType],
      firstResult: Int
    ) {
      self.body = body
      self.slices = slices
      self.operands = operands
      self.types = types
      self.firstResult = firstResult
      let fresh = Set(body.points.flatMap { $0.fresh.map(\.result) })
      var seen: Set<Int> = []
      isDirect = body.block.results.prefix(slices.outputTypes.count).map {
        // What is given twice is written once and copied for the second time.
        fresh.contains($0) && seen.insert($0).inserted
      }
      plain = PlainLoop(body, slices, isDirect)
    }
  }
}
