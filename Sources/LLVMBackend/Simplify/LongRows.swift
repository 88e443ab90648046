import Touchstone

extension Block {
  /// The block with reductions of few long rows done in two: parts of each row first, so that threads
  /// have something to share, then the parts.
  func withDividedRows() throws(TensorError) -> Block {
    guard equations.contains(where: { LongRows($0, valueTypes) != nil }) else { return self }
    var builder = BlockBuilder(parameters: parameters)
    var numbers = Array(parameters.indices)
    numbers.reserveCapacity(valueTypes.count)
    for equation in equations {
      let operands = equation.operands.map { numbers[$0] }
      if let rows = LongRows(equation, valueTypes) {
        numbers.append(try rows.write(equation.types[0], operands, to: &builder))
      } else {
        numbers += try builder.append(
          equation.operation, operands, annotations: equation.annotations)
      }
    }
    return builder.block(returning: results.map { numbers[$0] })
  }
}

/// A reduction of few rows of very many elements each.
///
/// The borders of the parts follow from the sizes alone, so that results have the same bits for any
/// number of threads.
private struct LongRows {
  let reduce: Reduce
  let shape: ReductionShape
  let type: TensorType
  /// How many parts a row has.
  let parts: Int

  /// Fewer elements take no longer on one thread than sharing them out.
  private static let leastCount = 1 << 18
  /// More rows are work for several threads as they are.
  private static let mostRows = 4
  private static let mostParts = 64
  private static let leastParts = 8

  /// `nil` unless `equation` is one whose rows can be cut into equal parts.
  ///
  /// Narrow floats are not rounded between two elements of a row, so their rows stay whole.
  init?(_ equation: Equation, _ types: [TensorType]) {
    guard let reduce = equation.operation as? Reduce,
      let shape = ReductionShape(reduce, equation.operands.map { types[$0] }), shape.kind == .rows,
      shape.count >= Self.leastCount, shape.count / shape.inner <= Self.mostRows
    else { return nil }
    let type = types[equation.operands[0]]
    let parts = (Self.leastParts...Self.mostParts).last { shape.inner.isMultiple(of: $0) }
    guard let parts, !type.dtype.isFloat || type.dtype == .f32 || type.dtype == .f64 else {
      return nil
    }
    (self.reduce, self.shape, self.type, self.parts) = (reduce, shape, type, parts)
  }

  /// Appends it; gives the number of its result, of type `result`.
  func write(
    _ result: TensorType, _ operands: [Int], to builder: inout BlockBuilder
  ) throws(TensorError) -> Int {
    let rows = shape.count / shape.inner
    let cut = type.with(shape: [rows, parts, shape.inner / parts])
    let x = try builder.append(Reshape(cut), [operands[0]]).lowerBound
    // Zero as the sum of no elements would make a sum of negative zeros positive.
    let neutral =
      shape.operation == .add && type.dtype.isFloat
      ? HostTensor(TensorType(type.dtype), doubles: [-0.0]) : shape.operation.identity(type.dtype)
    let start = try builder.append(Constant(neutral), []).lowerBound
    let body = reduce.body
    let sums = try builder.append(Reduce(dimensions: [2], body: body), [x, start]).lowerBound
    let sum = try builder.append(Reduce(dimensions: [1], body: body), [sums, operands[1]])
      .lowerBound
    return try builder.append(Reshape(result), [sum]).lowerBound
  }
}
