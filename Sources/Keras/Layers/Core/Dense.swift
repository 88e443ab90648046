/// A densely connected layer: `activation(x · kernel + bias)`.
///
/// Shape: the last axis becomes `units`; all others stay. A mask passes.
public final class Dense: Layer {
  /// The size of the last axis of the result.
  public let units: Int
  let activation: Activation
  let useBias: Bool
  let kernelInitializer, biasInitializer: Initializer
  let kernelRegularizer, biasRegularizer: Regularizer?
  let kernelConstraint, biasConstraint: Constraint?
  /// `[inputs, units]`.
  @Weight public var kernel: Tensor
  /// `[units]`.
  @Weight public var bias: Tensor

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    (self.kernelInitializer, self.biasInitializer) = (kernelInitializer, biasInitializer)
    (self.kernelRegularizer, self.biasRegularizer) = (kernelRegularizer, biasRegularizer)
    (self.kernelConstraint, self.biasConstraint) = (kernelConstraint, biasConstraint)
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    checkSettings()
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    units = try c.get("units")
    activation = try c.get("activation", .linear)
    useBias = try c.get("use_bias", true)
    kernelInitializer = try c.object("kernel_initializer") ?? .glorotUniform()
    biasInitializer = try c.object("bias_initializer") ?? .zeros
    kernelRegularizer = try c.object("kernel_regularizer")
    biasRegularizer = try c.object("bias_regularizer")
    kernelConstraint = try c.object("kernel_constraint")
    biasConstraint = try c.object("bias_constraint")
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if units < 1 { fail("units must be positive, got \(units)") }
  }

  public override var config: JSONObject {
    super.config.merging([
      "units": units.json, "activation": activation.json, "use_bias": useBias.json,
      "kernel_initializer": serialize(kernelInitializer),
      "bias_initializer": serialize(biasInitializer),
      "kernel_regularizer": serialize(kernelRegularizer),
      "bias_regularizer": serialize(biasRegularizer),
      "kernel_constraint": serialize(kernelConstraint),
      "bias_constraint": serialize(biasConstraint), "quantization_config": .null,
    ])
  }

  public override var supportsMasking: Bool { true }
  public override var inputSpec: InputSpec? {
    let inputs = $kernel.variable.map { [-1: $0.shape[0]] } ?? [:]
    return InputSpec(minNdim: 1, axes: inputs)
  }

  public override func build(_ inputShapes: [Shape]) {
    guard let inputs = knownSize(inputShapes, axis: -1) else { return }
    addWeight(
      $kernel, "kernel", [inputs, units], kernelInitializer, regularizer: kernelRegularizer,
      constraint: kernelConstraint)
    guard useBias else { return }
    addWeight(
      $bias, "bias", [units], biasInitializer, regularizer: biasRegularizer,
      constraint: biasConstraint)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let y = matmul(x, kernel)
    return activation(useBias ? y + bias : y)
  }
}
