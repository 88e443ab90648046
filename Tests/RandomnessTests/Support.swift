import AllBackends
import Foundation
import Touchstone

/// Names of the backends that samples are compared on.
func backendNames() -> [String] {
  AllBackends.register()
  return ["reference", "openblas", "threaded"].filter { Backends.named($0) != nil }
}

/// What `body` gives with operations performed by the backend `name`.
func on<R>(_ name: String, _ body: () throws -> R) throws -> R {
  AllBackends.register()
  return try withBackend(Backends.named(name) ?? Backends.default) { try checking(body) }
}

extension Tensor {
  var doubles: [Double] { get throws { try host().doubles } }
  var integers: [Int] { get throws { try host().integers } }
}
