/// A dense layer whose product is an einsum: `activation(einsum(equation, x, kernel) + bias)`.
///
/// `outputShape` is the result's without the batch, `nil` for sizes that the input tells. `biasAxes`
/// names the axes along which the bias has a number each; without it there is none.
public final class EinsumDense: Layer {
  let equation: String
  let outputShape: IntegersOrNulls
  let activation: Activation
  let biasAxes: String?
  private let kernelOptions, biasOptions: WeightOptions
  private var parsed: EinsumEquation?
  /// What the equation's second operand stands for.
  @Weight public var kernel: Tensor
  /// What is added, with axes of size 1 where `biasAxes` names none.
  @Weight public var bias: Tensor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ equation: String, _ outputShape: Shape, activation: Activation = .linear,
    biasAxes: String? = nil, kernelInitializer: Initializer = .glorotUniform(),
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, activityRegularizer: Regularizer? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.equation = equation
    self.outputShape = IntegersOrNulls(outputShape)
    (self.activation, self.biasAxes) = (activation, biasAxes)
    kernelOptions = WeightOptions(kernelInitializer, kernelRegularizer, kernelConstraint)
    biasOptions = WeightOptions(biasInitializer, biasRegularizer, biasConstraint)
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    parse()
  }
  /// The layer whose results have one axis of the size `outputShape` after the batch.
  public convenience init(
    _ equation: String, _ outputShape: Int, activation: Activation = .linear,
    biasAxes: String? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      equation, [outputShape], activation: activation, biasAxes: biasAxes, name: name,
      dtype: dtype)
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    equation = try c.get("equation")
    outputShape = try c.get("output_shape")
    activation = try c.get("activation", .linear)
    biasAxes = try c.get("bias_axes")
    kernelOptions = try WeightOptions(c, "kernel", .glorotUniform())
    biasOptions = try WeightOptions(c, "bias", .zeros)
    try super.init(config: c)
    parse()
  }
  private func parse() {
    do { parsed = try EinsumEquation(equation) } catch { fail("\(error)") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "equation": equation.json, "output_shape": outputShape.json,
      "activation": activation.json, "bias_axes": biasAxes.json,
      "activity_regularizer": serialize(activityRegularizer), "quantization_config": .null,
    ]).merging(kernelOptions.config("kernel")).merging(biasOptions.config("bias"))
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first, let parsed else { return }
    do {
      let shapes = try parsed.shapes(shape, outputShape.sizes, biasAxes: biasAxes)
      addWeight($kernel, "kernel", shapes.kernel, kernelOptions)
      if let bias = shapes.bias { addWeight($bias, "bias", bias, biasOptions) }
    } catch { fail("\(error)") }
  }

  public override func computeOutputSpec(
    _ arguments: CallArguments<KerasTensor>
  ) throws -> [KerasTensor] {
    try super.computeOutputSpec(arguments).map { y in
      KerasTensor(parsed?.declared(y.shape, outputShape.sizes) ?? y.shape, dtype: y.dtype)
    }
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let y = einsum(equation, x, kernel)
    return activation(biasAxes == nil ? y : y + bias)
  }
}

extension EinsumEquation {
  /// The result's shape with what `given` leaves open left open, as Keras has it.
  func declared(_ shape: Shape, _ given: Shape) -> Shape {
    guard ellipsis == .nowhere, given.count == shape.count - 1 else { return shape }
    return shape.prefix(1) + given
  }
}

/// Sizes, `nil` for those that are open; one may be written without brackets.
struct IntegersOrNulls: ConfigValue {
  let sizes: Shape

  init(_ sizes: Shape) { self.sizes = sizes }
  init?(config json: JSON) {
    if let one = json.integer {
      sizes = [one]
    } else if let list = [Int?](config: json), !json.isNull {
      sizes = list
    } else {
      return nil
    }
  }
  static var expectation: String { "an integer or a list of integers and nulls" }
  var json: JSON { sizes.json }
}
