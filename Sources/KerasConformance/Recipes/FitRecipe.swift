/// A model and how it is trained on a little data: what `fit` reports is recorded.
///
/// One line adds a training: `FitRecipe("a line", x: [12, 3], y: [12, 1]) { … }`, the closure giving a
/// compiled model.
package struct FitRecipe: Sendable {
  package let name: String
  let x, y: Sample
  let sampleWeight: Sample?
  /// Data that is not trained on.
  let validation: (x: Sample, y: Sample)?
  /// Further arguments of `fit`, under Keras's names.
  let fit: JSONObject
  package let make: @Sendable () -> Model

  init(
    _ name: String, x: Sample, y: Sample, sampleWeight: Sample? = nil,
    validation: (x: Sample, y: Sample)? = nil, _ fit: JSONObject = [:],
    _ make: @escaping @Sendable () -> Model
  ) {
    (self.name, self.x, self.y, self.sampleWeight) = (name, x, y, sampleWeight)
    (self.validation, self.fit, self.make) = (validation, fit, make)
  }

  /// The case that the recipe comes to.
  func kerasCase() throws -> KerasCase {
    try withBackend(ReferenceBackend()) {
      try withFreshNames {
        try withRandomSeed(1) { try checking { try described() } }
      }
    }
  }

  private func described() throws -> KerasCase {
    let draw = Draw(seed: 6)
    let model = make()
    var inputs = [("x", x.tensor(draw)), ("y", y.tensor(draw))]
    if let sampleWeight { inputs.append(("sample_weight", sampleWeight.tensor(draw))) }
    if let validation {
      inputs += [("val_x", validation.x.tensor(draw)), ("val_y", validation.y.tensor(draw))]
    }
    let names = LayerUse.names(of: model.weights, in: model)
    let weights = zip(names, model.weights).map { name, weight in
      let isStatistic = weight.name.contains("moving")
      return (
        name,
        isStatistic
          ? weight.rawValue : Sample.numbers(weight.shape, in: -0.75...0.75).tensor(draw)
      )
    }
    let call = JSONObject([("batch_size", 5), ("epochs", 3)]).merging(fit)
    return KerasCase(
      name, .model, serialize(model), call: .object(call), modes: [.history], inputs: inputs,
      weights: weights)
  }
}

/// All recipes of trainings.
package enum FitRecipes {
  private static func compiled(
    _ model: Model, _ optimizer: Optimizer, _ loss: Loss, _ metrics: [Metric] = [],
    weighted: [Metric] = [], runEagerly: Bool = false, stepsPerExecution: Int = 1
  ) -> Model {
    model.compile(
      optimizer: optimizer, loss: loss, metrics: metrics, weightedMetrics: weighted,
      runEagerly: runEagerly, stepsPerExecution: stepsPerExecution)
    return model
  }
  private static let rows: Sample = [12, 3]
  private static let labels = Sample.whole([12], in: 0..<3)

  package static let all: [FitRecipe] = [
    FitRecipe("a line, with a batch that is not full", x: rows, y: [12, 1]) {
      compiled(
        Sequential([InputLayer(shape: [3]), Dense(1)]), Optimizers.SGD(0.05), .meanSquaredError,
        [.meanAbsoluteError])
    },
    FitRecipe("a classifier, held back samples", x: rows, y: labels, ["validation_split": 0.25]) {
      compiled(
        Sequential([
          InputLayer(shape: [3]), Dense(5, activation: .relu), Dense(3, activation: .softmax),
        ]),
        Optimizers.Adam(0.02), .sparseCategoricalCrossentropy(), [.sparseCategoricalAccuracy])
    },
    FitRecipe(
      "weights of samples and classes", x: rows, y: labels,
      sampleWeight: .numbers([12], in: 0.25...2), ["class_weight": ["0": 0.5, "1": 2.0]]
    ) {
      compiled(
        Sequential([InputLayer(shape: [3]), Dense(3, activation: .softmax)]),
        Optimizers.RMSprop(0.02, momentum: 0.5), .sparseCategoricalCrossentropy(),
        [.sparseCategoricalAccuracy], weighted: [.sparseCategoricalCrossentropy()])
    },
    FitRecipe(
      "statistics of batches, other data to validate", x: rows, y: [12, 2],
      validation: ([4, 3], [4, 2])
    ) {
      compiled(
        Sequential([InputLayer(shape: [3]), Dense(4), BatchNormalization(momentum: 0.5), Dense(2)]),
        Optimizers.SGD(0.05, momentum: 0.5, nesterov: true), .meanSquaredError)
    },
    FitRecipe("dropout and a penalty", x: rows, y: [12, 1]) {
      compiled(
        Sequential([
          InputLayer(shape: [3]),
          Dense(6, activation: .tanh, kernelRegularizer: .l2(0.01)),
          Dropout(0.5, seed: 3), Dense(1),
        ]), Optimizers.Adam(0.02), .huber())
    },
    FitRecipe("gathered gradients, means of weights", x: rows, y: [12, 1]) {
      compiled(
        Sequential([InputLayer(shape: [3]), Dense(4, activation: .tanh), Dense(1)]),
        Optimizers.AdamW(
          0.02, weightDecay: 0.05, globalClipnorm: 0.5, useEma: true, emaMomentum: 0.75,
          gradientAccumulationSteps: 2), .meanSquaredError)
    },
    FitRecipe(
      "stopped early", x: rows, y: [12, 1], validation: ([4, 3], [4, 1]),
      [
        "epochs": 6,
        "callbacks": [
          [
            "class_name": "EarlyStopping",
            "config": ["monitor": "val_loss", "patience": 1, "restore_best_weights": true],
          ]
        ],
      ]
    ) {
      compiled(
        Sequential([InputLayer(shape: [3]), Dense(1)]), Optimizers.SGD(0.4), .meanSquaredError)
    },
    FitRecipe("a convolution", x: [6, 4, 4, 1], y: .whole([6], in: 0..<2)) {
      compiled(
        Sequential([
          InputLayer(shape: [4, 4, 1]), Conv2D(2, kernelSize: 2, activation: .relu), MaxPooling2D(),
          Flatten(), Dense(2),
        ]), Optimizers.SGD(Schedules.ExponentialDecay(0.1, decaySteps: 2, decayRate: 0.5)),
        .sparseCategoricalCrossentropy(fromLogits: true))
    },
    FitRecipe("steps in time, run eagerly", x: [6, 3, 2], y: [6, 1]) {
      compiled(
        Sequential([InputLayer(shape: [3, 2]), GRU(3), Dense(1)]), Optimizers.Nadam(0.02),
        .meanSquaredError, runEagerly: true)
    },
    FitRecipe("masked words", x: .whole([6, 4], in: 0..<5), y: .values([0, 1, 1, 0, 1, 0], [6])) {
      compiled(
        Sequential([
          InputLayer(shape: [4], dtype: .i32), Embedding(5, 3, maskZero: true), LSTM(2),
          Dense(1, activation: .sigmoid),
        ]), Optimizers.Adam(0.05), .binaryCrossentropy(), [.binaryAccuracy()])
    },
    FitRecipe(
      "shuffled, several steps at once", x: rows, y: [12, 1],
      ["shuffle": true, "shuffle_seed": 7, "batch_size": 4]
    ) {
      compiled(
        Sequential([InputLayer(shape: [3]), LayerNormalization(), Dense(1)]), Optimizers.Lion(0.02),
        .meanAbsoluteError, stepsPerExecution: 2)
    },
  ]
}
