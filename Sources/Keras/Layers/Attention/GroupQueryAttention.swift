/// Attention in which several heads of queries share one of keys and values.
///
/// Called with a query, a value and perhaps a key; masks, gate and window as `MultiHeadAttention`.
/// Shape: query [batch, T, size], value and key [batch, S, …]; the result has the query's shape; the
/// scores are [batch, heads of queries, T, S]. Source: J. Ainslie et al., GQA: Training Generalized
/// Multi-Query Transformer Models from Multi-Head Checkpoints, 2023.
public final class GroupQueryAttention: HeadedAttention {
  public override class var aliases: [String] { ["GroupedQueryAttention"] }
  package override var classNameInPaths: String { "GroupedQueryAttention" }
  // Keras's attributes are private here, unlike those of `MultiHeadAttention`.
  public override var sublayers: [(attribute: String, layer: Layer)] {
    super.sublayers.map { ("_" + $0.attribute, $0.layer) }
  }
  /// The size of a head.
  public let headDim: Int
  /// How many heads of queries there are.
  public let numQueryHeads: Int
  /// How many heads of keys and values there are.
  public let numKeyValueHeads: Int

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ headDim: Int, numQueryHeads: Int, numKeyValueHeads: Int, dropout: Double = 0,
    useBias: Bool = true, slidingWindow: Int? = nil,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, useGate: Bool = false, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.headDim = headDim
    (self.numQueryHeads, self.numKeyValueHeads) = (numQueryHeads, numKeyValueHeads)
    super.init(
      dropout: dropout, useBias: useBias, slidingWindow: slidingWindow,
      WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint), useGate: useGate,
      seed: seed, activityRegularizer: activityRegularizer,
      name: name ?? AutoNames.next("grouped_query_attention"), trainable: trainable, dtype: dtype)
    checkHeads()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    headDim = try c.get("head_dim")
    numQueryHeads = try c.get("num_query_heads")
    numKeyValueHeads = try c.get("num_key_value_heads")
    try super.init(config: c)
    checkHeads()
  }
  private func checkHeads() {
    if headDim < 1 || numKeyValueHeads < 1 || numQueryHeads < 1
      || !numQueryHeads.isMultiple(of: Swift.max(numKeyValueHeads, 1))
    {
      fail(
        "headDim and the numbers of heads must be positive, and numQueryHeads a multiple of "
          + "numKeyValueHeads; got \(headDim), \(numQueryHeads) and \(numKeyValueHeads)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "head_dim": headDim.json, "num_query_heads": numQueryHeads.json,
      "num_key_value_heads": numKeyValueHeads.json,
    ])
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let shapes = operandShapes(inputShapes) else { return }
    guard [shapes.query, shapes.value, shapes.key].allSatisfy({ $0.count == 3 }),
      let size = shapes.query.last ?? nil
    else {
      return fail(
        "expected inputs [batch, steps, size], the query's size known; got "
          + inputShapes.map(pythonTuple).joined(separator: ", "))
    }
    makeProjections(
      shapes, query: [numQueryHeads, headDim], key: [numKeyValueHeads, headDim],
      value: [numKeyValueHeads, headDim], output: [size])
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.tensors
    guard let queryDense, let keyDense, let valueDense, given.count >= 2 else { return [.invalid] }
    let each = numQueryHeads / numKeyValueHeads
    let q = queryDense(given[0]) / Double(headDim).squareRoot()
    let k = NumPy.repeat(keyDense(given[given.count > 2 ? 2 : 1]), each, axis: 2)
    let v = NumPy.repeat(valueDense(given[1]), each, axis: 2)
    let scores = einsum("bthd,bshd->bhts", q, k)
    let masks = AttentionMasks(inputs, takesQueryMask: true, window: slidingWindow)
    let mask = masks.combined(queries: given[0].shape[1], keys: given[1].shape[1])
    let shares = attentionShares(scores, mask, evenly: spreadsEvenly(inputs))
    return finished(einsum("bhts,bshd->bthd", dropoutLayer(shares), v), shares, inputs)
  }
}
