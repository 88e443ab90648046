/// A layer that gives each sample another shape of as many elements.
///
/// `targetShape` is without the batch; -1 in it, once, is what is left. Shape: [batch] + targetShape.
public final class Reshape: Layer {
  let targetShape: [Int]

  /// The layer with these settings.
  public init(
    _ targetShape: [Int], name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.targetShape = targetShape
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    targetShape = try c.axes("target_shape").axisList
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if targetShape.contains(where: { $0 < -1 }) || targetShape.filter({ $0 == -1 }).count > 1 {
      fail("targetShape must hold sizes, and -1 at most once, got \(targetShape)")
    } else if let complaint = SizeLimit.complaint(targetShape.map { $0 == -1 ? nil : $0 }) {
      fail(complaint)
    }
  }
  public override var config: JSONObject {
    super.config.merging(["target_shape": targetShape.json])
  }
  public override var recordsBuildShapes: Bool { false }
  public override var inputSpec: InputSpec? { InputSpec(minNdim: 1) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let count = x.shape.dropFirst().reduce(1, *)
    let known = targetShape.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    let isOpen = targetShape.contains(-1)
    guard isOpen ? known > 0 && count.isMultiple(of: known) : count == known else {
      fail("the \(count) elements of a sample do not fit targetShape \(targetShape)", [x.type])
      return .invalid
    }
    return reshape(x, [x.shape[0]] + targetShape.map { $0 == -1 ? count / known : $0 })
  }

  /// As the trace finds it, unless two sizes are open: then what -1 stands for is as well.
  public override func computeOutputSpec(
    _ arguments: CallArguments<KerasTensor>
  ) throws -> [KerasTensor] {
    guard let x = arguments.leaves.first, x.shape.dropFirst().contains(nil) else {
      return try tracedSpec(arguments)
    }
    // What open sizes come to is not known; a target without -1 is taken at its word.
    return [
      KerasTensor([x.shape[0]] + targetShape.map { $0 == -1 ? nil : $0 }, dtype: outputDType(x))
    ]
  }
}

extension Layer {
  /// The dtype of what passes the layer unchanged.
  func outputDType(_ x: KerasTensor) -> DType {
    x.dtype.isFloat && autocastsInputs ? dtypePolicy.computeDType : x.dtype
  }
}
