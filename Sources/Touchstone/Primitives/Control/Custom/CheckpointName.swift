/// `x` itself, under a name by which the policy of a `checkpoint` may keep it.
///
/// It keeps values and derivatives as they are. Specification: `checkpoint`.
public func checkpointName(_ x: Tensor, _ name: String) -> Tensor {
  // Where nothing is traced there is no checkpoint to keep it.
  Context.interpreter == nil ? x : bind(CheckpointName(label: name), x)
}

/// What gives a value its name for policies; other systems have the operand in its place.
struct CheckpointName: ElementwiseOperation, ExpandedElsewhere {
  static let names = ["touchstone.checkpoint_name"]
  let label: String

  init(label: String) { self.label = label }
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("the name of a checkpoint's value cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var attributes: [NamedAttribute] { [NamedAttribute("name", .string(label))] }

  func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    return x[0]
  }
  func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { x[0] }
  var derivative: Derivative { .linear(positions: [0]) }
  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { (try apply(self, x), dx) }
  func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] { ct }
  func expand(_ x: [Tensor]) -> [Tensor] { x }
  var promise: Promise { .exact }
}
