extension Einsum: Composed {
  /// Diagonals and sums of each operand alone, then a general product.
  func composed(_ x: [Tensor]) throws -> [Tensor] {
    let type = try resultType(x.map(\.type))
    guard let letters = EinsumLetters(config, ranks: x.map(\.rank)) else { return [.full(type, 0)] }
    // The product of operands of different dtypes knows what to do, a sum does not.
    let isWide = isUnary || x[0].dtype == x[1].dtype
    var parts: [(value: Tensor, names: [String])] = []
    for (i, operand) in x.enumerated() {
      let others = letters.operands.indices.filter { $0 != i }.flatMap { letters.operands[$0] }
      let value = isWide ? operand.converted(to: elementType) : operand
      let (diagonal, names) = value.diagonal(letters.operands[i])
      let alone = names.indices.filter {
        !letters.result.contains(names[$0]) && !others.contains(names[$0])
      }
      parts.append(
        (diagonal.summed(alone), names.indices.filter { !alone.contains($0) }.map { names[$0] }))
    }
    var (value, names) = parts[0]
    if !isUnary {
      let (other, otherNames) = parts[1]
      func places(_ isWanted: (String) -> Bool) -> (lhs: [Int], rhs: [Int]) {
        let shared = names.filter { otherNames.contains($0) && isWanted($0) }
        return (
          shared.compactMap { names.firstIndex(of: $0) },
          shared.compactMap { otherNames.firstIndex(of: $0) }
        )
      }
      let batching = places(letters.result.contains)
      let contracting = places { !letters.result.contains($0) }
      let dimensions = DotDimensions(
        lhsBatching: batching.lhs, rhsBatching: batching.rhs, lhsContracting: contracting.lhs,
        rhsContracting: contracting.rhs)
      let kept = batching.lhs + dimensions.lhsFree(names.count)
      let made =
        kept.map { names[$0] } + dimensions.rhsFree(otherNames.count).map { otherNames[$0] }
      value = bind(DotGeneral(dimensions, elementType: elementType), value, other)
      names = made
    }
    let order = letters.result.compactMap { names.firstIndex(of: $0) }
    let result = order == Array(order.indices) ? value : Touchstone.transpose(value, order)
    return [result.converted(to: elementType)]
  }
}

extension Tensor {
  /// This tensor with axes of the same name made one, which runs along their diagonal.
  fileprivate func diagonal(_ names: [String]) -> (value: Tensor, names: [String]) {
    var (value, names) = (self, names)
    while let second = names.indices.first(where: { names.firstIndex(of: names[$0]) != $0 }) {
      let first = names.firstIndex(of: names[second]) ?? 0
      let index = value.type.with(.i32)
      let isOn = equal(iota(index, axis: first), iota(index, axis: second))
      value = select(isOn, value, .zeros(like: value)).summed([second])
      names.remove(at: second)
    }
    return (value, names)
  }
}
