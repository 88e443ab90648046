import ArgumentParser
import ConformanceKit
import Touchstone

/// `touchstone verify-worker`: the process that a backend runs in.
struct VerifyWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-worker",
    abstract: "Answers the judge's requests, JSON lines on standard input, by a backend.",
    shouldDisplay: false)

  @Option(help: "A backend of this program.")
  var backend: String?

  @Option(help: "A shared library that exports touchstone_plugin.")
  var plugin: String?

  @Option(name: .customLong("pjrt"), help: "A PJRT plugin, a shared library.")
  var library: String?

  func run() throws {
    try Worker.serve {
      if let plugin {
        let backend = try PluginBackend(path: plugin)
        return Worker(backend, capabilities: backend.capabilities, version: backend.version)
      }
      if let library {
        guard let make = PluginWays.make else {
          throw ValidationError("this program was built without the backend for PJRT plugins")
        }
        return Worker(try make(library))
      }
      guard let found = Backends.named(backend ?? "reference") else {
        throw ValidationError("there is no backend '\(backend ?? "")'")
      }
      return Worker(found)
    }
  }
}
