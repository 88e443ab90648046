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
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    (try apply(self, x), try passed(dx))
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try passed(zip(ct, x).map { $1.isLinear ? $0 : nil })
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) { (try apply(self, x), axes) }
  package var promise: Promise { .exact }

  /// Those of `x` that are there, passed on together.
  private func passed(_ x: [Tensor?]) throws -> [Tensor?] {
    if x.allSatisfy({ $0 == nil }) { return x }
    var results = try apply(self, x.compactMap { $0 }).makeIterator()
    return x.map { $0 == nil ? nil : results.next() }
  }
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

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [try ct[0].map { try apply(self, [$0])[0] }]
  }
  /// The placement is one of tensors without the batch axis, so it does not hold for all members
  /// together.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) { (x, axes) }
}
