extension Optimizers {
  /// Steps that grow smaller with the sum of the squares of all gradients.
  ///
  /// Source: Duchi et al., Adaptive Subgradient Methods, 2011.
  public final class Adagrad: Optimizer {
    let initialAccumulatorValue, epsilon: Double
    private var sums = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, initialAccumulatorValue: Double = 0.1,
      epsilon: Double = 1e-7, weightDecay: Double? = nil, clipnorm: Double? = nil,
      clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool = false,
      emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.initialAccumulatorValue = initialAccumulatorValue
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
      initialAccumulatorValue = try c.get("initial_accumulator_value", 0.1)
      epsilon = try c.get("epsilon", 1e-7)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "initial_accumulator_value": initialAccumulatorValue.json, "epsilon": epsilon.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      sums = addSlots(
        variables, "accumulator", initializer: Initializers.Constant(initialAccumulatorValue))
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let slot = sums[variable]
      let total = slot.rawValue + square(gradient)
      slot.assign(total)
      variable.assignSub(learningRate * gradient / sqrt(total + epsilon))
    }
  }
}

extension Optimizer {
  /// Steps that grow smaller with the sum of the squares of all gradients.
  public static func adagrad(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Adagrad(learningRate)
  }
}
