/// A layer that turns texts into numbers of their words: cleaned, split, looked up in a vocabulary.
///
/// Called with a list of texts before a model. With `outputMode` `int` each text becomes a row, filled
/// up with 0, the number of no word; 1 stands for words not known. Shape: [texts, longest], or
/// [texts, `outputSequenceLength`]; for the other modes [texts, words known]. `outputMode` `oneHot` is
/// for texts that are not split. Functions of one's own in place of `standardize` and `split` are not
/// there: give texts cleaned and joined by spaces.
public final class TextVectorization: Layer {
  /// How texts are cleaned.
  public enum Standardize: String, ConfigValue, CaseIterable, Sendable {
    /// Both of the following.
    case lowerAndStripPunctuation = "lower_and_strip_punctuation"
    /// Letters A to Z become small.
    case lower
    /// Signs of ASCII are taken out.
    case stripPunctuation = "strip_punctuation"
  }
  /// Where texts are split.
  public enum Split: String, ConfigValue, CaseIterable, Sendable {
    /// At spaces of ASCII, however many.
    case whitespace
    /// After each Unicode scalar.
    case character
  }
  let standardize: Standardize?
  let split: Split?
  /// The lengths of groups of words that are looked up in place of words.
  let ngrams: [Int]?
  private let ngramsInConfig: JSON
  let outputSequenceLength: Int?
  /// The vocabulary.
  public let lookupLayer: StringLookup

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  ///
  /// `ngrams` looks up groups of these lengths, the words of a group joined by a space.
  public init(
    maxTokens: Int? = nil, standardize: Standardize? = .lowerAndStripPunctuation,
    split: Split? = .whitespace, ngrams: [Int]? = nil, outputMode: TokenOutput = .int,
    outputSequenceLength: Int? = nil, padToMaxTokens: Bool = false, vocabulary: [String]? = nil,
    idfWeights: [Double]? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.standardize, self.split, self.ngrams) = (standardize, split, ngrams)
    ngramsInConfig = ngrams.json
    self.outputSequenceLength = outputSequenceLength
    lookupLayer = StringLookup(
      maxTokens: maxTokens, maskToken: "", vocabulary: vocabulary, idfWeights: idfWeights,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    standardize = try c.get("standardize", Standardize?.none)
    split = try c.get("split", Split?.none)
    ngramsInConfig = c["ngrams"] ?? .null
    if let most = ngramsInConfig.integer {
      guard (1...1000).contains(most) else {
        throw c.unexpected("ngrams", "a number of words", ngramsInConfig)
      }
      ngrams = Array(1...most)
    } else {
      ngrams = try c.get("ngrams")
    }
    outputSequenceLength = try c.get("output_sequence_length")
    lookupLayer = StringLookup(
      maxTokens: try c.get("max_tokens"), maskToken: "", vocabulary: try c.get("vocabulary"),
      idfWeights: try c.get("idf_weights"), outputMode: try c.get("output_mode", .int),
      padToMaxTokens: try c.get("pad_to_max_tokens", false))
    if let encoding = c["encoding"]?.string, encoding != "utf-8" {
      throw c.unexpected("encoding", "'utf-8'", .string(encoding))
    }
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if let bad = ngrams?.first(where: { $0 < 1 }) { fail("ngrams must be positive, got \(bad)") }
    if let outputSequenceLength, outputSequenceLength < 1 || lookupLayer.outputMode != .int {
      fail("outputSequenceLength must be positive, and is for outputMode .int alone")
    }
  }
  public override var config: JSONObject {
    let lookup = lookupLayer.config
    return super.config.merging([
      "max_tokens": lookup["max_tokens"] ?? .null, "standardize": standardize.json,
      "split": split.json, "ngrams": ngramsInConfig, "output_mode": lookup["output_mode"] ?? .null,
      "output_sequence_length": outputSequenceLength.json,
      "pad_to_max_tokens": lookup["pad_to_max_tokens"] ?? .null, "sparse": false, "ragged": false,
      "vocabulary": lookup["vocabulary"] ?? .null, "idf_weights": lookup["idf_weights"] ?? .null,
      "encoding": "utf-8", "vocabulary_size": .integer(lookupLayer.vocabularySize()),
    ])
  }
  // Keras's name of the attribute, which stands in paths.
  public override var sublayers: [(attribute: String, layer: Layer)] {
    [("_lookup_layer", lookupLayer)]
  }
  public override var recordsBuildShapes: Bool { false }
  public override func saveAssets() throws -> [String: [UInt8]] { try lookupLayer.saveAssets() }
  public override func loadAssets(_ files: [String: [UInt8]]) throws {
    try lookupLayer.loadAssets(files)
  }

  /// Takes the words of `texts` as the vocabulary, the most frequent first.
  public func adapt(_ texts: [String]) throws { try lookupLayer.adapt(texts.map(words)) }
  /// The words by number, with those for nothing and for words not known first.
  public func getVocabulary(includeSpecialTokens: Bool = true) -> [String] {
    lookupLayer.getVocabulary(includeSpecialTokens: includeSpecialTokens)
  }
  /// Sets the words.
  public func setVocabulary(_ words: [String], idfWeights: [Double]? = nil) throws {
    try lookupLayer.setVocabulary(words, idfWeights: idfWeights)
  }
  /// How many numbers there are.
  public func vocabularySize() -> Int { lookupLayer.vocabularySize() }

  /// The numbers of texts.
  public func callAsFunction(_ texts: [String]) throws -> Tensor {
    let rows = texts.map(words)
    let width = outputSequenceLength ?? rows.map(\.count).max() ?? 0
    // Empty words are masked: 0 among numbers, and counted nowhere.
    return try lookupLayer(
      rows.map { row in
        Array(row.prefix(width)) + [String](repeating: "", count: max(0, width - row.count))
      })
  }

  /// The words of `text`, or groups of them.
  func words(_ text: String) -> [String] {
    var scalars = Array(text.unicodeScalars)
    if standardize == .lower || standardize == .lowerAndStripPunctuation {
      scalars = scalars.map {
        ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0
      }
    }
    if standardize == .stripPunctuation || standardize == .lowerAndStripPunctuation {
      scalars.removeAll { Self.punctuation.contains($0) }
    }
    let words: [String]
    switch split {
    case .whitespace:
      words = scalars.split { Self.spaces.contains($0) }.map { Self.string($0) }
    case .character: words = scalars.map { String($0) }
    case nil: words = [Self.string(scalars[...])]
    }
    guard let ngrams else { return words }
    return ngrams.flatMap { length in
      words.count < length
        ? []
        : (0...(words.count - length)).map { words[$0..<$0 + length].joined(separator: " ") }
    }
  }
  private static let punctuation = Set("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'".unicodeScalars)
  private static let spaces = Set(" \t\n\u{B}\u{C}\r".unicodeScalars)
  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    fail("texts are no tensors: call the layer with [String]", [x.type])
    return .invalid
  }
}
