import Touchstone

extension Judge {
  /// What is wrong with `results` of `program` on `operands`, by the bound that is computed for them
  /// with the reference's; empty if nothing is. For tests of a backend.
  public static func problems(
    _ program: Program, _ operands: [HostTensor], _ results: [HostTensor]
  ) throws -> [String] {
    let expected = try ReferenceBackend().compile(program).run(operands).map { try $0.host() }
    guard results.count == expected.count else {
      return ["expected \(expected.count) results, got \(results.count)"]
    }
    let bounds = try ProgramBounds(of: program, operands, like: expected)
    return results.indices.compactMap { i in
      let comparison = ResultComparison(results[i], expected[i], bounds.tolerances[i])
      return comparison.passes ? nil : "result \(i): \(comparison.description)"
    }
  }
}
