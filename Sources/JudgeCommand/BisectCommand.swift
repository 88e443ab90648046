import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone bisect`
struct Bisect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds the first operation of a program at which a backend leaves the bound.",
    discussion: """
      Runs each operation by itself on the values that the reference has there; if all of them pass, \
      longer and longer beginnings of the program. The exit code is 0 if nothing is found, 1 if \
      something is, 2 if the program or the backend does not run.
      """)

  @Argument(help: "A file of StableHLO text; - for standard input.")
  var program: String

  @OptionGroup var target: TargetOptions

  @Option(help: "A literal for each argument of @main, as in 'f32[2] 1 2'. (default: drawn)")
  var input: [String] = []

  @Option(help: "What the arguments are drawn by.")
  var seed: UInt64 = 1

  func run() throws {
    let finding: ProgramBisection.Finding?
    let program: Program
    do {
      program = try SourceFiles.program(self.program)
      let bisection = try ProgramBisection(program, literals: input, seed: seed)
      finding = try bisection.finding(on: RemoteBackend(target.target().launch)) {
        Terminal.progress($0)
      }
    } catch let error as ValidationError { throw error } catch {
      Terminal.progress("")
      Terminal.warn("Error: \(error)")
      throw ExitCode(2)
    }
    Terminal.progress("")
    guard let finding else {
      Terminal.print("every operation, and the whole, is within its bound")
      return
    }
    for line in finding.lines { Terminal.print(line) }
    throw ExitCode.failure
  }
}
