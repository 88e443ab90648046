import Touchstone

/// A computation whose results on a backend are compared with the reference's: what cases come to that
/// are described otherwise than by operations, such as those of Keras.
public struct ComputedCase: Sendable {
  /// The area of the report it counts in: `keras.layers`.
  let area: String
  /// What it is about.
  let heading: String
  /// The case's name.
  let name: String
  let run: Run
  let bounds: @Sendable ([HostTensor]) throws -> ProgramBounds
  let golden: @Sendable ([String]) -> [HostTensor]?

  /// The results on a backend with their names, and a profile of what ran.
  public typealias Run =
    @Sendable (any Backend, Profile?) throws -> (results: [HostTensor], names: [String])

  /// `run` computes; `bounds` says how far from the reference's results others may be; `golden` gives
  /// the stored results of these names, if there are any.
  public init(
    area: String, heading: String, name: String, run: @escaping Run,
    bounds: @escaping @Sendable ([HostTensor]) throws -> ProgramBounds,
    golden: @escaping @Sendable ([String]) -> [HostTensor]?
  ) {
    (self.area, self.heading, self.name) = (area, heading, name)
    (self.run, self.bounds, self.golden) = (run, bounds, golden)
  }
}

extension Judge {
  /// One verdict for each backend: the reference must have the stored results to the bit, the others
  /// be within the bound for whole programs of it.
  public func verdicts(_ one: ComputedCase) -> [Verdict] {
    let reference = Result { try one.run(ReferenceBackend(), nil) }
    let bounds = Result { try one.bounds(try reference.get().results) }
    return backends.map { backend in
      let isReference = backend.name == ReferenceBackend().name
      let profile = Profile()
      var (status, detail) = (Verdict.Status.fail, "")
      do {
        let expected = try reference.get()
        if isReference {
          (status, detail) = Self.compare(
            expected.results, with: one.golden(expected.names), expected.names)
        } else {
          let found = try one.run(backend, profile)
          let tolerances = try bounds.get().tolerances
          (status, detail) = Self.compare(
            found.results, expected.results, tolerances, expected.names)
        }
      } catch let error as PropagationError {
        (status, detail) = (.harnessError, "\(error)")
      } catch {
        if !isReference, case .failure = reference { status = .harnessError }
        detail = "\(error)"
      }
      return Verdict(
        area: one.area, heading: one.heading, name: one.name, backend: backend.name,
        status: status, detail: detail, own: profile.operations(isOwn: true),
        borrowed: profile.operations(isOwn: false))
    }
  }

  private static func compare(
    _ results: [HostTensor], with golden: [HostTensor]?, _ names: [String]
  ) -> (Verdict.Status, String) {
    guard let golden else { return (.fail, "Golden has no result; tools/golden writes it") }
    return compare(results, golden, golden.map { _ in .exact }, names)
  }

  /// What comes of comparing each of `results` with what was expected.
  private static func compare(
    _ results: [HostTensor], _ expected: [HostTensor], _ tolerances: [Tolerance], _ names: [String]
  ) -> (Verdict.Status, String) {
    guard results.count == expected.count else {
      return (.fail, "expected \(expected.count) results, got \(results.count)")
    }
    var worst: UInt64 = 0
    for i in results.indices {
      let comparison = ResultComparison(results[i], expected[i], tolerances[i])
      Margins.note(comparison)
      if !comparison.passes { return (.fail, "\(names[i]): \(comparison.description)") }
      worst = max(worst, comparison.worstUlps)
    }
    return (.pass, "worst \(worst) ulp")
  }
}
