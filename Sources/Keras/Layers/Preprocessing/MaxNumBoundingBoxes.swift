/// A layer after which every image has `maxNumber` bounding boxes.
///
/// Boxes beyond are left out, those that lack are `fillValue`, and so are their labels. Images pass as they
/// are, and may come alone. Shape: boxes [batch, boxes, 4] become [batch, maxNumber, 4], labels
/// [batch, boxes] become [batch, maxNumber].
public final class MaxNumBoundingBoxes: ImageLayer {
  let maxNumber, fillValue: Int

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ maxNumber: Int, fillValue: Int = -1, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.maxNumber, self.fillValue) = (maxNumber, fillValue)
    super.init(dataFormat, name: name, trainable: trainable, dtype: dtype)
    checkNumber()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    maxNumber = try c.get("max_number")
    fillValue = try c.get("fill_value", -1)
    try super.init(config: c)
    checkNumber()
  }
  private func checkNumber() {
    if maxNumber < 0 { fail("maxNumber must not be negative, got \(maxNumber)") }
  }
  public override var config: JSONObject {
    let fields = super.config.merging(["max_number": maxNumber.json])
    // Keras leaves it out, and reads it.
    return fillValue == -1 ? fields : fields.merging(["fill_value": fillValue.json])
  }
  public override var callSignature: CallSignature {
    CallSignature(["data"], options: ["bounding_boxes"])
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    guard let given = inputs.tensors("bounding_boxes") else { return [inputs.x] }
    guard given.count == 2, given[0].rank == 3, given[0].shape[2] == 4, given[1].rank == 2,
      Array(given[0].shape.prefix(2)) == given[1].shape
    else {
      fail("expected boxes [batch, boxes, 4] and labels [batch, boxes]", given.map(\.type))
      return [inputs.x, .invalid, .invalid]
    }
    return [inputs.x] + given.map(fitted)
  }

  private func fitted(_ x: Tensor) -> Tensor {
    let kept = x[0..., 0..<Swift.min(maxNumber, x.shape[1])]
    let missing = Swift.max(0, maxNumber - x.shape[1])
    let rest = [[Int]](repeating: [0, 0], count: x.rank - 2)
    return pad(kept, [[0, 0], [0, missing]] + rest, constantValues: Double(fillValue))
  }
}

extension MaxNumBoundingBoxes {
  /// Images as they are, with the boxes and labels of each brought to the number.
  public func callAsFunction(
    _ images: Tensor, boxes: Tensor, labels: Tensor
  ) -> (images: Tensor, boxes: Tensor, labels: Tensor) {
    let results = self(
      CallArguments(
        [.tensor(images)], ["bounding_boxes": .list([.tensor(boxes), .tensor(labels)])]))
    guard results.count == 3 else { return (.invalid, .invalid, .invalid) }
    return (results[0], results[1], results[2])
  }
}
