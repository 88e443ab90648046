extension Optimizers {
  /// Steps of matrices along gradients made orthogonal; all other weights are changed as Adam does.
  ///
  /// Weights of two axes are matrices, unless they are embeddings or their paths contain one of the
  /// patterns `excludeLayers`. Source: K. Jordan et al., Muon: An optimizer for hidden layers in neural
  /// networks, 2024; `rmsRate` after J. Liu et al., Muon is Scalable for LLM Training, 2025.
  public final class Muon: Optimizer {
    public override class var defaultWeightDecay: Double? { 0.004 }
    private let adamBeta1, adamBeta2, epsilon: Double
    private let adamWeightDecay: Double?
    private let excludeLayers: [String]
    private let patterns: [Regex<AnyRegexOutput>]
    private let excludeEmbeddings, nesterov: Bool
    private let muonA, muonB, muonC, adamLrRatio, momentum: Double
    private let nsSteps: Int
    private let rmsRate: Double?
    private var momentums = Slots()
    private var velocities = Slots()
    private var byAdam: Set<ObjectIdentifier> = []

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ learningRate: any LearningRate = 0.001, adamBeta1: Double = 0.9, adamBeta2: Double = 0.999,
      adamWeightDecay: Double? = 0.004, epsilon: Double = 1e-7, weightDecay: Double? = 0.004,
      clipnorm: Double? = nil, clipvalue: Double? = nil, globalClipnorm: Double? = nil,
      useEma: Bool = false, emaMomentum: Double = 0.99, emaOverwriteFrequency: Int? = nil,
      lossScaleFactor: Double? = nil, gradientAccumulationSteps: Int? = nil, name: String? = nil,
      excludeLayers: [String] = [], excludeEmbeddings: Bool = true, muonA: Double = 3.4445,
      muonB: Double = -4.775, muonC: Double = 2.0315, adamLrRatio: Double = 1,
      momentum: Double = 0.95, nsSteps: Int = 5, nesterov: Bool = true, rmsRate: Double? = 0.2
    ) throws {
      (self.adamBeta1, self.adamBeta2, self.epsilon) = (adamBeta1, adamBeta2, epsilon)
      (self.adamWeightDecay, self.excludeLayers) = (adamWeightDecay, excludeLayers)
      patterns = try Self.patterns(excludeLayers)
      (self.excludeEmbeddings, self.nesterov) = (excludeEmbeddings, nesterov)
      (self.muonA, self.muonB, self.muonC) = (muonA, muonB, muonC)
      (self.adamLrRatio, self.momentum) = (adamLrRatio, momentum)
      (self.nsSteps, self.rmsRate) = (nsSteps, rmsRate)
      super.init(
        learningRate,
        options: OptimizerOptions(
          weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps), name: name)
    }

    /// The object that `config` describes.
    public required init(config c: Config) throws {
      adamBeta1 = try c.get("adam_beta_1", 0.9)
      adamBeta2 = try c.get("adam_beta_2", 0.999)
      epsilon = try c.get("epsilon", 1e-7)
      adamWeightDecay =
        c["adam_weight_decay"] == nil ? 0.004 : try c.get("adam_weight_decay")
      excludeLayers = try c.get("exclude_layers", [])
      patterns = try Self.patterns(excludeLayers)
      excludeEmbeddings = try c.get("exclude_embeddings", true)
      muonA = try c.get("muon_a", 3.4445)
      muonB = try c.get("muon_b", -4.775)
      muonC = try c.get("muon_c", 2.0315)
      adamLrRatio = try c.get("adam_lr_ratio", 1)
      momentum = try c.get("momentum", 0.95)
      nsSteps = try c.get("ns_steps", 5)
      nesterov = try c.get("nesterov", true)
      rmsRate = c["rms_rate"] == nil ? 0.2 : try c.get("rms_rate")
      try super.init(config: c)
    }
    public override var config: JSONObject {
      super.config.merging([
        "adam_beta_1": adamBeta1.json, "adam_beta_2": adamBeta2.json, "epsilon": epsilon.json,
        "exclude_layers": excludeLayers.json, "muon_a": muonA.json, "muon_b": muonB.json,
        "muon_c": muonC.json, "adam_lr_ratio": adamLrRatio.json, "momentum": momentum.json,
        "ns_steps": nsSteps.json, "nesterov": nesterov.json,
        "exclude_embeddings": excludeEmbeddings.json, "adam_weight_decay": adamWeightDecay.json,
        "rms_rate": rmsRate.json,
      ])
    }

    private static func patterns(_ texts: [String]) throws -> [Regex<AnyRegexOutput>] {
      try texts.map { text in
        do { return try Regex(text) } catch {
          throw ConfigError("'\(text)' of excludeLayers is no pattern: \(error)")
        }
      }
    }

    private func isForAdam(_ variable: Variable) -> Bool {
      variable.shape.count != 2
        || excludeEmbeddings && variable.path.lowercased().contains("embedding")
        || patterns.contains { variable.path.firstMatch(of: $0) != nil }
    }

    public override func build(_ variables: [Variable]) {
      for variable in variables {
        momentums[variable] = addVariable(like: variable, name: "momentum")
        guard isForAdam(variable) else { continue }
        velocities[variable] = addVariable(like: variable, name: "velocity")
        byAdam.insert(ObjectIdentifier(variable))
      }
    }

    public override func weightDecay(of variable: Variable) -> Double? {
      isForAdam(variable) ? adamWeightDecay : options.weightDecay
    }

    public override func updateStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      guard byAdam.contains(ObjectIdentifier(variable)) else {
        return orthogonalStep(gradient, variable, learningRate)
      }
      let step = cast(updateCount + Tensor(1 as Int32), dtype: variable.dtype)
      let rate =
        learningRate * adamLrRatio * sqrt(1 - power(Tensor(weak: adamBeta2), step))
        / (1 - power(Tensor(weak: adamBeta1), step))
      let mean = momentums[variable].moved(to: gradient, by: 1 - adamBeta1)
      let size = velocities[variable].moved(to: square(gradient), by: 1 - adamBeta2)
      variable.assignSub(mean * rate / (sqrt(size) + epsilon))
    }

    private func orthogonalStep(
      _ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor
    ) {
      let slot = momentums[variable]
      let sum = momentum * slot.rawValue + gradient
      slot.assign(sum)
      var step = learningRate * orthogonalized(nesterov ? gradient + momentum * sum : sum)
      if let rmsRate {
        let size = Double(variable.shape.max() ?? 1).squareRoot()
        step = step * (size * rmsRate)
      }
      variable.assignSub(step)
    }

    /// `x` with its singular values near 1, by Newton and Schulz's iteration of fifth order.
    private func orthogonalized(_ x: Tensor) -> Tensor {
      let isTall = x.shape[0] > x.shape[1]
      var x = isTall ? transpose(x) : x
      x = x / (sqrt(sum(square(x))) + 1e-7)
      for _ in 0..<nsSteps {
        let product = matmul(x, transpose(x))
        x = muonA * x + matmul(muonB * product + muonC * matmul(product, product), x)
      }
      return isTall ? transpose(x) : x
    }
  }
}
