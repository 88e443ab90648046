import Touchstone

extension Grouping {
  /// Whether a loop can read `pad` where its operand lies: nothing between its elements, and places
  /// that fit into 32 bits.
  func canRead(_ pad: Pad, _ equation: Equation) -> Bool {
    let types = equation.operands.map(type) + equation.types
    return pad.interior.allSatisfy { $0 == 0 } && Register(types[0].dtype) != nil
      && types.allSatisfy { $0.count > 0 && $0.count < 1 << 31 }
  }

  /// What `layout` visits of the result of `pad`: elements of its operand, which must lie in memory,
  /// or the padding, as the index along each padded axis says.
  func padded(_ pad: Pad, _ equation: Equation, _ layout: Layout) -> Int? {
    let (operand, padding) = (equation.operands[0], equation.operands[1])
    let (source, result) = (type(operand), equation.types[0])
    guard let seen = layout.through(pad, result: result, operand: source) else { return nil }
    var condition: Int?
    for axis in source.shape.indices where pad.low[axis] > 0 || pad.high[axis] > 0 {
      guard let numbers = layout.counting(axis, result.shape) else { return nil }
      // As an unsigned number, what lies before the first element is beyond the last.
      let place = apply(
        .subtract, expressions.count(.ui32, numbers), pad.low[axis])
      let isInside = expressions.apply(
        Compare(.less, .unsigned), [place, number(source.shape[axis])], [.ui32, .ui32], .i1)
      condition =
        condition.map { expressions.apply(Binary.and, [$0, isInside], [.i1, .i1], .i1) }
        ?? isInside
    }
    guard let condition else { return nil }
    demand(operand)
    let dtype = source.dtype
    return expressions.apply(
      Select(),
      [
        condition, expressions.guarded(operand, seen, condition),
        resolve(padding, Layout(dimensions: [])),
      ], [.i1, dtype, dtype], dtype)
  }

  private func apply(_ operation: Binary, _ x: Int, _ y: Int) -> Int {
    expressions.apply(operation, [x, number(y)], [.ui32, .ui32], .ui32)
  }

  private func number(_ value: Int) -> Int {
    let bits = UInt64(truncatingIfNeeded: value) & 0xffff_ffff
    return expressions.constant(HostTensor(TensorType(.ui32), unsigned: [bits]))
  }
}
