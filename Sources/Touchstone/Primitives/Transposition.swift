/// What an operation's transpose is given of an operand.
public enum LinearOperand: Sendable {
  /// An operand whose value is known: the operation need not be linear in it.
  case known(Tensor)
  /// An operand that the operation is linear in, and whose cotangent is asked for.
  case linear(TensorType)

  /// The value, where it is known.
  public var known: Tensor? { if case .known(let x) = self { x } else { nil } }
  /// Whether the cotangent is asked for.
  public var isLinear: Bool { if case .linear = self { true } else { false } }
  /// The operand's type.
  public var type: TensorType {
    switch self {
    case .known(let x): x.type
    case .linear(let type): type
    }
  }
}

extension Primitive {
  /// No rule: an error.
  public func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    throw notTransposable(x)
  }

  /// The error that this operation has no transpose for these operands.
  func notTransposable(_ x: [LinearOperand]) -> TensorError {
    let linear = x.indices.filter { x[$0].isLinear }
    return TensorError(
      name, "", x.map(\.type),
      "this operation is not linear in operand \(linear.map(String.init).joined(separator: ", ")), "
        + "so it cannot be transposed; give the function that uses it a rule with customVJP")
  }
}

extension Block {
  /// The cotangents of the parameters that `known` has no value for, given those of the results;
  /// `nil` stands for zero.
  ///
  /// What depends on known parameters alone is computed; the rest must be linear in the others.
  func transposed(_ known: [Tensor?], _ ct: [Tensor?]) throws -> [Tensor?] {
    var values = [Tensor?](repeating: nil, count: valueTypes.count)
    for (i, value) in known.enumerated() { values[i] = value }
    for equation in equations {
      let operands = equation.operands.compactMap { values[$0] }
      guard operands.count == equation.operands.count else { continue }
      for (number, value) in zip(equation.results, try apply(equation.operation, operands)) {
        values[number] = value
      }
    }
    var cotangents = [Tensor?](repeating: nil, count: valueTypes.count)
    for (result, ct) in zip(results, ct) where values[result] == nil {
      cotangents[result] = sum(cotangents[result], ct)
    }
    for equation in equations.reversed() {
      let ct = equation.results.map { cotangents[$0] }
      if ct.allSatisfy({ $0 == nil }) { continue }
      let operands = equation.operands.map { number -> LinearOperand in
        values[number].map { .known($0) } ?? .linear(valueTypes[number])
      }
      let back = try Rules.current.transpose(equation.operation, ct, operands)
      for (number, ct) in zip(equation.operands, back) where values[number] == nil {
        cotangents[number] = sum(cotangents[number], ct)
      }
      // What has been handed on is no longer needed.
      for result in equation.results { cotangents[result] = nil }
    }
    return parameters.indices.map { cotangents[$0] }
  }
}
