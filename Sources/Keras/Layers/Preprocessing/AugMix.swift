/// A layer that in training mixes images with what chains of changes chosen at random make of them.
///
/// Each of `numChains` chains makes `chainDepth` changes, or fewer where none is chosen: shear,
/// translation, rotation, posterization, solarization, automatic contrast and equalization, with `allOps`
/// brightness, colourfulness, contrast and sharpness as well, as strong as `factor` says. The chains are
/// mixed by shares from a Dirichlet distribution, and the mixture with the images by one from a beta
/// distribution, all of the parameter `alpha`. Choices and shares are those of the batch; unlike Keras,
/// which chooses once for a compiled step, each call has its own. Only images come: boxes and masks are
/// not changed. Shape: that of the input, which has three channels with `allOps`.
///
/// Source: D. Hendrycks et al., AugMix: A Simple Data Processing Method to Improve Robustness and
/// Uncertainty, 2020.
public final class AugMix: ChosenImageChanges {
  let numChains, chainDepth: Int
  let alpha: Double
  let allOps: Bool

  private static func changes(_ all: Bool) -> [ImageChange] {
    [
      .shear, .translation, .rotation, .posterization, .solarization, .autoContrast, .equalization,
    ] + (all ? [.brightness, .colorDegeneration, .contrast, .sharpness] : [])
  }

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    valueRange: (Double, Double) = (0, 255), numChains: Int = 3, chainDepth: Int = 3,
    factor: RandomFactor = 0.3, alpha: Double = 1, allOps: Bool = true,
    interpolation: Interpolation = .bilinear, seed: Int? = nil, dataFormat: DataFormat? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.numChains, self.chainDepth) = (numChains, chainDepth)
    (self.alpha, self.allOps) = (alpha, allOps)
    super.init(
      Self.changes(allOps), valueRange: valueRange, factor: factor, interpolation: interpolation,
      seed: seed, dataFormat: dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numChains = try c.get("num_chains", 3)
    chainDepth = try c.get("chain_depth", 3)
    alpha = try c.get("alpha", 1.0)
    allOps = try c.get("all_ops", true)
    try super.init(config: c, Self.changes(allOps), factor: 0.3)
    checkSettings()
  }
  private func checkSettings() {
    checkCount("numChains", numChains)
    checkCount("chainDepth", chainDepth)
    if !(alpha > 0 && alpha.isFinite) { fail("alpha must be positive, got \(alpha)") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "num_chains": numChains.json, "chain_depth": chainDepth.json, "alpha": alpha.json,
      "all_ops": allOps.json,
    ])
  }

  override func changed(_ images: Tensor, _ key: Tensor) -> Tensor {
    var count = 0
    func next() -> Tensor {
      defer { count += 1 }
      return Random.foldIn(key, count)
    }
    let drawn = Random.gamma(next(), alpha, [numChains])
    let shares = cast(drawn / sum(drawn), dtype: images.dtype)
    let own = cast(Random.beta(next(), alpha, alpha, []), dtype: images.dtype)
    var mixture = zerosLike(images)
    for chain in 0..<numChains {
      var chained = images
      for _ in 0..<chainDepth {
        let pick = Random.randint(next(), [], 0, choices + 1)
        let base = next()
        let keys = (0..<choices).map { Random.foldIn(base, $0) }
        chained = changed(chained, by: pick, keys)
      }
      mixture = mixture + chained * shares[chain]
    }
    return valueRange.clipped(own * images + (1 - own) * mixture)
  }
}
