extension Optimizers {
  /// Adam with averages of the weights in place of a schedule of the learning rate.
  ///
  /// The weights that are trained lie between a fast sequence, the slot `momentum`, and its mean, by
  /// `beta1`. Source: A. Defazio et al., The Road Less Scheduled, 2024.
  public final class ScheduleFreeAdamW: Optimizer {
    private let beta1, beta2, epsilon: Double
    private let warmupSteps: Int
    private var momentums = Slots()
    private var velocities = Slots()
    public override class var defaultLearningRate: Double { 0.0025 }

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.0025, beta1: Double = 0.9, beta2: Double = 0.999,
      epsilon: Double = 1e-8, warmupSteps: Int = 0, weightDecay: Double? = nil,
      clipnorm: Double? = nil, clipvalue: Double? = nil, globalClipnorm: Double? = nil,
      useEma: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
      self.warmupSteps = warmupSteps
      super.init(
        learningRate,
        options: OptimizerOptions(
          weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps), name: name)
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      beta1 = try c.get("beta_1", 0.9)
      beta2 = try c.get("beta_2", 0.999)
      epsilon = try c.get("epsilon", 1e-8)
      warmupSteps = try c.get("warmup_steps", 0)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "beta_1": beta1.json, "beta_2": beta2.json, "epsilon": epsilon.json,
        "warmup_steps": warmupSteps.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        let fast = addVariable(like: variable, name: "momentum")
        fast.assign(variable.rawValue)
        momentums[variable] = fast
        velocities[variable] = addVariable(like: variable, name: "velocity")
      }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      var rate = learningRate
      if warmupSteps > 0 { rate = rate * minimum(step / Double(warmupSteps), Tensor(weak: 1.0)) }
      let size = velocities[variable].moved(to: square(gradient), by: 1 - beta2)
      let spread = sqrt(size / (1 - power(Tensor(weak: beta2), step))) + epsilon
      let slot = momentums[variable]
      let old = slot.rawValue
      let fast = old - rate * gradient / spread
      slot.assign(fast)
      // The mean so far, from where the weights lie between it and the fast sequence.
      let mean = (variable.rawValue - (1 - beta1) * old) / beta1
      let next = (1 - 1 / step) * mean + fast / step
      variable.assign((1 - beta1) * fast + beta1 * next)
    }
  }
}
