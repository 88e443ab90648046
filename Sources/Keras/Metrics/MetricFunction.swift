import Synchronization

/// A function of targets and predictions under the name that files hold it by.
public struct MetricFunction: Sendable {
  /// Keras's name: `mean_squared_error`.
  public let name: String
  let body: @Sendable (Tensor, Tensor) -> Tensor

  /// The function under this name; to be read back from files it must be registered.
  public init(_ name: String, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor) {
    self.name = name
    self.body = body
  }

  /// Whether it is one of Keras's losses.
  var isLoss: Bool {
    Self.byName[name] != nil
      && !["accuracy", "concordance_correlation", "pearson_correlation"].contains(
        where: name.hasSuffix)
  }

  private static let registered = Mutex<[String: MetricFunction]>([:])
  /// Lets files name `function`.
  public static func register(_ function: MetricFunction) {
    registered.withLock { $0[function.name] = function }
  }
  private static func known(_ name: String) -> MetricFunction? {
    byName[name] ?? registered.withLock { $0[name] }
  }
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Keras's functions of losses and metrics.
  public static let all: [MetricFunction] = [
    MetricFunction("binary_accuracy") { Metrics.binaryAccuracy($0, $1) },
    MetricFunction("binary_crossentropy") { Losses.binaryCrossentropy($0, $1) },
    MetricFunction("binary_focal_crossentropy") { Losses.binaryFocalCrossentropy($0, $1) },
    MetricFunction("categorical_accuracy") { Metrics.categoricalAccuracy($0, $1) },
    MetricFunction("categorical_crossentropy") { Losses.categoricalCrossentropy($0, $1) },
    MetricFunction("categorical_focal_crossentropy") {
      Losses.categoricalFocalCrossentropy($0, $1)
    },
    MetricFunction("categorical_hinge") { Losses.categoricalHinge($0, $1) },
    MetricFunction("concordance_correlation") { Metrics.concordanceCorrelation($0, $1) },
    MetricFunction("cosine_similarity") { Losses.cosineSimilarity($0, $1) },
    MetricFunction("hinge") { Losses.hinge($0, $1) },
    MetricFunction("huber") { Losses.huber($0, $1) },
    MetricFunction("kl_divergence") { Losses.klDivergence($0, $1) },
    MetricFunction("log_cosh") { Losses.logCosh($0, $1) },
    MetricFunction("mean_absolute_error") { Losses.meanAbsoluteError($0, $1) },
    MetricFunction("mean_absolute_percentage_error") {
      Losses.meanAbsolutePercentageError($0, $1)
    },
    MetricFunction("mean_squared_error") { Losses.meanSquaredError($0, $1) },
    MetricFunction("mean_squared_logarithmic_error") {
      Losses.meanSquaredLogarithmicError($0, $1)
    },
    MetricFunction("pearson_correlation") { Metrics.pearsonCorrelation($0, $1) },
    MetricFunction("poisson") { Losses.poisson($0, $1) },
    MetricFunction("sparse_categorical_accuracy") { Metrics.sparseCategoricalAccuracy($0, $1) },
    MetricFunction("sparse_categorical_crossentropy") {
      Losses.sparseCategoricalCrossentropy($0, $1)
    },
    MetricFunction("sparse_top_k_categorical_accuracy") {
      Metrics.sparseTopKCategoricalAccuracy($0, $1)
    },
    MetricFunction("squared_hinge") { Losses.squaredHinge($0, $1) },
    MetricFunction("top_k_categorical_accuracy") { Metrics.topKCategoricalAccuracy($0, $1) },
  ]
}

extension MetricFunction: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let name = json.string ?? json["config"]?.string, let known = Self.known(name) else {
      return nil
    }
    self = known
  }
  /// What is expected in a config.
  public static var expectation: String {
    "the name of a metric's function (\(all.map(\.name).joined(separator: ", ")), or one registered)"
  }
  /// What a config holds.
  public var json: JSON {
    [
      "module": "builtins", "class_name": "function", "config": .string(name),
      "registered_name": "function",
    ]
  }
}
