/// A layer that puts tensors one after the other along `axis`.
///
/// Shape: the sizes along `axis` add up; all others must be the same.
public final class Concatenate: Merge {
  let axis: Int

  /// The layer with these settings.
  public init(
    axis: Int = -1, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.axis = axis
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    axis = try c.get("axis", -1)
    try super.init(config: c)
  }
  public override var config: JSONObject { super.config.merging(["axis": axis.json]) }

  override func checkShapes(_ shapes: [Shape]) {
    let rank = shapes[0].count
    let joined = axis < 0 ? axis + rank : axis
    guard 0..<rank ~= joined, shapes.allSatisfy({ $0.count == rank }) else {
      return fail(
        "the inputs must have as many axes, axis \(axis) among them, got "
          + shapes.map(pythonTuple).joined(separator: " and "))
    }
    for i in 0..<rank where i != joined && Set(shapes.compactMap { $0[i] }).count > 1 {
      return fail(
        "the sizes of the inputs must agree but along axis \(axis), got "
          + shapes.map(pythonTuple).joined(separator: " and "))
    }
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    [concatenate(inputs.tensors, axis: axis)]
  }

  /// The masks put one after the other; inputs without one are kept whole.
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    guard inputs.masks.contains(where: { $0 != nil }) else { return [nil] }
    let masks = zip(inputs.tensors, inputs.masks).map { x, mask -> Tensor in
      guard let mask else { return onesLike(x, dtype: .i1) }
      let kept = cast(mask, dtype: .i1)
      return kept.rank < x.rank ? broadcastTo(expandDims(kept, -1), x.shape) : kept
    }
    return [NumPy.any(concatenate(masks, axis: axis), axis: -1)]
  }
}
