/// Operations on tokens, values without content that order effects.
///
/// Specification: `after_all`, `create_token`.
package enum Tokens: String, Operation, CaseIterable {
  /// A token that stands after all the operands.
  case afterAll = "stablehlo.after_all"
  /// A token that stands after nothing.
  case create = "stablehlo.create_token"

  package static let names = allCases.map(\.rawValue)
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Tokens(rawValue: source.name) else {
      throw source.invalid("not an operation on tokens")
    }
    self = operation
  }
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax { Syntax() }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    if self == .create { try requireOperands(0, x) }
    for operand in x where operand != .token {
      throw violation("I1", x, "every operand must be a token, got \(operand)")
    }
    return .token
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { .token }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
