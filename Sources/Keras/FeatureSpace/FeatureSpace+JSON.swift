extension FeatureSpace {
  /// The space as text, without what its layers learned.
  package func toJSON() -> String { SharedObjects.serialized(self).text() }

  /// The space that a file's config describes.
  package static func read(_ json: JSON) throws -> FeatureSpace {
    try SharedObjects.$reading.withValue(SharedObjects.Reading()) {
      let space: FeatureSpace = try deserialize(json)
      for (name, feature) in space.features where !feature.preprocessor.isBuilt {
        guard let built = json["build_config"]?[name]?.object else { continue }
        try feature.preprocessor.build(fromConfig: built)
      }
      return space
    }
  }
}
