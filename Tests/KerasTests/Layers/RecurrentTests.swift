import Keras
import TestTraits
import Testing

@Suite(.seeded) struct RecurrentTests {
  private func ones(_ shape: [Int]) -> Tensor { NumPy.ones(shape) }
  /// A layer whose state is the sum of what it saw: h' = x + h.
  private func counter(
    sequences: Bool = false, stateful: Bool = false, backwards: Bool = false, zeros: Bool = false
  ) throws -> SimpleRNN {
    let layer = SimpleRNN(
      1, activation: .linear, useBias: false, returnSequences: sequences, goBackwards: backwards,
      stateful: stateful, zeroOutputForMask: zeros)
    layer.buildIfNeeded([[1, 3, 1]])
    try layer.setWeights([ones([1, 1]), ones([1, 1])])
    return layer
  }
  private let x = reshape(Tensor([1, 2, 4] as [Float]), [1, 3, 1])

  @Test func `a recurrent layer adds up what it sees`() throws {
    #expect(try counter()(x).scalars(as: Float.self) == [7])
    #expect(try counter(sequences: true)(x).scalars(as: Float.self) == [1, 3, 7])
    #expect(try counter(sequences: true, backwards: true)(x).scalars(as: Float.self) == [4, 6, 7])
    let begun = try counter()(x, initialState: [10 * ones([1, 1])])
    #expect(try begun[0].scalars(as: Float.self) == [17])
  }

  @Test func `masked steps leave state and output`() throws {
    let mask = reshape(Tensor([false, true, false]), [1, 3])
    #expect(try counter(sequences: true)(x, mask: mask).scalars(as: Float.self) == [0, 2, 2])
    #expect(
      try counter(sequences: true, zeros: true)(x, mask: mask).scalars(as: Float.self) == [0, 2, 0])
    #expect(try counter()(x, mask: mask).scalars(as: Float.self) == [2])
  }

  @Test func `a stateful layer goes on where it ended`() throws {
    let layer = try counter(stateful: true)
    #expect(try layer(x).scalars(as: Float.self) == [7])
    #expect(try layer(x).scalars(as: Float.self) == [14])
    #expect(layer.weights.count == 2, "states are no weights")
    #expect(layer.nonTrainableVariables.count == 1)
    layer.resetState()
    #expect(try layer(x).scalars(as: Float.self) == [7])
    // As a function it changes nothing, and tells the state after.
    let result = layer.statelessCall(
      layer.trainableVariables.map(\.rawValue), [ones([1, 1])], CallArguments([.tensor(x)]))
    #expect(try result.outputs[0].scalars(as: Float.self) == [8])
    #expect(try result.nonTrainable[0].scalars(as: Float.self) == [8])
    #expect(try layer.states[0].value.scalars(as: Float.self) == [7])
    let open = SimpleRNN(1, stateful: true)
    #expect(throws: (any Error).self) { try checking { _ = open(Input(shape: [3, 1])) } }
  }

  @Test func `both directions are merged`() throws {
    func merged(_ mode: Bidirectional.MergeMode?) throws -> [[Float]] {
      let layer = Bidirectional(try counter(sequences: true), mergeMode: mode)
      layer.buildIfNeeded([[1, 3, 1]])
      try layer.setWeights([Tensor](repeating: ones([1, 1]), count: 4))
      return try layer([x]).map { try $0.scalars(as: Float.self) }
    }
    #expect(try merged(.sum) == [[8, 9, 11]])
    #expect(try merged(.mul) == [[7, 18, 28]])
    #expect(try merged(.ave) == [[4, 4.5, 5.5]])
    #expect(try merged(.concat) == [[1, 7, 3, 6, 7, 4]])
    #expect(try merged(nil) == [[1, 3, 7], [7, 6, 4]])
  }

  @Test func `a cell by itself takes the same steps as its layer`() throws {
    let layer = LSTM(3, returnSequences: true)
    let x = reshape(Tensor((0..<12).map { Float($0) / 6 - 1 }), [2, 3, 2])
    let y = layer(x)
    var states = layer.cell.getInitialState(2)
    for t in 0..<3 {
      let results = layer.cell([x[0..., t]] + states)
      states = Array(results.dropFirst())
      let (a, b) = try (y[0..., t].scalars(as: Float.self), results[0].scalars(as: Float.self))
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func `one choice of dropout holds for a whole sequence`() throws {
    let layer = SimpleRNN(
      8, activation: .linear, useBias: false, dropout: 0.5, returnSequences: true, seed: 1)
    let x = NumPy.ones([1, 4, 8])
    layer.buildIfNeeded([[1, 4, 8]])
    try layer.setWeights([eye(8), NumPy.zeros([8, 8])])
    let y = try layer(x, training: true).scalars(as: Float.self)
    let first = Array(y[..<8])
    #expect(Set(first) == [0, 2])
    for t in 1..<4 { #expect(Array(y[(8 * t)..<(8 * t + 8)]) == first) }
    #expect(try layer(x, training: false).scalars(as: Float.self).allSatisfy { $0 == 1 })
  }

  @Test func `a cell of one's own runs along a sequence`() throws {
    final class Sum: RecurrentCell {
      override var stateShapes: [[Int]] { [[2]] }
      override func step(
        _ x: Tensor, _ states: [Tensor], training: Bool
      ) -> (output: Tensor, states: [Tensor]) {
        (2 * states[0], [states[0] + x])
      }
    }
    let x = reshape(Tensor([1, 2, 3, 4] as [Float]), [1, 2, 2])
    let y = RNN(Sum(), returnState: true)([x])
    #expect(try y[0].scalars(as: Float.self) == [2, 4])
    #expect(try y[1].scalars(as: Float.self) == [4, 6])
  }

  @Test func `steps are told what is wrong with them`() {
    func message(_ body: () -> Void) -> String {
      do {
        try checking(body)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { _ = LSTM(2)(NumPy.ones([2, 3])) }.contains("[batch, steps, …]"))
    #expect(message { _ = LSTM(0) }.contains("units must be positive, got 0"))
    #expect(
      message { _ = GRU(2)(NumPy.ones([2, 3, 1]), initialState: [NumPy.ones([2, 3])]) }
        .contains("[[2, 2]], got [[2, 3]]"))
    #expect(
      message { _ = GRU(2)(NumPy.ones([2, 3, 1]), mask: NumPy.ones([2, 4], dtype: .i1)) }
        .contains("shape [2, 3]"))
    #expect(
      message { _ = MultiHeadAttention(2, keyDim: 2)([NumPy.ones([1, 2, 3])]) }.contains("got 1"))
  }

  @Test func `a layer runs at each step, with masks and changes in turn`() throws {
    let inner = BatchNormalization()
    let layer = TimeDistributed(inner)
    let x = reshape(Tensor([1, 10, 3, 20] as [Float]), [2, 2, 1])
    // Each step is normalized by itself.
    let y = try layer(x, training: true).scalars(as: Float.self)
    #expect(zip(y, [-1, -1, 1, 1] as [Float]).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func `masking takes steps of one number away`() throws {
    let x = reshape(Tensor([0, 0, 1, 0, 2, 3] as [Float]), [1, 3, 2])
    let model = Sequential {
      Masking()
      SimpleRNN(1, activation: .linear, useBias: false, returnSequences: true)
    }
    _ = model(x)
    try model.setWeights([NumPy.ones([2, 1]), NumPy.ones([1, 1])])
    #expect(try model(x).scalars(as: Float.self) == [0, 1, 6])
  }

  @Test func `keras edges E21: a masked step without one before it`() throws {
    // Without weights the output is 0 wherever the mask holds.
    func outputs(zeros: Bool) throws -> [Float] {
      let layer = SimpleRNN(
        1, kernelInitializer: .zeros, recurrentInitializer: .zeros, returnSequences: true,
        zeroOutputForMask: zeros)
      let mask = Tensor([false, true, false, true], shape: [1, 4])
      return try layer(
        ones([1, 4, 1]), initialState: [Tensor([0.5] as [Float], shape: [1, 1])], mask: mask)[0]
        .scalars(as: Float.self)
    }
    #expect(try outputs(zeros: false) == [0.5, 0, 0, 0])
    #expect(try outputs(zeros: true) == [0, 0, 0, 0])
    let lone = GRU(2, returnSequences: true)(
      ones([1, 3, 1]), initialState: [Tensor([1, 2] as [Float], shape: [1, 2])],
      mask: Tensor([false, false, false], shape: [1, 3]))[0]
    #expect(try lone.scalars(as: Float.self) == [1, 2, 1, 2, 1, 2])
  }
}
