import Touchstone

extension Grouping {
  /// The product of matrices that `dot` is, if it is one, its operands taken from where they lie.
  func product(
    of dot: DotGeneral, _ equation: Equation
  ) -> (operands: [(value: Int, layout: Layout)], shape: ProductShape)? {
    let types = equation.operands.map(type)
    let plain = equation.operands.map { ($0, Layout.contiguous(type($0).count)) }
    let seen = zip(equation.operands, plain).map { viewed($0) ?? $1 }
    // An operand that does not lie as a matrix is put down first.
    for places in [seen, [plain[0], seen[1]], [seen[0], plain[1]], plain] {
      guard
        let shape = ProductShape(dot, types, equation.types[0], places.map(\.1))
      else { continue }
      var operands: [(value: Int, layout: Layout)] = []
      for place in places {
        demand(place.0)
        operands.append((place.0, place.1))
      }
      return (operands, shape)
    }
    return nil
  }

  /// Where the elements of a value lie that only shows another's.
  private func viewed(_ value: Int) -> (value: Int, layout: Layout)? {
    let seen = resolve(value, .contiguous(type(value).count), isProduct: true)
    guard case .load(let source, let layout) = expressions.all[seen] else { return nil }
    return (source, layout)
  }
}
