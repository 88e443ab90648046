import Foundation

/// Every case of the suite, with what it reaches.
package struct SuiteItems: Sendable {
  package private(set) var items: [SuiteItem]
  package let goldens: Goldens

  /// The cases of `repository`: single operations first, as reports list them; those of Keras and of
  /// functions only if they are asked for.
  package init(_ repository: Repository, keras: Bool = true, workers: Int = 2) throws {
    goldens = repository.goldens
    let files = try repository.caseFiles()
    let lists = parallelMap(files.count, workers: workers) { Self.items(of: files[$0]) }
    let own = lists.flatMap { $0 }
    var all = own.filter(\.isSingle) + own.filter { !$0.isSingle }
    all += Self.lawItems
    if keras { all += try Self.kerasItems(repository, workers) }
    all += RuntimeCheck.all.map { check in
      SuiteItem(
        heading: "runtime", name: check.name, operations: check.operations,
        subjects: ["runtime"], isSingle: false, isTransformed: false, isSmoke: true,
        kind: .runtime(check))
    }
    items = all
  }

  /// The same with the numbers that `seed` draws, wherever cases have them drawn.
  package func redrawn(_ seed: UInt64, _ repository: Repository) throws -> SuiteItems {
    var cases: [String: ConformanceKit.Case] = [:]
    for url in try CaseFile.files(in: repository.cases) {
      for one in try Item.cases(url, seed: seed) { cases[one.id] = one }
    }
    var other = self
    other.items = items.map { $0.redrawn(seed, cases) }
    return other
  }

  private static func items(of file: CaseFile) -> [SuiteItem] {
    var result: [SuiteItem] = []
    var repeated = 0
    var families: Set<GenericTest.Family> = []
    for one in file.cases {
      guard let reach = one.reach() else { continue }
      let isLarge = one.operands.contains { $0.count > 4096 }
      let reached = reach.dtypes.mapValues { Set($0.compactMap(GenericTest.Family.init)) }
      result.append(
        SuiteItem(
          heading: one.heading, name: one.name, operations: reach.operations, families: reached,
          subjects: [one.heading], isSingle: reach.isSingle, isTransformed: one.transform != nil,
          isSmoke: !isLarge, kind: .operation(one)))
      // A few of each heading, and one of each family of dtypes, run again after other data: what a kernel
      // keeps would show.
      guard reach.isSingle, !isLarge else { continue }
      let isFirst = reached.values.contains { !$0.isSubset(of: families) }
      guard repeated < 6 || isFirst else { continue }
      repeated += 1
      families.formUnion(reached.values.joined())
      result.append(
        SuiteItem(
          heading: one.heading, name: "\(one.name), after another run",
          operations: reach.operations, families: reached, subjects: [one.heading],
          isSingle: false,
          isTransformed: false, isSmoke: repeated == 1, kind: .repeated(one)))
    }
    return result
  }

  /// The laws of derivatives and batches: what judges the library's rules besides stored results.
  private static var lawItems: [SuiteItem] {
    LawSamples.primitives.flatMap { sample in
      Law.allCases.filter(sample.laws.contains).map { law in
        SuiteItem(
          heading: sample.operation,
          name: sample.name.isEmpty ? law.rawValue : "\(law.rawValue), \(sample.name)",
          operations: [], subjects: [sample.operation], isSingle: false, isTransformed: true,
          isSmoke: law != .secondOrder && law != .transposeTwice, kind: .law(sample, law, seed: 0))
      }
    }
  }

  private static func kerasItems(
    _ repository: Repository, _ workers: Int
  ) throws -> [SuiteItem] {
    let goldens = KerasGoldens(repository)
    var pairs: [(one: KerasCase, mode: KerasMode, stored: StoredResults, isFirst: Bool)] = []
    for file in try goldens.files() {
      let stored = try goldens.stored(file)
      var classes: Set<String> = []
      for one in file.cases {
        let isFirst = one.kind == .function || classes.insert(one.className).inserted
        for mode in one.modes { pairs.append((one, mode, stored, isFirst)) }
      }
    }
    // Functions first: they are small.
    let sorted =
      pairs.filter { $0.one.kind == .function } + pairs.filter { $0.one.kind != .function }
    let operations = parallelMap(sorted.count, workers: workers) { i in
      sorted[i].one.operations(sorted[i].mode)
    }
    return zip(sorted, operations).map { pair, operations in
      SuiteItem(
        heading: pair.one.className, name: "\(pair.one.name), \(pair.mode.rawValue)",
        operations: operations, subjects: pair.one.serialized.classNames, isSingle: false,
        isTransformed: [.gradient, .vmap, .history].contains(pair.mode)
          || pair.one.kind == .function
            && LibraryFunctions.transforms.keys.contains(pair.one.className),
        isSmoke: pair.isFirst && pair.mode != .mixedBFloat16,
        kind: .keras(pair.one, pair.mode, pair.stored))
    }
  }
}
