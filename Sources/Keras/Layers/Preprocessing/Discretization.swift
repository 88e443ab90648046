/// A layer that replaces numbers by that of the range they lie in.
///
/// The ranges are those between `binBoundaries`, each with its lower end; or `adapt` finds `numBins`
/// ranges that hold about as many of the data's numbers. Shape: that of the input, or as
/// `TokenOutput` says, for as many tokens as there are ranges.
public final class Discretization: Layer {
  /// The ends of the ranges, rising; `nil` before `adapt`.
  public private(set) var binBoundaries: [Double]?
  let numBins: Int?
  let epsilon: Double
  let outputMode: TokenOutput

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ binBoundaries: [Double]? = nil, numBins: Int? = nil, epsilon: Double = 0.01,
    outputMode: TokenOutput = .int, dtype: DTypePolicy? = nil, name: String? = nil
  ) {
    self.binBoundaries = binBoundaries
    (self.numBins, self.epsilon, self.outputMode) = (numBins, epsilon, outputMode)
    super.init(name: name, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    binBoundaries = try c.get("bin_boundaries")
    numBins = try c.get("num_bins")
    epsilon = try c.get("epsilon", 0.01)
    outputMode = try c.get("output_mode", .int)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    switch (binBoundaries, numBins) {
    case (nil, nil): fail("give binBoundaries, or numBins and call adapt")
    case (nil, let bins?) where bins < 1: fail("numBins must be positive, got \(bins)")
    case (let ends?, _) where zip(ends, ends.dropFirst()).contains(where: { $0 >= $1 }):
      fail("binBoundaries must rise, got \(ends)")
    default: break
    }
    if outputMode == .tfIdf { fail("outputMode must be .int, .oneHot, .multiHot or .count") }
  }
  public override var config: JSONObject {
    [
      "bin_boundaries": binBoundaries.json, "num_bins": numBins.json, "epsilon": epsilon.json,
      "output_mode": outputMode.json, "sparse": false, "name": .string(name),
      "dtype": .string(dtypePolicy.name),
    ]
  }

  /// Finds boundaries between which about as many of the data's numbers lie.
  ///
  /// They are the quantiles by linear interpolation between ranks; not a number is left out.
  public func adapt(_ data: Tensor) throws {
    guard let numBins else {
      throw ConfigError("\(name) was given its boundaries; adapt is for a layer with numBins")
    }
    let values = try data.host().converted(to: .f64).doubles.filter { !$0.isNaN }.sorted()
    guard !values.isEmpty else { throw ConfigError("adapt needs data, got none") }
    let ends = (1..<numBins).map { i -> Double in
      // The i-th of numBins parts ends after so many of the numbers.
      let place = Double(i) * Double(values.count) / Double(numBins) - 1
      let low = Swift.max(0, Swift.min(values.count - 1, Int(place.rounded(.down))))
      let high = Swift.min(low + 1, values.count - 1)
      return values[low] + (values[high] - values[low]) * Swift.max(0, place - Double(low))
    }
    var rising: [Double] = []
    for end in ends where rising.last.map({ $0 < end }) ?? true { rising.append(end) }
    binBoundaries = rising
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard let binBoundaries else {
      fail("the layer has no boundaries yet; call adapt before")
      return .invalid
    }
    let x = x.dtype.isFloat ? x : cast(x, dtype: .f32)
    let bins = digitize(x, cast(Tensor(binBoundaries), dtype: x.dtype))
    return encoded(
      bins, outputMode, binBoundaries.count + 1, dtype: dtypePolicy.computeDType)
  }
}
