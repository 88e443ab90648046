import Touchstone

/// Runs cases on backends and says what they made of them.
public struct Judge: Sendable {
  /// The backends judged.
  public let backends: [any Backend]
  /// The stored results of cases that say `golden`.
  public let goldens: Goldens?
  private let reference = ReferenceBackend()

  /// A judge of `backends`.
  public init(_ backends: [any Backend], goldens: Goldens? = nil) {
    self.backends = backends
    self.goldens = goldens
  }

  /// One verdict for each backend.
  public func verdicts(_ one: Case) -> [Verdict] {
    let prepared: Prepared
    do { prepared = try Prepared(one) } catch { return verdicts(one, rejectedWith: error) }
    if case .violation(let label) = one.expectation {
      return backends.map { backend in
        verdict(one, backend) {
          // Some constraints bind values, not types: they are found when the program runs.
          do { _ = try run(prepared.program, prepared.operands, on: backend, nil) } catch {
            return self.outcome(of: error, violating: label)
          }
          return (.fail, "expected a violation of \(label), but it ran")
        }
      }
    }
    let expected: Expected
    do { expected = try self.expected(one, prepared) } catch let error as PropagationError {
      return backends.map { backend in verdict(one, backend) { (.harnessError, "\(error)") } }
    } catch {
      return backends.map { backend in
        verdict(one, backend) {
          (backend.name == "reference" ? .fail : .harnessError, "on the reference: \(error)")
        }
      }
    }
    return backends.map { backend in
      verdict(one, backend, prepared) { profile in
        try compare(one, prepared, expected, on: backend, profile)
      }
    }
  }

  /// Results to compare with, and the operands of the operation under test.
  struct Expected {
    let results: [HostTensor]
    let reference: [HostTensor]
    let bounds: ProgramBounds
    var tolerances: [Tolerance] { bounds.tolerances }
  }

  private func expected(_ one: Case, _ prepared: Prepared) throws -> Expected {
    let own = try run(prepared.program, prepared.operands, on: reference, nil)
    let results: [HostTensor]
    switch one.expectation {
    case .results(let list): results = list
    case .golden: results = try goldens?.results(of: one) ?? own
    case .violation: results = own
    }
    return Expected(
      results: results, reference: own,
      bounds: try prepared.tolerances(prepared.operands, own, reference))
  }

  private func compare(
    _ one: Case, _ prepared: Prepared, _ expected: Expected, on backend: any Backend,
    _ profile: Profile?
  ) throws -> (Verdict.Status, String) {
    let operands = prepared.operands
    let kept = operands.map(\.inMemoryOfItsOwn)
    let isReference = backend.name == "reference"
    let results =
      isReference
      ? expected.reference : try run(prepared.program, operands, on: backend, profile)
    if kept != operands { return (.fail, "an operand was changed") }
    guard results.count == expected.results.count else {
      return (.fail, "expected \(expected.results.count) results, got \(results.count)")
    }
    if let operation = prepared.sole {
      let operands = try prepared.operandsOfSole(operands, reference)
      if let message = Residuals.check(operation, operands, results, expected.results) {
        return message.isEmpty ? (.pass, "residual") : (.fail, message)
      }
    }
    var details: [String] = []
    for i in results.indices {
      // The reference owes written results to the bit, but where it, too, sums in f64.
      var tolerance = expected.tolerances[i]
      if isReference, prepared.isReferenceExact(results[i].dtype) {
        switch tolerance {
        case .within, .signed: tolerance = .exact
        default: break
        }
      }
      let want =
        isReference || expected.results[i].type != expected.reference[i].type
        ? expected.results[i] : expected.reference[i]
      var comparison = ResultComparison(results[i], want, tolerance)
      Margins.note(comparison)
      // A bound goes around what the reference's own operations give; that this is what is written is
      // for the reference to show.
      if isReference, comparison.passes, case .results = one.expectation,
        let written = tolerance.around(written: want)
      {
        comparison = ResultComparison(results[i], want, written)
      }
      if !comparison.passes {
        let number = results.count > 1 ? "result \(i): " : ""
        return (.fail, number + comparison.description)
      }
      details.append(comparison.description)
    }
    return (.pass, details.joined(separator: "; "))
  }

  /// The results of `one` on `backend`, whatever they should be.
  static func run(_ one: Case, on backend: any Backend) throws -> [HostTensor] {
    let prepared = try Prepared(one)
    return try Judge([backend]).run(prepared.program, prepared.operands, on: backend, nil)
  }

  func run(
    _ program: Program, _ operands: [HostTensor], on backend: any Backend, _ profile: Profile?
  ) throws -> [HostTensor] {
    let executable = try backend.compile(program)
    let results = try executable.run(operands, RunOptions(profile: profile))
    return try results.map { try $0.host() }
  }

  // MARK: Verdicts

  private func verdicts(_ one: Case, rejectedWith error: any Error) -> [Verdict] {
    backends.map { backend in
      verdict(one, backend) {
        if let error = error as? CaseError { return (.harnessError, error.description) }
        guard case .violation(let label) = one.expectation else { return (.fail, "\(error)") }
        return outcome(of: error, violating: label)
      }
    }
  }

  private func outcome(of error: any Error, violating label: String) -> (Verdict.Status, String) {
    let clause = Prepared.violation(in: error)?.clause
    if clause == label { return (.pass, "violates \(label)") }
    return (.fail, "expected a violation of \(label), got: \(error)")
  }

  private func verdict(
    _ one: Case, _ backend: any Backend, _ judge: () -> (Verdict.Status, String)
  ) -> Verdict {
    let (status, detail) = judge()
    return Verdict(
      area: one.area, heading: one.heading, name: one.name, backend: backend.name, status: status,
      detail: detail, own: [], borrowed: [])
  }

  private func verdict(
    _ one: Case, _ backend: any Backend, _ prepared: Prepared,
    _ judge: (Profile?) throws -> (Verdict.Status, String)
  ) -> Verdict {
    let profile = Profile()
    var (status, detail) = (Verdict.Status.fail, "")
    do { (status, detail) = try judge(profile) } catch { detail = "\(error)" }
    return Verdict(
      area: one.area, heading: one.heading, name: one.name, backend: backend.name, status: status,
      detail: detail, own: profile.operations(isOwn: true),
      borrowed: profile.operations(isOwn: false))
  }
}

extension Case {
  /// The area whose list of primitives has this heading; `programs` if none has.
  public var area: String { Headings.area(of: heading) }
}

extension Profile {
  /// The operations that ran on own kernels, or on borrowed meanings.
  func operations(isOwn: Bool) -> Set<String> { entries.operations(isOwn: isOwn) }
}

extension [Profile.Key: Profile.Entry] {
  /// The operations that ran on own kernels, or on borrowed meanings.
  func operations(isOwn: Bool) -> Set<String> {
    Set<String>(keys.filter { $0.isOwn == isOwn }.map(\.operation))
  }
}

extension HostTensor {
  /// The same value in memory that nothing else holds.
  var inMemoryOfItsOwn: HostTensor {
    if dtype == .tuple { return HostTensor(tuple: elements.map(\.inMemoryOfItsOwn)) }
    return withBytes { source in HostTensor(type) { $0.copyMemory(from: source) } }
  }
}
