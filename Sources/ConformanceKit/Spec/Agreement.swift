import Foundation
import Touchstone

/// Whether specification, primitives, cases and goldens say the same.
public enum Agreement {
  /// What does not agree, one sentence each, and what has no clause or case.
  public static func problems(_ repository: Repository) throws -> [String] {
    let specification = try repository.specification()
    let files = try repository.caseFiles()
    return headings(specification) + cases(specification, files) + clauses(specification, files)
      + promises(specification, files) + goldens(repository, files) + LawCoverage.problems(files)
  }

  private static func headings(_ specification: Specification) -> [String] {
    var problems: [String] = []
    var seen: [String: String] = [:]
    for section in specification.sections {
      if let other = seen.updateValue(section.place, forKey: section.heading) {
        problems.append("\(section.place): \(section.heading) was defined before, at \(other)")
      }
      if Headings.areas[section.heading] == nil {
        problems.append("\(section.place): there is no primitive \(section.heading)")
      }
      if section.examples.isEmpty {
        problems.append("\(section.place): \(section.heading) has no example")
      }
      for (label, count) in Dictionary(section.labels.map { ($0, 1) }, uniquingKeysWith: +)
      where count > 1 {
        problems.append("\(section.place): \(section.heading) has \(count) clauses \(label)")
      }
    }
    for heading in Headings.areas.keys.sorted() where seen[heading] == nil {
      problems.append("SPEC.md: the primitive \(heading) has no section")
    }
    return problems
  }

  private static func cases(_ specification: Specification, _ files: [CaseFile]) -> [String] {
    let headings = Set(specification.sections.map(\.heading))
    let covered = Set(files.map(\.heading))
    return covered.subtracting(headings).sorted().map { "\($0).json: SPEC.md has no section \($0)" }
      + headings.subtracting(covered).sorted().map { "\($0): there is no case file \($0).json" }
      + files.filter(\.cases.isEmpty).map { "\($0.heading).json: there is no case in it" }
  }

  private static func clauses(_ specification: Specification, _ files: [CaseFile]) -> [String] {
    var problems: [String] = []
    for file in files {
      guard let section = specification.section(file.heading) else { continue }
      var named: Set<String> = []
      for one in file.cases {
        var labels = one.clauses
        if case .violation(let label) = one.expectation { labels.append(label) }
        for label in labels where !section.labels.contains(label) {
          problems.append("\(file.heading).json: \(one.name): there is no clause \(label)")
        }
        named.formUnion(labels)
      }
      for label in section.labels
      where !label.hasPrefix("I") && !named.contains(label) {
        problems.append("\(section.place): no case shows \(file.heading) \(label)")
      }
    }
    return problems
  }

  private static func promises(_ specification: Specification, _ files: [CaseFile]) -> [String] {
    files.compactMap { file in
      guard let section = specification.section(file.heading),
        let sample = Sample(file)
      else { return nil }
      let actual = sample.promiseText
      return actual == section.promise
        ? nil : "\(section.place): \(file.heading) promises \(section.promise), its code \(actual)"
    }
  }

  private static func goldens(_ repository: Repository, _ files: [CaseFile]) -> [String] {
    var problems: [String] = []
    for file in files {
      for one in file.cases {
        guard case .golden = one.expectation else { continue }
        do {
          if try repository.goldens.results(of: one) == nil {
            problems.append("\(one): Golden has no result; tools/golden writes it")
          }
        } catch { problems.append("\(one): \(error)") }
      }
    }
    return problems
  }
}
