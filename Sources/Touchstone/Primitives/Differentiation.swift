extension Primitive {
  /// What `derivative` declares.
  public func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { try differentiateAsDeclared(x, dx) }

  /// The results and tangents that `derivative` declares.
  func differentiateAsDeclared(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    switch derivative {
    case .zero:
      let values = try apply(self, x)
      return (values, values.map { _ in nil })
    case .elementwise(let partials):
      let y = try apply(self, x)[0]
      return ([y], [elementwiseTangent(partials, x, dx, y)])
    case .linear(let positions):
      let values = try apply(self, x)
      return (values, try linearTangents(positions, x, dx, values))
    case .bilinear:
      let values = try apply(self, x)
      var tangents = [Tensor?](repeating: nil, count: values.count)
      for position in 0..<2 {
        let part = try linearTangents([position], x, dx, values)
        for i in values.indices { tangents[i] = sum(tangents[i], part[i]) }
      }
      return (values, tangents)
    case .custom:
      throw noDerivative(x)
    case .missing(let advice):
      throw TensorError(name, "", x.map(\.type), "this operation has no derivative rule; \(advice)")
    }
  }

  /// The error that there is no rule, and what to do.
  func noDerivative(_ x: [Tensor]) -> TensorError {
    TensorError(
      name, "", x.map(\.type),
      "this operation has no derivative rule; give the function that uses it one with customJVP "
        + "or customVJP, or stop the gradient with stopGradient")
  }

  /// The sum of partial derivatives times tangents.
  private func elementwiseTangent(
    _ partials: [Derivative.Partial?], _ x: [Tensor], _ dx: [Tensor?], _ y: Tensor
  ) -> Tensor? {
    var total: Tensor?
    for (partial, tangent) in zip(partials, dx) {
      guard let partial, let tangent else { continue }
      let spread = tangent.shape == y.shape ? tangent : broadcast(tangent, to: y.shape, axes: [])
      let term = partial(x, y) * spread
      total = sum(total, term.dtype.isComplex && !y.dtype.isComplex ? real(term) : term)
    }
    return total
  }

  /// This operation applied to the tangents at `positions`, the other operands as they are.
  private func linearTangents(
    _ positions: [Int], _ x: [Tensor], _ dx: [Tensor?], _ values: [Tensor]
  ) throws -> [Tensor?] {
    guard positions.contains(where: { dx[$0] != nil }) else { return values.map { _ in nil } }
    if let short = (self as? any SparselyLinear)?.tangent(dx) { return [short] }
    var operands = x
    for position in positions { operands[position] = dx[position] ?? .zeros(like: x[position]) }
    return try apply(self, operands)
  }
}

/// A linear operation of one result that says more shortly what it is where tangents are zero.
protocol SparselyLinear: Primitive {
  /// The tangent of the result, or `nil` to apply the operation itself.
  func tangent(_ dx: [Tensor?]) -> Tensor?
}

/// The sum of two tangents or cotangents, where `nil` stands for zero.
func sum(_ x: Tensor?, _ y: Tensor?) -> Tensor? {
  guard let x else { return y }
  guard let y else { return x }
  switch x.dtype {
  case .token: return x
  case .tuple:
    let sums = x.type.elements.indices.map { i in
      sum(bind(GetTupleElement(i), x), bind(GetTupleElement(i), y)) ?? .invalid
    }
    return bind(TupleOperation(), sums)[0]
  default: return x + y
  }
}

extension Tensor {
  /// Zeros of the type of `x`.
  static func zeros(like x: Tensor) -> Tensor { zeros(x.type) }

  /// Zeros of `type`; of a tuple, in each element.
  static func zeros(_ type: TensorType) -> Tensor {
    switch type.dtype {
    case .tuple: bind(TupleOperation(), type.elements.map(zeros))[0]
    case .token: bind(Tokens.create)
    default: .full(type, 0)
    }
  }
}
