import AllBackends
import Keras
import TestTraits
import Testing

/// What real Keras gave for layers, against ours.
@Suite(.seeded) struct RecordedLayerTests {
  /// Classes with recorded cases that are not there.
  static let absent: Set<String> = []
  /// Cases with values other than the definition's, and why.
  ///
  /// Keras 3.15.1 subtracts in `sparsemax` the sum of cumulative sums where the paper has the
  /// cumulative sum itself: two of the three recorded rows are all zeros and do not have the sum 1.
  static let mistaken: Set<String> = ["layers/Activation/sparsemax"]

  @Test(
    .enabled(if: Recorded.folder != nil, "needs ../shared with values of Keras"),
    arguments: AllBackends.names)
  func `layers give what Keras recorded`(_ backend: String) throws {
    AllBackends.register()
    let backend = try #require(Backends.named(backend))
    let (cases, arrays) = try Recorded.group("layers")
    var missing: Set<String> = []
    for one in cases {
      let id = one["id"]?.string ?? ""
      guard let name = one["class"]?.string,
        KerasClasses.layers.contains(where: { $0.className == name })
      else {
        missing.insert(one["class"]?.string ?? id)
        continue
      }
      do {
        try withBackend(backend) {
          try replay(one, RecordedArrays(arrays: arrays), id)
        }
      } catch { Issue.record("\(id): \(error)") }
    }
    #expect(missing.subtracting(Self.absent).sorted() == [])
  }

  private func replay(_ one: JSON, _ arrays: RecordedArrays, _ id: String) throws {
    let json = one["keras_config"] ?? .null
    let layer = try deserialize(json, as: Layer.self)
    let inputs = try arrays.tensors(one["inputs"])
    let call = one["call"]
    var keywords: [String: CallArgument<Tensor>] = [:]
    for (key, value) in call?["kwargs"]?.object?.fields ?? [] {
      keywords[key] =
        try value["array"].map { .tensor(try arrays.tensor($0)) }
        ?? value["arrays"].map { .list(try arrays.tensors($0).map { .tensor($0) }) }
        ?? .value(value["value"] ?? value)
    }
    let arguments: (_ inputs: [Tensor]) -> CallArguments<Tensor> = { inputs in
      let list = inputs.map { CallArgument.tensor($0) }
      return CallArguments(call?["style"]?.string == "list" ? [.list(list)] : list, keywords)
    }
    let training = call?["training"]?.bool
    // A first call makes the weights where the file does not say for which shapes.
    try checking { _ = layer(arguments(inputs), training: false) }
    let weights = try arrays.tensors(one["weights"])
    try layer.setWeights(weights)
    #expect(
      layer.weights.map(\.name)
        == one["weights"]?.array?.compactMap {
          $0["name"]?.string?.split(separator: "/").last.map(String.init)
        }, "\(id)")
    #expect(
      layer.weights.map(\.trainable) == one["weights"]?.array?.compactMap { $0["trainable"]?.bool },
      "\(id)")
    #expect(layer.countParams() == one["n_params"]?.integer, "\(id)")
    #expect(serialize(layer) == json, "\(id): \(differences(serialize(layer), json))")

    let trained = layer.trainableVariables
    let fixed = layer.nonTrainableVariables
    let values = trained.map(\.rawValue) + inputs
    func run(_ values: [Tensor]) -> (outputs: [Tensor], fixed: [Tensor]) {
      let result = layer.statelessCall(
        Array(values.prefix(trained.count)), fixed.map(\.rawValue),
        arguments(Array(values.dropFirst(trained.count))), training: training)
      return (result.outputs, result.nonTrainable)
    }
    let result = try checking { run(values) }
    let expected = try arrays.tensors(one["outputs"])
    try shapes(one, inputs, arguments, id)
    if Self.mistaken.contains(id) { return }
    #expect(result.outputs.count == expected.count, "\(id)")
    for (given, expected) in zip(result.outputs, expected) {
      #expect(
        try deviation(given, from: expected) <= allowed(expected.dtype), "\(id): \(given.type)")
    }
    if let after = one["weights_after"]?.array {
      let updated = Dictionary(
        uniqueKeysWithValues: zip(fixed.map(ObjectIdentifier.init), result.fixed))
      for entry in after {
        let weight = try #require(layer.weights.first { $0.name == entry["name"]?.string })
        let given = try #require(updated[ObjectIdentifier(weight)])
        let expected = try arrays.tensor(entry)
        #expect(
          try deviation(given, from: expected) <= allowed(expected.dtype), "\(id): \(weight.name)")
      }
    }
    if let recorded = one["grad"] {
      let cotangents = try arrays.tensors(recorded["cotangents"])
      // Integers have no gradients.
      let real = values.indices.filter { values[$0].dtype.isFloat }
      let found = try checking {
        grad { (moved: [Tensor]) in
          var values = values
          for (i, value) in zip(real, moved) { values[i] = value }
          return zip(run(values).outputs, cotangents).map { sum($0 * $1) }.reduce(
            Tensor(Float(0))
          ) { $0 + $1 }
        }(real.map { values[$0] })
      }
      var gradients = values
      for (i, gradient) in zip(real, found) { gradients[i] = gradient }
      // A gradient that cancels is compared with the largest of the case.
      let scale =
        try gradients.filter(\.dtype.isFloat).flatMap { try numbers($0) }.map(abs).max() ?? 0
      for entry in recorded["inputs"]?.array ?? [] {
        let given = gradients[trained.count + (entry["input"]?.integer ?? 0)]
        #expect(
          try deviation(given, from: arrays.tensor(entry), scale: scale) <= 1e-5, "\(id): \(entry)")
      }
      for (given, entry) in zip(gradients, recorded["weights"]?.array ?? []) {
        #expect(
          try deviation(given, from: arrays.tensor(entry), scale: scale) <= 1e-5, "\(id): \(entry)")
      }
    }
  }

  /// The shape inferred for an open batch.
  private func shapes(
    _ one: JSON, _ inputs: [Tensor], _ arguments: ([Tensor]) -> CallArguments<Tensor>,
    _ id: String
  ) throws {
    guard let json = one["output_shape_symbolic"]?.array, !json.isEmpty else { return }
    let layer = try deserialize(one["keras_config"] ?? .null, as: Layer.self)
    let symbolic = arguments(inputs).map { x in
      KerasTensor([nil] + x.shape.dropFirst().map { $0 }, dtype: x.dtype)
    }
    let inferred = try checking { layer(symbolic) }
    let recorded =
      [Int?](config: .array(json)).map { [$0] } ?? json.compactMap { [Int?](config: $0) }
    #expect(inferred.map(\.shape) == recorded, "\(id)")
  }

  /// The fields in which two configs differ.
  private func differences(_ a: JSON, _ b: JSON) -> String {
    let keys = Set((a["config"]?.object?.keys ?? []) + (b["config"]?.object?.keys ?? []))
    let fields = keys.sorted().filter { a["config"]?[$0] != b["config"]?[$0] }.map {
      "\($0): \(a["config"]?[$0]?.text() ?? "-") and not \(b["config"]?[$0]?.text() ?? "-")"
    }
    return (fields + (a["build_config"] == b["build_config"] ? [] : ["build_config"])).joined(
      separator: "; ")
  }
}
