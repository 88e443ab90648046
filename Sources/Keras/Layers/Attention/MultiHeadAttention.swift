/// Attention with several heads: each sees other parts of keys and values.
///
/// Per head `softmax(q · kᵀ / √keyDim) · v`, q, k and v being projections of the inputs; the heads'
/// results are projected together. Called with a query, a value and perhaps a key, which is else the
/// value. A query sees the keys that masks allow, none later than itself with `useCausalMask`, none
/// `slidingWindow` steps or more away. One that may see none sees all alike, but nothing where scores
/// are returned or dropout is set: Keras's two ways. A mask of the query's own steps is handed on, and
/// else plays no part. `attentionAxes` says along which axes to attend: by default all but the first
/// and the last. With `useGate` the result is multiplied by a sigmoid of a projection of the query.
///
/// Shape: query [batch, T, …], value and key [batch, S, …]; the result has the query's shape, or
/// `outputShape` after the steps; the scores are [batch, heads, T, S]. Source: A. Vaswani et al.,
/// Attention Is All You Need, 2017.
public final class MultiHeadAttention: HeadedAttention {
  /// How many heads there are.
  public let numHeads: Int
  /// The size of queries and keys of a head.
  public let keyDim: Int
  /// The size of values of a head.
  public let valueDim: Int
  let outputShape: [Int]?
  private var attentionAxes: [Int]?

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Double = 0, useBias: Bool = true,
    outputShape: (any AxisList)? = nil, attentionAxes: (any AxisList)? = nil,
    slidingWindow: Int? = nil, kernelInitializer: Initializer = .glorotUniform(),
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    useGate: Bool = false, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.numHeads, self.keyDim, self.valueDim) = (numHeads, keyDim, valueDim ?? keyDim)
    self.outputShape = outputShape?.axisList
    self.attentionAxes = attentionAxes?.axisList
    super.init(
      dropout: dropout, useBias: useBias, slidingWindow: slidingWindow,
      WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint),
      WeightOptions(biasInitializer, biasRegularizer, biasConstraint), useGate: useGate,
      seed: seed, activityRegularizer: activityRegularizer, name: name, trainable: trainable,
      dtype: dtype)
    checkSizes()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numHeads = try c.get("num_heads")
    keyDim = try c.get("key_dim")
    valueDim = try c.get("value_dim", Int?.none) ?? keyDim
    outputShape = try c.get("output_shape", IntegerOrList?.none)?.axisList
    attentionAxes = try c.get("attention_axes", IntegerOrList?.none)?.axisList
    try super.init(config: c)
    checkSizes()
  }
  private func checkSizes() {
    if numHeads < 1 || keyDim < 1 || valueDim < 1 {
      fail(
        "numHeads, keyDim and valueDim must be positive, got \(numHeads), \(keyDim) and "
          + "\(valueDim)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "num_heads": numHeads.json, "key_dim": keyDim.json, "value_dim": valueDim.json,
      "output_shape": outputShape.json, "attention_axes": attentionAxes.json,
    ])
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let shapes = operandShapes(inputShapes), let size = shapes.query.last else { return }
    let rank = shapes.query.count
    let axes = attentionAxes ?? Array(1..<Swift.max(rank - 1, 1))
    guard axes.allSatisfy({ (1 - rank..<rank - 1).contains($0) && $0 != 0 }), !axes.isEmpty,
      shapes.key.count == rank, shapes.value.count == rank
    else {
      return fail(
        "the inputs must have as many axes as each other, and attentionAxes \(axes) name some but "
          + "the first and the last; got \(inputShapes.map(pythonTuple).joined(separator: ", "))")
    }
    attentionAxes = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard let size = size ?? outputShape?.last else {
      return fail("the last axis of the query must be known, got \(pythonTuple(shapes.query))")
    }
    makeProjections(
      shapes, query: [numHeads, keyDim], key: [numHeads, keyDim], value: [numHeads, valueDim],
      output: outputShape ?? [size])
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.tensors
    guard let queryDense, let keyDense, let valueDense, let axes = attentionAxes, given.count >= 2
    else { return [.invalid] }
    let q = queryDense(given[0]) / Double(keyDim).squareRoot()
    let k = keyDense(given[given.count > 2 ? 2 : 1])
    let v = valueDense(given[1])
    guard !q.isInvalid, !k.isInvalid, !v.isInvalid else { return [.invalid] }
    // The axes that stay, the heads, those attended along, the size of a head.
    let rank = q.rank
    let stay = (0..<rank - 2).filter { !axes.contains($0) }
    let order = stay + [rank - 2] + axes + [rank - 1]
    func arranged(_ x: Tensor) -> (flat: Tensor, attended: [Int]) {
      let y = transpose(x, order)
      let lead = Array(y.shape.prefix(stay.count + 1))
      let attended = Array(y.shape[(stay.count + 1)..<(rank - 1)])
      return (reshape(y, lead + [attended.reduce(1, *), y.shape[rank - 1]]), attended)
    }
    let (queries, keys, values) = (arranged(q), arranged(k), arranged(v))
    var scores = matmul(queries.flat, matrixTranspose(keys.flat))
    let flat = scores.shape
    scores = reshape(scores, flat.dropLast(2) + queries.attended + keys.attended)
    let masks = AttentionMasks(inputs, takesQueryMask: false, window: slidingWindow)
    var mask = masks.combined(queries: flat[flat.count - 2], keys: flat[flat.count - 1])
    if axes.count > 1, let plain = mask, masks.given == nil {
      let whole = broadcastTo(plain, [plain.shape[0]] + flat.suffix(2))
      mask = reshape(whole, [plain.shape[0]] + queries.attended + keys.attended)
    }
    let shares = attentionShares(
      scores, mask, axes: axes.count, evenly: rank == 4 && spreadsEvenly(inputs))
    let used = reshape(dropoutLayer(shares), flat)
    let seen = matmul(used, values.flat)
    let unflattened = reshape(
      seen, seen.shape.dropLast(2) + queries.attended + [seen.shape.last ?? 0])
    var back = [Int](repeating: 0, count: rank)
    for (place, axis) in order.enumerated() { back[axis] = place }
    return finished(transpose(unflattened, back), shares, inputs)
  }
}
