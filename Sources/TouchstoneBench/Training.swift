import AllBackends
import Foundation
import Keras

/// Training a perceptron by `fit`, as `tools/bench` compares it with Keras on JAX.
///
/// `first START BACKEND` makes one step in a fresh process and prints the seconds since START, seconds
/// since 1970 at which the process was begun, and the most memory it held; `fit` prints seconds a
/// step on openblas.
enum Training {
  private static let batch = 128

  private static func model() -> Model {
    let model = Sequential {
      Input(shape: [784], name: "pixels")
      Dense(512, activation: .relu)
      Dense(512, activation: .relu)
      Dense(10, activation: .softmax)
    }
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
    return model
  }
  private static func data(_ steps: Int) -> (x: Tensor, y: Tensor) {
    let count = steps * batch
    let x = (0..<count * 784).map { Float($0 % 255) / 255 }
    return (
      Tensor(x, shape: [count, 784]), Tensor((0..<count).map { Int32($0 % 10) }, shape: [count])
    )
  }
  private static func on(_ name: String, _ body: () throws -> Void) throws {
    guard let backend = Backends.named(name) else {
      throw TensorError("bench", "", [], "the backend \(name) is not available")
    }
    try withBackend(backend, body)
  }

  static func first(since start: Double, on name: String) throws {
    try on(name) {
      let (x, y) = data(1)
      try model().trainOnBatch(x, y)
      let seconds = Date().timeIntervalSince1970 - start
      print("first train step of an MLP, \(name)", seconds, "-", separator: "\t")
      print("memory of that process, \(name), MB", memory(), "-", separator: "\t")
    }
  }

  static func fit(steps: Int = 100) throws {
    try on("openblas") {
      let (x, y) = data(steps)
      let model = model()
      func epoch() throws -> Double {
        let start = ContinuousClock.now
        try model.fit(x, y, batchSize: batch, verbose: .silent)
        return (ContinuousClock.now - start) / .seconds(1) / Double(steps)
      }
      _ = try epoch()
      let times = try (0..<3).map { _ in try epoch() }.sorted()
      print("fit of an MLP, a step of 128", times[1], "-", separator: "\t")
    }
  }

  /// The most memory that this process held, in MB.
  private static func memory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
  }
}
