/// An embedding that can be run backwards: from rows of numbers to a score for each row of the table.
///
/// With the keyword `reverse` the result is x · tableᵀ, or x · a table of its own unless
/// `tieWeights`; `logitSoftCap` c bounds the scores, as c · tanh(x / c); `reverseDtype` is the dtype
/// they are computed in. Shape: as `Embedding`; reversed [batch, …, outputDim] becomes
/// [batch, …, inputDim].
public final class ReversibleEmbedding: Embedding {
  let tieWeights: Bool
  let reverseDtype: DType?
  let logitSoftCap: Double?
  /// The table for the way back, [outputDim, inputDim], where it is not that of the way there.
  @Weight public var reverseEmbeddings: Tensor
  private let reverseInitializer: Initializer

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ inputDim: Int, _ outputDim: Int, tieWeights: Bool = true,
    embeddingsInitializer: Initializer = .randomUniform(),
    embeddingsRegularizer: Regularizer? = nil, embeddingsConstraint: Constraint? = nil,
    maskZero: Bool = false, reverseDtype: DType? = nil, logitSoftCap: Double? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.tieWeights, self.reverseDtype) = (tieWeights, reverseDtype)
    self.logitSoftCap = logitSoftCap
    reverseInitializer = embeddingsInitializer
    super.init(
      inputDim, outputDim, embeddingsInitializer: embeddingsInitializer,
      embeddingsRegularizer: embeddingsRegularizer, embeddingsConstraint: embeddingsConstraint,
      maskZero: maskZero, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    tieWeights = try c.get("tie_weights", true)
    reverseDtype = try c.get("reverse_dtype")
    logitSoftCap = try c.get("logit_soft_cap")
    reverseInitializer = try c.object("embeddings_initializer") ?? .randomUniform()
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging([
      "tie_weights": tieWeights.json, "reverse_dtype": reverseDtype.json,
      "logit_soft_cap": logitSoftCap.json,
    ])
  }

  public override func build(_ inputShapes: [Shape]) {
    super.build(inputShapes)
    guard !tieWeights else { return }
    addWeight(
      $reverseEmbeddings, "reverse_embeddings", [outputDim, inputDim], reverseInitializer)
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    guard inputs.flag("reverse") else {
      return [call(inputs.x, training: inputs.training)]
    }
    let x = inputs.x
    guard x.rank > 0, x.shape.last == outputDim else {
      fail("reversed, the last axis must have the size \(outputDim)", [x.type])
      return [.invalid]
    }
    let table = tieWeights ? matrixTranspose(embeddings) : reverseEmbeddings
    let dtype = reverseDtype ?? dtypePolicy.computeDType
    var y = matmul(cast(x, dtype: dtype), cast(table, dtype: dtype))
    if let cap = logitSoftCap { y = tanh(y / cap) * cap }
    return [y]
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    inputs.flag("reverse") ? [inputs.mask] : super.computeMask(inputs, outputs)
  }
}

extension ReversibleEmbedding {
  /// The table's rows for `x`, or, reversed, the scores of all rows.
  public func callAsFunction(_ x: Tensor, reverse: Bool) -> Tensor {
    self(CallArguments([.tensor(x)], ["reverse": .value(.bool(reverse))]))[0]
  }
  /// The same for a tensor of a model.
  public func callAsFunction(_ x: KerasTensor, reverse: Bool) -> KerasTensor {
    self(CallArguments([.tensor(x)], ["reverse": .value(.bool(reverse))]))[0]
  }
}
