/// A layer that sorts strings or whole numbers into bins by a hash, the same on every machine.
///
/// Strings are no tensors: the layer is called with a list of them, or a list of lists, before a model
/// or in the pipeline of its data. Integers are hashed as their decimal text; the layer reads the
/// elements, so it is called with values and not in a program that is being recorded. The hash is
/// FarmHash's fingerprint, or with `salt` SipHash. With `maskValue` bin 0 is for it alone. See
/// `TokenOutput` for the modes, of which `tfIdf` is none. dtype: by default `i64` for numbers of bins.
public final class Hashing: Layer {
  /// What stands for nothing: a string or a number.
  public enum MaskValue: Equatable, Sendable, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral
  {
    case string(String)
    case integer(Int)
    /// The string `value`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// The number `value`.
    public init(integerLiteral value: Int) { self = .integer(value) }
  }
  let numBins: Int
  let maskValue: MaskValue?
  let salt: [Int]?
  let outputMode: TokenOutput

  /// Bins by their number; `salt` is one number, or two.
  public init(
    _ numBins: Int, maskValue: MaskValue? = nil, salt: [Int]? = nil,
    outputMode: TokenOutput = .int, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.numBins, self.maskValue, self.outputMode) = (numBins, maskValue, outputMode)
    self.salt = salt.map { $0.count == 1 ? $0 + $0 : $0 }
    super.init(
      name: name, trainable: trainable,
      dtype: dtype ?? (outputMode == .int ? DTypePolicy(.i64) : nil))
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    numBins = try c.get("num_bins")
    outputMode = try c.get("output_mode", .int)
    switch c["salt"] ?? .null {
    case .null: salt = nil
    case let json:
      guard let numbers = json.integer.map({ [$0] }) ?? json.array?.compactMap(\.integer) else {
        throw c.unexpected("salt", "one integer or two", json)
      }
      salt = numbers.count == 1 ? numbers + numbers : numbers
    }
    switch c["mask_value"] ?? .null {
    case .null: maskValue = nil
    case let json:
      guard let value = json.string.map(MaskValue.string) ?? json.integer.map(MaskValue.integer)
      else { throw c.unexpected("mask_value", "a string or an integer", json) }
      maskValue = value
    }
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if numBins < 1 { fail("numBins must be positive, got \(numBins)") }
    if salt.map({ $0.count != 2 }) ?? false {
      fail("salt must be one number or two, got \(salt ?? [])")
    }
    if outputMode == .tfIdf { fail("outputMode must be .int, .oneHot, .multiHot or .count") }
    if outputMode == .int, !dtypePolicy.computeDType.isInteger {
      fail("numbers of bins need a dtype of integers, got \(dtypePolicy.name)")
    }
  }
  public override var config: JSONObject {
    let mask: JSON =
      switch maskValue {
      case .string(let text): .string(text)
      case .integer(let number): .integer(number)
      case nil: .null
      }
    return super.config.merging([
      "num_bins": numBins.json, "salt": salt.json, "mask_value": mask,
      "output_mode": outputMode.json, "sparse": false,
    ])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var autocastsInputs: Bool { false }

  private func bin(_ text: String, isMask: Bool) -> Int {
    let isMasked = maskValue != nil && numBins > 1
    if isMasked, isMask { return 0 }
    let hash =
      salt.map {
        SipHash.of(
          Array(text.utf8),
          key: (UInt64(truncatingIfNeeded: $0[0]), UInt64(truncatingIfNeeded: $0[1])))
      } ?? Fingerprint.of(text)
    let first = isMasked ? 1 : 0
    return first + Int(hash % UInt64(numBins - first))
  }
  private func output(_ bins: [Int], _ shape: [Int]) -> Tensor {
    let x = Tensor(bins.map(Int64.init), shape: shape)
    let dtype = dtypePolicy.computeDType
    return outputMode == .int
      ? cast(x, dtype: dtype) : encoded(x, outputMode, numBins, dtype: dtype)
  }

  /// The bins of strings.
  public func callAsFunction(_ strings: [String]) -> Tensor {
    output(strings.map { bin($0, isMask: .string($0) == maskValue) }, [strings.count])
  }
  /// The bins of lists of strings, all as long as each other.
  public func callAsFunction(_ rows: [[String]]) throws -> Tensor {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw ConfigError("\(name) needs lists as long as each other, got \(rows.map(\.count))")
    }
    return output(
      rows.joined().map { bin($0, isMask: .string($0) == maskValue) }, [rows.count, width])
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard x.buffer != nil else {
      fail("the layer reads elements, which a traced tensor has not yet; call it before", [x.type])
      return .invalid
    }
    do {
      // Floats are cut off to whole numbers.
      let values = try convert(x, to: .i64).scalars(as: Int64.self)
      return output(
        values.map { bin("\($0)", isMask: .integer(Int($0)) == maskValue) }, x.shape)
    } catch {
      fail("\(error)", [x.type])
      return .invalid
    }
  }
}
