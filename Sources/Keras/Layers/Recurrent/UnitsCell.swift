/// The settings that cells of units share with the layers made of them.
struct UnitsOptions {
  let units: Int
  let activation: Activation
  /// That of gates; `nil` where there are none.
  let recurrentActivation: Activation?
  let useBias: Bool
  let kernel, recurrent, bias: WeightOptions
  let dropout, recurrentDropout: Double
  let seed: Int?
}

extension UnitsOptions {
  init(_ c: Config, hasGates: Bool) throws {
    self.init(
      units: try c.get("units"), activation: try c.get("activation", .tanh),
      recurrentActivation: hasGates ? try c.get("recurrent_activation", .sigmoid) : nil,
      useBias: try c.get("use_bias", true),
      kernel: try WeightOptions(c, "kernel", .glorotUniform()),
      recurrent: try WeightOptions(c, "recurrent", .orthogonal()),
      bias: try WeightOptions(c, "bias", .zeros), dropout: try c.get("dropout", 0.0),
      recurrentDropout: try c.get("recurrent_dropout", 0.0), seed: try c.get("seed"))
  }

  var config: JSONObject {
    var fields: JSONObject = [
      "units": units.json, "activation": activation.json, "use_bias": useBias.json,
      "dropout": dropout.json, "recurrent_dropout": recurrentDropout.json, "seed": seed.json,
    ]
    if let recurrentActivation { fields["recurrent_activation"] = recurrentActivation.json }
    return fields.merging(kernel.config("kernel")).merging(recurrent.config("recurrent"))
      .merging(bias.config("bias"))
  }
}

/// What cells of units have in common: a kernel for inputs, one for states, a bias, dropout.
public class UnitsCell: RecurrentCell {
  let options: UnitsOptions
  private let seedGenerator: SeedGenerator?
  /// [inputs, units of all gates].
  @Weight public var kernel: Tensor
  /// [units, units of all gates].
  @Weight public var recurrentKernel: Tensor
  /// [units of all gates], or two rows of them.
  @Weight public var bias: Tensor
  /// What dropout leaves of inputs and of states during the sequence at hand.
  private var kept: (inputs: Tensor?, states: Tensor?) = (nil, nil)

  /// The number of units.
  public var units: Int { options.units }
  /// How many gates the columns of the kernels are for.
  var gates: Int { 1 }
  var biasShape: [Int] { [gates * units] }
  var biasOptions: WeightOptions { options.bias }

  init(_ options: UnitsOptions, name: String?, trainable: Bool, dtype: DTypePolicy?) {
    self.options = options
    seedGenerator = Self.generator(options)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  init(config c: Config, _ options: UnitsOptions) throws {
    self.options = options
    seedGenerator = Self.generator(options)
    try super.init(config: c)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) is no class of cells")
  }

  private static func generator(_ options: UnitsOptions) -> SeedGenerator? {
    options.dropout > 0 || options.recurrentDropout > 0 ? SeedGenerator(options.seed) : nil
  }
  private func checkSettings() {
    if units < 1 { fail("units must be positive, got \(units)") }
    for (name, rate) in [
      ("dropout", options.dropout), ("recurrentDropout", options.recurrentDropout),
    ] where !(0...1 ~= rate) {
      fail("\(name) must be between 0 and 1, got \(rate)")
    }
  }
  public override var config: JSONObject { super.config.merging(options.config) }
  public override var stateShapes: [[Int]] { [[units]] }

  public override func build(_ inputShapes: [Shape]) {
    guard let inputs = knownSize(inputShapes, axis: -1) else { return }
    addWeight($kernel, "kernel", [inputs, gates * units], options.kernel)
    addWeight($recurrentKernel, "recurrent_kernel", [units, gates * units], options.recurrent)
    if options.useBias { addWeight($bias, "bias", biasShape, biasOptions) }
  }

  override func beginSequence(_ input: TensorType, training: Bool) {
    guard training, let seedGenerator else { return }
    let batch = input.shape[0]
    func mask(_ rate: Double, _ shape: [Int]) -> Tensor? {
      guard rate > 0 else { return nil }
      if rate >= 1 { return zeros(shape, dtype: input.dtype) }
      let isKept = Random.bernoulli(seedGenerator.next(), 1 - rate, shape)
      return cast(isKept, dtype: input.dtype) / (1 - rate)
    }
    kept = (
      mask(options.dropout, input.shape), mask(options.recurrentDropout, [batch, units])
    )
  }
  override func endSequence() { kept = (nil, nil) }

  /// The part of a step that depends on inputs alone, for [rows, inputs].
  func project(_ x: Tensor) -> Tensor {
    let y = matmul(x, kernel)
    return options.useBias ? y + bias : y
  }
  /// The state as dropout lets kernels see it.
  func seen(_ state: Tensor) -> Tensor { kept.states.map { state * $0 } ?? state }

  override func projected(_ sequence: Tensor) -> Tensor? {
    let x = kept.inputs.map { sequence * $0 } ?? sequence
    let rows = project(reshape(x, [x.shape[0] * x.shape[1], x.shape[2]]))
    return reshape(rows, [x.shape[0], x.shape[1]] + rows.shape.dropFirst())
  }
  public override func step(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    advance(project(kept.inputs.map { x * $0 } ?? x), states, training: training)
  }
}

/// `x` cut into `count` parts along its last axis, or another; invalid ones where it is invalid.
func equalParts(_ x: Tensor, _ count: Int, axis: Int = -1) -> [Tensor] {
  let parts = split(x, .parts(count), axis: axis)
  return parts.count == count ? parts : (0..<count).map { _ in .invalid }
}
