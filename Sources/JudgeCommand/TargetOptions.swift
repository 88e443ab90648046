import ArgumentParser
import ConformanceKit
import Foundation
import Synchronization
import Touchstone

/// Which backend is judged: one of four ways in.
struct TargetOptions: ParsableArguments {
  @Option(help: "A backend of this program.")
  var backend: String?

  @Option(help: "A shared library that exports touchstone_plugin.")
  var plugin: String?

  @Option(
    name: .customLong("exec"), help: "A command line whose program speaks JSON lines.")
  var command: String?

  @Option(name: .customLong("pjrt"), help: "A PJRT plugin, a shared library.")
  var library: String?

  @Option(help: "A file of what the backend does not support.")
  var capabilities: String?

  @Option(help: "How many seconds a program may take to compile or to run.")
  var timeout = 10.0

  func validate() throws {
    let given = [backend, plugin, command, library].compactMap { $0 }
    if given.count > 1 {
      throw ValidationError("give one of --backend, --plugin, --exec and --pjrt")
    }
    guard timeout > 0, timeout < 1e6 else {
      throw ValidationError("--timeout takes a number of seconds above 0, got \(timeout)")
    }
  }

  /// The target; without a word about it the backend that is the default.
  func target() throws -> Target {
    var target: Target
    if let plugin {
      guard FileManager.default.fileExists(atPath: plugin) else {
        throw ValidationError("there is no file \(plugin); --plugin takes a shared library")
      }
      target = Target(.worker(["--plugin", plugin], timeout: timeout))
    } else if let command {
      target = Target(.shell(command, timeout: timeout))
    } else if let library {
      guard PluginWays.make != nil else {
        throw ValidationError(
          "this program was built without the backend for PJRT plugins; --pjrt \(library) needs it")
      }
      target = Target(.worker(["--pjrt", library], timeout: timeout))
    } else {
      let name = backend ?? Backends.default.name
      guard Backends.named(name) != nil else {
        let names = Backends.available.map(\.name).joined(separator: ", ")
        throw ValidationError("there is no backend '\(name)'; available: \(names)")
      }
      target = Target(
        .worker(["--backend", name], timeout: timeout), name: name,
        isReference: name == ReferenceBackend().name)
    }
    if let capabilities { target.capabilities = try Capabilities(path: capabilities) }
    return target
  }
}

/// Where a program that links the backend for PJRT plugins says how one is made of a file.
public enum PluginWays {
  /// Makes a backend of the PJRT plugin at a path; `nil` where the program has no way to.
  public static var make: (@Sendable (_ path: String) throws -> any Backend)? {
    get { way.withLock { $0 } }
    set { way.withLock { $0 = newValue } }
  }
  private static let way = Mutex<(@Sendable (String) throws -> any Backend)?>(nil)
}

/// Where the suite is.
struct RootOptions: ParsableArguments {
  @Option(help: "The folder with Conformance and Golden. (default: found from here upward)")
  var root: String?

  func repository() throws -> Repository {
    try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
  }
}
