// Arithmetic on tensors of one type. A number beside a tensor is weak: it takes the tensor's type.

extension Tensor {
  /// The sum of each pair of elements.
  ///
  /// Specification: `add`.
  public static func + (x: Tensor, y: Tensor) -> Tensor { bind(Binary.add, x, y) }
  /// The difference of each pair of elements.
  ///
  /// Specification: `subtract`.
  public static func - (x: Tensor, y: Tensor) -> Tensor { bind(Binary.subtract, x, y) }
  /// The product of each pair of elements.
  ///
  /// Specification: `multiply`.
  public static func * (x: Tensor, y: Tensor) -> Tensor { bind(Binary.multiply, x, y) }
  /// The quotient of each pair of elements; of integers toward zero.
  ///
  /// Specification: `divide`.
  public static func / (x: Tensor, y: Tensor) -> Tensor { bind(Binary.divide, x, y) }
  /// Each element with the opposite sign.
  ///
  /// Specification: `negate`.
  public static prefix func - (x: Tensor) -> Tensor { bind(Unary.negate, x) }
}

extension Tensor {
  /// Each element plus a number.
  public static func + (x: Tensor, y: Double) -> Tensor { x + full(y, like: x) }
  /// A number plus each element.
  public static func + (x: Double, y: Tensor) -> Tensor { full(x, like: y) + y }
  /// Each element minus a number.
  public static func - (x: Tensor, y: Double) -> Tensor { x - full(y, like: x) }
  /// A number minus each element.
  public static func - (x: Double, y: Tensor) -> Tensor { full(x, like: y) - y }
  /// Each element times a number.
  public static func * (x: Tensor, y: Double) -> Tensor { x * full(y, like: x) }
  /// A number times each element.
  public static func * (x: Double, y: Tensor) -> Tensor { full(x, like: y) * y }
  /// Each element over a number.
  public static func / (x: Tensor, y: Double) -> Tensor { x / full(y, like: x) }
  /// A number over each element.
  public static func / (x: Double, y: Tensor) -> Tensor { full(x, like: y) / y }

  /// Each element plus a number.
  public static func + (x: Tensor, y: Int) -> Tensor { x + Double(y) }
  /// A number plus each element.
  public static func + (x: Int, y: Tensor) -> Tensor { Double(x) + y }
  /// Each element minus a number.
  public static func - (x: Tensor, y: Int) -> Tensor { x - Double(y) }
  /// A number minus each element.
  public static func - (x: Int, y: Tensor) -> Tensor { Double(x) - y }
  /// Each element times a number.
  public static func * (x: Tensor, y: Int) -> Tensor { x * Double(y) }
  /// A number times each element.
  public static func * (x: Int, y: Tensor) -> Tensor { Double(x) * y }
  /// Each element over a number.
  public static func / (x: Tensor, y: Int) -> Tensor { x / Double(y) }
  /// A number over each element.
  public static func / (x: Int, y: Tensor) -> Tensor { Double(x) / y }
}
