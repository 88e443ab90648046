import AllBackends
import Foundation
import Keras
import TestTraits
import Testing

/// Trainings of real Keras repeated: the same data, first weights and settings must give the same
/// histories and last weights.
@Suite(.seeded) struct RecordedFitTests {
  @Test(
    .enabled(
      if: Recorded.folder != nil, "the recorded values of Keras are not beside the repository"),
    arguments: AllBackends.names)
  func `trainings go as Keras recorded`(_ name: String) throws {
    AllBackends.register()
    let (cases, arrays) = try Recorded.group("fit")
    let keys = try #require(cases.first { $0["id"]?.string == "fit/_data" }?["keys"]?.object)
    var data: [String: Tensor] = [:]
    for (key, place) in keys.fields { data[key] = arrays[place.string ?? ""].map { Tensor($0) } }
    try withBackend(try #require(Backends.named(name))) {
      for entry in cases where entry["id"]?.string != "fit/_data" {
        try check(entry, data, RecordedArrays(arrays: arrays))
      }
    }
  }

  private func check(_ entry: JSON, _ data: [String: Tensor], _ arrays: RecordedArrays) throws {
    let id = Comment(rawValue: entry["id"]?.string ?? "")
    let model: Model = try deserialize(try #require(entry["model_config"]))
    try model.setWeights(try arrays.tensors(entry["init_weights"]))
    try model.compile(fromConfig: Config(try #require(entry["compile"]?.object), of: "compile"))
    let fit = try #require(entry["fit"])
    func array(_ key: String) throws -> Tensor? {
      try fit[key]?.string.map { try #require(data[$0]) }
    }
    let validation = try fit["validation_data"]?.array.map { names in
      let tensors = try names.map { try #require(data[$0.string ?? ""]) }
      return ValidationData(tensors[0], tensors[1])
    }
    let history = try model.fit(
      try #require(try array("x")), try array("y"),
      batchSize: fit["batch_size"]?.integer ?? 32, epochs: entry["epochs"]?.integer ?? 1,
      verbose: .silent, callbacks: try callbacks(fit),
      validationSplit: fit["validation_split"]?.number ?? 0, validationData: validation,
      shuffle: false, sampleWeight: try array("sample_weight"))
    #expect(history.epoch == entry["epoch"]?.array?.compactMap(\.integer), id)
    let recorded = try #require(entry["history"]?.object)
    #expect(history.history.keys.sorted() == recorded.keys.sorted(), id)
    for (key, values) in recorded.fields {
      let expected = (values.array ?? []).map { Float($0.number ?? .nan) }
      let given = (history.history[key] ?? []).map { Float($0) }
      #expect(try deviation(Tensor(given), from: Tensor(expected)) <= 1e-5, "\(id) \(key)")
    }
    let weights = model.weights.map(\.value)
    for (weight, expected) in zip(weights, try arrays.tensors(entry["final_weights"])) {
      #expect(try deviation(weight, from: expected) <= 1e-5, id)
    }
    let iterations = try #require(model.optimizer).iterations.value
    #expect(try iterations.scalars(as: Int32.self)[0] == Int32(entry["iterations"]?.integer ?? -1))
  }

  /// The callbacks that a case names, in the words of Python.
  private func callbacks(_ fit: JSON) throws -> [Callback] {
    try (fit["callbacks"]?.array ?? []).map { json in
      let text = json.string ?? ""
      try #require(text == "EarlyStopping(monitor=val_loss,patience=2,restore_best_weights=True)")
      return Callbacks.EarlyStopping(
        monitor: "val_loss", patience: 2, restoreBestWeights: true)
    }
  }
}
