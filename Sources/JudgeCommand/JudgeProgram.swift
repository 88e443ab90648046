import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// The commands by which a backend is judged: `verify` and what helps to understand its verdicts.
///
/// A program that registers a backend of its own and runs this judges it:
///
/// ```swift
/// Backends.register(MyBackend())
/// JudgeProgram.run()
/// ```
///
/// Specification: `conformance`.
public struct JudgeProgram: ParsableCommand {
  /// The subcommands, for programs that have others besides.
  public static let subcommands: [any ParsableCommand.Type] = [
    Verify.self, VerifyWorker.self, Explain.self, Repro.self, Bisect.self, Difference.self,
    ULPs.self,
  ]
  /// What there is to say of the command.
  public static let configuration = CommandConfiguration(
    commandName: "touchstone-judge",
    abstract: "Judges backends of tensor programs by the conformance suite.",
    subcommands: subcommands)

  /// The command without arguments.
  public init() {}

  /// Runs what the arguments ask for, on a stack that programs nested deeply do not exhaust.
  public static func run() -> Never {
    do {
      try withBigStack {
        var command: any ParsableCommand
        do { command = try parseAsRoot() } catch { exit(withError: error) }
        do { try command.run() } catch { exit(withError: error) }
      }
    } catch {}
    Foundation.exit(0)
  }
}
