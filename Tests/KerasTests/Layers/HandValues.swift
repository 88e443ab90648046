import Keras
import TestTraits
import Testing

/// A layer with weights, inputs and results worked out by hand.
struct HandValue: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable () -> Layer
  let weights: [Tensor]
  let inputs: [Tensor]
  let mask: Tensor?
  let result: Tensor

  init(
    _ name: String, _ inputs: [Tensor], weights: [Tensor] = [], mask: Tensor? = nil,
    gives result: Tensor, _ make: @escaping @Sendable () -> Layer
  ) {
    (self.name, self.inputs, self.weights, self.mask) = (name, inputs, weights, mask)
    (self.result, self.make) = (result, make)
  }
  var testDescription: String { name }

  /// The layer with its weights, built for the inputs.
  func layer() throws -> Layer {
    let layer = make()
    try checking { layer.buildIfNeeded(inputs.map { $0.shape.map { $0 } }) }
    try layer.setWeights(weights)
    return layer
  }
}

/// Numbers of `f32` in a shape, by default that of a list.
func f(_ values: [Float], _ shape: [Int]? = nil) -> Tensor {
  Tensor(values, shape: shape ?? [values.count])
}
/// The numbers 0, 1, 2, … in a shape.
func counted(_ shape: [Int], from start: Float = 0) -> Tensor {
  f((0..<shape.reduce(1, *)).map { start + Float($0) }, shape)
}
/// Booleans in a shape.
func flags(_ values: [Int], _ shape: [Int]) -> Tensor {
  cast(Tensor(values.map(Int32.init), shape: shape), dtype: .i1)
}

@Suite(.seeded) struct HandValueTests {
  @Test(arguments: HandValues.all) func `layers give what is worked out by hand`(
    _ one: HandValue
  ) throws {
    let layer = try one.layer()
    let keywords = one.mask.map { ["mask": CallArgument.tensor($0)] } ?? [:]
    let results = try checking {
      layer(CallArguments([.list(one.inputs.map { .tensor($0) })], keywords), training: false)
    }
    #expect(results[0].type == one.result.type)
    let (given, expected) = try (numbers(results[0]), numbers(one.result))
    // Written down to six digits.
    for (x, y) in zip(given, expected) {
      #expect(x == y || abs(x - y) <= 1e-6 * max(1, abs(y)), "\(given), not \(expected)")
    }
  }
}
