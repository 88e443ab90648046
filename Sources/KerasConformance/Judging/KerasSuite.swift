/// Keras in the suite: every mode of every case under `Conformance/keras`, and what every layer of the
/// recipes must do, on every backend.
public struct KerasSuite: Sendable {
  private let repository: Repository
  private let backends: [any Backend]
  private let workers: Int

  /// The suite of `repository` for `backends`.
  public init(_ repository: Repository, _ backends: [any Backend], workers: Int = 2) {
    (self.repository, self.backends, self.workers) = (repository, backends, workers)
  }

  private typealias Item = @Sendable () -> [Verdict]

  /// All verdicts, in the order of files and recipes.
  ///
  /// `text` leaves only cases of files whose name contains it.
  public func verdicts(
    only text: String = "",
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Verdict] {
    let items = try cases(text) + (text.isEmpty ? laws() : [])
    return parallelMap(
      items.count, workers: workers, progress: { progress($0, items.count) }
    ) { items[$0]() }.flatMap { $0 }
  }

  private func cases(_ text: String) throws -> [Item] {
    let goldens = KerasGoldens(repository)
    let judge = Judge(backends)
    let files = try goldens.files().filter { text.isEmpty || $0.heading.contains(text) }
    return try files.flatMap { file -> [Item] in
      let stored = try goldens.stored(file)
      return file.cases.flatMap { one in
        one.modes.map { mode in
          { @Sendable in judge.verdicts(one.computedCase(mode, stored)) }
        }
      }
    }
  }

  private func laws() -> [Item] {
    LayerRecipes.checks.flatMap { one in
      backends.map { backend in { @Sendable in [one.verdict(on: backend)] } }
    }
  }
}

extension KerasSuite {
  /// What bounds are worth for the cases of each file whose name contains `text`.
  public func bounds(
    only text: String = "",
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [(heading: String, summary: BoundSummary)] {
    let items = try KerasGoldens(repository).files().filter {
      text.isEmpty || $0.heading.contains(text)
    }.flatMap { file in
      file.cases.flatMap { one in one.modes.map { (heading: file.heading, one: one, mode: $0) } }
    }
    let found = parallelMap(
      items.count, workers: workers, progress: { progress($0, items.count) }
    ) { i in
      let (_, one, mode) = items[i]
      var summary = BoundSummary()
      let name = "\(one.name), \(mode.rawValue)"
      do {
        let (results, _) = try one.computed(mode, on: ReferenceBackend(), nil)
        summary.add(try one.bounds(mode, like: results), results, name)
      } catch { summary.add(error, name) }
      return summary
    }
    var headings: [(heading: String, summary: BoundSummary)] = []
    for (item, summary) in zip(items, found) {
      if headings.last?.heading != item.heading { headings.append((item.heading, BoundSummary())) }
      headings[headings.count - 1].summary.add(summary)
    }
    return headings
  }
}

extension KerasCase {
  /// The case as the judge takes it.
  package func computedCase(_ mode: KerasMode, _ stored: StoredResults) -> ComputedCase {
    ComputedCase(
      area: kind.area, heading: className, name: "\(name), \(mode.rawValue)",
      run: { backend, profile in try computed(mode, on: backend, profile) },
      bounds: { try bounds(mode, like: $0) },
      golden: { stored.results(self, mode, $0) })
  }
}

extension RecipeCheck {
  /// Whether what is tried holds on `backend`; see `LayerRecipe.failures`.
  package func verdict(on backend: any Backend, thorough: Bool = true) -> Verdict {
    let failures: [String]
    do {
      failures = try withFreshNames {
        try withRandomSeed(1) {
          try withBackend(backend) { try recipe.failures(of: check, thorough: thorough) }
        }
      }
    } catch { failures = ["\(error)"] }
    return Verdict(
      area: "keras.layers", heading: recipe.name, name: check.rawValue, backend: backend.name,
      status: failures.isEmpty ? .pass : .fail, detail: failures.joined(separator: "; "))
  }
}
