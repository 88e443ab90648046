import Foundation

/// The chapter of SPEC.md on Keras: its clauses, and the names that do not apply in Swift.
struct KerasChapter {
  /// The clauses in order: `keras edges E1`, with their lines.
  private(set) var clauses: [(id: String, line: Int)] = []
  /// What does not apply: `layers.JaxLayer` and the reason.
  private(set) var outside: [String: String] = [:]

  /// The chapter `## Keras` of `specification`.
  init(_ specification: String) {
    var isInside = false
    var heading = ""
    let lines = specification.split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      if line.hasPrefix("## ") { isInside = line == "## Keras" }
      guard isInside else { continue }
      if line.hasPrefix("### ") { heading = String(line.dropFirst(4)) }
      if line.hasPrefix("- "), let label = Self.label(line.dropFirst(2)) {
        clauses.append(("\(heading) \(label)", i + 1))
      }
      if line.hasPrefix("| `") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        if cells.count == 2 { outside[cells[0].filter { $0 != "`" }] = cells[1] }
      }
    }
  }

  private static func label(_ line: Substring) -> String? {
    let word = line.prefix { $0 != " " }
    guard let kind = word.first, kind.isASCII, kind.isUppercase, word.count > 1,
      word.dropFirst().allSatisfy(\.isNumber)
    else { return nil }
    return String(word)
  }

  /// The clauses that names of tests in `source` begin with: `` `keras edges E1: …` ``.
  static func tested(_ source: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      guard let start = line.firstRange(of: "func `keras ") else { return nil }
      let name = line[start.lowerBound...].dropFirst(6)
      guard let colon = name.firstIndex(of: ":") else { return nil }
      return String(name[..<colon])
    }
  }

  /// What does not agree: clauses without a test, tests of clauses that are not there, and the list
  /// of what does not apply with `reasons`, which `touchstone keras coverage` prints.
  func problems(tests: [String], reasons: [String: [String: String]]) -> [String] {
    var problems: [String] = []
    let known = Set(clauses.map(\.id))
    if clauses.isEmpty { problems.append("SPEC.md: the chapter Keras has no clause") }
    for (id, count) in Dictionary(clauses.map { ($0.id, 1) }, uniquingKeysWith: +) where count > 1 {
      problems.append("SPEC.md: there are \(count) clauses \(id)")
    }
    let tested = Set(tests)
    for (id, line) in clauses where !tested.contains(id) {
      problems.append("SPEC.md:\(line): no test is called `\(id): …`")
    }
    for id in tested.subtracting(known).sorted() {
      problems.append("Tests: a test is called `\(id): …`, and SPEC.md has no such clause")
    }
    var expected: [String: String] = [:]
    for (module, names) in reasons {
      for (name, reason) in names { expected["\(module).\(name)"] = reason }
    }
    for name in Set(expected.keys).union(outside.keys).sorted()
    where expected[name] != outside[name] {
      let missing = expected[name].map {
        "SPEC.md: the list of what does not apply needs | `\(name)` | \($0) |"
      }
      problems.append(
        missing ?? "SPEC.md: \(name) is said not to apply, and the table of names does not say so")
    }
    return problems
  }
}
