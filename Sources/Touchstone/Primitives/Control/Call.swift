/// A function of the program applied to values.
///
/// Specification: `call`.
package struct Call: Primitive {
  package static let names = ["func.call"]
  package let callee: Function

  package init(_ callee: Function) { self.callee = callee }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let name = try source.optionalString("callee") else {
      throw source.invalid("attribute callee is missing", clause: "I2")
    }
    guard let callee = source.function(name) else {
      throw source.invalid("there is no function @\(name)", clause: "C3")
    }
    self.callee = callee
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("callee", .symbol(callee.name))] }
  package var callees: [Function] { [callee] }
  package static func syntax(of name: String) -> Syntax { .special("call") }
  package var resultClause: String { "C2" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x == callee.block.parameters else {
      throw violation("C1", x, "@\(callee.name) takes \(callee.block.parameters)")
    }
    return callee.block.resultTypes
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { try context.run(callee.block, x) }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
