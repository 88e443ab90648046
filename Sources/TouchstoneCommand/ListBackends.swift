import ArgumentParser
import Touchstone

/// `touchstone backends`
struct ListBackends: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backends", abstract: "Lists the backends this machine has.")

  func run() throws {
    Choice.registerBackends()
    for backend in Backends.available {
      Terminal.print(backend.name + (backend.name == Backends.default.name ? " (default)" : ""))
    }
    Terminal.print("elementary functions of the reference: \(Exact.source)")
  }
}
