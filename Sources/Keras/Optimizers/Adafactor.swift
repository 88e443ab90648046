extension Optimizers {
  /// Adam whose squares are kept by rows and columns alone.
  ///
  /// Source: Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018.
  public final class Adafactor: Optimizer {
    let beta2Decay, epsilon1, epsilon2, clipThreshold: Double
    let relativeStep: Bool
    private var rows = Slots()
    private var columns = Slots()
    private var velocities = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, beta2Decay: Double = -0.8,
      epsilon1: Double = 1e-30, epsilon2: Double = 1e-3, clipThreshold: Double = 1,
      relativeStep: Bool = true, weightDecay: Double? = nil, clipnorm: Double? = nil,
      clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool = false,
      emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.beta2Decay = beta2Decay
      self.epsilon1 = epsilon1
      self.epsilon2 = epsilon2
      self.clipThreshold = clipThreshold
      self.relativeStep = relativeStep
      super.init(
        learningRate,
        options: OptimizerOptions(
          weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps),
        name: name)
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      beta2Decay = try c.get("beta_2_decay", -0.8)
      epsilon1 = try c.get("epsilon_1", 1e-30)
      epsilon2 = try c.get("epsilon_2", 1e-3)
      clipThreshold = try c.get("clip_threshold", 1.0)
      relativeStep = try c.get("relative_step", true)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "beta_2_decay": beta2Decay.json, "epsilon_1": epsilon1.json, "epsilon_2": epsilon2.json,
        "clip_threshold": clipThreshold.json, "relative_step": relativeStep.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        let shape = variable.shape
        if shape.count >= 2 {
          rows[variable] = addVariable(
            Array(shape.dropLast()), dtype: variable.dtype, name: variable.name)
          columns[variable] = addVariable(
            Array(shape.dropLast(2)) + [shape[shape.count - 1]], dtype: variable.dtype,
            name: variable.name)
        } else {
          // Two numbers that nothing uses, which files hold all the same.
          _ = addVariable([], dtype: .i32, name: variable.name)
          _ = addVariable([], dtype: .i32, name: variable.name)
        }
        velocities[variable] = addVariable(like: variable, name: "velocity")
      }
    }

    private func rootMeanSquare(_ x: Tensor) -> Tensor { sqrt(mean(square(x))) }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let value = variable.rawValue
      let rate = relativeStep ? minimum(learningRate, rsqrt(step)) : learningRate
      let alpha = maximum(Tensor(weak: epsilon2), rootMeanSquare(value)) * rate
      let squares = square(gradient) + epsilon1
      let beta2 = 1 - power(step, Tensor(weak: beta2Decay))
      func moved(_ slot: Variable, to new: Tensor) -> Tensor {
        let value = beta2 * slot.rawValue + (1 - beta2) * new
        slot.assign(value)
        return value
      }
      let velocity: Tensor
      if variable.shape.count >= 2 {
        let row = moved(rows[variable], to: mean(squares, axis: -1))
        let column = moved(columns[variable], to: mean(squares, axis: -2))
        let share = row / mean(row, axis: -1, keepdims: true)
        velocity = expandDims(share, -1) * expandDims(column, -2)
        velocities[variable].assign(velocity)
      } else {
        velocity = moved(velocities[variable], to: squares)
      }
      let update = gradient * rsqrt(velocity)
      let clipped =
        update / maximum(Tensor(weak: 1), rootMeanSquare(update) / clipThreshold)
      variable.assignSub(alpha * clipped)
    }
  }
}

extension Optimizer {
  /// Adam whose squares are kept by rows and columns alone.
  public static func adafactor(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Adafactor(learningRate)
  }
}
