import Keras
import TestTraits
import Testing

/// What a file's `compile_config` may hold, and under which names results are reported.
@Suite(.seeded) struct CompileConfigTests {
  private func function(_ name: String) -> JSON {
    [
      "module": "builtins", "class_name": "function", "config": .string(name),
      "registered_name": "function",
    ]
  }
  private let x = f([1, 2, 3, 4], [2, 2])

  @Test func `Keras's functions are losses and metrics`() throws {
    let model = Sequential { Dense(1, kernelInitializer: .ones) }
    try model.compile(
      fromConfig: Config(
        [
          "optimizer": "sgd", "loss": function("mean_squared_error"),
          "metrics": [function("mean_absolute_error")],
        ], of: "compile_config"))
    let logs = try model.evaluate(x, f([1, 4], [2, 1]), verbose: .silent)
    // The sums are 3 and 7.
    #expect(logs == ["loss": 6.5, "mean_absolute_error": 2.5])
  }

  @Test func `another function is an error that names it`() {
    let model = Sequential { Dense(1) }
    for key in ["loss", "metrics"] {
      let said = message {
        try model.compile(fromConfig: Config([key: function("mine")], of: "compile_config"))
      }
      #expect(said.contains("the function 'mine' is neither Keras's nor registered"), "\(said)")
    }
  }

  @Test func `policies that are not supported are named, an empty map is its default`() throws {
    func dense(_ policy: String) throws -> Layer {
      try deserialize(
        try JSON(text: #"{"class_name": "Dense", "config": {"units": 1, "dtype": \#(policy)}}"#))
    }
    let map = #"{"class_name": "DTypePolicyMap", "config": {"default_policy": "#
    #expect(
      try dense(map + #""bfloat16", "policy_map": {}}}"#).dtypePolicy == .bfloat16)
    #expect(
      try dense(map + #"null, "policy_map": {}}}"#).dtypePolicy == Settings.dtypePolicy)
    for policy in [
      map + #"null, "policy_map": {"a": "float16"}}}"#,
      #"{"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}"#,
    ] {
      let said = message { _ = try dense(policy) }
      #expect(said.contains("which is not supported"), "\(said)")
    }
  }

  @Test func `each output has names of its own, and a loss only where it is judged`() throws {
    let input = Input(shape: [2])
    func model(_ losses: [Loss?]) throws -> [String: Double] {
      let (p, r) = (Dense(1, name: "p")(input), Dense(1, name: "r")(input))
      let model = Model(inputs: [input], outputs: [p, r])
      let metrics: [[Metric]] = [[], [Metrics.BinaryAccuracy(name: "accuracy")]]
      model.compile(
        optimizer: .sgd(), losses: losses, metrics: metrics,
        weightedMetrics: [[], [Metrics.BinaryAccuracy(name: "accuracy")]])
      let y = f([0, 1], [2, 1])
      return try model.evaluate([x], [y, y], verbose: .silent)
    }
    #expect(
      try model([.meanSquaredError, .meanSquaredError]).keys.sorted() == [
        "loss", "p_loss", "r_accuracy", "r_loss", "r_weighted_accuracy",
      ])
    #expect(
      try model([.meanSquaredError, nil]).keys.sorted() == [
        "loss", "r_accuracy", "r_weighted_accuracy",
      ])
  }

  @Test func `validation is due by the number of the epoch, wherever fit begins`() throws {
    let model = Sequential { Dense(1) }
    model.compile(optimizer: .sgd(), loss: .meanSquaredError)
    let y = f([0, 1], [2, 1])
    let history = try model.fit(
      x, y, epochs: 5, verbose: .silent, validationData: ValidationData(x, y), initialEpoch: 1,
      validationFreq: 2)
    // Of the epochs 1 to 4 these are the second and the fourth of all.
    #expect(history.history["val_loss"]?.count == 2)
    let more = try model.fit(
      x, y, epochs: 3, verbose: .silent, validationData: ValidationData(x, y), initialEpoch: 1,
      validationFreq: 3)
    #expect(more.history["val_loss"]?.count == 1)
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "nothing was thrown"
  }
}
