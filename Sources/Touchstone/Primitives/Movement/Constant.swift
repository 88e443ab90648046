/// A tensor whose elements the program itself holds.
///
/// Specification: `constant`.
struct Constant: Operation {
  static let names = ["stablehlo.constant"]
  let value: HostTensor

  init(_ value: HostTensor) { self.value = value }

  init(_ source: inout OperationSource) throws(TensorError) {
    guard case .elements(let value) = source.attribute("value") else {
      throw source.invalid("attribute value must be dense<…>")
    }
    self.init(value)
  }
  var attributes: [NamedAttribute] { [NamedAttribute("value", .elements(value))] }
  static func syntax(of name: String) -> Syntax { .special("constant") }

  func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(0, x)
    return value.type
  }
  func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { value }
  var derivative: Derivative { .zero }
  var promise: Promise { .exact }
}
