import Foundation
import Synchronization

/// Holds the registered backends and the default among them.
final class Registry: Sendable {
  private struct State {
    var backends: [any Backend] = [ReferenceBackend()]
    var preferred: [String] = []
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

  func prefer(_ names: [String]) {
    state.withLock {
      $0.preferred = names
      $0.chosen = nil
    }
  }

  var `default`: Backends.Choice {
    state.withLock { state in
      if let chosen = state.chosen { return chosen }
      // A name that is given and not there must not end on a backend that nobody chose.
      let wanted =
        ProcessInfo.processInfo.environment["TOUCHSTONE_BACKEND"].map { [$0] } ?? state.preferred
      let named = wanted.compactMap { name in state.backends.first { $0.name == name } }
      let found = Backends.Choice(named.first ?? state.backends[0])
      state.chosen = found
      return found
    }
  }
}
