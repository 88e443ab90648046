import ArgumentParser
import ConformanceKit
import Foundation
import Keras

/// `touchstone keras coverage`
struct KerasCoverage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "Says how much of Keras's API is here.",
    discussion: """
      Counts the names of a facts file by module and tier: tier 1 nearly everyone touches, tier 2 is \
      common, tier 3 rare. A name is there if it has a public declaration in the sources, at the \
      place where the table of names has it. What does not apply in Swift is counted apart.
      """)

  @Option(help: "The facts: a JSON file with names by module and tier.")
  var api = "../shared/keras/api.json"

  @Option(help: "The folder of the sources.")
  var sources = "Sources"

  @Flag(help: "Lists what is absent, and what does not apply with the reason.")
  var names = false

  func run() throws {
    guard let data = FileManager.default.contents(atPath: api) else {
      throw ValidationError("there is no file '\(api)'; name the facts file by --api")
    }
    let coverage = try Coverage(
      try JSON(utf8: data), file: api, try Declarations(of: URL(fileURLWithPath: sources)))
    for line in coverage.lines { Terminal.print(line) }
    for (module, name, spelling) in coverage.undeclared {
      Terminal.print("absent: \(module).\(name), said to be \(spelling), is declared nowhere")
    }
    if !coverage.undeclared.isEmpty { throw ExitCode.failure }
    guard names else { return }
    for (module, name, place) in coverage.entries.map({ ($0.module, $0.name, $0.place) }) {
      switch place {
      case .present: continue
      case .absent: Terminal.print("absent: \(module).\(name)")
      case .notApplicable(let reason):
        Terminal.print("not applicable: \(module).\(name): \(reason)")
      }
    }
  }
}

/// What became of the names of a facts file.
struct Coverage {
  let entries: [(module: String, tier: Int, name: String, place: KerasNames.Place)]
  /// What the table of names has, and the sources have not.
  let undeclared: [(module: String, name: String, spelling: String)]

  init(_ facts: JSON, file: String, _ declarations: Declarations) throws {
    guard let modules = facts["tiers"]?["tiers"]?.object else {
      throw ConfigError("\(file) must hold 'tiers' with names by module and tier")
    }
    var undeclared: [(module: String, name: String, spelling: String)] = []
    entries = modules.fields.flatMap { module, tiers in
      (1...3).flatMap { tier in
        (tiers["\(tier)"]?.array ?? []).compactMap(\.string).map { name in
          var place = KerasNames.place(of: name, in: module)
          if case .present(let spelling) = place, !declarations.contains(spelling) {
            undeclared.append((module, name, spelling))
            place = .absent
          }
          return (module, tier, name, place)
        }
      }
    }
    self.undeclared = undeclared
  }

  /// How many names are there, of how many that apply.
  func count(_ module: String?, tier: Int?) -> (present: Int, applicable: Int, outside: Int) {
    var result = (present: 0, applicable: 0, outside: 0)
    for entry in entries
    where (module == nil || module == entry.module) && (tier == nil || tier == entry.tier) {
      switch entry.place {
      case .present: result = (result.0 + 1, result.1 + 1, result.2)
      case .absent: result.applicable += 1
      case .notApplicable: result.outside += 1
      }
    }
    return result
  }

  /// The table.
  var lines: [String] {
    var modules: [String] = []
    for entry in entries where !modules.contains(entry.module) { modules.append(entry.module) }
    var rows = [["module", "tier 1", "tier 2", "tier 3", "not applicable"]]
    for module in modules.map(Optional.some) + [nil] {
      rows.append(
        [module ?? "all"]
          + (1...3).map { tier in
            let count = count(module, tier: tier)
            return count.applicable == 0 ? "-" : "\(count.present) of \(count.applicable)"
          } + ["\(count(module, tier: nil).outside)"])
    }
    return table(rows, right: [1, 2, 3, 4])
  }
}
