/// A layer that multiplies two tensors, sample by sample, and sums over one axis of each.
///
/// `axes` names the axis of the first and that of the second, or one number both; never that of the
/// batch. With `normalize` both are divided by their norms along these axes first, which makes the
/// result the cosine of the angle between them. Shape: the axes of the first without its axis, then
/// those of the second without batch and its axis; [batch, 1] where none is left.
public final class Dot: Merge {
  let axes: IntegerOrList
  let normalize: Bool

  /// The layer with these settings.
  public init(
    _ axes: any AxisList, normalize: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (self.axes, self.normalize) = (IntegerOrList(axes), normalize)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    axes = try c.axes("axes")
    normalize = try c.get("normalize", false)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(axes.axisList.count == (axes.isOne ? 1 : 2)) {
      fail("axes must be one integer or two, got \(axes.axisList)")
    }
  }
  public override var config: JSONObject {
    super.config.merging(["axes": axes.json, "normalize": normalize.json])
  }

  /// The axis of each input, counted from the first; reports what is wrong.
  private func places(_ shapes: [Shape]) -> [Int]? {
    guard shapes.count == 2, let first = axes.axisList.first, let last = axes.axisList.last else {
      fail("expected a list of 2 tensors, got \(shapes.count)")
      return nil
    }
    let places = zip([first, last], shapes).map { axis, shape in
      axis < 0 ? axis + shape.count : axis
    }
    guard zip(places, shapes).allSatisfy({ 1..<max($1.count, 1) ~= $0 }) else {
      fail(
        "axes \(axes.axisList) must name axes after that of the batch, the shapes are "
          + shapes.map(pythonTuple).joined(separator: " and "))
      return nil
    }
    if let a = shapes[0][places[0]], let b = shapes[1][places[1]], a != b {
      fail(
        "the sizes along axes \(axes.axisList) must agree, the shapes are "
          + shapes.map(pythonTuple).joined(separator: " and "))
      return nil
    }
    return places
  }

  override func checkShapes(_ shapes: [Shape]) { _ = places(shapes) }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    var x = inputs.tensors
    guard let places = places(x.map { $0.shape.map { $0 } }) else { return [.invalid] }
    if normalize { x = zip(x, places).map { NumPy.normalize($0, axis: $1) } }
    let product = dotGeneral(
      x[0], x[1], contracting: ([places[0]], [places[1]]), batching: ([0], [0]))
    return [product.rank == 1 ? expandDims(product, -1) : product]
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] { [nil] }
}
