/// A tensor whose elements the program itself holds.
///
/// Specification: `constant`.
package struct Constant: Operation {
  package static let names = ["stablehlo.constant", "chlo.constant"]
  package let value: HostTensor

  package let fullName: String

  package init(_ value: HostTensor) { self.init(value, Self.names[0]) }

  private init(_ value: HostTensor, _ name: String) {
    self.value = value
    fullName = name
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard case .elements(let value) = source.attribute("value") else {
      throw source.invalid("attribute value must be dense<…>")
    }
    self.init(value, source.name)
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("value", .elements(value))] }
  package static func syntax(of name: String) -> Syntax { .special("constant") }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(0, x)
    return value.type
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { value }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
