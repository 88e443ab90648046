extension Optimizers {
  /// Steps that set their own size by the steps before.
  ///
  /// Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012.
  public final class Adadelta: Optimizer {
    let rho, epsilon: Double
    private var gradients = Slots()
    private var steps = Slots()

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
      weightDecay: Double? = nil, clipnorm: Double? = nil, clipvalue: Double? = nil,
      globalClipnorm: Double? = nil, useEma: Bool = false, emaMomentum: Double = 0.99,
      emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
      gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      self.rho = rho
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
      rho = try c.get("rho", 0.95)
      epsilon = try c.get("epsilon", 1e-7)
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "rho": rho.json, "epsilon": epsilon.json,
      ])
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        gradients[variable] = addVariable(like: variable, name: "accumulated_grad")
        steps[variable] = addVariable(like: variable, name: "accumulated_delta_var")
      }
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let before = steps[variable].rawValue
      let squares = gradients[variable].moved(to: square(gradient), keeping: rho)
      let step = sqrt(before + epsilon) * gradient / sqrt(squares + epsilon)
      _ = steps[variable].moved(to: square(step), keeping: rho)
      variable.assignSub(learningRate * step)
    }
  }
}

extension Optimizer {
  /// Steps that set their own size by the steps before.
  public static func adadelta(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.Adadelta(learningRate)
  }
}
