import AllBackends
import ArgumentParser
import ConformanceKit
import Foundation
import JudgeCommand
import Touchstone
import XLABackend

@main enum Main {
  static func main() throws {
    // Programs may be nested deeply, so nothing runs on the first thread's small stack.
    try withBigStack { TouchstoneCommand.runOrExit() }
  }
}

/// The command `touchstone`.
struct TouchstoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "touchstone", abstract: "Runs, checks and judges tensor programs.",
    subcommands: [
      Run.self, Compile.self, Check.self, Format.self, Gradient.self, ForwardDerivative.self,
      Batch.self, Predict.self, Evaluate.self, Resume.self, ModelSummary.self, Operations.self,
      ListBackends.self, Conformance.self, BoundsTable.self, Generate.self, SelfTestCommand.self,
      LawTable.self,
      CheckSpecification.self, CheckDocumentation.self, Golden.self, Train.self, KerasCommand.self,
    ] + JudgeProgram.subcommands)
}

extension TouchstoneCommand {
  /// Runs the subcommand that the arguments name; what it refuses is followed by its own usage.
  fileprivate static func runOrExit() {
    var command: any ParsableCommand
    do { command = try parseAsRoot() } catch { exit(withError: error) }
    Choice.registerBackends()
    PluginWays.make = { XLABackend(plugin: $0) }
    if let complaint = AllBackends.complaints.first {
      Terminal.warn("Error: \(complaint)")
      exit(withError: ExitCode.validationFailure)
    }
    do { try command.run() } catch let error as ValidationError {
      let type = type(of: command)
      let name = type._commandName
      Terminal.warn("Error: \(error.message)")
      Terminal.warn("Usage: \(usageString(for: type))")
      Terminal.warn("  See 'touchstone \(name) --help' for more information.")
      exit(withError: ExitCode.validationFailure)
    } catch { exit(withError: error) }
  }
}

/// Backends by the names users give them.
enum Choice {
  /// The backend called `name`.
  static func backend(_ name: String?) throws -> any Backend {
    registerBackends()
    guard let name else { return Backends.default }
    guard let backend = Backends.named(name) else {
      throw ValidationError("there is no backend '\(name)'; available: \(names)")
    }
    return backend
  }

  /// The backend called `name`, or all of them for `all`.
  static func backends(_ name: String?) throws -> [any Backend] {
    registerBackends()
    return name == "all" ? Backends.available : [try backend(name)]
  }

  private static var names: String { Backends.available.map(\.name).joined(separator: ", ") }

  static func registerBackends() { AllBackends.register(quietly: true) }
}
