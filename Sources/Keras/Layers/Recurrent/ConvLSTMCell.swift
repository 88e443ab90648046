/// A step of long short-term memory whose products are convolutions.
///
/// The input's convolution has the settings given; that of the state keeps its size. Source: X. Shi
/// et al., Convolutional LSTM Network, 2015.
final class ConvLSTMCell: RecurrentCell {
  let window: ConvolutionSettings
  let unitForgetBias: Bool
  /// What cells of units have, `units` being the filters.
  let options: UnitsOptions
  private let seedGenerator: SeedGenerator?
  @Weight var kernel: Tensor
  @Weight var recurrentKernel: Tensor
  @Weight var bias: Tensor
  private var statesShape: [Int] = []
  private var kept: (inputs: Tensor?, states: Tensor?) = (nil, nil)

  init(
    _ window: ConvolutionSettings, _ options: UnitsOptions, unitForgetBias: Bool, name: String?,
    trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.window, self.options, self.unitForgetBias) = (window, options, unitForgetBias)
    seedGenerator =
      options.dropout > 0 || options.recurrentDropout > 0 ? SeedGenerator(options.seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    if options.units < 1 { fail("filters must be positive, got \(options.units)") }
  }
  required init(config: Config) throws {
    throw ConfigError("the cell of a ConvLSTM is read with its layer")
  }
  override var stateShapes: [[Int]] { [statesShape, statesShape] }

  override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first,
      let channels = knownSize(inputShapes, axis: window.dataFormat.channelAxis)
    else { return }
    let columns = 4 * options.units
    addWeight($kernel, "kernel", window.kernelSize + [channels, columns], options.kernel)
    addWeight(
      $recurrentKernel, "recurrent_kernel", window.kernelSize + [options.units, columns],
      options.recurrent)
    if options.useBias {
      addWeight(
        $bias, "bias", [columns], unitForgetBias ? options.bias.withForgetBias : options.bias)
    }
    let known = shape.dropFirst().compactMap { $0 }
    if known.count == shape.count - 1 { noteInput(known) }
  }

  override func noteInput(_ shape: [Int]) {
    let axes = window.dataFormat.spatialAxes(shape.count + 1)
    let sizes = zip(axes, window.kernelSize.indices).map { axis, i -> Int in
      let reach = window.dilationRate[i] * (window.kernelSize[i] - 1) + 1
      let span = window.padding == .same ? shape[axis - 1] : shape[axis - 1] - reach + 1
      return Swift.max(0, (span + window.strides[i] - 1) / window.strides[i])
    }
    statesShape =
      window.dataFormat == .channelsLast ? sizes + [options.units] : [options.units] + sizes
  }

  override func beginSequence(_ input: TensorType, training: Bool) {
    guard training, let seedGenerator else { return }
    func mask(_ rate: Double, _ shape: [Int]) -> Tensor? {
      guard rate > 0 else { return nil }
      if rate >= 1 { return zeros(shape, dtype: input.dtype) }
      return cast(Random.bernoulli(seedGenerator.next(), 1 - rate, shape), dtype: input.dtype)
        / (1 - rate)
    }
    kept = (
      mask(options.dropout, input.shape),
      mask(options.recurrentDropout, [input.shape[0]] + statesShape)
    )
  }
  override func endSequence() { kept = (nil, nil) }

  override func projected(_ sequence: Tensor) -> Tensor? {
    let x = kept.inputs.map { sequence * $0 } ?? sequence
    let all = project(reshape(x, [x.shape[0] * x.shape[1]] + x.shape.dropFirst(2)))
    return reshape(all, [x.shape[0], x.shape[1]] + all.shape.dropFirst())
  }
  private func project(_ x: Tensor) -> Tensor {
    let y = conv(
      x, kernel, strides: window.strides, padding: window.padding, dataFormat: window.dataFormat,
      dilationRate: window.dilationRate)
    guard options.useBias else { return y }
    let ones = [Int](repeating: 1, count: window.kernelSize.count)
    let bias = bias
    return y
      + reshape(bias, window.dataFormat == .channelsLast ? bias.shape : bias.shape + ones)
  }

  override func step(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    advance(project(kept.inputs.map { x * $0 } ?? x), states, training: training)
  }
  override func advance(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    let h = kept.states.map { states[0] * $0 } ?? states[0]
    let y = conv(h, recurrentKernel, strides: 1, padding: .same, dataFormat: window.dataFormat)
    let z = equalParts(x + y, 4, axis: window.dataFormat.channelAxis)
    return memoryStep(z, states[1], options.activation, options.recurrentActivation ?? .sigmoid)
  }
}
