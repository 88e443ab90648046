import Keras
import TestTraits
import Testing

/// What models say of data that do not fit them.
@Suite(.seeded) struct InputErrorTests {
  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "nothing was thrown"
  }
  private func twoInputs() -> Model {
    let (a, b) = (Input(shape: [2], name: "a"), Input(shape: [2], name: "b"))
    let model = Model(inputs: [a, b], outputs: [Dense(1, name: "score")(a + b)])
    model.compile(loss: .meanSquaredError)
    return model
  }
  private func ones(_ shape: [Int]) -> Tensor { NumPy.ones(shape) }

  @Test func `a target of the wrong shape is named with its output`() throws {
    let model = Sequential {
      Input(shape: [2])
      Dense(3, activation: .softmax, name: "classes")
    }
    model.compile(loss: .categoricalCrossentropy())
    let text = message { _ = try model.evaluate(ones([4, 2]), ones([4, 2]), verbose: .silent) }
    #expect(
      text.contains(
        "the target f32[4,2] does not fit the output 'classes', f32[4,3], for the loss "
          + "'categorical_crossentropy': "), "\(text)")
    #expect(
      message { _ = try model.fit(ones([4, 2]), ones([4, 2]), verbose: .silent) }
        .contains("the target f32[4,2] does not fit the output 'classes'"))
  }

  @Test func `inputs of unequal numbers of samples are named`() {
    let model = twoInputs()
    #expect(
      message { _ = try model.predict([ones([4, 2]), ones([3, 2])]) }
        == "x 'a' has 4 samples and x 'b' 3; they must agree")
    #expect(
      message { _ = try model.predict(ones([4, 2])) }
        == "the model has the inputs a, b, and 1 came; missing: b")
  }

  @Test func `complex inputs are not cast to real ones`() {
    let model = twoInputs()
    let z = complex(ones([4, 2]), ones([4, 2]))
    #expect(
      message { _ = try model.predict([ones([4, 2]), z]) }
        .hasPrefix(
          "the input 'b' is float32, got complex64[4,2], whose imaginary part would be lost"))
    #expect(
      message { _ = try checking { model([ones([4, 2]), z]) } }.contains("the input 'b' is float32")
    )
  }

  @Test func `summary has Keras's own name of grouped attention`() {
    let x = Input(shape: [3, 4])
    let attention = GroupQueryAttention(2, numQueryHeads: 2, numKeyValueHeads: 1)
    let y = attention(CallArguments([.tensor(x), .tensor(x)]))[0]
    #expect(
      Model(inputs: [x], outputs: [y]).summary(lineLength: 120).contains("(GroupedQueryAttention)"))
  }
}
