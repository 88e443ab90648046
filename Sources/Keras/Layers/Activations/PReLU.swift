/// A layer that learns what of negative numbers to let through: x, or alpha·x below 0.
///
/// There is an alpha for each place of the input but the batch's, or one for all places along
/// `sharedAxes`, which count from 1. Shape: that of the input. At 0 the slope is 0.
public final class PReLU: Layer {
  let alphaOptions: WeightOptions
  let sharedAxes: [Int]?
  /// The shape of the input without the batch, sizes of 1 along `sharedAxes`.
  @Weight public var alpha: Tensor

  /// The layer with these settings.
  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil,
    alphaConstraint: Constraint? = nil, sharedAxes: (any AxisList)? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    alphaOptions = WeightOptions(alphaInitializer, alphaRegularizer, alphaConstraint)
    self.sharedAxes = sharedAxes?.axisList
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    alphaOptions = try WeightOptions(c, "alpha", .zeros)
    sharedAxes = try c.get("shared_axes", IntegerOrList?.none)?.axisList
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(alphaOptions.config("alpha"))
      .merging(["shared_axes": sharedAxes.json])
  }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    let input = inputShapes.first ?? []
    let shared = sharedAxes ?? []
    guard shared.allSatisfy({ $0 >= 1 && $0 < input.count }) else {
      return fail(
        "sharedAxes must be among 1..<\(input.count) for the shape \(pythonTuple(input)), got "
          + "\(shared)")
    }
    var shape: [Int] = []
    for axis in input.indices.dropFirst() {
      if shared.contains(axis) {
        shape.append(1)
      } else {
        guard let size = knownSize(inputShapes, axis: axis) else { return }
        shape.append(size)
      }
    }
    addWeight($alpha, "alpha", shape, alphaOptions)
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    relu(x) - alpha * relu(-x)
  }
}
