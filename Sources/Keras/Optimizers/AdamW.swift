extension Optimizers {
  /// Adam with weights that decay.
  ///
  /// Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2017.
  public final class AdamW: Adam {
    public override class var defaultWeightDecay: Double? { 0.004 }

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
      beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false,
      clipnorm: Double? = nil, clipvalue: Double? = nil, globalClipnorm: Double? = nil,
      useEma: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil
    ) {
      super.init(
        learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
        weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
        globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
        emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
        gradientAccumulationSteps: gradientAccumulationSteps, name: name)
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      try super.init(config: c)
    }
  }
}

extension Optimizer {
  /// Adam with weights that decay.
  public static func adamW(_ learningRate: any LearningRate = 0.001) -> Optimizer {
    Optimizers.AdamW(learningRate)
  }
}
