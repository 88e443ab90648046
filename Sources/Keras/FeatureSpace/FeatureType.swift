extension FeatureSpace {
  /// What a feature is, and how it is prepared.
  ///
  /// Without arguments, as `.integerHashed`, the sizes are those of the space.
  public struct FeatureType {
    private let build: (_ name: String, _ hashingDim: Int, _ bins: Int) -> Feature

    func make(_ name: String, hashingDim: Int, bins: Int) -> Feature {
      build(name, hashingDim, bins)
    }

    /// The types that a word stands for.
    private static var known: KeyValuePairs<String, FeatureType> {
      [
        "float": float, "float_normalized": floatNormalized, "float_rescaled": floatRescaled,
        "float_discretized": floatDiscretized, "integer_categorical": integerCategorical,
        "string_categorical": stringCategorical, "integer_hashed": integerHashed,
        "string_hashed": stringHashed,
      ]
    }
    static var names: [String] { known.map(\.key) }
    init?(named name: String) {
      guard let type = Self.known.first(where: { $0.key == name })?.value else { return nil }
      self = type
    }
    private init(_ build: @escaping (_ name: String, _ hashingDim: Int, _ bins: Int) -> Feature) {
      self.build = build
    }

    /// Numbers as they are.
    public static var float: FeatureType { float() }
    /// Numbers as they are.
    public static func float(name: String? = nil) -> FeatureType {
      .init { own, _, _ in
        Feature(
          "float32", FeatureIdentity(name: layerName(name, own), dtype: DTypePolicy(.f32)), .float)
      }
    }
    /// Numbers with mean 0 and variance 1.
    public static var floatNormalized: FeatureType { floatNormalized() }
    /// Numbers with mean 0 and variance 1.
    public static func floatNormalized(name: String? = nil) -> FeatureType {
      .init { own, _, _ in
        Feature("float32", Normalization(axis: -1, name: layerName(name, own)), .float)
      }
    }
    /// Numbers times a factor, and moved.
    public static var floatRescaled: FeatureType { floatRescaled() }
    /// Numbers times `scale`, plus `offset`.
    public static func floatRescaled(
      scale: Double = 1, offset: Double = 0, name: String? = nil
    ) -> FeatureType {
      .init { own, _, _ in
        Feature("float32", Rescaling(scale, offset: offset, name: layerName(name, own)), .float)
      }
    }
    /// The ranges that numbers lie in.
    public static var floatDiscretized: FeatureType { floatDiscretized() }
    /// The ranges that numbers lie in: between `binBoundaries`, or `numBins` found by `adapt`.
    public static func floatDiscretized(
      numBins: Int? = nil, binBoundaries: [Double]? = nil, outputMode: Feature.OutputMode = .oneHot,
      name: String? = nil
    ) -> FeatureType {
      .init { own, _, bins in
        let layer = Discretization(
          binBoundaries, numBins: binBoundaries == nil ? numBins ?? bins : numBins,
          name: layerName(name, own))
        return Feature("float32", layer, outputMode)
      }
    }
    /// Whole numbers, each a token.
    public static var integerCategorical: FeatureType { integerCategorical() }
    /// Whole numbers, each a token; at most `maxTokens`, the most frequent.
    public static func integerCategorical(
      maxTokens: Int? = nil, numOovIndices: Int = 1, outputMode: Feature.OutputMode = .oneHot,
      name: String? = nil
    ) -> FeatureType {
      .init { own, _, _ in
        let layer = IntegerLookup(
          maxTokens: maxTokens, numOovIndices: numOovIndices, name: layerName(name, own))
        return Feature("int32", layer, outputMode)
      }
    }
    /// Strings, each a token.
    public static var stringCategorical: FeatureType { stringCategorical() }
    /// Strings, each a token; at most `maxTokens`, the most frequent.
    public static func stringCategorical(
      maxTokens: Int? = nil, numOovIndices: Int = 1, outputMode: Feature.OutputMode = .oneHot,
      name: String? = nil
    ) -> FeatureType {
      .init { own, _, _ in
        let layer = StringLookup(
          maxTokens: maxTokens, numOovIndices: numOovIndices, name: layerName(name, own))
        return Feature("string", layer, outputMode)
      }
    }
    /// Whole numbers by their hash.
    public static var integerHashed: FeatureType { integerHashed() }
    /// Whole numbers by their hash, in `numBins` bins.
    public static func integerHashed(
      numBins: Int? = nil, outputMode: Feature.OutputMode = .oneHot, name: String? = nil
    ) -> FeatureType {
      .init { own, hashingDim, _ in
        Feature("int32", Hashing(numBins ?? hashingDim, name: layerName(name, own)), outputMode)
      }
    }
    /// Strings by their hash.
    public static var stringHashed: FeatureType { stringHashed() }
    /// Strings by their hash, in `numBins` bins.
    public static func stringHashed(
      numBins: Int? = nil, outputMode: Feature.OutputMode = .oneHot, name: String? = nil
    ) -> FeatureType {
      .init { own, hashingDim, _ in
        Feature("string", Hashing(numBins ?? hashingDim, name: layerName(name, own)), outputMode)
      }
    }
    /// Values of `dtype` prepared by a layer: of `string` a lookup, hashing or `TextVectorization`.
    public static func feature(
      dtype: String, preprocessor: Layer, outputMode: Feature.OutputMode
    ) -> FeatureType {
      .init { _, _, _ in Feature(dtype, preprocessor, outputMode) }
    }

    private static func layerName(_ given: String?, _ own: String) -> String {
      (given ?? own) + "_preprocessor"
    }
  }
}
