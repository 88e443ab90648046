extension FeatureSpace {
  /// The module in which Keras has what a space is made of.
  static let innerModule = "keras.src.layers.preprocessing.feature_space"

  /// One feature: what its values are, and how they are prepared.
  public final class Feature: KerasObject {
    /// Keras's module of the class.
    public static let module = FeatureSpace.innerModule
    /// In what form a feature comes out.
    public enum OutputMode: String, ConfigValue, CaseIterable, Sendable {
      /// The number of each value's token, bin or range.
      case int
      /// A row for each value, 1 at its number.
      case oneHot = "one_hot"
      /// What the layer gives, which are no numbers of tokens.
      case float
    }
    /// What the values are: `float32`, `int32`, `string`, ….
    public let dtype: String
    /// The layer that prepares them.
    public let preprocessor: Layer
    /// In what form they come out.
    public let outputMode: OutputMode

    init(_ dtype: String, _ preprocessor: Layer, _ outputMode: OutputMode) {
      (self.dtype, self.preprocessor, self.outputMode) = (dtype, preprocessor, outputMode)
    }
    /// The feature that `config` describes.
    public required init(config c: Config) throws {
      dtype = try c.get("dtype")
      guard dtype == "string" || DType(keras: dtype) != nil else {
        throw c.unexpected("dtype", "'string' or the name of a dtype", .string(dtype))
      }
      guard let layer = try c.object("preprocessor", Layer.self) else {
        throw c.unexpected("preprocessor", "a layer", .null)
      }
      preprocessor = layer
      outputMode = try c.get("output_mode")
    }
    /// What describes it: Keras's `get_config`.
    public var config: JSONObject {
      [
        "dtype": .string(dtype), "preprocessor": serialize(preprocessor),
        "output_mode": outputMode.json,
      ]
    }
    /// What files hold beside the config.
    public var filedBeside: JSONObject { ["registered_name": "Feature"] }
  }

  /// A feature made of several, by a hash of what they become.
  public final class Cross: KerasObject {
    /// Keras's module of the class.
    public static let module = FeatureSpace.innerModule
    /// The features.
    public let featureNames: [String]
    /// How many numbers there are.
    public let crossingDim: Int
    /// In what form it comes out.
    public let outputMode: CrossOutput

    init(_ type: CrossType, crossingDim: Int) {
      featureNames = type.featureNames
      self.crossingDim = type.crossingDim ?? crossingDim
      outputMode = type.outputMode
    }
    /// The cross that `config` describes.
    public required init(config c: Config) throws {
      featureNames = try c.get("feature_names")
      crossingDim = try c.get("crossing_dim")
      outputMode = try c.get("output_mode", .oneHot)
    }
    /// What describes it: Keras's `get_config`.
    public var config: JSONObject {
      [
        "feature_names": featureNames.json, "crossing_dim": crossingDim.json,
        "output_mode": outputMode.json,
      ]
    }
    /// What files hold beside the config.
    public var filedBeside: JSONObject { ["registered_name": "Cross"] }
    /// The names of its features with `_X_` between them.
    public var name: String { featureNames.joined(separator: "_X_") }
  }

  /// In what form a cross comes out.
  public enum CrossOutput: String, ConfigValue, CaseIterable, Sendable {
    case int
    case oneHot = "one_hot"
  }

  /// Which features to cross, and how: `.cross(["a", "b"])`.
  public struct CrossType: Sendable {
    let featureNames: [String]
    let crossingDim: Int?
    let outputMode: CrossOutput

    /// These features together, as one of `crossingDim` numbers; by default as many as the space says.
    public static func cross(
      _ featureNames: [String], crossingDim: Int? = nil, outputMode: CrossOutput = .oneHot
    ) -> CrossType {
      CrossType(featureNames: featureNames, crossingDim: crossingDim, outputMode: outputMode)
    }
  }
}

/// The layer that prepares a feature `float`: it gives what it gets.
final class FeatureIdentity: Layer {
  override class var module: String { FeatureSpace.innerModule }
  override class var className: String { "TFDIdentity" }
  override var filedBeside: JSONObject {
    super.filedBeside.merging(["registered_name": "TFDIdentity"])
  }
  override func call(_ x: Tensor, training: Bool) -> Tensor { x }
}
