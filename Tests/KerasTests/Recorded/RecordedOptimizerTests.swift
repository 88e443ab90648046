import AllBackends
import Keras
import TestTraits
import Testing

/// Trajectories of real Keras's optimizers, against ours.
@Suite(.seeded) struct RecordedOptimizerTests {
  /// Two problems: a quadratic form, and a perceptron with one hidden layer.
  private struct Problems {
    let a, b, start, x, y: Tensor
    let weights: [(path: String, value: Tensor)]

    init(_ cases: [JSON], _ arrays: RecordedArrays) throws {
      let one = try #require(cases.first { $0["id"]?.string == "optimizers/_problem" })
      func tensor(_ key: String) throws -> Tensor { try arrays.tensor(one[key] ?? .null) }
      (a, b, start) = (try tensor("A"), try tensor("b"), try tensor("w0"))
      (x, y) = (try tensor("mlp_x"), try tensor("mlp_y"))
      weights = try (one["mlp_w0"]?.array ?? []).map {
        ($0["name"]?.string ?? "", try arrays.tensor($0))
      }
    }

    func quadratic(_ w: [Tensor]) -> Tensor { sum(w[0] * matmul(a, w[0])) / 2 - sum(b * w[0]) }
    func perceptron(_ w: [Tensor]) -> Tensor {
      mean(square(matmul(tanh(matmul(x, w[0]) + w[1]), w[2]) + w[3] - y))
    }
  }

  private struct Step: TensorTree {
    var weights, state: [Tensor]
    var loss: Tensor
  }

  /// Twenty steps: losses before each, rates, the first weight after each.
  private func run(
    _ optimizer: Optimizer, _ weights: [Variable], _ loss: @escaping ([Tensor]) -> Tensor
  ) -> (losses: [Tensor], rates: [Tensor], trajectory: [Tensor]) {
    optimizer.buildIfNeeded(weights)
    let state = optimizer.variables
    let step = jit { (values: [Tensor], state: [Tensor]) -> Step in
      let scope = StatelessScope(optimizer.variables + weights, state + values)
      return scope.run {
        optimizer.apply(grad { optimizer.scaleLoss(loss($0)) }(values), weights)
        return Step(
          weights: scope.values(of: weights), state: scope.values(of: optimizer.variables),
          loss: loss(values))
      }
    }
    var result: (losses: [Tensor], rates: [Tensor], trajectory: [Tensor]) = ([], [], [])
    for _ in 0..<20 {
      result.rates.append(optimizer.learningRate)
      let new = step(weights.map(\.value), state.map(\.value))
      for (variable, value) in zip(weights + state, new.weights + new.state) {
        variable.assign(value)
      }
      result.losses.append(new.loss)
      result.trajectory.append(weights[0].value)
    }
    return result
  }

  @Test(
    .enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"),
    arguments: AllBackends.names)
  func `optimizers take the steps that Keras recorded`(_ name: String) throws {
    AllBackends.register()
    let backend = try #require(Backends.named(name))
    let (cases, held) = try Recorded.group("optimizers")
    let arrays = RecordedArrays(arrays: held)
    let problems = try Problems(cases, arrays)
    var count = 0
    for one in cases where one["quadratic"]?.object != nil {
      let id = one["id"]?.string ?? ""
      do {
        try checking {
          try withBackend(backend) { try replay(one, id, problems, arrays) }
        }
      } catch { Issue.record("\(id): \(error)") }
      count += 1
    }
    #expect(count > 0)
  }

  private func replay(
    _ one: JSON, _ id: String, _ problems: Problems, _ arrays: RecordedArrays
  ) throws {
    let json = one["keras_config"] ?? .null
    let optimizer: Optimizer = try deserialize(json)
    #expect(serialize(optimizer) == json, "\(id): \(serialize(optimizer))")
    func numbers(_ list: JSON?) -> Tensor {
      Tensor((list?.array ?? []).map { Float($0.number ?? .nan) })
    }
    func compare(_ ours: Tensor, _ theirs: Tensor, _ what: String) throws {
      let difference = try deviation(ours, from: theirs)
      #expect(difference <= allowed(theirs.dtype), "\(id), \(what): \(difference)")
    }
    let recorded = try #require(one["quadratic"])
    let weight = Variable(problems.start, name: "w")
    let result = run(optimizer, [weight], problems.quadratic)
    try compare(stack(result.losses), numbers(recorded["loss"]), "losses")
    try compare(stack(result.rates), numbers(recorded["lr"]), "rates")
    let trajectory = try arrays.tensor(recorded["trajectory"] ?? .null)
    try compare(stack(result.trajectory), trajectory, "trajectory")
    let variables = recorded["optimizer_variables"]?.array ?? []
    #expect(optimizer.variables.map(\.path) == variables.map { $0["name"]?.string ?? "" })
    for (ours, theirs) in zip(optimizer.variables, variables) {
      try compare(ours.value, try arrays.tensor(theirs), ours.path)
    }
    optimizer.finalizeVariableValues([weight])
    try compare(
      weight.value, try arrays.tensor(recorded["final_after_finalize"] ?? .null), "final value")

    let second: Optimizer = try deserialize(json)
    let perceptron = try #require(one["mlp"])
    let weights = problems.weights.map { path, value in
      Variable(value, name: String(path.split(separator: "/").last ?? ""), path: path)
    }
    let losses = run(second, weights, problems.perceptron).losses
    try compare(stack(losses), numbers(perceptron["loss"]), "losses of the perceptron")
    for (ours, theirs) in zip(weights, perceptron["final_weights"]?.array ?? []) {
      try compare(ours.value, try arrays.tensor(theirs), ours.path)
    }
    #expect(
      second.variables.map(\.path)
        == perceptron["optimizer_variable_names"]?.array?.compactMap(\.string), "\(id)")
  }

  @Test(.enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"))
  func `schedules give the rates that Keras recorded`() throws {
    for one in try Recorded.group("optimizers").cases where one["steps"] != nil {
      let json = one["keras_config"] ?? .null
      let schedule: LearningRateSchedule = try deserialize(json)
      #expect(serialize(schedule) == json)
      let steps = (one["steps"]?.array ?? []).compactMap(\.integer)
      let values = Tensor((one["values"]?.array ?? []).map { Float($0.number ?? .nan) })
      let ours = stack(steps.map { schedule($0) })
      #expect(try deviation(ours, from: values) <= 1e-5, "\(one["id"] ?? .null)")
    }
  }
}
