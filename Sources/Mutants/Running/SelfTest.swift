import Foundation

/// Runs the suite on mutants.
package struct SelfTest: Sendable {
  /// How much of the suite is run.
  package enum Tier: String, Sendable, CaseIterable {
    case smoke, full
  }
  package let suite: SuiteItems
  /// The suite with the numbers that a seed draws; `nil` with those that results are stored for.
  private var redrawn: SuiteItems?
  private let tier: Tier
  let base: any KernelBackend
  let workers: Int

  /// The suite for mutants of `base`.
  package init(_ suite: SuiteItems, _ tier: Tier, base: any KernelBackend, workers: Int = 2) {
    (self.suite, self.tier, self.base, self.workers) = (suite, tier, base, workers)
  }

  /// The same on a suite in which a seed draws the numbers.
  package func redrawn(_ suite: SuiteItems) -> SelfTest {
    var copy = self
    copy.redrawn = suite
    return copy
  }

  /// The outcomes in order; `seed` chooses the order of cases.
  package func outcomes(
    _ mutants: [Mutant], seed: UInt64 = 0, limit: Int = 3,
    progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) -> [Outcome] {
    parallelMap(mutants.count, workers: workers, progress: progress) {
      outcome(mutants[$0], seed, limit: limit)
    }
  }

  /// The operations whose rules transformed cases may use.
  var transformedOperations: [String] {
    suite.items.reduce(into: Set<String>()) { names, item in
      if item.isTransformed { names.formUnion(item.operations ?? []) }
      switch item.kind {
      case .operation where item.isTransformed: names.insert(item.heading)
      case .law: names.insert(item.heading)
      default: break
      }
    }.sorted()
  }

  /// What becomes of `mutant`: the cases that reach it until so many have failed; all if it is benign.
  package func outcome(_ mutant: Mutant, _ seed: UInt64 = 0, limit: Int = 3) -> Outcome {
    let start = ContinuousClock.now
    let counter = ReachCounter()
    var outcome = Outcome(mutant: mutant)
    var firstItem: SuiteItem?
    for item in items(reaching: mutant, seed) {
      guard outcome.failures.count < limit || mutant.isBenign else { break }
      // What is killed by a case of its own needs none of another.
      if outcome.isLocalised, !mutant.isBenign, !mutant.isNamed(by: item) { break }
      outcome.caseCount += 1
      let failed = verdicts(item, mutant, counter, seed).filter(\.status.isFailure)
      guard let failure = failed.first else { continue }
      if firstItem == nil { firstItem = item }
      if outcome.failures.count < 3 { outcome.failures.append(failure) }
      if mutant.isNamed(by: item) { outcome.isLocalised = true }
    }
    (outcome.runs, outcome.differences) = (counter.runs, counter.differences)
    if let firstItem {
      outcome.isReproduced = verdicts(firstItem, mutant, ReachCounter(), seed)
        .contains(where: \.status.isFailure)
    }
    let elapsed = (ContinuousClock.now - start).components
    outcome.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    return outcome
  }

  /// The items that reach `mutant`, in the order of the suite, or in another one for a seed.
  func items(reaching mutant: Mutant, _ seed: UInt64) -> [SuiteItem] {
    // A library that is wrong would give what it is compared with, were no results stored.
    let drawn = mutant.isOfLibrary ? suite : redrawn ?? suite
    var items = drawn.items.filter { tier == .full || $0.isSmoke }
    // What is right was shown to pass what no seed changes.
    if mutant.isBenign, redrawn != nil { items.removeAll { !$0.isRedrawn } }
    switch mutant.means {
    case .kernels(let names, _):
      items = items.filter { item in
        item.operations.map { !$0.isDisjoint(with: names) } ?? true
      }
    case .backend:
      items = items.filter { item in
        // What is shared among mutants must not be changed by one.
        switch item.kind {
        case .operation: item.operations.map { !$0.isDisjoint(with: mutant.subjects) } ?? false
        case .runtime: true
        case .repeated, .law: false
        case .keras(let one, let mode, _): one.kind == .function && mode == .eager
        }
      }
    case .library:
      items = items.filter { item in
        !item.subjects.isDisjoint(with: mutant.subjects)
          || item.isTransformed
            && (item.operations.map { !$0.isDisjoint(with: mutant.subjects) } ?? true
              || mutant.group == "GR" || mutant.group == "TR")
      }
    case .setting(let name, let key, let value):
      return items.filter { $0.subjects.contains(name) }.compactMap {
        $0.setting(name, key, value)
      }
    }
    if !mutant.declined.isEmpty {
      // What is declared not to be supported is not asked for.
      items = items.filter { $0.operations?.isDisjoint(with: mutant.declined) ?? false }
    }
    if seed != 0 {
      var random = SplitMix(seed)
      items.shuffle(using: &random)
    }
    // Its own cases come first.
    return items.filter(mutant.isNamed) + items.filter { !mutant.isNamed(by: $0) }
  }

  private func verdicts(
    _ item: SuiteItem, _ mutant: Mutant, _ counter: ReachCounter, _ seed: UInt64
  ) -> [Verdict] {
    switch mutant.means {
    case .kernels(let names, let alteration):
      let backend = MutantBackend(
        base, "\(mutant.id) \(UUID())", counter,
        where: { operation, _ in
          names.contains(operation.name)
        }, alteration)
      return item.verdicts([backend], suite.goldens)
    case .backend(let make):
      return item.copied().verdicts(
        [make(base, "\(mutant.id) \(UUID())", counter)], suite.goldens)
    case .library(let scope):
      return scope(counter) { item.verdicts([ReferenceBackend()], suite.goldens) }
    case .setting:
      counter.note(differs: true)
      return item.verdicts([ReferenceBackend()], suite.goldens)
    }
  }
}

extension Mutant {
  /// Whether a failing report of `item` names what is wrong: by its heading, or because nothing else ran.
  fileprivate func isNamed(by item: SuiteItem) -> Bool {
    if subjects.contains(item.heading) || !item.subjects.isDisjoint(with: subjects) { return true }
    return item.isSingle && !(item.operations ?? []).isDisjoint(with: subjects)
  }
}

/// Random words that are the same at every run.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  package init(_ seed: UInt64) { state = seed }
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
