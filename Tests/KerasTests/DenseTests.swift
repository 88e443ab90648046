import Keras
import TestTraits
import Testing

@Suite(.seeded) struct DenseTests {
  @Test func `a dense layer multiplies and adds`() throws {
    let layer = Dense(2, activation: .relu)
    let x = reshape(Tensor([1, 2, 3] as [Float]), [1, 3])
    _ = layer(x)
    try layer.setWeights([
      reshape(Tensor([1, -1, 0, 1, 2, 0] as [Float]), [3, 2]), Tensor([0.5, -4] as [Float]),
    ])
    #expect(try layer(x).scalars(as: Float.self) == [7.5, 0])
    #expect(layer.countParams() == 8)
  }

  @Test func `a layer is read back from its config`() throws {
    let layer = Dense(3, activation: .tanh, useBias: false, name: "d")
    let json = serialize(layer)
    let again = try deserialize(JSON(text: json.text()), as: Layer.self)
    #expect(serialize(again) == json)
  }

  @Test func `open sizes stay open`() throws {
    let x = Input(shape: [nil, 5])
    let y = Dense(2)(x)
    #expect(y.shape == [nil, nil, 2])
  }
}
