import Foundation

/// One case of the suite with what it reaches.
package struct SuiteItem: Sendable {
  /// What reports call it: heading and name.
  package let heading: String
  package let name: String
  /// The operations that it runs; `nil` where that is known only by running it.
  let operations: Set<String>?
  /// The families of dtypes that each operation gives.
  var families: [String: Set<GenericTest.Family>] = [:]
  /// The function or the classes of Keras that it uses.
  let subjects: Set<String>
  /// Whether one operation is all it runs.
  let isSingle: Bool
  /// Whether transformations take part.
  let isTransformed: Bool
  /// Whether the smoke tier has it.
  let isSmoke: Bool
  var kind: Kind
  /// Whether other numbers than the case's own are drawn, for which no results are stored.
  var isRedrawn = false

  enum Kind: Sendable {
    case operation(ConformanceKit.Case)
    case repeated(ConformanceKit.Case)
    case keras(KerasCase, KerasMode, StoredResults)
    case runtime(RuntimeCheck)
    case law(LawSample, Law, seed: Int)
  }

  /// The verdicts on `backends`.
  func verdicts(_ backends: [any Backend], _ goldens: Goldens) -> [Verdict] {
    let stored = isRedrawn ? nil : goldens
    return switch kind {
    case .operation(let one): Judge(backends, goldens: stored).verdicts(one)
    case .repeated(let one): Judge(backends, goldens: stored).repeatedVerdicts(one)
    case .keras(let one, let mode, let stored):
      Judge(backends).verdicts(one.computedCase(mode, stored))
    case .runtime(let check): backends.map(check.verdict)
    case .law(let sample, let law, let seed):
      backends.map { verdict(of: law, sample, seed, $0) }
    }
  }

  /// What a law says of a sample, computed by `backend` under the rules in force.
  private func verdict(
    of law: Law, _ sample: LawSample, _ seed: Int, _ backend: any Backend
  ) -> Verdict {
    var failures: [String]
    do {
      failures = try withBackend(backend) {
        try checking { try sample.failures(of: law, seed: seed) }
      }
    } catch { failures = ["\(error)"] }
    return Verdict(
      area: "laws", heading: heading, name: name, backend: backend.name,
      status: failures.isEmpty ? .pass : .fail, detail: failures.first ?? "")
  }

  /// The families of dtypes that the operation `name` gives here; all where that is not known.
  func families(of name: String) -> Set<GenericTest.Family> {
    families[name] ?? Set(GenericTest.Family.allCases)
  }

  /// The same item with arrays of its own, for backends that may change them.
  func copied() -> SuiteItem {
    guard case .operation(let one) = kind else { return self }
    return with(.operation(one.withOperandsOfItsOwn()))
  }

  private func with(_ kind: Kind) -> SuiteItem {
    var copy = self
    copy.kind = kind
    return copy
  }

  /// The item with the numbers that `seed` draws, and that the case of its name in `cases` has; itself
  /// where nothing is drawn.
  func redrawn(_ seed: UInt64, _ cases: [String: ConformanceKit.Case]) -> SuiteItem {
    func other(_ one: ConformanceKit.Case) -> ConformanceKit.Case? {
      cases[one.id].flatMap { $0.operands == one.operands ? nil : $0 }
    }
    var copy = self
    switch kind {
    case .operation(let one):
      guard let other = other(one) else { return self }
      copy.kind = .operation(other)
    case .repeated(let one):
      guard let other = other(one) else { return self }
      copy.kind = .repeated(other)
    case .law(let sample, let law, _):
      copy.kind = .law(sample, law, seed: Int(truncatingIfNeeded: seed))
    case .keras, .runtime: return self
    }
    copy.isRedrawn = true
    return copy
  }

  /// The item with another value for a setting of a class of Keras; `nil` where that changes nothing.
  func setting(_ className: String, _ key: String, _ value: JSON) -> SuiteItem? {
    guard case .keras(let one, let mode, let stored) = kind else { return nil }
    var isChanged = false
    let serialized = one.serialized.changing { object in
      guard object["class_name"]?.string == className,
        var config = object["config"]?.object, let old = config[key], old != value
      else { return object }
      isChanged = true
      config[key] = value
      var object = object
      object["config"] = .object(config)
      return object
    }
    if !isChanged { return nil }
    return with(.keras(one.with(serialized), mode, stored))
  }
}

extension ConformanceKit.Case {
  /// Heading and name, which no other case has.
  var id: String { "\(heading)/\(name)" }
}

extension JSON {
  /// This value with every object in it changed, the inner ones first.
  func changing(_ change: (JSONObject) -> JSONObject) -> JSON {
    switch self {
    case .array(let items): .array(items.map { $0.changing(change) })
    case .object(let object):
      .object(change(JSONObject(object.fields.map { ($0.key, $0.value.changing(change)) })))
    default: self
    }
  }

  /// The class names of all objects in this value.
  var classNames: Set<String> {
    switch self {
    case .array(let items): return items.reduce(into: []) { $0.formUnion($1.classNames) }
    case .object(let object):
      var names = object.fields.reduce(into: Set<String>()) { $0.formUnion($1.value.classNames) }
      if let name = object["class_name"]?.string { names.insert(name) }
      return names
    default: return []
    }
  }
}
