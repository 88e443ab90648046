/// An operation on each pair of elements of two operands of one type: one case and one row each.
package enum Binary: String, ElementwiseOperation, CaseIterable {
  case add = "stablehlo.add"
  case and = "stablehlo.and"
  case atan2 = "stablehlo.atan2"
  case divide = "stablehlo.divide"
  case maximum = "stablehlo.maximum"
  case minimum = "stablehlo.minimum"
  case multiply = "stablehlo.multiply"
  case or = "stablehlo.or"
  case power = "stablehlo.power"
  case remainder = "stablehlo.remainder"
  case shiftLeft = "stablehlo.shift_left"
  case shiftRightArithmetic = "stablehlo.shift_right_arithmetic"
  case shiftRightLogical = "stablehlo.shift_right_logical"
  case subtract = "stablehlo.subtract"
  case xor = "stablehlo.xor"
  case mulhi = "chlo.mulhi"
  case nextAfter = "chlo.next_after"
  case polygamma = "chlo.polygamma"
  case zeta = "chlo.zeta"
}

extension Binary {
  package static let names = allCases.map(\.rawValue)

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Binary(rawValue: source.name) else {
      throw source.invalid("not a binary elementwise operation")
    }
    self = operation
  }
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax { .elementwise(name) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0] == x[1] else { throw violation("C1", x, "the operands must have the same type") }
    guard accepts(x[0].dtype.family) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    row.map(x[0], x[1])
  }
  package var derivative: Derivative { row.derivative }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    if self == .nextAfter {
      throw violation(
        "G1", x.map(\.type),
        "a step from one number to its neighbour has no derivative; stop it with stopGradient, or "
          + "give the function that uses it a rule with customJVP or customVJP")
    }
    if let missing = self == .zeta ? "s" : self == .polygamma ? "n" : nil, dx[0] != nil {
      throw TensorError(
        name, "", x.map(\.type),
        "there is no rule for the derivative by \(missing); stop it with stopGradient, or give the "
          + "function that uses it a rule with customJVP or customVJP")
    }
    switch (self, dx[0], dx[1]) {
    case (.divide, _, _):
      // One division by the divisor, where the partial derivatives would divide twice.
      let y = x[0] / x[1]
      let change = dx[1].map { -(y * $0) }
      return ([y], [sum(dx[0], change).map { $0 / x[1] }])
    case (.power, let dx?, nil):
      // With the exponent held at 0 the power is 1 everywhere, also at 0.
      let zero = Tensor.full(0, like: x[1])
      let exponent = select(equal(x[1], zero), .full(1, like: x[1]), x[1])
      return (try apply(self, x), [x[1] * Touchstone.power(x[0], exponent - 1) * dx])
    default: return try differentiateAsDeclared(x, dx)
    }
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return [nil, nil] }
    switch (self, x[0], x[1]) {
    case (.add, _, _): return [ct, ct]
    case (.subtract, _, _): return [ct, x[1].isLinear ? -ct : nil]
    case (.multiply, .linear, .known(let y)): return [ct * y, nil]
    case (.multiply, .known(let y), .linear): return [nil, y * ct]
    case (.divide, .linear, .known(let y)): return [ct / y, nil]
    default: throw notTransposable(x)
    }
  }
  package var promise: Promise { row.promise }

  /// Whether the operation is associative with a unit, so that a reduction may accumulate wide.
  package var isMonoid: Bool {
    switch self {
    case .add, .and, .maximum, .minimum, .multiply, .or, .xor: true
    default: false
    }
  }
}

extension Binary: SparselyLinear {
  func tangent(_ dx: [Tensor?]) -> Tensor? {
    switch (self, dx[0], dx[1]) {
    case (.add, let d?, nil), (.add, nil, let d?), (.subtract, let d?, nil): d
    case (.subtract, nil, let d?): -d
    default: nil
    }
  }
}
