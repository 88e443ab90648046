import Keras
import TestTraits
import Testing

/// Layers in the place of an activation, as Keras takes any function.
@Suite(.seeded) struct LayerActivationTests {
  private let x = f([-2, -1, 3], [1, 3])

  @Test func `a layer works as an activation, and comes back from a config`() throws {
    let layer = Dense(
      3, activation: Activation(LeakyReLU(0.25)), kernelInitializer: .identity())
    #expect(try numbers(checking { layer(x) }) == [-0.5, -0.25, 3])
    let read: Layer = try deserialize(serialize(layer))
    #expect(try numbers(checking { read(x) }).count == 3)
    #expect(read.config["activation"] == layer.config["activation"])
    #expect(layer.config["activation"]?["class_name"] == "LeakyReLU")
  }

  @Test func `the weights of an activation are the layer's`() throws {
    let rule = PReLU(alphaInitializer: .constant(0.5))
    let layer = ActivationLayer(Activation(rule))
    #expect(try numbers(checking { layer(x) }) == [-1, -0.5, 3])
    #expect(layer.weights.map(\.name) == ["alpha"])
    #expect(layer.sublayers.map(\.attribute) == ["activation"])
  }

  @Test func `a class that is no activation is refused`() throws {
    let json = try JSON(
      text:
        #"{"class_name": "Dense", "config": {"units": 2, "activation": {"class_name": "Rule"}}}"#)
    #expect(throws: ConfigError.self) { let _: Layer = try deserialize(json) }
  }
}
