/// Operations that give back what they get.
///
/// Specification: `optimization_barrier`.
package enum Passing: String, Primitive, CaseIterable {
  /// Nothing before it may be moved behind it, nor the other way round.
  case barrier = "stablehlo.optimization_barrier"

  package static let names = allCases.map(\.rawValue)
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Passing(rawValue: source.name) else {
      throw source.invalid("not an operation that passes values on")
    }
    self = operation
  }
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax { Syntax() }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] { x }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { x }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}

/// A value placed on the devices of a mesh, which leaves it as it is.
///
/// Specification: `sharding_constraint`.
package struct ShardingConstraint: Operation {
  package static let names = ["sdy.sharding_constraint"]
  /// Where the value is placed, as the text has it.
  package let sharding: Attribute?

  package init(_ source: inout OperationSource) throws(TensorError) {
    sharding = source.attribute("sharding")
  }
  package var attributes: [NamedAttribute] {
    sharding.map { [NamedAttribute("sharding", $0)] } ?? []
  }
  package static func syntax(of name: String) -> Syntax { .special("sharding_constraint") }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { x[0] }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
