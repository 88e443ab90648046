import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct ActivationTests {
  /// Each activation at -2, -0.25, 0.75 and 3 by its formula in Swift.
  static let formulas: [(String, @Sendable (Double) -> Double)] = [
    ("celu", { max($0, 0) + min(exp($0) - 1, 0) }), ("elu", { $0 > 0 ? $0 : exp($0) - 1 }),
    ("exponential", { exp($0) }), ("gelu", { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }),
    ("hard_shrink", { abs($0) > 0.5 ? $0 : 0 }),
    ("hard_sigmoid", { min(max($0 + 3, 0), 6) / 6 }),
    ("hard_silu", { $0 * min(max($0 + 3, 0), 6) / 6 }),
    ("hard_tanh", { min(max($0, -1), 1) }), ("leaky_relu", { $0 < 0 ? 0.2 * $0 : $0 }),
    ("linear", { $0 }), ("log_sigmoid", { -log(1 + exp(-$0)) }),
    ("mish", { $0 * tanh(log(1 + exp($0))) }), ("relu", { max($0, 0) }),
    ("relu6", { min(max($0, 0), 6) }),
    ("selu", { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * (exp($0) - 1)) }),
    ("sigmoid", { 1 / (1 + exp(-$0)) }), ("silu", { $0 / (1 + exp(-$0)) }),
    ("soft_shrink", { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 }),
    ("softplus", { log(1 + exp($0)) }), ("softsign", { $0 / (1 + abs($0)) }),
    ("sparse_plus", { $0 <= -1 ? 0 : $0 >= 1 ? $0 : ($0 + 1) * ($0 + 1) / 4 }),
    ("sparse_sigmoid", { $0 <= -1 ? 0 : $0 >= 1 ? 1 : ($0 + 1) / 2 }),
    ("squareplus", { ($0 + ($0 * $0 + 4).squareRoot()) / 2 }), ("tanh", { tanh($0) }),
    ("tanh_shrink", { $0 - tanh($0) }),
  ]

  @Test func `activations have the values of their formulas`() throws {
    let points = [-2, -0.25, 0.75, 3]
    for (name, formula) in Self.formulas {
      let activation = try #require(Activation.known(name))
      let values = try numbers(activation(Tensor(points)))
      for (value, point) in zip(values, points) {
        #expect(abs(value - formula(point)) < 1e-12, "\(name) at \(point)")
      }
    }
    // Those of whole rows are tested with the layers and operations of the same names.
    let rows = ["glu", "log_softmax", "softmax", "sparsemax"]
    #expect(Set(Self.formulas.map(\.0) + rows) == Set(Activation.all.map(\.name)))
  }

  @Test func `activations of rows`() throws {
    let x = Tensor([1, 0] as [Double])
    #expect(try abs(numbers(Activation.glu(x))[0] - 0.5) < 1e-12)
    let share = exp(1.0) / (exp(1.0) + 1)
    #expect(try abs(numbers(Activation.softmax(x))[0] - share) < 1e-12)
    #expect(try abs(numbers(Activation.logSoftmax(x))[0] - log(share)) < 1e-12)
    #expect(try numbers(Activation.sparsemax(x)) == [1, 0])
    #expect(try numbers(Activation.threshold(0.5, -1)(x)) == [1, -1])
  }

  @Test func `files name activations, by either of two names`() throws {
    #expect(Activation(config: "swish")?.name == "silu")
    #expect(Activation(config: "hard_swish")?.name == "hard_silu")
    #expect(Activation(config: .null)?.name == "linear")
    #expect(Activation(config: ["class_name": "function", "config": "gelu"])?.name == "gelu")
    #expect(Activation(config: "nonsense") == nil)
    Activation.register(Activation("test_double") { 2 * $0 })
    let layer = try deserialize(
      ["class_name": "Activation", "config": ["activation": "test_double"]], as: Layer.self)
    #expect(try numbers(layer(f([1, 2]))) == [2, 4])
  }
}
