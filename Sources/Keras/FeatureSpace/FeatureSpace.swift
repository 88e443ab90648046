import NumPy

/// Turns the columns of a table into numbers for a model: Keras's `FeatureSpace`.
///
/// Each feature has a type, which says how it is prepared; some are first shown data by `adapt`. Crosses
/// are features of two or more together, by a hash. Columns of text are no tensors, so the space is
/// called before a model or in the pipeline of its data, and a model begins at what it gives:
/// `Model(inputs: space.getEncodedFeatures(), …)`.
///
/// ```swift
/// let space = FeatureSpace(
///   features: ["age": .floatNormalized, "city": .stringCategorical(maxTokens: 50)],
///   crosses: [.cross(["age", "city"], crossingDim: 16)])
/// ```
public final class FeatureSpace: KerasObject {
  /// Keras's module of the class.
  public static let module = "keras.utils"
  /// In what form features come out.
  public enum OutputMode: String, ConfigValue, CaseIterable, Sendable {
    /// Side by side in one row: `f32[examples, all]`.
    case concat
    /// Each for itself by its name.
    case dict
  }
  /// The values of one feature, one for each example.
  public enum Column: Hashable, Sendable {
    case numbers([Double]), integers([Int]), strings([String])

    /// How many examples there are.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      case .strings(let values): values.count
      }
    }
  }

  /// The space's name.
  public let name: String
  /// The features in the order given.
  public let features: [(name: String, feature: Feature)]
  /// The features made of several.
  public let crosses: [Cross]
  /// In what form features come out.
  public let outputMode: OutputMode
  /// The size of crosses, hashes and ranges for which none is given.
  public let crossingDim, hashingDim, numDiscretizationBins: Int
  /// The layer that makes each cross, by the cross's name.
  public let crossers: [String: HashedCrossing]

  /// A space of these features, under Keras's names, in its order and with its defaults.
  public convenience init(
    features: KeyValuePairs<String, FeatureType>, outputMode: OutputMode = .concat,
    crosses: [CrossType] = [], crossingDim: Int = 32, hashingDim: Int = 32,
    numDiscretizationBins: Int = 32, name: String? = nil
  ) {
    self.init(
      features.map { ($0.key, $0.value) }, outputMode: outputMode, crosses: crosses,
      crossingDim: crossingDim, hashingDim: hashingDim,
      numDiscretizationBins: numDiscretizationBins, name: name)
  }
  /// A space of features that a list names.
  public init(
    _ features: [(String, FeatureType)], outputMode: OutputMode = .concat,
    crosses: [CrossType] = [], crossingDim: Int = 32, hashingDim: Int = 32,
    numDiscretizationBins: Int = 32, name: String? = nil
  ) {
    self.name = name ?? AutoNames.next("feature_space")
    (self.outputMode, self.crossingDim) = (outputMode, crossingDim)
    (self.hashingDim, self.numDiscretizationBins) = (hashingDim, numDiscretizationBins)
    self.features = features.map { name, type in
      (name, type.make(name, hashingDim: hashingDim, bins: numDiscretizationBins))
    }
    self.crosses = crosses.map { Cross($0, crossingDim: crossingDim) }
    crossers = Self.crossers(self.crosses)
    do { try check() } catch { fail("\(error)") }
  }
  /// The space that `config` describes.
  public required init(config c: Config) throws {
    name = AutoNames.next("feature_space")
    outputMode = try c.get("output_mode", .concat)
    crossingDim = try c.get("crossing_dim", 32)
    hashingDim = try c.get("hashing_dim", 32)
    numDiscretizationBins = try c.get("num_discretization_bins", 32)
    guard let fields = c["features"]?.object else {
      throw c.unexpected(
        "features", "an object with a type for each feature", c["features"] ?? .null)
    }
    var features: [(name: String, feature: Feature)] = []
    for (name, json) in fields.fields {
      if let text = json.string {
        guard let type = FeatureType(named: text) else {
          throw ConfigError(
            "the feature '\(name)' of \(c.owner) must be one of "
              + FeatureType.names.joined(separator: ", ") + ", got '\(text)'")
        }
        features.append(
          (name, type.make(name, hashingDim: hashingDim, bins: numDiscretizationBins)))
      } else {
        features.append((name, try deserialize(json)))
      }
    }
    self.features = features
    crosses = try c.get("crosses", [JSON]?.none)?.map { try deserialize($0) } ?? []
    crossers = Self.crossers(crosses)
    try check()
  }
  /// What describes it: Keras's `get_config`.
  public var config: JSONObject {
    [
      "features": .object(JSONObject(features.map { ($0.name, serialize($0.feature)) })),
      "output_mode": outputMode.json, "crosses": .array(crosses.map { serialize($0) }),
      "crossing_dim": crossingDim.json, "hashing_dim": hashingDim.json,
      "num_discretization_bins": numDiscretizationBins.json,
    ]
  }
  /// What files hold beside the config.
  public var filedBeside: JSONObject {
    let built = features.map { name, feature -> (String, JSON) in
      let shapes = feature.preprocessor.builtShapes
      return (name, shapes.isEmpty ? .null : ["input_shape": shapes[0].json])
    }
    return ["build_config": .object(JSONObject(built))]
  }

  private static func crossers(_ crosses: [Cross]) -> [String: HashedCrossing] {
    Dictionary(crosses.map { ($0.name, HashedCrossing($0.crossingDim, name: $0.name)) }) { a, _ in a
    }
  }

  private func check() throws {
    let names = features.map(\.name)
    guard !names.isEmpty else { throw ConfigError("a FeatureSpace needs features, got none") }
    for name in names + crosses.map(\.name)
    where (names + crosses.map(\.name)).filter({ $0 == name }).count > 1 {
      throw ConfigError("two features are named '\(name)'")
    }
    for cross in crosses {
      let unknown = cross.featureNames.filter { !names.contains($0) }
      guard unknown.isEmpty, cross.featureNames.count > 1 else {
        throw ConfigError(
          unknown.isEmpty
            ? "a cross needs two features or more, got \(cross.featureNames)"
            : "the cross of \(cross.featureNames) names features that are not there: \(unknown)")
      }
    }
  }

  /// The layer that prepares each feature.
  public var preprocessors: [String: Layer] {
    Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0.feature.preprocessor) })
  }
}
