/// What layers have in common that change images at random in training, and else let them be.
///
/// Called by itself such a layer trains, unless told otherwise, as Keras's do.
public class RandomImageLayer: ImageLayer {
  let seed: Int?
  let seedGenerator: SeedGenerator

  init(
    _ seed: Int?, _ dataFormat: DataFormat?, name: String?, trainable: Bool,
    dtype: DTypePolicy?
  ) {
    self.seed = seed
    seedGenerator = SeedGenerator(seed)
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    seed = try c.get("seed")
    seedGenerator = SeedGenerator(seed)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["seed": seed.json]) }
  public override var trainsByDefault: Bool { true }

  public final override func call(_ x: Tensor, training: Bool) -> Tensor {
    asBatch(cast(x, dtype: dtypePolicy.computeDType)) {
      training ? changed($0, seedGenerator.next()) : unchanged($0)
    }
  }
  /// What training makes of a batch [batch, rows, columns, channels].
  func changed(_ images: Tensor, _ key: Tensor) -> Tensor { images }
  /// What inference makes of it.
  func unchanged(_ images: Tensor) -> Tensor { images }

  /// A random number for each image, [batch].
  func each(_ images: Tensor, _ key: Tensor, _ range: (Double, Double)) -> Tensor {
    range.0 == range.1
      ? NumPy.full([images.shape[0]], Tensor(range.0), dtype: images.dtype)
      : cast(
        Random.uniform(key, [images.shape[0]], minval: range.0, maxval: range.1),
        dtype: images.dtype)
  }
  /// A number for each image as an image that broadcasts.
  func wide(_ x: Tensor) -> Tensor { reshape(x, [-1, 1, 1, 1]) }
}

/// A range from which something is drawn: `0.2`, or `.range(-0.1, 0.3)`.
public struct RandomFactor: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  let value: NumberOrList

  /// The numbers up to `value`; a layer says from where on.
  public init(_ value: Double) { self.value = NumberOrList(value) }
  /// The value that the literal writes.
  public init(floatLiteral value: Double) { self.init(value) }
  /// The value that the literal writes.
  public init(integerLiteral value: Int) { self.init(Double(value)) }
  private init(_ low: Double, _ high: Double) { value = NumberOrList([low, high]) }
  /// The numbers from `low` to `high`.
  public static func range(_ low: Double, _ high: Double) -> RandomFactor {
    RandomFactor(low, high)
  }

  /// Its ends; those of one number begin at 0, or are `symmetric`.
  func ends(symmetric: Bool) -> (Double, Double) {
    let values = value.values
    return value.isList ? (values[0], values[1]) : (symmetric ? -values[0] : 0, values[0])
  }
}

extension RandomFactor: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let value = NumberOrList(config: json), !value.isList || value.values.count == 2 else {
      return nil
    }
    self.value = value
  }
  /// What the field must be.
  public static var expectation: String { "a number or a list of two" }
  /// What the field holds.
  public var json: JSON { value.json }
  /// Both ends as a list.
  func listed(symmetric: Bool) -> JSON {
    let (low, high) = ends(symmetric: symmetric)
    return [.number(low), .number(high)]
  }
}

extension Layer {
  /// Reports a way of moving pixels that is none.
  func checkInterpolation(_ interpolation: Interpolation) {
    if interpolation != .nearest && interpolation != .bilinear {
      fail("interpolation must be .nearest or .bilinear, got .\(interpolation.rawValue)")
    }
  }

  /// Reports a factor that is no range within `bounds`.
  func check(
    _ name: String, _ factor: RandomFactor, _ bounds: ClosedRange<Double>, symmetric: Bool
  ) {
    let (low, high) = factor.ends(symmetric: symmetric)
    if !(low <= high && bounds.contains(low) && bounds.contains(high)) {
      fail(
        "\(name) must be a number, or two in rising order, between \(bounds.lowerBound) and "
          + "\(bounds.upperBound); got \(factor.json.text())")
    }
  }
}
