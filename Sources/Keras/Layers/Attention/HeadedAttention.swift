/// What attention with several heads has in common: its projections, and dropout of scores.
public class HeadedAttention: Layer {
  /// The projections of queries, keys and values, and that of the result.
  public private(set) var queryDense, keyDense: EinsumDense?
  /// What projects the gate, where there is one.
  public private(set) var gateDense: EinsumDense?
  /// What projects values to heads.
  public private(set) var valueDense: EinsumDense?
  /// What projects the heads' results to the output.
  public private(set) var outputDense: EinsumDense?
  let dropoutLayer: Dropout
  let useBias, useGate: Bool
  let slidingWindow: Int?
  let seed: Int?
  private let kernelOptions, biasOptions: WeightOptions

  init(
    dropout: Double, useBias: Bool, slidingWindow: Int?, _ kernel: WeightOptions,
    _ bias: WeightOptions, useGate: Bool, seed: Int?, activityRegularizer: Regularizer?,
    name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    dropoutLayer = Dropout(dropout, seed: seed, dtype: dtype)
    (self.useBias, self.useGate, self.slidingWindow) = (useBias, useGate, slidingWindow)
    self.seed = seed
    (kernelOptions, biasOptions) = (kernel, bias)
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    checkWindow()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    seed = try c.get("seed")
    dropoutLayer = Dropout(
      try c.get("dropout", 0.0), seed: seed, dtype: try DTypePolicy(serialized: c["dtype"]))
    useBias = try c.get("use_bias", true)
    useGate = try c.get("use_gate", false)
    slidingWindow = try c.get("sliding_window")
    kernelOptions = try WeightOptions(c, "kernel", .glorotUniform())
    biasOptions = try WeightOptions(c, "bias", .zeros)
    try super.init(config: c)
    checkWindow()
  }
  private func checkWindow() {
    if let slidingWindow, slidingWindow < 1 {
      fail("slidingWindow must be positive, got \(slidingWindow)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "dropout": dropoutLayer.rate.json, "use_bias": useBias.json, "use_gate": useGate.json,
      "sliding_window": slidingWindow.json, "seed": seed.json,
      "activity_regularizer": serialize(activityRegularizer),
    ]).merging(kernelOptions.config("kernel")).merging(biasOptions.config("bias"))
  }
  public override var callSignature: CallSignature {
    CallSignature(
      ["query", "value", "key"],
      options: ["query_mask", "value_mask", "key_mask", "attention_mask"])
  }
  public override var supportsMasking: Bool { true }

  public override var filedBeside: JSONObject {
    guard isBuilt, builtShapes.count >= 2 else { return [:] }
    let names = ["query_shape", "value_shape", "key_shape"]
    return [
      "build_config": [
        "shapes_dict": .object(JSONObject(zip(names, builtShapes).map { ($0, json($1)) }))
      ]
    ]
  }

  /// The shapes of query, value and key; reports where they are not two or three.
  func operandShapes(_ shapes: [Shape]) -> (query: Shape, value: Shape, key: Shape)? {
    guard shapes.count == 2 || shapes.count == 3 else {
      fail("expected a query, a value and perhaps a key, got \(shapes.count) inputs")
      return nil
    }
    return (shapes[0], shapes[1], shapes.last == shapes[1] ? shapes[1] : shapes[shapes.count - 1])
  }

  /// A projection of the last axis of inputs of `rank` axes to `sizes`.
  private func projection(_ name: String, _ rank: Int, _ sizes: [Int]) -> EinsumDense {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let stay = String(letters[0..<rank - 1])
    let new = String(letters[rank..<rank + sizes.count])
    return dense(
      "\(stay)\(letters[rank - 1]),\(letters[rank - 1])\(new)->\(stay)\(new)",
      [Int?](repeating: nil, count: rank - 2) + sizes.map { $0 }, new, name)
  }
  /// A projection of the last two axes, of heads, to `sizes`.
  private func joining(_ name: String, _ rank: Int, _ sizes: [Int]) -> EinsumDense {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let stay = String(letters[0..<rank - 1])
    let heads = String(letters[rank - 1...rank])
    let new = String(letters[rank + 1..<rank + 1 + sizes.count])
    return dense(
      "\(stay)\(heads),\(heads)\(new)->\(stay)\(new)",
      [Int?](repeating: nil, count: rank - 2) + sizes.map { $0 }, new, name)
  }
  private func dense(
    _ equation: String, _ shape: Shape, _ biasAxes: String, _ name: String
  ) -> EinsumDense {
    // Each has an initializer of its own, so that they do not begin alike.
    func own(_ initializer: Initializer) -> Initializer { (try? initializer.copy()) ?? initializer }
    return EinsumDense(
      equation, shape, biasAxes: useBias ? biasAxes : nil,
      kernelInitializer: own(kernelOptions.initializer),
      biasInitializer: own(biasOptions.initializer),
      kernelRegularizer: kernelOptions.regularizer, biasRegularizer: biasOptions.regularizer,
      kernelConstraint: kernelOptions.constraint, biasConstraint: biasOptions.constraint,
      name: name, trainable: trainable, dtype: dtypePolicy)
  }

  /// Makes and builds the projections.
  func makeProjections(
    _ shapes: (query: Shape, value: Shape, key: Shape), query: [Int], key: [Int], value: [Int],
    output: [Int]
  ) {
    let rank = shapes.query.count
    guard rank >= 2, shapes.value.count >= 2, shapes.key.count >= 2,
      rank + output.count < 24, shapes.value.count < 22, shapes.key.count < 22
    else {
      return fail(
        "expected inputs [batch, steps, size] of 3 axes, or of some more, got "
          + "\(pythonTuple(shapes.query)) and \(pythonTuple(shapes.value))")
    }
    let gate = [query[0], value[1]]
    queryDense = projection("query", rank, query)
    keyDense = projection("key", shapes.key.count, key)
    if useGate { gateDense = projection("gate", rank, gate) }
    valueDense = projection("value", shapes.value.count, value)
    outputDense = joining("attention_output", rank, output)
    for layer in [queryDense, keyDense, gateDense, valueDense, outputDense] {
      if layer?.pathPrefix.isEmpty == true { layer?.pathPrefix = path }
    }
    queryDense?.buildIfNeeded([shapes.query])
    keyDense?.buildIfNeeded([shapes.key])
    gateDense?.buildIfNeeded([shapes.query])
    valueDense?.buildIfNeeded([shapes.value])
    outputDense?.buildIfNeeded([shapes.query.dropLast() + gate.map { $0 }])
  }

  /// Whether a query that may see nothing sees all alike; as in Keras, where the attention is one
  /// operation unless scores are wanted or dropped.
  func spreadsEvenly(_ inputs: Inputs) -> Bool {
    dropoutLayer.rate == 0 && !inputs.flag("return_attention_scores")
  }

  /// The result with the gate, projected, and the scores where they are asked for.
  func finished(_ attended: Tensor, _ scores: Tensor, _ inputs: Inputs) -> [Tensor] {
    guard let outputDense else { return [.invalid] }
    let gated = gateDense.map { attended * sigmoid($0(inputs.x)) } ?? attended
    let y = outputDense(gated)
    return inputs.flag("return_attention_scores") ? [y, scores] : [y]
  }

  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    outputs.indices.map { $0 == 0 ? inputs.masks.first.flatMap { $0 } : nil }
  }
}

extension HeadedAttention {
  /// The arguments of a call, under Keras's names.
  private func arguments<Leaf>(
    _ query: Leaf, _ value: Leaf, _ key: Leaf?, _ masks: [String: Leaf?], _ flags: [String: Bool]
  ) -> CallArguments<Leaf> {
    var keywords: [String: CallArgument<Leaf>] = [:]
    for case (let name, let mask?) in masks { keywords[name] = .tensor(mask) }
    for (name, flag) in flags where flag { keywords[name] = .value(true) }
    return CallArguments(
      [query, value].map { .tensor($0) } + (key.map { [.tensor($0)] } ?? []), keywords)
  }

  /// What the queries see of the values, and with `returnAttentionScores` the shares of each.
  public func callAsFunction(
    _ query: Tensor, _ value: Tensor, _ key: Tensor? = nil, queryMask: Tensor? = nil,
    valueMask: Tensor? = nil, keyMask: Tensor? = nil, attentionMask: Tensor? = nil,
    returnAttentionScores: Bool = false, training: Bool? = nil, useCausalMask: Bool = false
  ) -> [Tensor] {
    self(
      arguments(
        query, value, key,
        [
          "query_mask": queryMask, "value_mask": valueMask, "key_mask": keyMask,
          "attention_mask": attentionMask,
        ],
        ["return_attention_scores": returnAttentionScores, "use_causal_mask": useCausalMask]),
      training: training)
  }
  /// The same for tensors of a model.
  public func callAsFunction(
    _ query: KerasTensor, _ value: KerasTensor, _ key: KerasTensor? = nil,
    attentionMask: KerasTensor? = nil, returnAttentionScores: Bool = false,
    useCausalMask: Bool = false
  ) -> [KerasTensor] {
    self(
      arguments(
        query, value, key, ["attention_mask": attentionMask],
        ["return_attention_scores": returnAttentionScores, "use_causal_mask": useCausalMask]))
  }
}
