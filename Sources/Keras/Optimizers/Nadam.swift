extension Optimizers {
  /// Adam with Nesterov's momentum.
  ///
  /// Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016.
  public final class Nadam: Optimizer {
    let beta1, beta2, epsilon: Double
    private var momentums = Slots()
    private var velocities = Slots()
    private var product: Variable?

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
      product = addVariable([], .ones, dtype: Settings.floatx, name: "u_product")
    }

    /// How much of the momentum stays at step `step`; it grows with the steps.
    private func momentum(at step: Tensor) -> Tensor {
      beta1 * (1 - 0.5 * power(Tensor(weak: 0.96), step))
    }

    public override func updateSteps(
      _ updates: [(gradient: Tensor, variable: Variable)], _ rate: Tensor
    ) {
      if let product {
        let step = cast(updateCount + Tensor(1 as Int32), dtype: product.dtype)
        product.assign(product.rawValue * momentum(at: step))
      }
      super.updateSteps(updates, rate)
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      guard let product else { return fail("build it before updateStep") }
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let (now, next) = (momentum(at: step), momentum(at: step + 1))
      let soFar = cast(product.rawValue, dtype: variable.dtype)
      let m = momentums[variable].moved(to: gradient, by: 1 - beta1)
      let v = velocities[variable].moved(to: square(gradient), by: 1 - beta2)
      let mean = next * m / (1 - soFar * next) + (1 - now) * gradient / (1 - soFar)
      let squares = v / (1 - power(Tensor(weak: beta2), step))
      variable.assignSub(mean * learningRate / (sqrt(squares) + epsilon))
    }
  }
}

extension Optimizer {
  /// Adam with Nesterov's momentum.
  public static func nadam(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Nadam(learningRate)
  }
}
