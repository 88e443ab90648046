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
  /// The results for each member of a batch, along the first axis of every operand and result; the
  /// axis is called `i`.
  case vmap

  /// The types of the arguments of what is transformed, by those of the operands.
  func arguments(_ operands: [TensorType]) throws(CaseError) -> [TensorType] {
    switch self {
    case .grad: return operands
    case .vjp:
      guard operands.count > 1 else {
        throw CaseError("'vjp' needs arguments, and last a cotangent")
      }
      return operands.dropLast()
    case .jvp:
      for count in operands.indices.dropFirst() {
        let moving = operands.prefix(count).filter(\.dtype.isDifferentiable)
        if moving == Array(operands.dropFirst(count)) { return Array(operands.prefix(count)) }
      }
      throw CaseError("'jvp' needs arguments, then a tangent for each real or complex one")
    case .vmap:
      let sizes = operands.map { $0.dtype.isElement ? $0.shape.first : nil }
      guard let size = sizes.first, size != nil, sizes.allSatisfy({ $0 == size }) else {
        throw CaseError("'vmap' needs operands whose first axes have one size, got \(operands)")
      }
      return operands.map { $0.with(shape: Array($0.shape.dropFirst())) }
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
    case .vmap:
      guard let block = program.main?.block else {
        throw CaseError("'vmap' needs a function @main")
      }
      let (batch, captured) = try Flat.record(
        { x in
          try Flat.vmap(
            block.applied, x, inAxes: x.map { _ in 0 },
            outAxes: { block.resultTypes[$0].dtype.isElement ? 0 : nil }, axisName: "i")
        }, operands.map(\.type))
      let whole = try batch.bindingConstants(captured).expanded()
      return (Program(main: whole.simplified()), operands)
    }
  }
}
