/// Attention without projections: what a query sees of the values is weighed by its product with
/// their keys.
///
/// Called with a list: query, value and perhaps the key, which is else the value. The scores are
/// `q · kᵀ`, times a weight with `useScale`; or, `scoreMode` being `concat`, a weight times the sum
/// of `tanh(scale · (q + k))`. Masks of query and value and `useCausalMask` as `MultiHeadAttention`;
/// results of masked queries are 0. Shape: query [batch, T, size], value [batch, S, n], key
/// [batch, S, size]; the result [batch, T, n], scores [batch, T, S]. Source: M. Luong et al.,
/// Effective Approaches to Attention-based Neural Machine Translation, 2015.
public class Attention: Layer {
  /// How scores are made.
  public enum ScoreMode: String, CaseIterable, ConfigValue, Sendable {
    /// By products.
    case dot
    /// By tanh of sums.
    case concat
  }
  let useScale: Bool
  let scoreMode: ScoreMode
  let dropout: Double
  let seed: Int?
  private let seedGenerator: SeedGenerator?
  /// What scores are multiplied by.
  @Weight public var scale: Tensor
  /// What the sums of tanh are multiplied by.
  @Weight public var concatScoreWeight: Tensor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Double = 0, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.useScale, self.scoreMode) = (useScale, scoreMode)
    (self.dropout, self.seed) = (dropout, seed)
    seedGenerator = dropout > 0 ? SeedGenerator(seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkDropout()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    useScale = try c.get("use_scale", Self.scalesByDefault)
    scoreMode = try c.get("score_mode", .dot)
    dropout = try c.get("dropout", 0.0)
    seed = try c.get("seed")
    seedGenerator = dropout > 0 ? SeedGenerator(seed) : nil
    try super.init(config: c)
    checkDropout()
  }
  class var scalesByDefault: Bool { false }
  private func checkDropout() {
    if !(0...1 ~= dropout) { fail("dropout must be between 0 and 1, got \(dropout)") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "use_scale": useScale.json, "score_mode": scoreMode.json, "dropout": dropout.json,
      "seed": seed.json,
    ])
  }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    guard inputShapes.count == 2 || inputShapes.count == 3 else {
      return fail(
        "expected a list of a query, a value and perhaps a key, got \(inputShapes.count) inputs")
    }
    if useScale { addWeight($scale, "scale", [], .ones) }
    if scoreMode == .concat { addWeight($concatScoreWeight, "concat_score_weight", [], .ones) }
  }

  /// The scores of keys for each query, [batch, T, S].
  func scores(_ q: Tensor, _ k: Tensor) -> Tensor {
    switch scoreMode {
    case .dot:
      let y = matmul(q, matrixTranspose(k))
      return useScale ? y * scale : y
    case .concat:
      let sums = expandDims(q, -2) + expandDims(k, -3)
      return concatScoreWeight * sum(tanh(useScale ? scale * sums : sums), axis: -1)
    }
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.tensors
    guard given.count == 2 || given.count == 3 else {
      fail("expected a list of a query, a value and perhaps a key, got \(given.count) inputs")
      return [.invalid]
    }
    let (q, v, k) = (given[0], given[1], given[given.count - 1])
    guard q.rank >= 2, k.rank == q.rank, v.rank == q.rank else {
      fail("the inputs must have as many axes as each other, 2 or more", given.map(\.type))
      return [.invalid]
    }
    let masks = self.masks(inputs)
    var scores = scores(q, k)
    var isHidden: Tensor?
    if let value = masks.value { isHidden = logicalNot(expandDims(value, -2)) }
    if inputs.flag("use_causal_mask") {
      let type = TensorType(.i32, Array(scores.shape.suffix(2)))
      let later = less(iota(type, axis: 0), iota(type, axis: 1))
      isHidden = isHidden.map { logicalOr($0, later) } ?? later
    }
    if let isHidden {
      // Keras's numbers: enough to vanish, and within the dtype.
      scores = scores - cast(isHidden, dtype: scores.dtype) * (scores.dtype == .f16 ? 65504 : 1e9)
    }
    var shares = softmax(scores, axis: -1)
    if inputs.training, let seedGenerator {
      let isKept = Random.bernoulli(seedGenerator.next(), 1 - dropout, shares.shape)
      shares =
        dropout >= 1
        ? zerosLike(shares) : NumPy.where(isKept, shares / (1 - dropout), zerosLike(shares))
    }
    var y = matmul(shares, v)
    if let query = masks.query { y = y * cast(expandDims(query, -1), dtype: y.dtype) }
    return inputs.flag("return_attention_scores") ? [y, shares] : [y]
  }

  private func masks(_ inputs: Inputs) -> (query: Tensor?, value: Tensor?) {
    let given = inputs.tensors("mask").map { $0.map(Optional.some) } ?? inputs.masks
    func mask(_ i: Int) -> Tensor? { given[safe: i].flatMap { $0 }.map { cast($0, dtype: .i1) } }
    return (mask(0), mask(1))
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    outputs.indices.map { $0 == 0 ? masks(inputs).query : nil }
  }
}
