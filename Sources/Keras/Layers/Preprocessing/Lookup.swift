/// What lookups of tokens in a vocabulary have in common.
public class Lookup<Token: Hashable & Sendable & Comparable & ConfigValue>: Layer {
  let maxTokens: Int?
  let numOovIndices: Int
  let maskToken: Token?
  let oovToken: Token
  let invert: Bool
  let outputMode: TokenOutput
  let padToMaxTokens: Bool
  private var idfWeights: [Double]?
  private(set) var vocabulary: Vocabulary<Token>?
  /// Whether the tokens were given, so that the config has them; others are an asset.
  private(set) var isGiven = false

  init(
    maxTokens: Int?, numOovIndices: Int, maskToken: Token?, oovToken: Token,
    vocabulary: [Token]?, idfWeights: [Double]?, invert: Bool, outputMode: TokenOutput,
    padToMaxTokens: Bool, name: String?, trainable: Bool, dtype: DTypePolicy?
  ) {
    (self.maxTokens, self.numOovIndices) = (maxTokens, numOovIndices)
    (self.maskToken, self.oovToken, self.invert) = (maskToken, oovToken, invert)
    (self.outputMode, self.padToMaxTokens) = (outputMode, padToMaxTokens)
    super.init(name: name, trainable: trainable, dtype: dtype)
    do { try begin(vocabulary, idfWeights) } catch { fail("\(error)") }
  }
  init(config c: Config, oovToken fallback: Token) throws {
    maxTokens = try c.get("max_tokens")
    numOovIndices = try c.get("num_oov_indices", 1)
    maskToken = try c.get("mask_token")
    oovToken = try c.get("oov_token", fallback)
    invert = try c.get("invert", false)
    outputMode = try c.get("output_mode", .int)
    padToMaxTokens = try c.get("pad_to_max_tokens", false)
    try super.init(config: c)
    if c["vocabulary"]?.string != nil {
      throw ConfigError("\(name): a vocabulary in a file of its own is not read; give its tokens")
    }
    try begin(try c.get("vocabulary"), try c.get("idf_weights"))
  }
  /// The object that `config` describes.
  public required init(config: Config) throws {
    throw ConfigError("\(config.owner) must say what its tokens are; it does not")
  }

  private func begin(_ tokens: [Token]?, _ weights: [Double]?) throws {
    if numOovIndices < 0 || (maxTokens ?? 2) < 2 {
      throw ConfigError(
        "numOovIndices must not be negative and maxTokens above 1, got \(numOovIndices) and "
          + "\(maxTokens ?? 0)")
    }
    if invert && (outputMode != .int || numOovIndices > 1) {
      throw ConfigError("inverted, outputMode must be .int and numOovIndices at most 1")
    }
    if padToMaxTokens && maxTokens == nil {
      throw ConfigError("padToMaxTokens needs maxTokens")
    }
    if let tokens {
      try setVocabulary(tokens, idfWeights: weights)
      isGiven = true
    }
  }

  /// `vocabulary.txt`, a token on each line, unless the config has the tokens.
  public override func saveAssets() throws -> [String: [UInt8]] {
    guard !isGiven, vocabulary != nil else { return [:] }
    let lines = getVocabulary().map { "\($0)" }
    if let bad = lines.first(where: { $0.contains(where: \.isNewline) }) {
      throw ConfigError(
        "the token '\(bad)' of \(name) has several lines, and vocabulary.txt has one for each")
    }
    return ["vocabulary.txt": Array(lines.joined(separator: "\n").utf8)]
  }
  /// Takes the tokens of `vocabulary.txt`.
  public override func loadAssets(_ files: [String: [UInt8]]) throws {
    guard !isGiven, let bytes = files["vocabulary.txt"] else { return }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigError("the vocabulary of \(name) is no UTF-8 text")
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last == "" { lines.removeLast() }
    try setVocabulary(try lines.map { try token(String($0)) }, idfWeights: idfWeights)
  }
  /// The token that a line of a file holds.
  func token(_ line: String) throws -> Token {
    guard let token = Token(config: .string(line)) else {
      throw ConfigError("the vocabulary of \(name) holds '\(line)', expected \(Token.expectation)")
    }
    return token
  }

  public override var config: JSONObject {
    super.config.merging([
      "invert": invert.json, "max_tokens": maxTokens.json, "num_oov_indices": numOovIndices.json,
      "oov_token": oovToken.json, "mask_token": maskToken.json, "output_mode": outputMode.json,
      "sparse": false, "pad_to_max_tokens": padToMaxTokens.json, "idf_weights": idfWeights.json,
      "vocabulary": (isGiven ? vocabulary?.tokens : nil).json,
      "vocabulary_size": (vocabulary == nil ? nil : vocabularySize()).json,
      "oov_method": "floormod", "salt": .null,
    ])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var autocastsInputs: Bool { false }

  /// How many numbers stand before those of tokens.
  private var offset: Int { (hasMask ? 1 : 0) + numOovIndices }
  private var hasMask: Bool { maskToken != nil && outputMode == .int }

  /// How many numbers there are: those of tokens, of unknown ones and of the mask.
  public func vocabularySize() -> Int { offset + (vocabulary?.tokens.count ?? 0) }

  /// The tokens by number, with those of the mask and of unknown ones first.
  public func getVocabulary(includeSpecialTokens: Bool = true) -> [Token] {
    let tokens = vocabulary?.tokens ?? []
    guard includeSpecialTokens else { return tokens }
    let mask = hasMask ? maskToken.map { [$0] } ?? [] : []
    return mask + [Token](repeating: oovToken, count: numOovIndices) + tokens
  }

  /// Sets the tokens: all, or with those that stand before them.
  public func setVocabulary(_ tokens: [Token], idfWeights: [Double]? = nil) throws {
    let special = Array(getVocabulary().prefix(offset))
    let hasSpecial = offset > 0 && tokens.count >= offset && Array(tokens.prefix(offset)) == special
    let own = hasSpecial ? Array(tokens.dropFirst(offset)) : tokens
    if let bad = own.first(where: { $0 == oovToken || $0 == maskToken }) {
      throw ConfigError(
        "the vocabulary of \(name) has '\(bad)', which stands for what is not known or masked")
    }
    if let maxTokens, own.count + offset > maxTokens {
      throw ConfigError(
        "the vocabulary of \(name) has \(own.count + offset) numbers, more than maxTokens "
          + "\(maxTokens)")
    }
    if outputMode == .tfIdf {
      guard let idfWeights, idfWeights.count == own.count else {
        throw ConfigError(
          "outputMode .tfIdf needs idfWeights, one for each of the \(own.count) tokens; got "
            + "\(idfWeights?.count ?? 0)")
      }
    } else if idfWeights != nil {
      throw ConfigError("idfWeights are for outputMode .tfIdf alone, which is .\(outputMode)")
    }
    vocabulary = try Vocabulary(own)
    self.idfWeights = idfWeights
  }

  /// Takes the tokens of `documents`, the most frequent first, as many as `maxTokens` lets.
  func learn(_ documents: [[Token]]) throws {
    let tokens = documents.joined().filter { $0 != maskToken && $0 != oovToken }
    let found = try Vocabulary(
      counting: tokens, limit: maxTokens.map { Swift.max($0 - offset, 0) })
    guard outputMode == .tfIdf else { return try setVocabulary(found.tokens) }
    var occurrences: [Token: Int] = [:]
    for document in documents {
      for token in Set(document) { occurrences[token, default: 0] += 1 }
    }
    // Source: K. Spärck Jones, 1972; smoothed by 1 as Keras does.
    let weights = found.tokens.map { token in
      logarithm(1 + Double(documents.count) / (1 + Double(occurrences[token] ?? 0)))
    }
    try setVocabulary(found.tokens, idfWeights: weights)
  }

  /// The number of a token; `bucket` chooses among those for tokens not known.
  func number(of token: Token, bucket: (Token) -> Int) throws -> Int {
    guard let vocabulary else {
      throw ConfigError("\(name) has no vocabulary yet; call adapt or setVocabulary before")
    }
    if let maskToken, token == maskToken { return outputMode == .int ? 0 : -1 }
    if let place = vocabulary.place(of: token) { return place + offset }
    guard numOovIndices > 0 else {
      throw ConfigError("'\(token)' is not in the vocabulary of \(name), and numOovIndices is 0")
    }
    return (hasMask ? 1 : 0) + (numOovIndices == 1 ? 0 : bucket(token))
  }

  /// The token of a number; that for tokens not known where there is none.
  func token(of number: Int) -> Token {
    if hasMask, number == 0, let maskToken { return maskToken }
    let tokens = vocabulary?.tokens ?? []
    return tokens[safe: number - offset] ?? oovToken
  }

  /// Numbers in the form that `outputMode` says.
  func output(_ numbers: [Int], shape: [Int]) -> Tensor {
    let x = Tensor(numbers.map { Int32(clamping: $0) }, shape: shape)
    guard outputMode != .int else { return x }
    let size = padToMaxTokens ? maxTokens ?? vocabularySize() : vocabularySize()
    // What Keras gives for counts are integers, and for their products with weights numbers.
    let dtype = outputMode == .tfIdf ? dtypePolicy.computeDType : DType.i32
    return encoded(x, outputMode, size, dtype: dtype, idf: idf(size))
  }

  /// The weight of each number; those of unknown tokens have the mean of all.
  private func idf(_ size: Int) -> Tensor? {
    guard outputMode == .tfIdf, let idfWeights else { return nil }
    let mean = idfWeights.reduce(0, +) / Double(Swift.max(idfWeights.count, 1))
    let all = [Double](repeating: mean, count: numOovIndices) + idfWeights
    return Tensor(all + [Double](repeating: 0, count: Swift.max(size - all.count, 0)))
  }
}
