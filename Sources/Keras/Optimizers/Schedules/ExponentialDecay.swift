extension Schedules {
  /// A rate that is multiplied by `decayRate` every `decaySteps` steps: smoothly, or at once with
  /// `staircase`.
  public final class ExponentialDecay: LearningRateSchedule {
    let initialLearningRate, decayRate: Double
    let decaySteps: Int
    let staircase: Bool
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
      name: String = "ExponentialDecay"
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
        name: try c.get("name", "ExponentialDecay"))
    }
    public override var config: JSONObject {
      [
        "initial_learning_rate": initialLearningRate.json, "decay_steps": decaySteps.json,
        "decay_rate": decayRate.json, "staircase": staircase.json, "name": name.json,
      ]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      let part = cast(step, dtype: .f32) / Double(decaySteps)
      return initialLearningRate
        * power(Tensor(Float(decayRate)), staircase ? floor(part) : part)
    }
  }
}
