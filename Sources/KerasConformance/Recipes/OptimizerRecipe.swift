/// A configuration of an optimizer whose steps are recorded.
///
/// One line adds an optimizer to all of it: `OptimizerRecipe { Optimizers.Lion(0.1) }`. It takes steps
/// alone, with clipping, decay and means of the weights, and with gradients gathered over steps.
package struct OptimizerRecipe: Sendable {
  /// What is particular about it.
  let label: String
  /// Whether the options that all optimizers have are tried as well.
  let isVaried: Bool
  package let make: @Sendable () throws -> Optimizer

  /// The optimizer that `make` makes.
  init(
    varied: Bool = true, named label: String = "",
    _ make: @escaping @Sendable () throws -> Optimizer
  ) {
    (self.label, isVaried, self.make) = (label, varied, make)
  }

  /// Options that every optimizer has, by what they are called.
  private static let options: [(name: String, fields: JSONObject)] = [
    (
      "clipped, decaying, averaged",
      [
        "clipnorm": 1.0, "weight_decay": 0.05, "use_ema": true, "ema_momentum": 0.75,
        "ema_overwrite_frequency": 4,
      ]
    ),
    ("gathering gradients", ["gradient_accumulation_steps": 2, "global_clipnorm": 1.5]),
  ]

  /// The cases that the recipe comes to.
  func kerasCases() throws -> [KerasCase] {
    try withBackend(ReferenceBackend()) {
      try withFreshNames {
        let optimizer = try make()
        let kind = type(of: optimizer).className
        let (name, json) = (label.isEmpty ? kind : "\(kind) \(label)", serialize(optimizer))
        var cases = [try kerasCase(name, json)]
        for (label, fields) in isVaried ? Self.options : [] {
          let varied = fields.fields.reduce(json) { $0.with($1.key, $1.value) }
          cases.append(try kerasCase("\(name), \(label)", varied))
        }
        return cases
      }
    }
  }

  private func kerasCase(_ name: String, _ json: JSON) throws -> KerasCase {
    let draw = Draw(seed: 5)
    let weights = [
      ("kernel", Sample.numbers([3, 2], in: -1...1).tensor(draw)),
      ("bias", Sample.numbers([2], in: -1...1).tensor(draw)),
    ]
    let steps = 6
    var inputs: [(name: String, value: Tensor)] = []
    for step in 0..<steps {
      for (path, weight) in weights {
        // Small and large ones, and a step of none.
        let scale = [1, 0.125, 4, 0, -2, 0.5][step]
        let gradient = Sample.numbers(weight.shape, in: -1...1).tensor(draw) * scale
        inputs.append(("gradient:\(path):\(step)", gradient))
      }
    }
    return KerasCase(
      name, .optimizer, json, steps: steps, modes: [.trajectory], inputs: inputs, weights: weights)
  }
}

/// All recipes of optimizers and of schedules.
package enum OptimizerRecipes {
  package static let all: [OptimizerRecipe] = [
    OptimizerRecipe { Optimizers.Adadelta(0.5) },
    OptimizerRecipe { Optimizers.Adafactor(0.05) },
    OptimizerRecipe { Optimizers.Adagrad(0.1) },
    OptimizerRecipe { Optimizers.Adam(0.1) },
    OptimizerRecipe(varied: false, named: "of the greatest") {
      Optimizers.Adam(0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-3, amsgrad: true)
    },
    OptimizerRecipe { Optimizers.AdamW(0.1) },
    OptimizerRecipe { Optimizers.Adamax(0.1) },
    OptimizerRecipe { Optimizers.Ftrl(0.1) },
    OptimizerRecipe(varied: false, named: "regularized") {
      Optimizers.Ftrl(
        0.1, learningRatePower: -0.75, l1RegularizationStrength: 0.05,
        l2RegularizationStrength: 0.1, l2ShrinkageRegularizationStrength: 0.05, beta: 0.25)
    },
    OptimizerRecipe { Optimizers.Lamb(0.1) },
    OptimizerRecipe { Optimizers.Lion(0.05) },
    OptimizerRecipe { try Optimizers.Muon(0.1) },
    OptimizerRecipe { Optimizers.Nadam(0.1) },
    OptimizerRecipe { Optimizers.RMSprop(0.1) },
    OptimizerRecipe(varied: false, named: "centered, with momentum") {
      Optimizers.RMSprop(0.1, rho: 0.75, momentum: 0.5, centered: true)
    },
    OptimizerRecipe { Optimizers.ScheduleFreeAdamW(0.1) },
    OptimizerRecipe { Optimizers.SGD(0.1) },
    OptimizerRecipe(varied: false, named: "with Nesterov's momentum") {
      Optimizers.SGD(0.1, momentum: 0.75, nesterov: true)
    },
    OptimizerRecipe(varied: false, named: "clipped by value") {
      Optimizers.SGD(0.1, clipvalue: 0.5)
    },
    OptimizerRecipe(varied: false, named: "of a scaled loss") {
      Optimizers.LossScaleOptimizer(
        Optimizers.SGD(0.5), initialScale: 8, dynamicGrowthSteps: 3)
    },
    OptimizerRecipe(varied: false, named: "of a loss scaled by a number") {
      Optimizers.SGD(0.1, lossScaleFactor: 4)
    },
    OptimizerRecipe(varied: false, named: "of two") {
      Optimizers.MultiOptimizer(
        Optimizers.OptimizerMap(
          Optimizers.SGD(0.1, momentum: 0.5), ["ker.*": Optimizers.Adam(0.1, clipnorm: 0.5)]),
        lossScaleFactor: 2)
    },
    OptimizerRecipe(varied: false, named: "along a cosine") {
      Optimizers.SGD(
        Schedules.CosineDecay(0.125, decaySteps: 4, alpha: 0.1, warmupTarget: 0.5, warmupSteps: 2))
    },
    OptimizerRecipe(varied: false, named: "along cosines") {
      Optimizers.SGD(Schedules.CosineDecayRestarts(0.5, firstDecaySteps: 3))
    },
    OptimizerRecipe(varied: false, named: "at exponential rates") {
      Optimizers.SGD(Schedules.ExponentialDecay(0.5, decaySteps: 3, decayRate: 0.5))
    },
    OptimizerRecipe(varied: false, named: "at inverse rates") {
      Optimizers.SGD(Schedules.InverseTimeDecay(0.5, decaySteps: 2, decayRate: 0.5))
    },
    OptimizerRecipe(varied: false, named: "at rates in pieces") {
      Optimizers.SGD(Schedules.PiecewiseConstantDecay([1, 3], values: [0.5, 0.25, 0.125]))
    },
    OptimizerRecipe(varied: false, named: "at rates of a power") {
      Optimizers.SGD(Schedules.PolynomialDecay(0.5, decaySteps: 4, power: 2))
    },
  ]
}
