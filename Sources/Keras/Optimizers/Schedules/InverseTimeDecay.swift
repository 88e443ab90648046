extension Schedules {
  /// A rate divided by `1 + decayRate * step / decaySteps`; by whole numbers of steps with
  /// `staircase`.
  public final class InverseTimeDecay: LearningRateSchedule {
    let initialLearningRate, decayRate: Double
    let decaySteps: Int
    let staircase: Bool
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
      name: String = "InverseTimeDecay"
    ) {
      (self.initialLearningRate, self.decaySteps) = (initialLearningRate, decaySteps)
      (self.decayRate, self.staircase, self.name) = (decayRate, staircase, name)
      super.init()
      requirePositive(decaySteps, "decaySteps")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("initial_learning_rate"), decaySteps: try c.get("decay_steps"),
        decayRate: try c.get("decay_rate"), staircase: try c.get("staircase", false),
        name: try c.get("name", "InverseTimeDecay"))
    }
    public override var config: JSONObject {
      [
        "initial_learning_rate": initialLearningRate.json, "decay_steps": decaySteps.json,
        "decay_rate": decayRate.json, "staircase": staircase.json, "name": name.json,
      ]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      let part = cast(step, dtype: .f32) / Double(decaySteps)
      return initialLearningRate / (1 + decayRate * (staircase ? floor(part) : part))
    }
  }
}
