/// The place of a model where a tensor is given.
public final class InputLayer: Layer {
  /// The shape with the batch's axis.
  public let batchShape: Shape
  let dtype: DType
  let optional: Bool

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    shape: Shape? = nil, batchSize: Int? = nil, dtype: DType = .f32, batchShape: Shape? = nil,
    name: String? = nil, optional: Bool = false
  ) {
    self.batchShape = batchShape ?? [batchSize] + (shape ?? [])
    self.dtype = dtype
    self.optional = optional
    super.init(name: name, dtype: DTypePolicy(dtype))
    start()
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    batchShape = try c.get("batch_shape", try c.get("batch_input_shape", []))
    dtype = try c.get("dtype", .f32)
    optional = try c.get("optional", false)
    try super.init(config: c)
    start()
  }

  private func start() {
    isBuilt = true
    if let complaint = SizeLimit.complaint(batchShape) { fail(complaint) }
  }

  /// The tensor that stands for what is given.
  public var output: KerasTensor {
    if let node = inboundNodes.first { return node.outputs[0] }
    let isPossible = SizeLimit.complaint(batchShape) == nil
    let tensor = KerasTensor(isPossible ? batchShape : [], dtype: dtype, name: name)
    _ = Node(self, CallArguments([]), [tensor], index: 0)
    return tensor
  }

  public override var config: JSONObject {
    [
      "batch_shape": json(batchShape), "dtype": dtype.json, "sparse": false, "ragged": false,
      "name": .string(name), "optional": optional.json,
    ]
  }
  public override var callSignature: CallSignature { .none }
  public override var autocastsInputs: Bool { false }
  public override func call(_ x: Tensor, training: Bool) -> Tensor { x }
}

/// The tensor that a model is given: Keras's `Input`.
public func Input(
  shape: Shape? = nil, batchSize: Int? = nil, dtype: DType = .f32, batchShape: Shape? = nil,
  name: String? = nil, optional: Bool = false
) -> KerasTensor {
  InputLayer(
    shape: shape, batchSize: batchSize, dtype: dtype, batchShape: batchShape, name: name,
    optional: optional
  ).output
}
