/// What all optimizers have in common.
public struct OptimizerOptions: Sendable {
  /// How much of a weight is taken from it at each step, times the learning rate.
  public var weightDecay: Double?
  /// The greatest norm of each gradient.
  public var clipnorm: Double?
  /// The greatest magnitude of each element of a gradient.
  public var clipvalue: Double?
  /// The greatest norm of all gradients together.
  public var globalClipnorm: Double?
  /// Whether moving means of the weights are kept.
  public var useEma: Bool
  /// How much of a mean stays at each step.
  public var emaMomentum: Double
  /// After how many steps the weights are set to their means; never if `nil`.
  public var emaOverwriteFrequency: Int?
  /// What the loss was multiplied by, and gradients are divided by.
  public var lossScaleFactor: Double?
  /// The mean of how many gradients makes one step.
  public var gradientAccumulationSteps: Int?

  /// Options under Keras's names.
  public init(
    weightDecay: Double? = nil, clipnorm: Double? = nil, clipvalue: Double? = nil,
    globalClipnorm: Double? = nil, useEma: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil
  ) {
    (self.weightDecay, self.clipnorm, self.clipvalue) = (weightDecay, clipnorm, clipvalue)
    (self.globalClipnorm, self.useEma, self.emaMomentum) = (globalClipnorm, useEma, emaMomentum)
    self.emaOverwriteFrequency = emaOverwriteFrequency
    self.lossScaleFactor = lossScaleFactor
    self.gradientAccumulationSteps = gradientAccumulationSteps
  }

  init(config c: Config, weightDecay: Double?) throws {
    self.init(
      weightDecay: try c.get("weight_decay", weightDecay), clipnorm: try c.get("clipnorm"),
      clipvalue: try c.get("clipvalue"), globalClipnorm: try c.get("global_clipnorm"),
      useEma: try c.get("use_ema", false), emaMomentum: try c.get("ema_momentum", 0.99),
      emaOverwriteFrequency: try c.get("ema_overwrite_frequency"),
      lossScaleFactor: try c.get("loss_scale_factor"),
      gradientAccumulationSteps: try c.get("gradient_accumulation_steps"))
  }

  var config: JSONObject {
    [
      "weight_decay": weightDecay.json, "clipnorm": clipnorm.json,
      "global_clipnorm": globalClipnorm.json, "clipvalue": clipvalue.json,
      "use_ema": useEma.json, "ema_momentum": emaMomentum.json,
      "ema_overwrite_frequency": emaOverwriteFrequency.json,
      "loss_scale_factor": lossScaleFactor.json,
      "gradient_accumulation_steps": gradientAccumulationSteps.json,
    ]
  }

  /// Reports options that contradict each other or are out of range.
  func check(_ owner: String) {
    func require(_ condition: Bool, _ message: @autoclosure () -> String) {
      if !condition { ErrorScope.report(TensorError(owner, "", [], message())) }
    }
    require(
      [clipnorm, clipvalue, globalClipnorm].compactMap { $0 }.count <= 1,
      "only one of clipnorm, clipvalue and globalClipnorm can be set, got "
        + "\(clipnorm.json), \(clipvalue.json) and \(globalClipnorm.json)")
    require(
      !useEma || 0...1 ~= emaMomentum, "emaMomentum must lie in 0...1, got \(emaMomentum)")
    require(
      (emaOverwriteFrequency ?? 1) >= 1,
      "emaOverwriteFrequency must be nil or at least 1, got \(emaOverwriteFrequency.json)")
    require(
      (gradientAccumulationSteps ?? 2) >= 2,
      "gradientAccumulationSteps must be nil or at least 2, got \(gradientAccumulationSteps.json)")
  }
}
