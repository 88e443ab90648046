/// What layers have in common that leave out numbers at random in training.
public class BaseDropout: Layer {
  /// The share of numbers left out.
  public let rate: Double
  let seed: Int?
  /// Makes the keys; `nil` where nothing is left out.
  let seedGenerator: SeedGenerator?

  init(
    rate: Double, seed: Int?, name: String?, trainable: Bool = true, dtype: DTypePolicy?
  ) {
    (self.rate, self.seed) = (rate, seed)
    seedGenerator = rate > 0 ? SeedGenerator(seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    rate = try c.get("rate")
    seed = try c.get("seed")
    seedGenerator = rate > 0 ? SeedGenerator(seed) : nil
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(0...1 ~= rate) { fail("rate must be between 0 and 1, got \(rate)") }
  }
  public override var config: JSONObject {
    super.config.merging(["rate": rate.json, "seed": seed.json])
  }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }

  /// `x` with what a random choice of the shape `noiseShape` leaves out set to 0, and the rest grown
  /// so that the mean stays.
  func dropped(_ x: Tensor, _ noiseShape: [Int]) -> Tensor {
    guard let seedGenerator else { return x }
    if rate >= 1 { return zerosLike(x) }
    let isKept = Random.bernoulli(seedGenerator.next(), 1 - rate, noiseShape)
    return NumPy.where(isKept, x / (1 - rate), zerosLike(x))
  }
}

/// A layer that in training leaves out numbers at random, and makes up for it with the rest.
///
/// Each number is 0 with probability `rate`, and else divided by 1 - rate. `noiseShape` says along
/// which axes one choice holds for all: those of size 1; `nil` in it is the input's size. Shape: that
/// of the input. Source: N. Srivastava et al., Dropout, 2014.
public final class Dropout: BaseDropout {
  let noiseShape: Shape?

  /// The layer with these settings.
  public init(
    _ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.noiseShape = noiseShape
    super.init(rate: rate, seed: seed, name: name, trainable: trainable, dtype: dtype)
    checkNoiseShape(noiseShape)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    noiseShape = try c.get("noise_shape")
    try super.init(config: c)
    checkNoiseShape(noiseShape)
  }
  public override var config: JSONObject {
    super.config.merging(["noise_shape": noiseShape.json])
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training, rate > 0, let shape = concrete(noiseShape, x) else { return x }
    return dropped(x, shape)
  }
}

extension Layer {
  func checkNoiseShape(_ shape: Shape?) {
    for case let size? in shape ?? [] where size < 1 {
      fail("the sizes of noiseShape must be positive or nil, got \(pythonTuple(shape ?? []))")
      return
    }
  }

  /// `noiseShape` with the sizes of `x` where it is open; reports where it is none for `x`.
  func concrete(_ noiseShape: Shape?, _ x: Tensor) -> [Int]? {
    guard let noiseShape else { return x.shape }
    let shape = zip(noiseShape, x.shape).map { $0 ?? $1 }
    guard noiseShape.count == x.rank, zip(shape, x.shape).allSatisfy({ $0 == 1 || $0 == $1 }) else {
      fail(
        "noiseShape \(pythonTuple(noiseShape)) must have for each axis of the input its size, 1 or "
          + "nil", [x.type])
      return nil
    }
    return shape
  }
}
