import ArgumentParser
import ConformanceKit
import Foundation

/// `touchstone check-docs`, which `tools/check` calls.
struct CheckDocumentation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-docs",
    abstract: "Says where documentation and compiled code, or Keras's clauses and tests, differ.",
    shouldDisplay: false)

  @Option(help: "The folder with SPEC.md and Sources. (default: found from here upward)")
  var root: String?

  func run() throws {
    let root =
      try root.map { URL(fileURLWithPath: $0) } ?? Repository.find().root
    let tests = try Self.texts(below: root.appending(path: "Tests"), ending: ".swift")
    let compiled = tests.filter { $0.path.contains("TutorialTests/") }.map(\.text)
    let articles = try Self.texts(below: root.appending(path: "Sources"), ending: ".md")
      .filter { $0.path.contains(".docc/") }
    var problems: [String] = []
    if articles.isEmpty { problems.append("Sources: there is no DocC catalogue") }
    for article in articles {
      problems += Article(article.text, file: "Sources/\(article.path)").problems(sources: compiled)
    }
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    problems += Article(Article.section("Keras", of: readme), file: "README.md")
      .problems(sources: compiled)
    let chapter = KerasChapter(
      try String(contentsOf: root.appending(path: "SPEC.md"), encoding: .utf8))
    problems += chapter.problems(
      tests: tests.flatMap { KerasChapter.tested($0.text) }, reasons: KerasNames.reasons)
    for problem in problems { Terminal.print(problem) }
    Terminal.print(
      "\(problems.count) disagreements between documentation, clauses of Keras, code and tests")
    if !problems.isEmpty { throw ExitCode.failure }
  }

  private static func texts(
    below folder: URL, ending: String
  ) throws -> [(path: String, text: String)] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(ending) }
      .map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
  }
}
