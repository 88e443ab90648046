import AllBackends
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
    if PluginFile.find() == nil {
      Terminal.print(
        "xla is absent: tools/xla fetches a PJRT plugin, TOUCHSTONE_PJRT names another")
    }
    Terminal.print("elementary functions of the reference: \(Exact.source)")
  }
}
