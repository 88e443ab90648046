/// A layer that multiplies by `scale` and adds `offset`: numbers, or one for each channel.
///
/// Shape: that of the input; integers become the compute dtype.
public final class Rescaling: Layer {
  let scale, offset: NumberOrList

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ scale: Double, offset: Double = 0, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.scale, self.offset) = (NumberOrList(scale), NumberOrList(offset))
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The layer with a number for each channel, the last axis.
  public init(
    _ scale: [Double], offset: [Double] = [0], name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.scale, self.offset) = (NumberOrList(scale), NumberOrList(offset))
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    scale = try c.get("scale")
    offset = try c.get("offset", NumberOrList(0))
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["scale": scale.json, "offset": offset.json])
  }
  public override var supportsMasking: Bool { true }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let dtype = dtypePolicy.computeDType
    let y = cast(x, dtype: dtype) * scale.tensor(dtype) + offset.tensor(dtype)
    if y.shape != x.shape, !y.isInvalid {
      fail("scale and offset must be numbers, or one for each of the last axis", [x.type])
      return .invalid
    }
    return y
  }
}

/// One number or a list of them.
struct NumberOrList: ConfigValue {
  let values: [Double]
  let isList: Bool

  init(_ value: Double) { (values, isList) = ([value], false) }
  init(_ values: [Double]) { (self.values, isList) = (values, true) }
  init?(config json: JSON) {
    if let one = json.number {
      self.init(one)
    } else if let list = [Double](config: json) {
      self.init(list)
    } else {
      return nil
    }
  }
  static var expectation: String { "a number or a list of numbers" }
  var json: JSON { isList ? values.json : .number(values.first ?? 0) }

  func tensor(_ dtype: DType) -> Tensor {
    let x = cast(Tensor(values), dtype: dtype)
    return isList ? x : reshape(x, [])
  }
}
