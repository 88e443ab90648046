extension Optimizers {
  /// An optimizer whose loss is scaled so that gradients in 16 bits neither vanish nor overflow.
  ///
  /// Each time `dynamicGrowthSteps` steps in a row had finite gradients the scale doubles; a step with
  /// one that is not changes no weight and halves it. Steps are counted by the inner optimizer
  /// alone. Source: Micikevicius et al., Mixed Precision Training, 2017.
  public final class LossScaleOptimizer: Optimizer {
    /// The optimizer that changes the weights.
    public let innerOptimizer: Optimizer
    let initialScale: Double
    let dynamicGrowthSteps: Int
    private let stepCounter: Variable
    /// What the loss is multiplied by now.
    public let dynamicScale: Variable

    /// `innerOptimizer`, with scaled losses.
    public init(
      _ innerOptimizer: Optimizer, initialScale: Double = 32768, dynamicGrowthSteps: Int = 2000,
      name: String? = nil
    ) {
      self.innerOptimizer = innerOptimizer
      self.initialScale = initialScale
      self.dynamicGrowthSteps = dynamicGrowthSteps
      let name = name ?? AutoNames.next("loss_scale_optimizer")
      (stepCounter, dynamicScale) = Self.state(name, initialScale)
      super.init(0.0, name: name)
      check()
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      guard let inner: Optimizer = try c.object("inner_optimizer") else {
        throw c.unexpected("inner_optimizer", "an optimizer", c["inner_optimizer"] ?? .null)
      }
      innerOptimizer = inner
      initialScale = try c.get("initial_scale", 32768.0)
      dynamicGrowthSteps = try c.get("dynamic_growth_steps", 2000)
      let name = try c.get("name", String?.none) ?? AutoNames.next("loss_scale_optimizer")
      (stepCounter, dynamicScale) = Self.state(name, initialScale)
      try super.init(config: Config(["name": .string(name), "learning_rate": 0.0], of: c.owner))
      check()
    }

    private static func state(_ name: String, _ scale: Double) -> (Variable, Variable) {
      (
        Variable(
          Tensor(0 as Int32), name: "step_counter", path: name + "/step_counter", trainable: false,
          autocast: false),
        Variable(
          Tensor(Float(scale)), name: "dynamic_scale", path: name + "/dynamic_scale",
          trainable: false, autocast: false)
      )
    }

    private func check() {
      if !(initialScale > 0) { fail("initialScale must be positive, got \(initialScale)") }
      if dynamicGrowthSteps < 1 {
        fail("dynamicGrowthSteps must be at least 1, got \(dynamicGrowthSteps)")
      }
    }

    public override var config: JSONObject {
      [
        "name": .string(name), "inner_optimizer": serialize(innerOptimizer),
        "initial_scale": initialScale.json, "dynamic_growth_steps": dynamicGrowthSteps.json,
      ]
    }

    public override var variables: [Variable] {
      super.variables + [stepCounter, dynamicScale] + innerOptimizer.variables
    }

    public override var hasLearningRate: Bool { innerOptimizer.hasLearningRate }
    public override var learningRate: Tensor {
      get { innerOptimizer.learningRate }
      set { innerOptimizer.learningRate = newValue }
    }

    public override func build(_ variables: [Variable]) { innerOptimizer.buildIfNeeded(variables) }

    public override func scaleLoss(_ loss: Tensor) -> Tensor {
      innerOptimizer.scaleLoss(loss) * cast(dynamicScale.rawValue, dtype: loss.dtype)
    }

    public override func finalizeVariableValues(_ variables: [Variable]) {
      innerOptimizer.finalizeVariableValues(variables)
    }

    public override func apply(_ gradients: [Tensor?], _ variables: [Variable]? = nil) {
      let weights = variables ?? trainableVariables
      buildIfNeeded(weights)
      let finite = gradients.compactMap { $0.map { all(isfinite($0)) } }
      let isFinite = finite.dropFirst().reduce(finite.first ?? Tensor(true)) { logicalAnd($0, $1) }
      let scale = dynamicScale.rawValue
      updateVariables(
        [stepCounter, dynamicScale] + innerOptimizer.variables + weights, where: isFinite
      ) {
        innerOptimizer.apply(
          gradients.map { $0.map { $0 / cast(scale, dtype: $0.dtype) } }, variables)
        let count = stepCounter.rawValue + Tensor(1 as Int32)
        let grows = equal(count, Tensor(Int32(clamping: dynamicGrowthSteps)))
        dynamicScale.assign(NumPy.where(grows, scale * 2, scale))
        stepCounter.assign(NumPy.where(grows, Tensor(0 as Int32), count))
      } else: {
        stepCounter.assign(Tensor(0 as Int32))
        dynamicScale.assign(scale / 2)
      }
    }
  }
}
