extension Optimizers {
  /// Adam whose steps have a length in proportion to the weights'.
  ///
  /// Source: You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes, 2019.
  public final class Lamb: Optimizer {
    let beta1, beta2, epsilon: Double
    private var momentums = Slots()
    private var velocities = Slots()

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
        velocities[variable] = addVariable(like: variable, name: "velocity")
      }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let m = momentums[variable].moved(to: gradient, by: 1 - beta1)
      let v = velocities[variable].moved(to: square(gradient), by: 1 - beta2)
      let mean = m / (1 - power(Tensor(weak: beta1), step))
      let squares = v / (1 - power(Tensor(weak: beta2), step))
      let update = mean / (sqrt(squares) + epsilon)
      let value = variable.rawValue
      let (weightNorm, updateNorm) = (sqrt(sum(square(value))), sqrt(sum(square(update))))
      let isProportional = logicalAnd(
        greater(weightNorm, Tensor(weak: 0)), greater(updateNorm, Tensor(weak: 0)))
      let ratio = NumPy.where(isProportional, weightNorm / updateNorm, onesLike(weightNorm))
      variable.assignSub(ratio * learningRate * update)
    }
  }
}

extension Optimizer {
  /// Adam whose steps have a length in proportion to the weights'.
  public static func lamb(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Lamb(learningRate)
  }
}
