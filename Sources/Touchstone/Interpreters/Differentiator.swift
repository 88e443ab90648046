/// Carries a tangent beside each value: forward-mode differentiation.
final class Differentiator: Interpreter {
  final class Dual: TracedValue {
    let primal: Tensor
    let tangent: Tensor
    let differentiator: Differentiator
    init(_ primal: Tensor, _ tangent: Tensor, _ differentiator: Differentiator) {
      self.primal = primal
      self.tangent = tangent
      self.differentiator = differentiator
      LeakChecker.note(self)
    }
    var type: TensorType { primal.type }
    var owner: any Interpreter { differentiator }
    var underlying: Tensor? { primal }
  }

  let outer: (any Interpreter)?
  let origin: TraceOrigin

  init(origin: TraceOrigin, outer: (any Interpreter)? = Context.interpreter) {
    self.origin = origin
    self.outer = outer
  }

  /// `primal` with its tangent; `nil` stands for zero.
  func dual(_ primal: Tensor, _ tangent: Tensor?) -> Tensor {
    guard let tangent, !primal.isInvalid else { return primal }
    if tangent.isInvalid { return .invalid }
    return Tensor(Dual(primal, tangent, self))
  }

  /// The value of `x` and its tangent under this interpreter.
  func split(_ x: Tensor) -> (primal: Tensor, tangent: Tensor?) {
    if let dual = x.traced as? Dual, dual.differentiator === self {
      return (dual.primal, dual.tangent)
    }
    return (x, nil)
  }

  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    var primals: [Tensor] = []
    var tangents: [Tensor?] = []
    primals.reserveCapacity(operands.count)
    tangents.reserveCapacity(operands.count)
    var isActive = false
    for operand in operands {
      let (primal, tangent) = split(operand)
      primals.append(primal)
      tangents.append(tangent)
      if tangent != nil { isActive = true }
    }
    if !isActive { return try passOn(operation, primals) }
    let (values, derivatives) = try Context.run(outer) {
      try Rules.current.differentiate(operation, primals, tangents)
    }
    return zip(values, derivatives).map { value, tangent in
      // The tangent of a tuple holds those of its elements.
      value.dtype.isDifferentiable || value.dtype == .tuple ? dual(value, tangent) : value
    }
  }
}

extension DType {
  /// Whether values of this dtype have tangents: real and complex numbers.
  public var isDifferentiable: Bool { isFloat || isComplex }
}
