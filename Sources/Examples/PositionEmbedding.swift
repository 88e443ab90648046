/// Adds to each step of a sequence a learned vector for its place: a layer of one's own.
///
/// Shape: `[batch, steps, size]`, and so the result.
public final class PositionEmbedding: Layer {
  @Weight var positions: Tensor

  /// A layer whose vectors are made when the number of steps is known.
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }
  /// The layer that a config describes.
  public required init(config: Config) throws { try super.init(config: config) }

  public override func build(_ inputShapes: [Shape]) {
    let sizes = inputShapes[0].suffix(2).compactMap { $0 }
    guard inputShapes[0].count == 3, sizes.count == 2 else {
      return fail("PositionEmbedding needs [batch, steps, size] with known steps and size")
    }
    addWeight($positions, "positions", sizes, .randomNormal(stddev: 0.02))
  }
  public override func call(_ x: Tensor, training: Bool) -> Tensor { x + positions }
}
