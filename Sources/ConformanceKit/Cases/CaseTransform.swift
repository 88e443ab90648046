import Touchstone

/// A transformation that a case applies to its operation or program before it runs.
public enum CaseTransform: String, Sendable, CaseIterable {
  /// The cotangents of the real and complex operands, for a cotangent of the first result whose
  /// elements are all 1.
  case grad
  /// The same for a given cotangent, the last operand.
  case vjp
  /// The results and their tangents, for tangents of the real and complex operands, which follow them.
  case jvp

  /// How many of these operands are arguments, and not directions.
  func argumentCount(_ operands: [TensorType]) throws(CaseError) -> Int {
    switch self {
    case .grad: return operands.count
    case .vjp:
      guard operands.count > 1 else {
        throw CaseError("'vjp' needs arguments, and last a cotangent")
      }
      return operands.count - 1
    case .jvp:
      for count in operands.indices.dropFirst() {
        let moving = operands.prefix(count).filter(\.dtype.isDifferentiable)
        if moving == Array(operands.dropFirst(count)) { return count }
      }
      throw CaseError("'jvp' needs arguments, then a tangent for each real or complex one")
    }
  }

  /// The transformed program, and what it runs on.
  func applied(
    to program: Program, _ operands: [HostTensor]
  ) throws -> (program: Program, operands: [HostTensor]) {
    switch self {
    case .grad:
      guard let result = program.main?.block.resultTypes.first else {
        throw CaseError("'grad' needs a result")
      }
      return (try program.grad(cotangent: true), operands + [HostTensor.full(result, 1)])
    case .vjp: return (try program.grad(cotangent: true), operands)
    case .jvp: return (try program.jvp(), operands)
    }
  }
}
