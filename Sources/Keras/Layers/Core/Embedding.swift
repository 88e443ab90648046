/// A row of numbers for each whole number: a table that is looked up.
///
/// With `maskZero` the number 0 stands for nothing, and the result's mask is false there. Numbers with
/// a fraction lose it; one outside 0..<inputDim has NaN. Shape: [batch, …] of integers becomes
/// [batch, …, outputDim].
public class Embedding: Layer {
  /// How many rows the table has.
  public let inputDim: Int
  /// How long they are.
  public let outputDim: Int
  /// Whether 0 stands for nothing.
  public let maskZero: Bool
  private let options: WeightOptions
  private let initialWeights: Tensor?
  /// The table, [inputDim, outputDim].
  @Weight public var embeddings: Tensor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ inputDim: Int, _ outputDim: Int, embeddingsInitializer: Initializer = .randomUniform(),
    embeddingsRegularizer: Regularizer? = nil, embeddingsConstraint: Constraint? = nil,
    maskZero: Bool = false, weights: Tensor? = nil, activityRegularizer: Regularizer? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.inputDim, self.outputDim, self.maskZero) = (inputDim, outputDim, maskZero)
    options = WeightOptions(embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint)
    initialWeights = weights
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    checkSizes()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    inputDim = try c.get("input_dim")
    outputDim = try c.get("output_dim")
    maskZero = try c.get("mask_zero", false)
    options = try WeightOptions(c, "embeddings", .randomUniform())
    initialWeights = nil
    try super.init(config: c)
    checkSizes()
  }
  private func checkSizes() {
    if inputDim < 1 || outputDim < 1 {
      fail("inputDim and outputDim must be positive, got \(inputDim) and \(outputDim)")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "input_dim": inputDim.json, "output_dim": outputDim.json, "mask_zero": maskZero.json,
      "activity_regularizer": serialize(activityRegularizer), "quantization_config": .null,
    ]).merging(options.config("embeddings"))
  }
  public override var autocastsInputs: Bool { false }

  public override func build(_ inputShapes: [Shape]) {
    addWeight($embeddings, "embeddings", [inputDim, outputDim], options)
    guard let initialWeights else { return }
    guard initialWeights.shape == [inputDim, outputDim] else {
      return fail("weights must have the shape \([inputDim, outputDim])", [initialWeights.type])
    }
    $embeddings.assign(initialWeights)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    take(embeddings, indices(x), axis: 0)
  }
  private func indices(_ x: Tensor) -> Tensor {
    x.dtype.isInteger && x.dtype.bitWidth >= 32 ? x : cast(x, dtype: .i32)
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    guard maskZero else { return outputs.map { _ in nil } }
    return [notEqual(inputs.x, zerosLike(inputs.x))]
  }
}
