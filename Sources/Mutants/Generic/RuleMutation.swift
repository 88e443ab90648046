/// A mistake that the rules of any operation can have.
package enum RuleMutation: String, Sendable, CaseIterable {
  case tangentSign = "tangent with the other sign"
  case tangentScaled = "tangent scaled by 1.01"
  case tangentLost = "tangent lost"
  case cotangentSign = "cotangent with the other sign"
  case cotangentScaled = "cotangent scaled by 1.01"
  case cotangentLost = "cotangent of the last operand lost"
  case firstMember = "all members have the first one's results"
  case membersReversed = "members from last to first"

  /// The mutant of `operation`.
  package func mutant(of operation: String) -> Mutant {
    .rules("G-GR-\(operation)-\(self)", operation, rawValue) { rules, counter in
      change(operation, &rules, counter)
    }
  }

  private func change(_ name: String, _ rules: inout Rules, _ counter: ReachCounter) {
    switch self {
    case .tangentSign, .tangentScaled, .tangentLost:
      rules.differentiate = { operation, x, dx in
        let (values, tangents) = try operation.differentiate(x, dx)
        guard operation.name == name, tangents.contains(where: { $0 != nil }) else {
          return (values, tangents)
        }
        counter.note(differs: true)
        return (values, tangents.map { $0.flatMap(altered) })
      }
    case .cotangentSign, .cotangentScaled:
      rules.transpose = { operation, ct, x in
        let back = try operation.transpose(ct, x)
        guard operation.name == name else { return back }
        counter.note(differs: true)
        return back.map { $0.flatMap(altered) }
      }
    case .cotangentLost:
      rules.transpose = { operation, ct, x in
        var back = try operation.transpose(ct, x)
        guard operation.name == name, let last = back.lastIndex(where: { $0 != nil }) else {
          return back
        }
        counter.note(differs: true)
        back[last] = nil
        return back
      }
    case .firstMember, .membersReversed:
      rules.batch = { operation, x, axes, axis in
        let (values, places) = try operation.batch(x, axes, over: axis)
        guard operation.name == name, axis.size > 1 else { return (values, places) }
        counter.note(differs: true)
        return (zip(values, places).map(rearranged), places)
      }
    }
  }

  private func altered(_ x: Tensor) -> Tensor? {
    guard x.dtype.isFloat || x.dtype.isComplex else { return x }
    switch self {
    case .tangentLost: return nil
    case .tangentScaled, .cotangentScaled: return x * 1.01
    default: return -x
    }
  }

  private func rearranged(_ x: Tensor, _ axis: Int?) -> Tensor {
    guard let axis, x.dtype.isElement else { return x }
    if self == .membersReversed { return reverse(x, axes: [axis]) }
    var limit = x.shape
    limit[axis] = 1
    let first = slice(x, from: limit.map { _ in 0 }, to: limit)
    return broadcast(first, to: x.shape, axes: Array(0..<x.rank))
  }
}

extension SelfTest {
  /// The outcomes of every rule mutation of every operation that transformed cases use.
  package func ruleOutcomes(
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) -> [Outcome] {
    let mutants = transformedOperations.flatMap { name in
      RuleMutation.allCases.map { $0.mutant(of: name) }
    }
    return outcomes(mutants, limit: 1) { progress($0, mutants.count) }
  }
}
