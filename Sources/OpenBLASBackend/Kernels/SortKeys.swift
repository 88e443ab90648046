import Touchstone

/// What a sort's comparator compares: a key made of each element, and which way the keys go.
///
/// A comparator that applies the same elementwise operations to both of its elements and then asks
/// which result is less is a sort by that result. So `jax.lax.sort` on floats, which first makes
/// one zero and one NaN of all there are, need not run its comparator pair by pair.
struct SortKey {
  /// Which input the key is made of.
  let input: Int
  /// The key of one element.
  let body: Block
  /// Which way the keys go, and by what order.
  let compare: Compare
  /// Whether the largest key comes first.
  let descending: Bool

  /// The key of the comparator `body` for inputs without captures, if it is of this form.
  init?(_ body: Block) {
    guard let last = body.equations.last, body.results == Array(last.results),
      let compare = last.operation as? Compare,
      compare.direction == .less || compare.direction == .greater,
      let left = Self.keyBlock(of: last.operands[0], in: body),
      let right = Self.keyBlock(of: last.operands[1], in: body),
      left.parameter / 2 == right.parameter / 2, left.parameter != right.parameter,
      left.block == right.block
    else { return nil }
    input = left.parameter / 2
    self.body = left.block
    self.compare = compare
    let isSwapped = left.parameter > right.parameter
    descending = (compare.direction == .greater) != isSwapped
  }

  /// The part of `body` that makes the value `number` out of just one parameter.
  private static func keyBlock(of number: Int, in body: Block) -> (block: Block, parameter: Int)? {
    let count = body.parameters.count
    // The values that are needed, from the last to the first.
    var needed: Set<Int> = [number]
    for equation in body.equations.reversed()
    where equation.results.contains(where: needed.contains) {
      needed.formUnion(equation.operands)
    }
    let parameters = needed.filter { $0 < count }
    guard parameters.count == 1, let parameter = parameters.first else { return nil }
    var builder = BlockBuilder(parameters: [body.parameters[parameter]])
    var numbers = [parameter: 0]
    for equation in body.equations where equation.results.contains(where: needed.contains) {
      let operands = equation.operands.compactMap { numbers[$0] }
      guard operands.count == equation.operands.count,
        let results = try? builder.append(equation.operation, operands)
      else { return nil }
      for (old, new) in zip(equation.results, results) { numbers[old] = new }
    }
    return numbers[number].map { (builder.block(returning: [$0]), parameter) }
  }

  /// The body made to take all elements of `type` at once, if it is elementwise throughout.
  func lifted(to type: TensorType) -> Block? {
    var builder = BlockBuilder(parameters: [type])
    var numbers = [0]
    for equation in body.equations {
      let results: Range<Int>?
      if equation.operation is Constant {
        let scalar = try? builder.append(equation.operation, [])
        let spread = BroadcastInDim(type.with(equation.types[0].dtype), axes: [])
        results = scalar.flatMap { try? builder.append(spread, [$0.lowerBound]) }
      } else if equation.operation is Unary || equation.operation is Binary
        || equation.operation is Compare || equation.operation is Select
        || equation.operation is Convert
      {
        results = try? builder.append(equation.operation, equation.operands.map { numbers[$0] })
      } else {
        results = nil
      }
      guard let results else { return nil }
      numbers += results
    }
    return builder.block(returning: body.results.map { numbers[$0] })
  }
}
