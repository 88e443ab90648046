import Foundation
import Synchronization

/// Holds the registered backends and the default among them.
final class Registry: Sendable {
  private struct State {
    var backends: [any Backend] = [ReferenceBackend()]
    var chosen: Backends.Choice?
  }
  private let state = Mutex(State())

  var all: [any Backend] { state.withLock { $0.backends } }

  func add(_ backend: any Backend) {
    state.withLock {
      $0.backends.removeAll { $0.name == backend.name }
      $0.backends.append(backend)
      $0.chosen = nil
    }
  }

  var `default`: Backends.Choice {
    state.withLock { state in
      if let chosen = state.chosen { return chosen }
      let wanted = ProcessInfo.processInfo.environment["TOUCHSTONE_BACKEND"]
      let found = Backends.Choice(
        state.backends.first { $0.name == wanted } ?? state.backends[0])
      state.chosen = found
      return found
    }
  }
}
