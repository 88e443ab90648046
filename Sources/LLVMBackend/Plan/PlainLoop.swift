import OpenBLASBackend

extension BlockPlan {
  /// The body of a scan all of whose steps are generated loops and products: they need addresses, and
  /// no tensors are made for them in every round.
  struct PlainLoop: Sendable {
    enum Step: Sendable {
      case kernel(KernelStep)
      case product(ProductStep)
      case alias(Int, result: Int)
    }

    /// Where what is carried to the next round is.
    enum Carry: Sendable {
      /// Where it was.
      case same
      /// In memory of its own, other than that of the round before.
      case own
      /// In memory of its own, to which each round adds.
      case sum
      /// In the slice of an output.
      case output(Int)
    }

    let steps: [Step]
    let carries: [Carry]
    /// Values with memory of their own that leave the body only as views of them.
    let others: [Int]

    /// `nil` if a step does more, or if what a round carries on may be what the one before it did: that
    /// memory would be written while it is still needed.
    init?(_ body: BlockPlan, _ slices: ScanSlices, _ isDirect: [Bool]) {
      var steps: [Step] = []
      var sums: [Int: Int] = [:]
      for point in body.points {
        switch point.step {
        case .kernel(let step): steps.append(.kernel(step))
        case .product(let step):
          steps.append(.product(step))
          if let addend = step.addend { sums[step.result] = addend }
        case .alias(let source, _, let result): steps.append(.alias(source, result: result))
        case .scan, .operation: return nil
        }
      }
      let fresh = Set(body.points.flatMap { $0.fresh.map(\.result) })
      let results = body.block.results
      let outputs = results.prefix(isDirect.count)
      var own: Set<Int> = []
      var carries: [Carry] = []
      for (parameter, value) in zip(slices.carries, results.dropFirst(isDirect.count)) {
        if value == parameter {
          carries.append(.same)
        } else if let place = outputs.indices.first(where: { isDirect[$0] && outputs[$0] == value })
        {
          carries.append(.output(place))
        } else if fresh.contains(value), own.insert(value).inserted {
          carries.append(sums[value] == parameter ? .sum : .own)
        } else {
          return nil
        }
      }
      self.steps = steps
      self.carries = carries
      others = fresh.subtracting(own).subtracting(outputs).sorted()
    }
  }
}
