import Keras
import TestTraits
import Testing

@Suite(.seeded) struct MergingTests {
  private let a = f([1, 2, 3, 4], [1, 2, 2])
  private let b = f([10, 20, 30, 40], [1, 2, 2])
  private let first = flags([1, 0], [1, 2])
  private let none = flags([0, 0], [1, 2])

  @Test func `a list of tensors becomes one`() throws {
    #expect(try numbers(Add()([a, b])) == [11, 22, 33, 44])
    #expect(try numbers(Add()([f([1, 2], [1, 2]), a])) == [2, 4, 4, 6])
  }

  @Test func `what a mask leaves out gives way`() throws {
    // The second step of `a` counts for nothing.
    #expect(try numbers(Multiply()([a, b], masks: [first, nil])) == [10, 40, 30, 40])
    #expect(try numbers(Multiply()([a, b], masks: [first, none])) == [1, 2, 0, 0])
    #expect(try numbers(Maximum()([b, a], masks: [first, nil])) == [10, 20, 3, 4])
    #expect(try numbers(Minimum()([a, b], masks: [first, nil])) == [1, 2, 30, 40])
    #expect(try numbers(Add()([a, b], masks: [first, none])) == [11, 22, 33, 44])
  }

  @Test func `masks are joined`() throws {
    func mask(_ layer: Merge, _ masks: [Tensor?]) throws -> [Double]? {
      let inputs = Inputs(
        arguments: CallArguments([.list([.tensor(a), .tensor(b)])]), masks: masks, training: false)
      return try layer.computeMask(inputs, [a])[0].map { try numbers($0) }
    }
    let second = flags([0, 1], [1, 2])
    #expect(try mask(Add(), [first, second]) == [1, 1])
    #expect(try mask(Add(), [first, nil]) == nil)
    #expect(try mask(Concatenate(axis: 1), [first, second]) == [1, 0, 0, 1])
    #expect(try mask(Concatenate(axis: 1), [first, nil]) == [1, 0, 1, 1])
    #expect(try mask(Concatenate(), [first, none]) == [1, 0])
    #expect(try mask(Concatenate(), [nil, nil]) == nil)
    #expect(try mask(Dot(2), [first, second]) == nil)
  }

  @Test func `functions merge the tensors of a model`() throws {
    let (x, y) = (Input(shape: [3]), Input(shape: [3]))
    for merged in [
      add([x, y]), subtract([x, y]), multiply([x, y]), average([x, y]), maximum([x, y]),
      minimum([x, y]),
    ] {
      #expect(merged.shape == [nil, 3])
    }
    #expect(concatenate([x, y]).shape == [nil, 6])
    #expect(dot([x, y], axes: 1, name: "d").shape == [nil, 1])
    #expect(dot([x, y], name: "d").history?.node.layer.name == "d")
  }

  @Test func `tensors that do not fit are named`() throws {
    func message(_ body: () -> Void) -> String {
      do {
        try checking(body)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message { _ = Add(name: "a")([f([1, 2], [1, 2]), f([1, 2, 3], [1, 3])]) }
        == "Add 'a': the sizes of the inputs must agree, or be 1, from the last axis on, got "
        + "(1, 2) and (1, 3)")
    #expect(
      message { _ = Subtract(name: "s")([a, a, a]) }
        == "Subtract 's': expected a list of 2 tensors, got 3")
    #expect(
      message { _ = Concatenate(name: "c")([a, f([1, 2], [1, 2])]) }.contains("as many axes"))
    #expect(message { _ = Dot([1, 2], name: "d")([a, b, a]) }.contains("list of 2 tensors"))
    #expect(message { _ = Dot(0, name: "d")([a, b]) }.contains("after that of the batch"))
    #expect(message { _ = Add()([] as [Tensor]) }.contains("got none"))
  }
}
