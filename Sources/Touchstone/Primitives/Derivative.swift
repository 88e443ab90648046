/// How an operation is differentiated; forward mode, reverse mode and error bounds follow from it.
public enum Derivative: Sendable {
  /// The result does not change with any operand, or only in jumps: the derivative is zero.
  case zero
  /// Each element of the result depends on the elements at the same place of the operands: the
  /// partial derivative by each operand; `nil` for an operand that it does not depend on smoothly.
  ///
  /// A partial has the shape of the result; a scalar operand stands at every place. Where a real
  /// result comes of a complex operand, the tangent is the real part of partial times tangent.
  case elementwise([Partial?])
  /// Linear in all the operands at `positions` together, the others held fixed.
  case linear(positions: [Int])
  /// Linear in each of the first two operands, the other held fixed.
  case bilinear
  /// Given by a rule of its own.
  case custom
  /// There is no rule yet; the text says what to do instead.
  case missing(String)

  /// A partial derivative, from the operands and the result.
  public typealias Partial = @Sendable (_ x: [Tensor], _ y: Tensor) -> Tensor
}
