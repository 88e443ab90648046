import Foundation
import Touchstone

/// The report of `touchstone check --json`.
public struct CheckReport: Encodable {
  struct Check: Encodable {
    let name: String
    let passed: Bool
    /// Whether it passes by the true value and not as written.
    let byTrueValue: Bool
    /// `null` where the values have no distance, as NaN and a number.
    let worstUlps: UInt64?
    let worstAbsolute: Double?
    let firstMismatch: [Int]?
    let actual: String?
    let expected: String?
  }
  struct Part: Encodable {
    let name: String
    let file: String
    let passed: Bool
    let seconds: Double
    let error: String?
    let checks: [Check]
    /// Operations that ran on the reference's meaning.
    let borrowed: [String]
  }
  struct Totals: Encodable {
    let backend: String
    let passed: Int
    let failed: Int
    let parts: [Part]
  }
  let backends: [Totals]

  /// The report of `results`, for the backends in this order.
  public init(_ results: [PartResult], backends names: [String]) {
    backends = names.map { name in
      let own = results.filter { $0.backend == name }
      return Totals(
        backend: name, passed: own.count { $0.passed }, failed: own.count { !$0.passed },
        parts: own.map(Part.init))
    }
  }

  /// The report as JSON text.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}

extension CheckReport.Part {
  init(_ result: PartResult) {
    name = result.name
    file = result.file
    passed = result.passed
    seconds = result.duration / .seconds(1)
    error = result.error
    checks = result.outcomes.enumerated().map { i, outcome in
      CheckReport.Check(
        name: outcome.name, passed: outcome.passed || result.admitted.contains(i),
        byTrueValue: result.admitted.contains(i),
        worstUlps: outcome.worstULPs == .max ? nil : outcome.worstULPs,
        worstAbsolute: outcome.worstAbsolute.isFinite ? outcome.worstAbsolute : nil,
        firstMismatch: outcome.firstMismatch, actual: outcome.firstValues?.actual,
        expected: outcome.firstValues?.expected)
    }
    borrowed =
      result.backend == "reference"
      ? [] : result.entries.keys.filter { !$0.isOwn }.map(\.operation).sorted()
  }
}
