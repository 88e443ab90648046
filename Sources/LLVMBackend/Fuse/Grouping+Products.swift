import Touchstone

extension Grouping {
  /// A product of matrices, its operands taken from where they lie.
  struct Product {
    let shape: ProductShape
    let operands: [(value: Int, layout: Layout)]
    /// The parameter of the block that it is added to, if any.
    let addend: Int?
    /// The value whose memory it writes.
    let result: Int
  }

  /// The product of matrices that `dot` is, if it is one.
  ///
  /// Where only a transpose reads its result, it is written transposed, and the transpose left out.
  func product(of dot: DotGeneral, _ equation: Equation) -> Product? {
    let types = equation.operands.map(type)
    let plain = equation.operands.map { ($0, Layout.contiguous(type($0).count)) }
    let seen = zip(equation.operands, plain).map { viewed($0) ?? $1 }
    let shown = transposed(equation)
    let targets = shown.users.isEmpty ? [Shown(equation)] : [shown, Shown(equation)]
    for target in targets {
      // An operand that does not lie as a matrix is put down first.
      for places in [seen, [plain[0], seen[1]], [seen[0], plain[1]], plain] {
        guard
          let shape = ProductShape(
            dot, types, equation.types[0], places.map(\.1),
            strides: target.strides(type(target.value)))
        else { continue }
        var operands: [(value: Int, layout: Layout)] = []
        for place in shape.isSwapped ? places.reversed() : places {
          demand(place.0)
          operands.append((place.0, place.1))
        }
        absorbed.formUnion(target.users)
        let sum = sum(with: target.value, terms: shape.k)
        if let sum { absorbed.insert(sum.user) }
        return Product(
          shape: shape, operands: operands, addend: sum?.addend,
          result: sum.map { block.equations[$0.user].firstResult } ?? target.value)
      }
    }
    return nil
  }

  /// So many terms are summed before they are added to what is there, so that the sum is rounded as
  /// often as if the product was made first.
  private static let mostAddedTerms = 128

  /// The addition of a product to a parameter that nothing else reads, which gives a result of the block
  /// alone: what a loop accumulates.
  private func sum(with product: Int, terms: Int) -> (addend: Int, user: Int)? {
    guard terms <= Self.mostAddedTerms, let user = soleUser(of: product),
      block.equations[user].operation as? Binary == .add
    else { return nil }
    let equation = block.equations[user]
    let addend = equation.operands[equation.operands[0] == product ? 1 : 0]
    guard block.parameters.indices.contains(addend), soleUser(of: addend) == user,
      block.results.contains(equation.firstResult), !isRead(equation.firstResult),
      type(addend) == type(product)
    else { return nil }
    return (addend, user)
  }

  /// A value that shows another with its dimensions in another order.
  private struct Shown {
    var value: Int
    /// For each of its dimensions, that of the other value.
    var permutation: [Int]
    /// The equations between the two.
    var users: [Int] = []

    init(_ equation: Equation) {
      value = equation.firstResult
      permutation = Array(0..<equation.types[0].rank)
    }

    /// How far apart neighbours along each dimension of the other value lie.
    func strides(_ type: TensorType) -> [Int] {
      var strides = [Int](repeating: 0, count: permutation.count)
      for (stride, dimension) in zip(rowMajorStrides(type.shape), permutation) {
        strides[dimension] = stride
      }
      return strides
    }
  }

  /// What transposes make of the equation's result, if nothing else reads it.
  private func transposed(_ equation: Equation) -> Shown {
    var shown = Shown(equation)
    while let user = soleUser(of: shown.value),
      let transpose = block.equations[user].operation as? Transpose
    {
      shown.permutation = transpose.permutation.map { shown.permutation[$0] }
      shown.value = block.equations[user].firstResult
      shown.users.append(user)
    }
    return shown
  }

  /// Where the elements of a value lie that only shows another's.
  private func viewed(_ value: Int) -> (value: Int, layout: Layout)? {
    let seen = resolve(value, .contiguous(type(value).count), isProduct: true)
    guard case .load(let source, let layout) = expressions.all[seen] else { return nil }
    return (source, layout)
  }
}
