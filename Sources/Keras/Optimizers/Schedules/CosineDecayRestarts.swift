import Foundation

extension Schedules {
  /// A rate that goes along half a cosine wave to `alpha` times itself, again and again.
  ///
  /// The first time takes `firstDecaySteps` steps, each later one `tMul` times as long, and begins
  /// `mMul` times as high. Source: Loshchilov and Hutter, SGDR, 2016.
  public final class CosineDecayRestarts: LearningRateSchedule {
    let initialLearningRate, tMul, mMul, alpha: Double
    let firstDecaySteps: Int
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ initialLearningRate: Double, firstDecaySteps: Int, tMul: Double = 2, mMul: Double = 1,
      alpha: Double = 0, name: String = "SGDRDecay"
    ) {
      (self.initialLearningRate, self.firstDecaySteps) = (initialLearningRate, firstDecaySteps)
      (self.tMul, self.mMul) = (tMul, mMul)
      (self.alpha, self.name) = (alpha, name)
      super.init()
      requirePositive(firstDecaySteps, "firstDecaySteps")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("initial_learning_rate"), firstDecaySteps: try c.get("first_decay_steps"),
        tMul: try c.get("t_mul", 2.0), mMul: try c.get("m_mul", 1.0),
        alpha: try c.get("alpha", 0.0), name: try c.get("name", "SGDRDecay"))
    }
    public override var config: JSONObject {
      [
        "initial_learning_rate": initialLearningRate.json,
        "first_decay_steps": firstDecaySteps.json, "t_mul": tMul.json, "m_mul": mMul.json,
        "alpha": alpha.json, "name": name.json,
      ]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      let part = cast(step, dtype: .f32) / Double(firstDecaySteps)
      let restarts: Tensor
      let fraction: Tensor
      if tMul == 1 {
        restarts = floor(part)
        fraction = part - restarts
      } else {
        // The lengths of the times are a geometric series, whose sum is solved for their number.
        restarts = floor(log(1 - part * (1 - tMul)) / Foundation.log(tMul))
        let length = power(Tensor(Float(tMul)), restarts)
        fraction = (part - (1 - length) / (1 - tMul)) / length
      }
      let height = power(Tensor(Float(mMul)), restarts) * halfCosine(fraction)
      return initialLearningRate * ((1 - alpha) * height + alpha)
    }
  }
}
