import Foundation
import Touchstone

/// How one operation fared with one law on one backend.
public struct LawOutcome: Sendable, Encodable {
  /// The operation or function.
  public let operation: String
  /// The law.
  public let law: String
  /// The backend's name.
  public let backend: String
  /// How many cases, each a sample at a generated point, passed.
  public var passed = 0
  /// How many did not.
  public var failed = 0
  /// What the first few of those say.
  public var failures: [String] = []
}

/// Samples of operations and functions, and how often each is tried.
public struct LawSuite: Sendable {
  /// The samples.
  public let samples: [LawSample]
  /// At how many generated points each sample is tried.
  public let points: Int

  /// The suite of every primitive that has a derivative, and of `more`.
  public init(_ more: [LawSample] = [], operation: String? = nil, points: Int = 2) {
    let all = LawSamples.primitives + more
    samples = operation.map { name in all.filter { $0.operation == name } } ?? all
    self.points = points
  }

  /// What every law says of every sample on `backend`, in the order of the samples.
  public func outcomes(
    on backend: any Backend, workers: Int = 2,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) -> [LawOutcome] {
    let lists = parallelMap(
      samples.count, workers: workers, progress: { progress($0, samples.count) }
    ) { i in
      let sample = samples[i]
      return Law.allCases.filter(sample.laws.contains).map { law in
        outcome(sample, law, backend)
      }
    }
    var merged: [LawOutcome] = []
    var places: [[String]: Int] = [:]
    for outcome in lists.flatMap({ $0 }) {
      let key = [outcome.operation, outcome.law]
      if let place = places[key] {
        merged[place].passed += outcome.passed
        merged[place].failed += outcome.failed
        merged[place].failures += outcome.failures
      } else {
        places[key] = merged.count
        merged.append(outcome)
      }
    }
    return merged
  }

  private func outcome(_ sample: LawSample, _ law: Law, _ backend: any Backend) -> LawOutcome {
    var outcome = LawOutcome(
      operation: sample.operation, law: law.rawValue, backend: backend.name)
    for seed in 0..<points {
      let failures: [String]
      do {
        failures = try withBackend(backend) {
          try checking { try sample.failures(of: law, seed: seed) }
        }
      } catch { failures = ["\(error)"] }
      if let first = failures.first {
        outcome.failed += 1
        let place = sample.name.isEmpty ? "point \(seed)" : "\(sample.name), point \(seed)"
        outcome.failures.append("\(place): \(first)")
      } else {
        outcome.passed += 1
      }
    }
    return outcome
  }
}
