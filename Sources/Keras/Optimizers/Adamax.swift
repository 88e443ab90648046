extension Optimizers {
  /// Adam by the greatest magnitudes instead of squares.
  ///
  /// Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2014, section 7.1.
  public final class Adamax: Optimizer {
    let beta1, beta2, epsilon: Double
    private var momentums = Slots()
    private var norms = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
      epsilon: Double = 1e-7, weightDecay: Double? = nil, clipnorm: Double? = nil,
      clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool = false,
      emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
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
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "beta_1": beta1.json, "beta_2": beta2.json, "epsilon": epsilon.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        momentums[variable] = addVariable(like: variable, name: "momentum")
        norms[variable] = addVariable(like: variable, name: "norm")
      }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let momentum = momentums[variable].moved(to: gradient, by: 1 - beta1)
      let slot = norms[variable]
      let norm = maximum(beta2 * slot.rawValue, abs(gradient))
      slot.assign(norm)
      let rate = learningRate / (1 - power(Tensor(weak: beta1), step))
      variable.assignSub(rate * momentum / (norm + epsilon))
    }
  }
}

extension Optimizer {
  /// Adam by the greatest magnitudes instead of squares.
  public static func adamax(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Adamax(learningRate)
  }
}
