/// The tokens that a lookup knows, and the numbers they stand for.
///
/// Numbers begin with that of the mask, if there is one and numbers are what is given, then come those
/// for tokens that are not known, then the tokens.
struct Vocabulary<Token: Hashable & Sendable & Comparable>: Sendable {
  let tokens: [Token]
  private let places: [Token: Int]

  /// Throws where a token is there twice.
  init(_ tokens: [Token]) throws {
    self.tokens = tokens
    var places: [Token: Int] = [:]
    for (i, token) in tokens.enumerated() {
      guard places.updateValue(i, forKey: token) == nil else {
        throw ConfigError("the vocabulary has '\(token)' more than once")
      }
    }
    self.places = places
  }

  /// The tokens of `data`, most frequent first, those as frequent as each other from the last in
  /// their order to the first, as Keras has them; at most `limit`.
  init(counting data: some Sequence<Token>, limit: Int?) throws {
    var counts: [Token: Int] = [:]
    for token in data { counts[token, default: 0] += 1 }
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key > $1.key }
    try self.init(Array(sorted.map(\.key).prefix(limit ?? sorted.count)))
  }

  /// The place of a token; `nil` for one that is not known.
  func place(of token: Token) -> Int? { places[token] }
}
