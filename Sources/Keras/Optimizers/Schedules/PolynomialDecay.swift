extension Schedules {
  /// A rate that goes to `endLearningRate` within `decaySteps` steps, along a power of the steps left.
  ///
  /// With `cycle` it begins anew at each multiple of `decaySteps`, which then takes longer.
  public final class PolynomialDecay: LearningRateSchedule {
    let initialLearningRate, endLearningRate, power: Double
    let decaySteps: Int
    let cycle: Bool
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001,
      power: Double = 1, cycle: Bool = false, name: String = "PolynomialDecay"
    ) {
      (self.initialLearningRate, self.endLearningRate) = (initialLearningRate, endLearningRate)
      (self.decaySteps, self.power) = (decaySteps, power)
      (self.cycle, self.name) = (cycle, name)
      super.init()
      requirePositive(decaySteps, "decaySteps")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("initial_learning_rate"), decaySteps: try c.get("decay_steps"),
        endLearningRate: try c.get("end_learning_rate", 0.0001), power: try c.get("power", 1.0),
        cycle: try c.get("cycle", false), name: try c.get("name", "PolynomialDecay"))
    }
    public override var config: JSONObject {
      [
        "initial_learning_rate": initialLearningRate.json, "decay_steps": decaySteps.json,
        "end_learning_rate": endLearningRate.json, "power": power.json, "cycle": cycle.json,
        "name": name.json,
      ]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      var step = cast(step, dtype: .f32)
      var length = Tensor(Float(decaySteps))
      if cycle {
        length = length * maximum(ceil(step / length), Tensor(weak: 1))
      } else {
        step = minimum(step, length)
      }
      let left = NumPy.power(1 - step / length, Tensor(Float(power)))
      return (initialLearningRate - endLearningRate) * left + endLearningRate
    }
  }
}
