import ArgumentParser
import ConformanceKit
import Foundation

/// `touchstone check-spec`, which `tools/check` calls.
struct CheckSpecification: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-spec",
    abstract: "Says where SPEC.md, primitives, cases and goldens do not agree.",
    shouldDisplay: false)

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  func run() throws {
    let repository =
      try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
    let problems = try Agreement.problems(repository)
    for problem in problems { Terminal.print(problem) }
    Terminal.print("\(problems.count) disagreements between SPEC.md, primitives and cases")
    if !problems.isEmpty { throw ExitCode.failure }
  }
}
