/// Attention whose scores are the sums of `tanh(q + k)`, each number times a weight with `useScale`.
///
/// Called, and with masks and shapes, as `Attention`. Source: D. Bahdanau et al., Neural Machine
/// Translation by Jointly Learning to Align and Translate, 2015.
public final class AdditiveAttention: Attention {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    useScale: Bool = true, dropout: Double = 0, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(
      useScale: useScale, dropout: dropout, seed: seed, name: name, trainable: trainable,
      dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws { try super.init(config: c) }
  override class var scalesByDefault: Bool { true }
  public override var config: JSONObject { super.config.filter { $0 != "score_mode" } }

  public override func build(_ inputShapes: [Shape]) {
    guard inputShapes.count == 2 || inputShapes.count == 3 else {
      return super.build(inputShapes)
    }
    guard useScale else { return }
    guard let size = inputShapes[0].last ?? nil else {
      return fail("the last axis of the query must be known, got \(pythonTuple(inputShapes[0]))")
    }
    addWeight($scale, "scale", [size])
  }
  override func scores(_ q: Tensor, _ k: Tensor) -> Tensor {
    let sums = tanh(expandDims(q, -2) + expandDims(k, -3))
    return sum(useScale ? sums * scale : sums, axis: -1)
  }
}
