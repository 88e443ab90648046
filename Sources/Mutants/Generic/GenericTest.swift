import Foundation
import Synchronization

/// Every operation, family of dtypes and generic mutation tried.
package struct GenericTest: Sendable {
  /// Dtypes that kernels treat alike.
  package enum Family: String, Sendable, CaseIterable {
    case boolean = "i1"
    case signed = "signed"
    case unsigned = "unsigned"
    case narrow = "16 bits and fewer"
    case single = "f32"
    case double = "f64"
    case complex = "complex"

    init?(_ dtype: DType) {
      switch dtype.family {
      case .boolean: self = .boolean
      case .signed: self = .signed
      case .unsigned: self = .unsigned
      case .complex: self = .complex
      case .float: self = dtype == .f32 ? .single : dtype == .f64 ? .double : .narrow
      case .token, .tuple: return nil
      }
    }
  }

  /// One operation altered for one family.
  package struct Try: Sendable {
    package let operation: String
    package let family: Family
    package let mutation: GenericMutation
    package var runs = 0
    package var differences = 0
    package var failure: Verdict?
    package var status: Outcome.Status {
      failure != nil ? .killed : differences > 0 ? .tolerated : .unreached
    }
  }

  /// Operations whose results SPEC.md leaves open, so that an altered one is no less right, and why.
  package static let open = [
    "rng": "the stream of numbers is the backend's own choice; cases look at where they lie"
  ]

  private let suite: SuiteItems
  private let base: any KernelBackend
  private let workers: Int

  package init(_ suite: SuiteItems, base: any KernelBackend, workers: Int = 2) {
    (self.suite, self.base, self.workers) = (suite, base, workers)
  }

  /// All tries, by operation.
  package func run(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) -> [Try] {
    let names = suite.items.reduce(into: Set<String>()) { $0.formUnion($1.operations ?? []) }
      .subtracting(Self.open.keys).sorted()
    return parallelMap(names.count, workers: workers, progress: { progress($0, names.count) }) {
      tries(names[$0])
    }.flatMap { $0 }
  }

  private final class Running: Sendable {
    let family: Family
    let mutation: GenericMutation
    let counter = ReachCounter()
    let failure = Mutex<Verdict?>(nil)
    init(_ family: Family, _ mutation: GenericMutation) {
      (self.family, self.mutation) = (family, mutation)
    }
  }

  private func tries(_ name: String) -> [Try] {
    let all = Family.allCases.flatMap { family in
      GenericMutation.allCases.map { Running(family, $0) }
    }
    var alive = all
    // The operation's own cases first: most end there.
    let reaching = suite.items.filter { $0.operations?.contains(name) == true }
    let items =
      reaching.filter { $0.heading == name } + reaching.filter { $0.heading != name }
    for item in items where !alive.isEmpty {
      // What only another run shows needs one.
      let isRepeated = if case .repeated = item.kind { true } else { false }
      let isRuntime = if case .runtime = item.kind { true } else { false }
      let tried = alive.filter {
        isRepeated || isRuntime ? $0.mutation == .stale : $0.mutation != .stale
      }
      if tried.isEmpty { continue }
      // Those that nothing of this case reaches are not run again for it.
      let reached = tried.filter { candidate in item.families(of: name).contains(candidate.family) }
      if reached.isEmpty { continue }
      let backends = reached.map { backend(name, $0) }
      let verdicts = item.verdicts(backends, suite.goldens)
      for verdict in verdicts where verdict.status.isFailure {
        for (candidate, backend) in zip(reached, backends) where backend.name == verdict.backend {
          candidate.failure.withLock { $0 = verdict }
        }
      }
      alive = alive.filter { $0.failure.withLock { $0 == nil } }
    }
    return all.map { one in
      Try(
        operation: name, family: one.family, mutation: one.mutation, runs: one.counter.runs,
        differences: one.counter.differences, failure: one.failure.withLock { $0 })
    }
  }

  private func backend(_ name: String, _ one: Running) -> MutantBackend {
    MutantBackend(
      base, "\(name) \(one.family.rawValue) \(one.mutation.rawValue)", one.counter,
      countsPayloads: false,
      where: { operation, _ in operation.name == name }
    ) { a in
      guard let result = a.right.first(where: { $0.dtype.isElement }),
        Family(result.dtype) == one.family
      else { return nil }
      return one.mutation.altered(a)
    }
  }
}
