/// Objects with settings other than their defaults, one setting at a time, so that one which is ignored
/// shows.
enum Settings {
  /// `object` with these fields of its config.
  static func changed<T: KerasObject>(_ object: T, _ settings: JSONObject) -> T {
    let json = settings.fields.reduce(serialize(object)) { $0.with($1.key, $1.value) }
    do { return try deserialize(json, as: T.self) } catch {
      preconditionFailure("a recipe changes \(json.text()): \(error)")
    }
  }

  /// What the settings are called in names.
  static func label(_ settings: JSONObject) -> String {
    settings.fields.map { "\($0.key) \($0.value.text())" }.joined(separator: ", ")
  }

  /// One recipe for each of `settings` of the layer that `make` makes.
  static func layer(
    _ input: Sample, _ make: @escaping @Sendable () -> Layer, _ settings: JSONObject...
  ) -> [LayerRecipe] {
    settings.map { settings in
      // The checks run on the layer's own recipe; what is written to files alone becomes a case.
      let others = Set(LayerRecipe.Check.allCases).subtracting([.serialization])
      return LayerRecipe(input, without: others, named: label(settings)) {
        changed(make(), settings)
      }
    }
  }

  static func loss(
    _ yTrue: Sample, _ yPred: Sample, _ make: @escaping @Sendable () -> Loss,
    _ settings: JSONObject...
  ) -> [LossRecipe] {
    settings.map { settings in
      LossRecipe(
        yTrue, yPred, without: [.empty, .masked, .hidden, .weightless, .unreduced],
        named: label(settings)
      ) { changed(make(), settings) }
    }
  }

  static func metric(
    _ yTrue: Sample, _ yPred: Sample, _ make: @escaping @Sendable () -> Metric,
    _ settings: JSONObject...
  ) -> [MetricRecipe] {
    settings.map { settings in
      MetricRecipe(yTrue, yPred, named: label(settings)) { changed(make(), settings) }
    }
  }

  static func optimizer(
    _ make: @escaping @Sendable () throws -> Optimizer, _ settings: JSONObject...
  ) -> [OptimizerRecipe] {
    settings.map { settings in
      OptimizerRecipe(varied: false, named: label(settings)) { changed(try make(), settings) }
    }
  }
}
