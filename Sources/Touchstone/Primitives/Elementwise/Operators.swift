// Arithmetic on tensors that are promoted to one type first. A number beside a tensor is weak: it
// takes the tensor's dtype where this is of its kind.

extension Tensor {
  /// The sum of each pair of elements.
  ///
  /// Specification: `add`.
  public static func + (x: Tensor, y: Tensor) -> Tensor { bindPromoted(.add, x, y) }
  /// The difference of each pair of elements.
  ///
  /// Specification: `subtract`.
  public static func - (x: Tensor, y: Tensor) -> Tensor { bindPromoted(.subtract, x, y) }
  /// The product of each pair of elements.
  ///
  /// Specification: `multiply`.
  public static func * (x: Tensor, y: Tensor) -> Tensor { bindPromoted(.multiply, x, y) }
  /// The quotient of each pair of elements; of integers toward zero, as StableHLO divides and Swift
  /// does. `trueDivide` and `floorDivide` are NumPy's two divisions.
  ///
  /// Specification: `divide`.
  public static func / (x: Tensor, y: Tensor) -> Tensor { bindPromoted(.divide, x, y) }
  /// Each element with the opposite sign.
  ///
  /// Specification: `negate`.
  public static prefix func - (x: Tensor) -> Tensor { bindWeakly(.negate, x) }
}

// Disfavoured, so that `[1.5, 2].reduce(0, +)` stays a number: a literal might be a tensor too.

extension Tensor {
  /// Each element plus a number.
  @_disfavoredOverload
  public static func + (x: Tensor, y: Double) -> Tensor { x + number(y, beside: x) }
  /// A number plus each element.
  @_disfavoredOverload
  public static func + (x: Double, y: Tensor) -> Tensor { number(x, beside: y) + y }
  /// Each element minus a number.
  @_disfavoredOverload
  public static func - (x: Tensor, y: Double) -> Tensor { x - number(y, beside: x) }
  /// A number minus each element.
  @_disfavoredOverload
  public static func - (x: Double, y: Tensor) -> Tensor { number(x, beside: y) - y }
  /// Each element times a number.
  @_disfavoredOverload
  public static func * (x: Tensor, y: Double) -> Tensor { x * number(y, beside: x) }
  /// A number times each element.
  @_disfavoredOverload
  public static func * (x: Double, y: Tensor) -> Tensor { number(x, beside: y) * y }
  /// Each element over a number.
  @_disfavoredOverload
  public static func / (x: Tensor, y: Double) -> Tensor { x / number(y, beside: x) }
  /// A number over each element.
  @_disfavoredOverload
  public static func / (x: Double, y: Tensor) -> Tensor { number(x, beside: y) / y }

  /// Each element plus a number.
  @_disfavoredOverload
  public static func + (x: Tensor, y: Int) -> Tensor { x + number(y, beside: x) }
  /// A number plus each element.
  @_disfavoredOverload
  public static func + (x: Int, y: Tensor) -> Tensor { number(x, beside: y) + y }
  /// Each element minus a number.
  @_disfavoredOverload
  public static func - (x: Tensor, y: Int) -> Tensor { x - number(y, beside: x) }
  /// A number minus each element.
  @_disfavoredOverload
  public static func - (x: Int, y: Tensor) -> Tensor { number(x, beside: y) - y }
  /// Each element times a number.
  @_disfavoredOverload
  public static func * (x: Tensor, y: Int) -> Tensor { x * number(y, beside: x) }
  /// A number times each element.
  @_disfavoredOverload
  public static func * (x: Int, y: Tensor) -> Tensor { number(x, beside: y) * y }
  /// Each element over a number.
  @_disfavoredOverload
  public static func / (x: Tensor, y: Int) -> Tensor { x / number(y, beside: x) }
  /// A number over each element.
  @_disfavoredOverload
  public static func / (x: Int, y: Tensor) -> Tensor { number(x, beside: y) / y }

  /// `value` as a tensor that combines with `x`: of its type, except that a float does not become
  /// an integer, nor a whole number a boolean.
  private static func number(_ value: Double, beside x: Tensor) -> Tensor {
    if x.isInvalid { return x }
    return x.dtype.isFloat || x.dtype.isComplex
      ? number(.full(x.type, value), asWeakAs: x) : Tensor(weak: value)
  }

  private static func number(_ value: Int, beside x: Tensor) -> Tensor {
    if x.isInvalid { return x }
    return x.dtype == .i1 ? Tensor(weak: value) : number(.full(x.type, value), asWeakAs: x)
  }

  private static func number(_ value: Tensor, asWeakAs x: Tensor) -> Tensor {
    var value = value
    value.isWeaklyTyped = x.isWeaklyTyped
    return value
  }
}
