extension LayerRecipes {
  static let recurrent: [LayerRecipe] = [
    LayerRecipe([2, 3, 2]) { SimpleRNN(3) },
    LayerRecipe([2, 3, 2], named: "backwards, unrolled") {
      SimpleRNN(2, returnSequences: true, goBackwards: true, unroll: true)
    },
    LayerRecipe([4, 3, 4], training: .random, named: "with dropout") {
      SimpleRNN(4, dropout: 0.4, recurrentDropout: 0.3)
    },
    LayerRecipe([2, 3, 2]) { LSTM(2, returnSequences: true, returnState: true) },
    LayerRecipe(
      [2, 3, 2], keywords: ["mask": .flags([2, 3])], without: [.openShapes], named: "masked"
    ) {
      LSTM(2, returnSequences: true, zeroOutputForMask: true)
    },
    LayerRecipe([2, 3, 2], training: .random, named: "with dropout") {
      LSTM(3, dropout: 0.4, recurrentDropout: 0.3)
    },
    // It needs the size of the batch, and inference changes its states.
    LayerRecipe(
      [2, 3, 2], without: [.shapes, .openShapes, .training], named: "stateful"
    ) {
      LSTM(2, returnSequences: true, stateful: true)
    },
    LayerRecipe([2, 3, 2]) { GRU(2) },
    LayerRecipe(
      [2, 3, 2], keywords: ["mask": .flags([2, 3])], without: [.openShapes],
      named: "masked, reset before"
    ) {
      GRU(2, returnSequences: true, resetAfter: false)
    },
    LayerRecipe([4, 3, 2], training: .random, named: "with dropout") {
      GRU(3, dropout: 0.4, recurrentDropout: 0.3, unroll: true)
    },
    LayerRecipe([2, 3, 2], named: "of three cells") {
      RNN([LSTMCell(2), GRUCell(3), SimpleRNNCell(2)], returnState: true)
    },
    LayerRecipe([2, 2], [2, 3]) { SimpleRNNCell(3) },
    LayerRecipe([2, 2], [2, 3], [2, 3]) { LSTMCell(3) },
    LayerRecipe([2, 2], [2, 3]) { GRUCell(3) },
    LayerRecipe([2, 2], [2, 3], [2, 2]) { StackedRNNCells([GRUCell(3), SimpleRNNCell(2)]) },
    LayerRecipe([2, 3, 2]) { Bidirectional(LSTM(2, returnSequences: true)) },
    LayerRecipe(
      [2, 3, 2], keywords: ["mask": .flags([2, 3])], without: [.openShapes],
      named: "masked, by their sum"
    ) {
      Bidirectional(GRU(2, returnState: true), mergeMode: .sum)
    },
    LayerRecipe([2, 3, 2], named: "apart") {
      Bidirectional(SimpleRNN(2, returnSequences: true), mergeMode: nil)
    },
    LayerRecipe([2, 2, 4, 1]) { ConvLSTM1D(2, kernelSize: 2, returnSequences: true) },
    LayerRecipe([1, 2, 3, 3, 1]) { ConvLSTM2D(2, kernelSize: 2, padding: .same) },
    LayerRecipe([2, 2, 3, 3, 1], training: .random, named: "with dropout") {
      ConvLSTM2D(2, kernelSize: [1, 2], dropout: 0.4, recurrentDropout: 0.4, returnState: true)
    },
    LayerRecipe([1, 2, 1, 3, 3], without: [.openShapes], named: "channels first") {
      ConvLSTM2D(1, kernelSize: 2, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 2, 2, 2, 3, 1]) { ConvLSTM3D(1, kernelSize: 2) },
  ]

  static let wrappers: [LayerRecipe] = [
    LayerRecipe([2, 3]) { Wrapper(Dense(2)) },
    LayerRecipe([2, 3, 4]) { TimeDistributed(Dense(2)) },
    LayerRecipe([2, 3, 4], training: .random, named: "of dropout") {
      TimeDistributed(Dropout(0.5))
    },
    // Its derivative takes the singular vectors for constants, which differences do not.
    LayerRecipe([2, 3], training: .statistics, without: [.gradient]) {
      SpectralNormalization(Dense(2))
    },
  ]

  static let attention: [LayerRecipe] = [
    LayerRecipe([2, 3, 4], [2, 3, 4]) { MultiHeadAttention(2, keyDim: 2) },
    LayerRecipe(
      [2, 3, 4], [2, 2, 3], [2, 2, 4], keywords: ["attention_mask": .flags([2, 3, 2])],
      without: [.openShapes], named: "masked, with a gate"
    ) {
      MultiHeadAttention(2, keyDim: 2, valueDim: 3, outputShape: [2, 2], useGate: true)
    },
    LayerRecipe([1, 2, 3, 4], [1, 2, 3, 4], named: "along one of two axes") {
      MultiHeadAttention(2, keyDim: 2, useBias: false, attentionAxes: 2, slidingWindow: 2)
    },
    LayerRecipe([2, 4, 4], [2, 4, 4], training: .random, named: "with dropout") {
      MultiHeadAttention(2, keyDim: 2, dropout: 0.5)
    },
    LayerRecipe([2, 3, 4], [2, 2, 4]) {
      GroupQueryAttention(2, numQueryHeads: 4, numKeyValueHeads: 2)
    },
    LayerRecipe([2, 3, 2], [2, 4, 2], list: true) { Attention() },
    LayerRecipe([2, 3, 2], [2, 4, 3], [2, 4, 2], list: true, named: "by sums, scaled") {
      Attention(useScale: true, scoreMode: .concat)
    },
    LayerRecipe([2, 3, 2], [2, 4, 2], list: true, training: .random, named: "with dropout") {
      Attention(dropout: 0.5)
    },
    LayerRecipe([2, 3, 2], [2, 4, 2], list: true) { AdditiveAttention() },
  ]

  static let embedding: [LayerRecipe] = [
    LayerRecipe(.whole([2, 3], in: 0..<5)) { Embedding(5, 3) },
    LayerRecipe(.whole([2, 3], in: 0..<5)) { ReversibleEmbedding(5, 3, tieWeights: false) },
    LayerRecipe([2, 3, 4]) { EinsumDense("abc,cde->abde", [nil, 2, 3], biasAxes: "de") },
    LayerRecipe([2, 3, 4], named: "with an ellipsis") {
      EinsumDense("...x,xy->...y", 2, activation: .tanh, biasAxes: "y")
    },
    LayerRecipe([2, 3, 4]) { Masking(maskValue: 1) },
  ]
}
