import Foundation

/// A layer that turns strings into numbers by a vocabulary, or numbers into strings with `invert`.
///
/// Strings are no tensors: the layer is called with a list of them, or a list of lists, before a model
/// or in the pipeline of its data. The vocabulary is given, or found by `adapt`: the most frequent
/// strings first. A string not in it has the number of `oovToken`, or with several `numOovIndices` one
/// that a hash chooses; `maskToken` has the number 0. See `TokenOutput` for the modes. Shape: that of
/// the list, or as `TokenOutput` says. `encoding` other than utf-8 and `salt` are not there.
public final class StringLookup: Lookup<String> {
  public override init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: String? = nil,
    oovToken: String = "[UNK]", vocabulary: [String]? = nil, idfWeights: [Double]? = nil,
    invert: Bool = false, outputMode: TokenOutput = .int, padToMaxTokens: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      maxTokens: maxTokens, numOovIndices: numOovIndices, maskToken: maskToken,
      oovToken: oovToken, vocabulary: vocabulary, idfWeights: idfWeights, invert: invert,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens, name: name, trainable: trainable,
      dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    if let encoding = c["encoding"]?.string, encoding != "utf-8" {
      throw c.unexpected("encoding", "'utf-8'", .string(encoding))
    }
    try super.init(config: c, oovToken: "[UNK]")
  }
  public override var config: JSONObject { super.config.merging(["encoding": "utf-8"]) }

  /// Takes the vocabulary of `strings`, each a document of its own.
  public func adapt(_ strings: [String]) throws { try learn(strings.map { [$0] }) }
  /// Takes the vocabulary of documents.
  public func adapt(_ documents: [[String]]) throws { try learn(documents) }

  /// The numbers of strings.
  public func callAsFunction(_ strings: [String]) throws -> Tensor {
    output(try strings.map(number), shape: [strings.count])
  }
  /// The numbers of lists of strings, all as long as each other.
  public func callAsFunction(_ rows: [[String]]) throws -> Tensor {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw ConfigError("\(name) needs lists as long as each other, got \(rows.map(\.count))")
    }
    return output(try rows.joined().map(number), shape: [rows.count, width])
  }
  /// The strings of numbers, in row-major order; for a layer with `invert`.
  public func strings(_ numbers: Tensor) throws -> [String] {
    guard invert else { throw ConfigError("\(name) gives strings only with invert: true") }
    return try numbers.host().converted(to: .i64).withElements(of: Int64.self) {
      $0.map { token(of: Int($0)) }
    }
  }

  private func number(of string: String) throws -> Int {
    try number(of: string) { Int(Fingerprint.of($0) % UInt64(numOovIndices)) }
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    fail(
      "strings are no tensors: call the layer with [String], or an inverted one by strings(_:)",
      [x.type])
    return .invalid
  }
}

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { Foundation.log(x) }
