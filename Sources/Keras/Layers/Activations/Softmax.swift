/// A layer that makes numbers shares of a whole: exp(x) divided by its sum along `axis`.
///
/// Places that a mask leaves out get 0. The mask has the shape of the input, or sizes of 1 in it.
/// Shape: that of the input. Specification: `softmax`.
public final class Softmax: Layer {
  let axis: IntegerOrList

  /// The layer with these settings.
  public init(
    axis: any AxisList = -1, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.axis = IntegerOrList(axis)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    axis = try c.axes("axis", -1)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["axis": axis.json]) }
  public override var supportsMasking: Bool { true }
  public override var recordsBuildShapes: Bool { false }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let x = inputs.x
    guard let mask = inputs.mask else { return [softmax(x, axis: axis)] }
    guard mask.rank <= x.rank,
      zip(mask.shape.reversed(), x.shape.reversed()).allSatisfy({ $0 == 1 || $0 == $1 })
    else {
      fail("the mask must have the shape of the input, or sizes of 1 in it", [x.type, mask.type])
      return [.invalid]
    }
    let isThere =
      mask.dtype == .i1
      ? mask : mask.dtype.isFloat ? greater(mask, Tensor(weak: 0.5)) : cast(mask, dtype: .i1)
    // Keras's numbers: low enough to vanish, and within the dtype.
    let low = Tensor(weak: x.dtype == .f16 ? -3e4 : -1e9)
    let y = softmax(NumPy.where(isThere, x, low), axis: axis)
    return [NumPy.where(isThere, y, zerosLike(y))]
  }
}
