extension LayerRecipes {
  /// Calls whose arguments are given by name: tensors, lists of them, masks, and what is none.
  static let keywords: [LayerRecipe] = calls + sequences + attentions

  private static let calls: [LayerRecipe] = [
    LayerRecipe(keywords: ["inputs": [2, 3]], named: "by name") { Dense(2, activation: .tanh) },
    LayerRecipe(keywords: ["x": [2, 3]], named: "by name") { RMSNormalization() },
    LayerRecipe(keywords: ["inputs": .tensors([[2, 3], [2, 3]])], named: "by name") { Subtract() },
    LayerRecipe(
      keywords: ["inputs": [3, 4, 2], "mask": .flags([3, 4])], training: .statistics,
      named: "by name, masked"
    ) {
      BatchNormalization()
    },
    LayerRecipe(
      [2, 3, 4], keywords: ["mask": .flags([2, 3])], without: [.openShapes], named: "masked"
    ) {
      TimeDistributed(Dense(2))
    },
    LayerRecipe([2, 3, 4], keywords: ["reverse": true], without: [.openShapes], named: "reversed") {
      ReversibleEmbedding(5, 4)
    },
  ]

  private static let sequences: [LayerRecipe] = [
    LayerRecipe(
      keywords: ["sequences": [2, 3, 2], "initial_state": .tensors([[2, 3]])],
      named: "by name, begun"
    ) {
      SimpleRNN(3)
    },
    LayerRecipe(
      [2, 3, 2],
      keywords: ["initial_state": .tensors([[2, 2], [2, 2]]), "mask": .flags([2, 3])],
      without: [.openShapes], named: "begun, masked"
    ) {
      LSTM(2, returnSequences: true, returnState: true)
    },
    LayerRecipe([2, 3, 2], keywords: ["initial_state": [2, 3]], named: "begun") {
      GRU(3, goBackwards: true)
    },
    LayerRecipe(
      [2, 3, 2], keywords: ["initial_state": .tensors([[2, 2], [2, 2], [2, 2], [2, 2]])],
      named: "begun"
    ) {
      Bidirectional(LSTM(2), mergeMode: .ave)
    },
    LayerRecipe(
      keywords: ["inputs": [2, 2], "states": .tensors([[2, 3], [2, 3]])], named: "by name"
    ) {
      LSTMCell(3)
    },
  ]

  private static let attentions: [LayerRecipe] = [
    LayerRecipe(
      keywords: ["query": [2, 3, 4], "key": [2, 2, 3], "value": [2, 2, 4]], named: "by name"
    ) {
      MultiHeadAttention(2, keyDim: 2)
    },
    LayerRecipe(
      [2, 3, 4], [2, 3, 4],
      keywords: [
        "query_mask": .flags([2, 3]), "value_mask": .flags([2, 3]), "use_causal_mask": true,
        "return_attention_scores": true,
      ], without: [.openShapes], named: "with scores, masked"
    ) {
      MultiHeadAttention(2, keyDim: 2)
    },
    LayerRecipe(
      keywords: ["query": [2, 3, 4], "value": [2, 3, 4], "use_causal_mask": true],
      without: [.openShapes], named: "by name, causal"
    ) {
      GroupQueryAttention(2, numQueryHeads: 2, numKeyValueHeads: 1)
    },
    LayerRecipe(
      keywords: [
        "inputs": .tensors([[2, 3, 2], [2, 4, 2]]),
        "mask": .tensors([.flags([2, 3]), .flags([2, 4])]), "return_attention_scores": true,
      ], without: [.openShapes], named: "by name, with scores, masked"
    ) {
      Attention(useScale: true)
    },
    LayerRecipe(
      [2, 3, 2], [2, 3, 2], list: true, keywords: ["use_causal_mask": true],
      without: [.openShapes], named: "causal"
    ) {
      AdditiveAttention()
    },
  ]
}
