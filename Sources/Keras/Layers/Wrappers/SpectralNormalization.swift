/// A layer whose kernel is held to a largest singular value of 1.
///
/// In training the kernel, seen as a matrix whose columns are its last axis, is divided before each
/// call by an estimate of its largest singular value, got by `powerIterations` of the power method
/// from where the call before ended; a kernel of zeros stays. Source: T. Miyato et al., Spectral
/// Normalization for Generative Adversarial Networks, 2018.
public final class SpectralNormalization: Wrapper {
  let powerIterations: Int
  /// The estimate of the left singular vector, [1, columns].
  @Weight public var vectorU: Tensor
  private var kernel: Variable?

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ layer: Layer, powerIterations: Int = 1, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.powerIterations = powerIterations
    super.init(layer, name: name, trainable: trainable, dtype: dtype)
    checkIterations()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    powerIterations = try c.get("power_iterations", 1)
    try super.init(config: c)
    checkIterations()
  }
  private func checkIterations() {
    if powerIterations < 1 { fail("powerIterations must be positive, got \(powerIterations)") }
  }
  public override var config: JSONObject {
    super.config.merging(["power_iterations": powerIterations.json])
  }

  public override func build(_ inputShapes: [Shape]) {
    super.build(inputShapes)
    kernel = layer.ownVariables.first { $0.name == "kernel" || $0.name == "embeddings" }
    guard let kernel, let columns = kernel.shape.last else {
      return fail("the layer \(type(of: layer).className) has no kernel and no embeddings to hold")
    }
    // As in Keras, the kernel counts as a weight of this layer too, and comes first.
    ownVariables.append(kernel)
    addWeight(
      $vectorU, "vector_u", [1, columns], Initializers.TruncatedNormal(stddev: 0.02),
      trainable: false)
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    if inputs.training { hold() }
    return super.call(inputs)
  }

  /// The masks of the layer inside, whose results these are.
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    layer.computeMask(inputs, outputs)
  }

  private func hold() {
    guard let kernel, let state = $vectorU.variable else { return }
    let value = kernel.rawValue
    let matrix = reshape(value, [-1, kernel.shape.last ?? 1])
    var u = cast(state.rawValue, dtype: value.dtype)
    var v = u
    for _ in 0..<powerIterations {
      v = normalize(matmul(u, matrixTranspose(matrix)), axis: nil)
      u = normalize(matmul(v, matrix), axis: nil)
    }
    (u, v) = (stopGradient(u), stopGradient(v))
    let sigma = matmul(matmul(v, matrix), matrixTranspose(u))
    let isZero = NumPy.all(equal(value, zerosLike(value)))
    let one = NumPy.where(isZero, onesLike(sigma), sigma)
    state.assign(NumPy.where(isZero, cast(state.rawValue, dtype: u.dtype), u))
    kernel.assign(value / reshape(one, []))
  }
}
