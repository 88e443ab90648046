/// A layer that reorders the axes of each sample.
///
/// `dims` are the axes of the input in their new order, counted from 1, without the batch. Shape:
/// axis i of the result is axis `dims[i - 1]` of the input.
public final class Permute: Layer {
  let dims: [Int]

  /// The layer with these settings.
  public init(
    _ dims: [Int], name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.dims = dims
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    dims = try c.get("dims")
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if dims.sorted() != dims.indices.map({ $0 + 1 }) {
      fail("dims must be the numbers from 1 to how many they are, in any order, got \(dims)")
    }
  }
  public override var config: JSONObject { super.config.merging(["dims": dims.json]) }
  public override var inputSpec: InputSpec? { InputSpec(ndim: dims.count + 1) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor { transpose(x, [0] + dims) }
}

/// A layer that repeats each sample, a vector, `n` times.
///
/// Shape: [batch, size] becomes [batch, n, size].
public final class RepeatVector: Layer {
  let n: Int

  /// The layer with these settings.
  public init(
    _ n: Int, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.n = n
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    n = try c.get("n")
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() { if n < 1 { fail("n must be positive, got \(n)") } }
  public override var config: JSONObject { super.config.merging(["n": n.json]) }
  public override var inputSpec: InputSpec? { InputSpec(ndim: 2) }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    NumPy.repeat(expandDims(x, 1), n, axis: 1)
  }
}
