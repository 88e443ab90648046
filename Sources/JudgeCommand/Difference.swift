import ArgumentParser
import ConformanceKit

/// `touchstone diff`
struct Difference: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Says what changed from one report to another.",
    discussion: """
      The exit code is 0 if nothing is broken that was not before, 1 if something is, 2 if a report \
      cannot be read.
      """)

  @Argument(help: "The earlier report, JSON lines of verify.")
  var before: String

  @Argument(help: "The later one.")
  var after: String

  func run() throws {
    let difference: ReportDifference
    do {
      difference = ReportDifference(try RunReport(path: before), try RunReport(path: after))
    } catch {
      Terminal.warn("Error: \(error)")
      throw ExitCode(2)
    }
    for line in difference.lines { Terminal.print(line) }
    if !difference.broken.isEmpty { throw ExitCode.failure }
  }
}
