import ArgumentParser
import ConformanceKit
import Foundation

/// `touchstone repro`
struct Repro: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows one item again: its program, what goes in, what came out, the verdict.",
    discussion: """
      CASE is an item's id, as reports have it; @SEED after it draws the numbers that a run with \
      that seed drew. Exit codes are those of verify.
      """)

  @Argument(help: "The item's id, as in 'operations/transpose/swaps two axes@7'.")
  var item: String

  @OptionGroup var target: TargetOptions
  @OptionGroup var place: RootOptions

  @Option(help: "How often to run it, each time in the same process.")
  var times = 1

  func run() throws {
    let (id, seed) = try Lookup.idAndSeed(item)
    let repository = try place.repository()
    let items = try Lookup.items(repository, seed: seed).named(id)
    guard let item = items.first else { throw Lookup.missing(id) }
    if items.count > 1 {
      Terminal.warn("\(items.count) items are so called; this is the first")
    }
    if let one = try Lookup.case(item, repository, seed: seed) {
      for line in one.explanation { Terminal.print(line) }
    }
    let runner: Runner
    do { runner = try Runner(try target.target(), jobs: 1) } catch let error as ValidationError {
      throw error
    } catch {
      Terminal.warn("Error: \(error)")
      throw ExitCode(2)
    }
    defer { runner.end() }
    var records: [Record] = []
    for _ in 0..<max(1, times) { records += runner.run([item]) }
    for record in records {
      Terminal.print("\(record.backend): \(record.status.rawValue) \(record.detail)")
    }
    let exit = RunSummary(records).exitCode
    if exit != 0 { throw ExitCode(exit) }
  }
}

/// Finding items by what people type.
enum Lookup {
  /// The id, and the seed after its last @.
  static func idAndSeed(_ text: String) throws -> (String, UInt64) {
    guard let at = text.lastIndex(of: "@") else { return (text, 0) }
    let word = text[text.index(after: at)...]
    guard let seed = UInt64(word) else {
      if word.allSatisfy({ $0.isNumber || $0 == "-" }) {
        throw ValidationError("a seed is a number from 0, got '\(word)'")
      }
      return (text, 0)
    }
    return (String(text[..<at]), seed)
  }

  /// Everything there is.
  static func items(_ repository: Repository, seed: UInt64) throws -> [Item] {
    var items = try Item.operations(repository, seed: seed)
    if (try? repository.specification()) != nil { items += try Item.examples(repository) }
    items += try Item.corpus(repository)
    items += Item.transforms(seed: seed)
    return items + (try Item.keras(repository)) + Item.layers()
  }

  /// The case that an item of `Conformance/operations` was made from.
  static func `case`(_ item: Item, _ repository: Repository, seed: UInt64) throws -> ConformanceKit
    .Case?
  {
    guard item.kind == .operations else { return nil }
    let url = repository.cases.appending(path: "\(item.heading).json")
    return try Item.cases(url, seed: seed).first { $0.name == item.name }
  }

  static func missing(_ id: String) -> ValidationError {
    ValidationError(
      "there is no item '\(id)'; a report has their ids, and 'explain HEADING' lists those of a "
        + "heading")
  }
}
