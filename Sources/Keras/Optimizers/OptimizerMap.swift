extension Optimizers {
  /// Which optimizer changes which weights, by their paths: `encoder/dense/kernel`.
  ///
  /// A path is looked up as it is, and else held against the keys as regular expressions, of which one
  /// must match the whole path; where none does the default optimizer serves.
  public final class OptimizerMap: KerasObject {
    /// Keras's module of the class.
    public static var module: String { "keras.optimizers" }
    /// What changes the weights that no key names.
    public let defaultOptimizer: Optimizer
    /// The keys with their optimizers, in the order they were given.
    public let optimizerMap: [(key: String, optimizer: Optimizer)]
    private let patterns: [(expression: Regex<AnyRegexOutput>, optimizer: Optimizer)]

    /// The map of these keys; weights that none of them names go to `defaultOptimizer`.
    public init(
      _ defaultOptimizer: Optimizer, _ optimizerMap: KeyValuePairs<String, Optimizer> = [:]
    ) {
      self.defaultOptimizer = defaultOptimizer
      self.optimizerMap = optimizerMap.map { (key: $0.key, optimizer: $0.value) }
      patterns = Self.patterns(self.optimizerMap)
      check()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      guard let fallback: Optimizer = try c.object("default_optimizer") else {
        throw c.unexpected("default_optimizer", "an optimizer", c["default_optimizer"] ?? .null)
      }
      defaultOptimizer = fallback
      guard let fields = c["optimizer_map"]?.object else {
        throw c.unexpected(
          "optimizer_map", "an object of optimizers", c["optimizer_map"] ?? .null)
      }
      optimizerMap = try fields.fields.map { key, json in
        do { return (key, try deserialize(json)) } catch let error as ConfigError {
          throw error.within("'\(key)' of \(c.owner)")
        }
      }
      patterns = Self.patterns(optimizerMap)
      check()
    }

    private static func patterns(
      _ map: [(key: String, optimizer: Optimizer)]
    ) -> [(Regex<AnyRegexOutput>, Optimizer)] {
      map.compactMap { key, optimizer in
        do { return (try Regex(key), optimizer) } catch {
          report("OptimizerMap", "the key '\(key)' is no regular expression: \(error)")
          return nil
        }
      }
    }
    private func check() {
      if Set(optimizerMap.map(\.key)).count < optimizerMap.count {
        fail("each key must be given once, got \(optimizerMap.map(\.key))")
      }
      for optimizer in optimizers
      where optimizer is MultiOptimizer || optimizer is LossScaleOptimizer {
        fail(
          "\(optimizer.classNameInFiles) cannot be one of several optimizers; it goes around them")
      }
    }

    /// What describes this object: Keras's `get_config`.
    public var config: JSONObject {
      [
        "default_optimizer": serialize(defaultOptimizer),
        "optimizer_map": .object(
          JSONObject(optimizerMap.map { ($0.key, serialize($0.optimizer)) })),
      ]
    }

    /// Every optimizer once: those of the keys, then the default.
    public var optimizers: [Optimizer] {
      var seen: Set<ObjectIdentifier> = []
      return (optimizerMap.map(\.optimizer) + [defaultOptimizer]).filter {
        seen.insert(ObjectIdentifier($0)).inserted
      }
    }

    /// The optimizer for the weight of this path; reports it where several keys match.
    public subscript(path: String) -> Optimizer {
      if let exact = optimizerMap.first(where: { $0.key == path }) { return exact.optimizer }
      let matches = patterns.filter { path.wholeMatch(of: $0.expression) != nil }
      if matches.count > 1 { fail("\(matches.count) keys match '\(path)'; one may") }
      return matches.first?.optimizer ?? defaultOptimizer
    }
  }
}
