extension Optimizers {
  /// Gradients divided by the root of the mean of their squares.
  ///
  /// Source: Hinton, Neural Networks for Machine Learning, lecture 6e, 2012.
  public final class RMSprop: Optimizer {
    let rho, momentum, epsilon: Double
    let centered: Bool
    private var velocities = Slots()
    private var momentums = Slots()
    private var gradientMeans = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0,
      epsilon: Double = 1e-7, centered: Bool = false, weightDecay: Double? = nil,
      clipnorm: Double? = nil, clipvalue: Double? = nil, globalClipnorm: Double? = nil,
      useEma: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.rho = rho
      self.momentum = momentum
      self.epsilon = epsilon
      self.centered = centered
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
      rho = try c.get("rho", 0.9)
      momentum = try c.get("momentum", 0.0)
      epsilon = try c.get("epsilon", 1e-7)
      centered = try c.get("centered", false)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "rho": rho.json, "momentum": momentum.json, "epsilon": epsilon.json,
        "centered": centered.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      velocities = addSlots(variables, "velocity")
      if momentum > 0 { momentums = addSlots(variables, "momentum") }
      if centered { gradientMeans = addSlots(variables, "average_gradient") }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let slot = velocities[variable]
      let velocity = rho * slot.rawValue + (1 - rho) * square(gradient)
      slot.assign(velocity)
      var denominator = velocity + epsilon
      if centered {
        let slot = gradientMeans[variable]
        let average = rho * slot.rawValue + (1 - rho) * gradient
        slot.assign(average)
        denominator = velocity - square(average) + epsilon
      }
      let step = learningRate * gradient / sqrt(denominator)
      guard momentum > 0 else { return variable.assignSub(step) }
      let moving = momentums[variable]
      let velocityOfSteps = momentum * moving.rawValue + step
      moving.assign(velocityOfSteps)
      variable.assignSub(velocityOfSteps)
    }
  }
}

extension Optimizer {
  /// Gradients divided by the root of the mean of their squares.
  public static func rmsprop(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.RMSprop(learningRate)
  }
}
