import Keras
import TestTraits
import Testing

/// Configs with fields that nobody reads.
@Suite(.seeded) struct UnknownSettingTests {
  private func message(_ json: JSON, as type: (some KerasObject).Type) -> String {
    do { _ = try deserialize(json, as: type) } catch { return "\(error)" }
    return "nothing was thrown"
  }

  @Test func `keras names N4: a misspelt setting of a layer is refused, with the one meant`() {
    #expect(
      message(
        ["class_name": "Dense", "config": ["name": "a", "units": 2, "actvation": "relu"]],
        as: Layer.self) == "Dense 'a' has no setting 'actvation' (did you mean 'activation'?)")
    #expect(
      message(["class_name": "Dropout", "config": ["rate": 0.5, "zzz": 1]], as: Layer.self)
        == "Dropout has no setting 'zzz'")
  }

  @Test func `so it is in objects within objects`() {
    let dense: JSON = [
      "class_name": "Dense",
      "config": [
        "units": 2,
        "kernel_initializer": ["class_name": "RandomNormal", "config": ["stdev": 0.1]],
      ],
    ]
    #expect(
      message(dense, as: Layer.self)
        == "'kernel_initializer' of Dense: RandomNormal has no setting 'stdev' (did you mean 'stddev'?)"
    )
  }

  @Test func `optimizers, losses and metrics refuse them too`() {
    #expect(
      message(["class_name": "Adam", "config": ["learning_rat": 0.1]], as: Optimizer.self)
        == "Adam has no setting 'learning_rat' (did you mean 'learning_rate'?)")
    #expect(
      message(["class_name": "Huber", "config": ["deltta": 2]], as: Loss.self)
        == "Huber has no setting 'deltta' (did you mean 'delta'?)")
    #expect(
      message(["class_name": "TopKCategoricalAccuracy", "config": ["kk": 2]], as: Metric.self)
        == "TopKCategoricalAccuracy has no setting 'kk' (did you mean 'k'?)")
  }

  @Test func `what every object may have is taken`() throws {
    let layer: Layer = try deserialize([
      "class_name": "ReLU",
      "config": ["name": "r", "trainable": false, "dtype": "float32", "autocast": true],
    ])
    #expect(layer.name == "r")
    let _: Optimizer = try deserialize(["class_name": "SGD", "config": ["decay": 0.0]])
  }

  @Test func `compile refuses what it does not know`() throws {
    let model = Sequential([InputLayer(shape: [2]), Dense(1)])
    #expect(throws: ConfigError.self) {
      try model.compile(
        fromConfig: Config(["loss": "mse", "optimiser": "adam"], of: "compile_config"))
    }
  }

  @Test func `keras names N5: metrics given as strings are reported under them`() throws {
    let model = Sequential {
      Input(shape: [2])
      Dense(1)
    }
    try model.compile(
      fromConfig: Config(
        ["loss": "mse", "optimizer": "sgd", "metrics": ["mae", "mean_squared_error"]],
        of: "compile_config"))
    let x = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let history = try model.fit(x, Tensor([1, 2] as [Float], shape: [2, 1]), verbose: .silent)
    #expect(history.history.keys.sorted() == ["loss", "mae", "mean_squared_error"])
    #expect(try Metric.named("MSE").name == "MSE")
  }
}
