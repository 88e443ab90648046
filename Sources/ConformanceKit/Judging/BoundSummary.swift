import Touchstone

/// What bounds are worth, over some comparisons: how many results must be the same bits, how tight
/// the bounds of the others are, and which say nothing.
public struct BoundSummary: Sendable {
  /// Results that every correct backend has bit for bit.
  public private(set) var exact = 0
  /// Results with a bound that says something.
  public private(set) var bounded = 0
  /// Results with a bound above `2^10 u max|v|`, which count as no coverage.
  public private(set) var vacuous: [String] = []
  /// Programs that the coarse rule judges, and why.
  public private(set) var missing: [String] = []
  /// Programs that correct backends may answer differently, and where.
  public private(set) var ties: [String] = []
  private var tightness: [Double] = []

  /// Nothing counted yet.
  public init() {}

  /// Counts the comparisons of `results` by `bounds`, of the case `name`.
  public mutating func add(_ bounds: ProgramBounds, _ results: [HostTensor], _ name: String) {
    if let reason = bounds.missing { missing.append("\(name): \(reason)") }
    for (i, (tolerance, result)) in zip(bounds.tolerances, results).enumerated() {
      if case .exact = tolerance {
        exact += 1
      } else if let reason = tolerance.vacuity(for: result, grain: bounds.grains[i]) {
        vacuous.append("\(name), result \(i): \(reason)")
      } else {
        bounded += 1
        tightness += tolerance.tightness(for: result)
      }
    }
  }

  /// Counts a case whose bounds could not be computed.
  public mutating func add(_ error: any Error, _ name: String) { ties.append("\(name): \(error)") }

  /// Counts what `other` counted.
  public mutating func add(_ other: BoundSummary) {
    exact += other.exact
    bounded += other.bounded
    vacuous += other.vacuous
    missing += other.missing
    ties += other.ties
    tightness += other.tightness
  }

  /// The tightness that a share of the elements keep within: their bound over `u |v|`.
  public func tightness(share: Double) -> Double? {
    let sorted = tightness.sorted()
    guard !sorted.isEmpty else { return nil }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}

extension Suite {
  /// What bounds are worth for the cases of each heading whose name contains `text`.
  public func bounds(
    only text: String = "",
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [(heading: String, summary: BoundSummary)] {
    let urls = try CaseFile.files(in: repository.cases).filter {
      text.isEmpty || $0.lastPathComponent.contains(text)
    }
    return parallelMap(urls.count, workers: workers, progress: { progress($0, urls.count) }) { i in
      var summary = BoundSummary()
      let heading = urls[i].deletingPathExtension().lastPathComponent
      guard let file = try? CaseFile(urls[i]) else { return (heading, summary) }
      for one in file.cases {
        if case .violation = one.expectation { continue }
        do {
          let (bounds, results) = try Judge.bounds(of: one)
          summary.add(bounds, results, one.description)
        } catch { summary.add(error, one.description) }
      }
      return (heading, summary)
    }
  }
}

extension Judge {
  /// How the results of `one` are compared, and those on the reference.
  static func bounds(of one: Case) throws -> (ProgramBounds, [HostTensor]) {
    let prepared = try Prepared(one)
    let reference = ReferenceBackend()
    let results = try Judge([reference]).run(
      prepared.program, prepared.operands, on: reference, nil)
    return (try prepared.tolerances(prepared.operands, results, reference), results)
  }
}
