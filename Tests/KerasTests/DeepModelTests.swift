import Keras
import TestTraits
import Testing

@Suite(.seeded) struct DeepModelTests {
  /// A model of as many layers, one after the other.
  private func chain(_ count: Int) -> Model {
    let x = Input(shape: [1], name: "x")
    var y = x
    for i in 0..<count { y = Identity(name: "layer\(i)")(y) }
    return Model(inputs: x, outputs: Dense(1, kernelInitializer: .ones, name: "last")(y))
  }

  @Test func `a model may have thousands of layers one after the other`() throws {
    let model = chain(3000)
    #expect(model.layers.count == 3002)
    #expect(getSourceInputs(model.outputs[0]).map(\.name) == ["x"])
    #expect(model.summary().contains("layer2999 (Identity)"))
    let y = model(Tensor([4] as [Float], shape: [1, 1]))
    #expect(try y.scalars(as: Float.self) == [4])
  }

  @Test func `calls in a file may stand before what they need`() throws {
    let model = chain(300)
    var json = try JSON(text: model.toJSON()).object ?? [:]
    var config = try #require(json["config"]?.object)
    config["layers"] = .array((config["layers"]?.array ?? []).reversed())
    json["config"] = .object(config)
    let again = try modelFromJSON(JSON.object(json).text())
    #expect(again.layers.map(\.name) == model.layers.map(\.name))
  }

  @Test func `calls that wait for each other are an error`() throws {
    let model = chain(2)
    let text = model.toJSON().replacing(
      #""keras_history": ["x", 0, 0]"#, with: #""keras_history": ["layer1", 0, 0]"#)
    #expect(text != model.toJSON())
    do {
      _ = try modelFromJSON(text)
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".contains("depend on layers that are not there, or on each other"))
    }
  }

  @Test func `the sources of a tensor are its inputs, each once`() {
    let (a, b, c) = (
      Input(shape: [2], name: "a"), Input(shape: [2], name: "b"), Input(shape: [2], name: "c")
    )
    let sum = Add()([Add()([b, a]), Add()([a, c])])
    #expect(
      getSourceInputs(sum).map(ObjectIdentifier.init) == [b, a, c].map(ObjectIdentifier.init))
    #expect(getSourceInputs(c).map(ObjectIdentifier.init) == [ObjectIdentifier(c)])
  }
}
