extension Optimizers {
  /// Steps by means of gradients and of their squares.
  ///
  /// Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2014; with `amsgrad` Reddi et al.,
  /// On the Convergence of Adam and Beyond, 2018.
  open class Adam: Optimizer {
    let beta1, beta2, epsilon: Double
    let amsgrad: Bool
    private var momentums = Slots()
    private var velocities = Slots()
    private var greatest = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
      epsilon: Double = 1e-7, amsgrad: Bool = false, weightDecay: Double? = nil,
      clipnorm: Double? = nil, clipvalue: Double? = nil, globalClipnorm: Double? = nil,
      useEma: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.amsgrad = amsgrad
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
      beta1 = try c.get("beta_1", 0.9)
      beta2 = try c.get("beta_2", 0.999)
      epsilon = try c.get("epsilon", 1e-7)
      amsgrad = try c.get("amsgrad", false)
      try super.init(config: c)
    }
    open override var config: JSONObject {
      super.config.merging([
        "beta_1": beta1.json, "beta_2": beta2.json, "epsilon": epsilon.json,
        "amsgrad": amsgrad.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        momentums[variable] = addVariable(like: variable, name: "momentum")
        velocities[variable] = addVariable(like: variable, name: "velocity")
      }
      if amsgrad { greatest = addSlots(variables, "velocity_hat") }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let momentum = momentums[variable].moved(to: gradient, by: 1 - beta1)
      var velocity = velocities[variable].moved(to: square(gradient), by: 1 - beta2)
      let rate =
        learningRate * sqrt(1 - power(Tensor(weak: beta2), step))
        / (1 - power(Tensor(weak: beta1), step))
      if amsgrad {
        let slot = greatest[variable]
        velocity = maximum(slot.rawValue, velocity)
        slot.assign(velocity)
      }
      variable.assignSub(momentum * rate / (sqrt(velocity) + epsilon))
    }
  }
}

extension Optimizer {
  /// Steps by means of gradients and of their squares.
  public static func adam(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Adam(learningRate)
  }
}
