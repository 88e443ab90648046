extension Optimizers {
  /// Follow the regularized leader: steps with a pull towards zero.
  ///
  /// Source: McMahan et al., Ad Click Prediction: a View from the Trenches, 2013.
  public final class Ftrl: Optimizer {
    let learningRatePower, initialAccumulatorValue, l1RegularizationStrength,
      l2RegularizationStrength, l2ShrinkageRegularizationStrength, beta: Double
    private var squares = Slots()
    private var linear = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, learningRatePower: Double = -0.5,
      initialAccumulatorValue: Double = 0.1, l1RegularizationStrength: Double = 0,
      l2RegularizationStrength: Double = 0, l2ShrinkageRegularizationStrength: Double = 0,
      beta: Double = 0, weightDecay: Double? = nil, clipnorm: Double? = nil,
      clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool = false,
      emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.learningRatePower = learningRatePower
      self.initialAccumulatorValue = initialAccumulatorValue
      self.l1RegularizationStrength = l1RegularizationStrength
      self.l2RegularizationStrength = l2RegularizationStrength
      self.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength
      self.beta = beta
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
      learningRatePower = try c.get("learning_rate_power", -0.5)
      initialAccumulatorValue = try c.get("initial_accumulator_value", 0.1)
      l1RegularizationStrength = try c.get("l1_regularization_strength", 0.0)
      l2RegularizationStrength = try c.get("l2_regularization_strength", 0.0)
      l2ShrinkageRegularizationStrength = try c.get("l2_shrinkage_regularization_strength", 0.0)
      beta = try c.get("beta", 0.0)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "learning_rate_power": learningRatePower.json,
        "initial_accumulator_value": initialAccumulatorValue.json,
        "l1_regularization_strength": l1RegularizationStrength.json,
        "l2_regularization_strength": l2RegularizationStrength.json,
        "l2_shrinkage_regularization_strength": l2ShrinkageRegularizationStrength.json,
        "beta": beta.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        squares[variable] = addVariable(
          like: variable, name: "accumulator",
          initializer: Initializers.Constant(initialAccumulatorValue))
        linear[variable] = addVariable(like: variable, name: "linear")
      }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let (squaresSlot, linearSlot) = (squares[variable], linear[variable])
      let (old, value) = (squaresSlot.rawValue, variable.rawValue)
      let l2 = l2RegularizationStrength + beta / (2 * learningRate)
      let shrunk = gradient + 2 * l2ShrinkageRegularizationStrength * value
      let new = old + square(gradient)
      func root(_ x: Tensor) -> Tensor { power(x, Tensor(weak: -learningRatePower)) }
      let pull = linearSlot.rawValue + shrunk - (root(new) - root(old)) / learningRate * value
      let quadratic = root(new) / learningRate + 2 * l2
      let limit = Tensor(weak: l1RegularizationStrength)
      let kept = minimum(maximum(pull, -limit), limit)
      squaresSlot.assign(new)
      linearSlot.assign(pull)
      variable.assign((kept - pull) / quadratic)
    }
  }
}

extension Optimizer {
  /// Follow the regularized leader: steps with a pull towards zero.
  public static func ftrl(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Ftrl(learningRate)
  }
}
