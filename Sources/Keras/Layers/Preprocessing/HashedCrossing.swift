/// A layer that sorts pairs, triples, … of features into bins by a hash of them together.
///
/// Called with features before a model: lists of strings or of whole numbers, one entry for each
/// example. See `TokenOutput` for the modes, of which there are `int` and `oneHot`. The hashes are those
/// of TensorFlow's `sparse.cross_hashed`. dtype: by default `i64` for numbers of bins.
public final class HashedCrossing: Layer {
  /// One feature of all examples.
  public enum Feature: Sendable {
    case strings([String])
    case integers([Int])

    var count: Int {
      switch self {
      case .strings(let values): values.count
      case .integers(let values): values.count
      }
    }
    func fingerprint(_ i: Int) -> UInt64 {
      switch self {
      case .strings(let values): Fingerprint.of(values[i])
      case .integers(let values): UInt64(bitPattern: Int64(values[i]))
      }
    }
  }
  let numBins: Int
  let outputMode: TokenOutput

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ numBins: Int, outputMode: TokenOutput = .int, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.numBins, self.outputMode) = (numBins, outputMode)
    super.init(
      name: name, trainable: trainable,
      dtype: dtype ?? (outputMode == .int ? DTypePolicy(.i64) : nil))
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numBins = try c.get("num_bins")
    outputMode = try c.get("output_mode", .int)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if numBins < 1 { fail("numBins must be positive, got \(numBins)") }
    if outputMode != .int, outputMode != .oneHot { fail("outputMode must be .int or .oneHot") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "num_bins": numBins.json, "output_mode": outputMode.json, "sparse": false,
    ])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var autocastsInputs: Bool { false }

  /// The bins of examples with these features.
  public func callAsFunction(_ features: Feature...) throws -> Tensor { try crossed(features) }

  private func crossed(_ features: [Feature]) throws -> Tensor {
    guard features.count > 1, let count = features.first?.count,
      features.allSatisfy({ $0.count == count })
    else {
      throw ConfigError(
        "\(name) needs two features or more of as many examples each, got \(features.map(\.count))")
    }
    // The start that TensorFlow's operation has.
    let bins = (0..<count).map { i in
      features.reduce(0xDECA_FCAF_FE) { Fingerprint.joined($0, $1.fingerprint(i)) }
        % UInt64(numBins)
    }
    let x = Tensor(bins.map(Int64.init))
    let dtype = dtypePolicy.computeDType
    return outputMode == .int ? cast(x, dtype: dtype) : encoded(x, .oneHot, numBins, dtype: dtype)
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    guard inputs.tensors.allSatisfy({ $0.buffer != nil && $0.dtype.isInteger }) else {
      fail(
        "the layer takes values of integers, and not what is being traced; strings go by "
          + ".strings([…])", inputs.tensors.map(\.type))
      return [.invalid]
    }
    do {
      let features = try inputs.tensors.map { x in
        Feature.integers(try convert(ravel(x), to: .i64).scalars(as: Int64.self).map { Int($0) })
      }
      let bins = try crossed(features)
      return [
        outputMode == .int ? reshape(bins, inputs.tensors.first?.shape ?? bins.shape) : bins
      ]
    } catch {
      fail("\(error)", inputs.tensors.map(\.type))
      return [.invalid]
    }
  }
}
