import Touchstone

extension Block {
  /// The block with called functions in place of their calls, as long as it stays of a size that
  /// fusing profits from.
  func inlined(most: Int = 20_000) throws(TensorError) -> Block {
    guard equations.contains(where: { $0.operation is Call }) else { return self }
    // Functions that call each other twice would double at each level.
    var counts: [ObjectIdentifier: Int] = [:]
    guard size(&counts) <= most else { return self }
    var builder = BlockBuilder(parameters: parameters)
    let results = try append(to: &builder, Array(parameters.indices))
    return builder.block(returning: results)
  }

  /// The number of equations with called functions in place.
  private func size(_ counts: inout [ObjectIdentifier: Int]) -> Int {
    if let known = counts[ObjectIdentifier(self)] { return known }
    var total = 0
    for equation in equations {
      let part = (equation.operation as? Call)?.callee.block.size(&counts) ?? 1
      total = min(total + part, 1 << 40)
    }
    counts[ObjectIdentifier(self)] = total
    return total
  }

  private func append(
    to builder: inout BlockBuilder, _ arguments: [Int]
  ) throws(TensorError) -> [Int] {
    var numbers = arguments
    numbers.reserveCapacity(valueTypes.count)
    for equation in equations {
      let operands = equation.operands.map { numbers[$0] }
      if let call = equation.operation as? Call {
        numbers += try call.callee.block.append(to: &builder, operands)
      } else {
        numbers += try builder.append(
          equation.operation, operands, annotations: equation.annotations)
      }
    }
    return results.map { numbers[$0] }
  }
}
