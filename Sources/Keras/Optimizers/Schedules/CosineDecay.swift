/// Half a cosine wave: 1 for `part` 0, 0 for `part` 1.
func halfCosine(_ part: Tensor) -> Tensor { 0.5 * (1 + cos(Double.pi * part)) }

extension Schedules {
  /// A rate that goes along half a cosine wave to `alpha` times itself within `decaySteps` steps.
  ///
  /// With `warmupTarget` it first grows to that in a straight line for `warmupSteps` steps. Source:
  /// Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2016.
  public final class CosineDecay: LearningRateSchedule {
    let initialLearningRate, alpha: Double
    let decaySteps, warmupSteps: Int
    let warmupTarget: Double?
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ initialLearningRate: Double, decaySteps: Int, alpha: Double = 0,
      name: String = "CosineDecay", warmupTarget: Double? = nil, warmupSteps: Int = 0
    ) {
      (self.initialLearningRate, self.decaySteps) = (initialLearningRate, decaySteps)
      (self.alpha, self.name) = (alpha, name)
      (self.warmupTarget, self.warmupSteps) = (warmupTarget, warmupSteps)
      super.init()
      requirePositive(decaySteps, "decaySteps")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("initial_learning_rate"), decaySteps: try c.get("decay_steps"),
        alpha: try c.get("alpha", 0.0), name: try c.get("name", "CosineDecay"),
        warmupTarget: try c.get("warmup_target"), warmupSteps: try c.get("warmup_steps", 0))
    }
    public override var config: JSONObject {
      [
        "initial_learning_rate": initialLearningRate.json, "decay_steps": decaySteps.json,
        "alpha": alpha.json, "name": name.json, "warmup_target": warmupTarget.json,
        "warmup_steps": warmupSteps.json,
      ]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      let step = cast(step, dtype: .f32)
      func decayed(_ step: Tensor, from rate: Double) -> Tensor {
        let part = minimum(step, Tensor(Float(decaySteps))) / Double(decaySteps)
        return rate * ((1 - alpha) * halfCosine(part) + alpha)
      }
      guard let warmupTarget, warmupSteps > 0 else {
        return decayed(step, from: warmupTarget ?? initialLearningRate)
      }
      let growing =
        (warmupTarget - initialLearningRate) * (step / Double(warmupSteps)) + initialLearningRate
      return NumPy.where(
        less(step, Tensor(Float(warmupSteps))), growing,
        decayed(step - Double(warmupSteps), from: warmupTarget))
    }
  }
}
