/// A layer that encodes whole numbers below `numTokens` as rows of zeros and ones, or counts.
///
/// See `TokenOutput` for the modes; with `count` the keyword `count_weights` holds the weight of each
/// number. Numbers outside 0..<numTokens have only zeros. Shape: the last axis becomes `numTokens`;
/// `oneHot` adds it, unless the last one has the size 1.
public final class CategoryEncoding: Layer {
  let numTokens: Int
  let outputMode: TokenOutput

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ numTokens: Int, outputMode: TokenOutput = .multiHot, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.numTokens, self.outputMode) = (numTokens, outputMode)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numTokens = try c.get("num_tokens")
    outputMode = try c.get("output_mode", .multiHot)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if numTokens < 1 { fail("numTokens must be positive, got \(numTokens)") }
    if outputMode == .tfIdf { fail("outputMode must be .int, .oneHot, .multiHot or .count") }
  }
  public override var config: JSONObject {
    super.config.merging(["num_tokens": numTokens.json, "output_mode": outputMode.json])
  }
  public override var autocastsInputs: Bool { false }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let weights = inputs.tensor("count_weights")
    if weights != nil, outputMode != .count {
      fail("count_weights are for outputMode .count alone, which is .\(outputMode)")
      return [.invalid]
    }
    return [
      encoded(
        inputs.x, outputMode, numTokens, dtype: dtypePolicy.computeDType, weights: weights)
    ]
  }
}
