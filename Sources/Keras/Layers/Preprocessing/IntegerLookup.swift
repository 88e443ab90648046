/// A layer that turns any whole numbers into small ones by a vocabulary, or back with `invert`.
///
/// As `StringLookup`, for tensors of integers. An integer not in the vocabulary has the number of
/// `oovToken`, or with several `numOovIndices` that of its remainder. It reads the elements, so it is
/// called with values and not in a program that is being recorded. `salt` is not there.
public final class IntegerLookup: Lookup<Int> {
  public override init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: Int? = nil, oovToken: Int = -1,
    vocabulary: [Int]? = nil, idfWeights: [Double]? = nil, invert: Bool = false,
    outputMode: TokenOutput = .int, padToMaxTokens: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      maxTokens: maxTokens, numOovIndices: numOovIndices, maskToken: maskToken,
      oovToken: oovToken, vocabulary: vocabulary, idfWeights: idfWeights, invert: invert,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens, name: name, trainable: trainable,
      dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws { try super.init(config: c, oovToken: -1) }
  public override var config: JSONObject {
    super.config.merging(["vocabulary_dtype": "int64"])
  }

  override func token(_ line: String) throws -> Int {
    guard let token = Int(line) else {
      throw ConfigError("the vocabulary of \(name) holds '\(line)', expected an integer")
    }
    return token
  }

  /// Takes the vocabulary of `data`, each row of its first axis a document.
  public func adapt(_ data: Tensor) throws {
    let values = try integers(data)
    let rows = data.rank < 2 ? values.count : data.shape[0]
    let width = rows == 0 ? 0 : values.count / rows
    try learn((0..<rows).map { Array(values[($0 * width)..<(($0 + 1) * width)]) })
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard x.buffer != nil else {
      fail("the layer reads elements, which a traced tensor has not yet; call it before", [x.type])
      return .invalid
    }
    do {
      let values = try integers(x)
      if invert {
        return Tensor(values.map { Int64(token(of: $0)) }, shape: x.shape)
      }
      let buckets = Swift.max(numOovIndices, 1)
      let numbers = try values.map { value in
        try number(of: value) { (($0 % buckets) + buckets) % buckets }
      }
      return output(numbers, shape: x.shape)
    } catch {
      fail("\(error)", [x.type])
      return .invalid
    }
  }

  private func integers(_ x: Tensor) throws -> [Int] {
    guard x.dtype.isInteger else {
      throw ConfigError("\(name) takes integers, got \(x.dtype.kerasName)")
    }
    return try x.host().converted(to: .i64).withElements(of: Int64.self) { $0.map { Int($0) } }
  }
}
