import ArgumentParser
import ConformanceKit
import Touchstone

/// `touchstone explain`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what a clause demands and which items show it, or what an item does.",
    discussion: """
      'explain reduce' shows the section of SPEC.md and its items, 'explain "reduce C2"' one clause, \
      'explain operations/reduce/NAME' one item.
      """)

  @Argument(help: "A heading, a clause as in 'reduce C2', or an item's id.")
  var subject: [String]

  @OptionGroup var place: RootOptions

  func run() throws {
    let text = subject.joined(separator: " ")
    let repository = try place.repository()
    let (id, seed) = try Lookup.idAndSeed(text)
    let items = try Lookup.items(repository, seed: seed)
    let specification = try? repository.specification()
    var heading = text
    var label: String?
    if let space = text.lastIndex(of: " ") {
      let word = text[text.index(after: space)...]
      if word.wholeMatch(of: /[ICSGE]\d+/) != nil {
        (heading, label) = (String(text[..<space]), String(word))
      }
    }
    let section = specification?.section(heading)
    let own = items.filter {
      $0.heading == heading && (label == nil || $0.clauses.contains(label!))
    }
    if section != nil || !own.isEmpty {
      try explain(section, heading, label, own)
      return
    }
    guard let item = items.named(id).first else { throw Lookup.missing(id) }
    Terminal.print("\(item.id), of \(item.area)")
    if let one = try Lookup.case(item, repository, seed: seed) {
      for line in one.explanation { Terminal.print(line) }
    }
    for clause in item.clauses {
      Terminal.print("shows \(item.heading) \(clause)")
      if let text = specification?.section(item.heading)?.clause(clause) {
        Terminal.print("  \(text)")
      }
    }
  }

  private func explain(
    _ section: Specification.Section?, _ heading: String, _ label: String?, _ items: [Item]
  ) throws {
    if let section, let label {
      guard let text = section.clause(label) else {
        throw ValidationError(
          "\(heading) has no clause \(label); it has \(section.labels.joined(separator: ", "))")
      }
      Terminal.print("\(heading) \(label) (\(section.place)): \(text)")
    } else if let section {
      Terminal.print(section.text)
    }
    Terminal.print("\(items.count) items:")
    for item in items {
      let clauses = item.clauses.isEmpty ? "" : " [\(item.clauses.joined(separator: ", "))]"
      Terminal.print("  \(item.id)\(clauses)")
    }
  }
}
