import AllBackends
import Keras
import TestTraits
import Testing

/// What real Keras gave for losses, metrics and initializers, against ours.
@Suite(.seeded) struct RecordedLossTests {
  private func object<T: KerasObject>(_ one: JSON, as _: T.Type = T.self) throws -> T {
    var config = one["args"]?.object ?? [:]
    if config["reduction"]?.isNull == true { config["reduction"] = "none" }
    return try deserialize(
      ["class_name": one["class"] ?? .null, "config": .object(config)], as: T.self)
  }

  @Test(
    .enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"),
    arguments: AllBackends.names)
  func `losses and their gradients have the values Keras recorded`(_ name: String) throws {
    AllBackends.register()
    let backend = try #require(Backends.named(name))
    let (cases, held) = try Recorded.group("losses_metrics")
    let arrays = RecordedArrays(arrays: held)
    for one in cases where one["kind"]?.string == "loss" {
      let id = one["id"]?.string ?? ""
      func tensor(_ key: String) throws -> Tensor? {
        guard let entry = one[key], !entry.isNull else { return nil }
        return try arrays.tensor(entry)
      }
      do {
        let loss: Loss = try object(one)
        let yTrue = try #require(try tensor("y_true"))
        let yPred = try #require(try tensor("y_pred"))
        let weight = try tensor("sample_weight")
        let f = { (p: Tensor) in loss(yTrue, p, sampleWeight: weight) }
        let expected = try #require(try tensor("result"))
        let (result, compiled) = try withBackend(backend) {
          try checking { (f(yPred), jit(f)(yPred)) }
        }
        for value in [result, compiled] {
          let difference = try deviation(value, from: expected)
          #expect(difference <= allowed(expected.dtype), "\(id): \(difference)")
        }
        if let gradient = try tensor("grad_y_pred") {
          let ours = try withBackend(backend) { try checking { grad { sum(f($0)) }(yPred) } }
          let difference = try deviation(ours, from: gradient)
          #expect(difference <= allowed(gradient.dtype), "gradient of \(id): \(difference)")
        }
      } catch { Issue.record("\(id): \(error)") }
    }
  }

  @Test(
    .enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"),
    arguments: AllBackends.names)
  func `metrics gather what Keras recorded`(_ name: String) throws {
    AllBackends.register()
    let backend = try #require(Backends.named(name))
    let (cases, held) = try Recorded.group("losses_metrics")
    let arrays = RecordedArrays(arrays: held)
    for one in cases where one["kind"]?.string == "metric" {
      let id = one["id"]?.string ?? ""
      do {
        try withBackend(backend) { try checking { try replay(one, id, arrays) } }
      } catch { Issue.record("\(id): \(error)") }
    }
  }

  /// Means of signed values that cancel to nearly nothing are compared with the greatest such value:
  /// of `metrics/CosineSimilarity/68`, whose first result is -0.0007, with the cosine 1.
  private static let cancelling = ["metrics/CosineSimilarity/68": 1.0]

  private func replay(_ one: JSON, _ id: String, _ arrays: RecordedArrays) throws {
    let metric: Metric = try object(one)
    let least = Self.cancelling[id] ?? 0
    let results = try arrays.tensors(one["results"])
    var state: [Tensor] = []
    for (update, expected) in zip(one["updates"]?.array ?? [], results) {
      func tensor(_ key: String) throws -> Tensor? {
        guard let entry = update[key], !entry.isNull else { return nil }
        return try arrays.tensor(entry)
      }
      let weight = try tensor("sample_weight")
      if let values = try tensor("values") {
        switch metric {
        case let mean as Metrics.Mean: mean.updateState(values, sampleWeight: weight)
        case let sum as Metrics.Sum: sum.updateState(values, sampleWeight: weight)
        default: Issue.record("\(id) takes no values")
        }
      } else {
        let yTrue = try #require(try tensor("y_true"))
        let yPred = try #require(try tensor("y_pred"))
        metric.build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
        if state.isEmpty { state = metric.statelessResetState() }
        // The same as a function of its state, compiled.
        state = jit { (state: [Tensor]) in
          metric.statelessUpdateState(state, yTrue, yPred, sampleWeight: weight)
        }(state)
        metric.updateState(yTrue, yPred, sampleWeight: weight)
        let pure = metric.statelessResult(state)
        #expect(
          try deviation(pure, from: expected, scale: least) <= allowed(expected.dtype),
          "\(id), compiled")
      }
      let difference = try deviation(metric.result(), from: expected, scale: least)
      #expect(difference <= allowed(expected.dtype), "\(id): \(difference)")
    }
    let variables = one["variables"]?.array ?? []
    // What was made without a name is numbered on by Keras and by us.
    func own(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
    #expect(
      metric.variables.map(\.name) == variables.map { own($0["name"]?.string ?? "") }, "\(id)")
    for (ours, theirs) in zip(metric.variables, variables) {
      let expected = try arrays.tensor(theirs)
      let difference = try deviation(ours.value, from: expected, scale: least)
      #expect(difference <= allowed(expected.dtype), "\(id), \(ours.path): \(difference)")
    }
  }

  @Test(.enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"))
  func `initializers have the moments that Keras recorded`() throws {
    guard let folder = Recorded.folder else { return }
    let text = try String(
      contentsOf: folder.appending(path: "initializers.json"), encoding: .utf8)
    for one in try JSON(text: text)["cases"]?.array ?? [] where one["shape"] != nil {
      let id = one["id"]?.string ?? ""
      let json = one["keras_config"] ?? .null
      let initializer: Initializer = try deserialize(json)
      #expect(serialize(initializer) == json, "\(id)")
      let shape = (one["shape"]?.array ?? []).compactMap(\.integer)
      let x = try checking { cast(initializer(shape), dtype: .f64) }
      #expect(x.shape == shape)
      func number(_ key: String) -> Double { one[key]?.number ?? .nan }
      let values = try x.scalars(as: Double.self)
      let count = Double(values.count)
      let average = values.reduce(0, +) / count
      let spread =
        (values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / count).squareRoot()
      // Means of as many samples differ by this: six times the deviation of their difference.
      let tolerance = 6 * number("std") * (2 / count).squareRoot() + 1e-7
      #expect(abs(average - number("mean")) <= tolerance, "\(id): \(average)")
      #expect(abs(spread - number("std")) <= tolerance, "\(id): \(spread)")
      if one["gram_max_dev_from_gain2_I"] != nil {
        let gain = one["args"]?["gain"]?.number ?? 1
        let gram = matmul(transpose(x), x) - eye(shape[1], dtype: .f64) * gain * gain
        #expect(try max(abs(gram)).scalars(as: Double.self)[0] < 1e-5, "\(id)")
      } else if number("std") > 0, number("kurtosis") < 2.9 {
        // Bounded distributions, whose ends as many samples come near.
        let width = number("max") - number("min")
        #expect(try #require(values.min()) >= number("min") - 0.01 * width, "\(id)")
        #expect(try #require(values.max()) <= number("max") + 0.01 * width, "\(id)")
      }
    }
  }
}
