import Foundation
import Touchstone

/// A perceptron of eight layers of 64, a batch of 32, and the mean square of what it is off by.
private struct Perceptron {
  private static let (layers, width, rows) = (8, 64, 32)
  /// Kernel and bias of each layer in turn.
  let weights: [Tensor]
  let x: Tensor
  let y: Tensor

  init() {
    func wave(_ shape: [Int], _ scale: Double) -> Tensor {
      let type = TensorType(.f32, shape)
      let numbers = (0..<type.count).map { scale * sin(Double($0) * 0.7) }
      return Tensor(HostTensor(type, doubles: numbers))
    }
    let width = Self.width
    weights = (0..<Self.layers).flatMap { _ in [wave([width, width], 0.2), wave([width], 0.1)] }
    x = wave([Self.rows, width], 1)
    y = wave([Self.rows, width], 0.5)
  }

  func loss(_ weights: [Tensor]) -> Tensor {
    var h = x
    for i in stride(from: 0, to: weights.count, by: 2) {
      h = tanh(matmul(h, weights[i]) + broadcast(weights[i + 1], to: h.shape))
    }
    let error = h - y
    return reduceSum(error * error) / Double(h.type.count)
  }
}

/// The gradient of the perceptron's loss: eagerly, compiled, and how long tracing it takes.
func gradients() -> [Measurement] {
  let model = Perceptron()
  guard let backend = Backends.named("openblas") else { return [] }
  func sum(_ gradients: [Tensor]) throws { for g in gradients { _ = try g.host() } }
  let compiled = jit(grad(model.loss))
  let rounds = 20
  return [
    Measurement(
      name: "grad of 8 layers, eager",
      own: {
        try withBackend(backend) {
          for _ in 0..<rounds { try sum(grad(model.loss)(model.weights)) }
        }
      }, count: rounds),
    Measurement(
      name: "grad of 8 layers, jit",
      own: {
        try withBackend(backend) { for _ in 0..<rounds { try sum(compiled(model.weights)) } }
      }, count: rounds),
    Measurement(
      name: "grad of 8 layers, tracing",
      own: { for _ in 0..<rounds { _ = try makeProgram(grad(model.loss))(model.weights) } },
      count: rounds),
  ]
}
