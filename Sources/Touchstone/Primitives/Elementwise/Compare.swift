/// Whether each element of `x` equals that of `y`; NaN equals nothing, and -0 equals +0.
///
/// Specification: `compare`.
public func equal(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.equal, x, y) }
/// Whether each element of `x` differs from that of `y`; NaN differs from everything.
///
/// Specification: `compare`.
public func notEqual(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.notEqual, x, y) }
/// Whether each element of `x` is less than that of `y`; never with a NaN.
///
/// Specification: `compare`.
public func less(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.less, x, y) }
/// Whether each element of `x` is less than that of `y` or equal to it; never with a NaN.
///
/// Specification: `compare`.
public func lessEqual(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.lessOrEqual, x, y) }
/// Whether each element of `x` is greater than that of `y`; never with a NaN.
///
/// Specification: `compare`.
public func greater(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.greater, x, y) }
/// Whether each element of `x` is greater than that of `y` or equal to it; never with a NaN.
///
/// Specification: `compare`.
public func greaterEqual(_ x: Tensor, _ y: Tensor) -> Tensor { compare(.greaterOrEqual, x, y) }

private func compare(_ direction: Compare.Direction, _ x: Tensor, _ y: Tensor) -> Tensor {
  if x.type == y.type { return bind(Compare(direction, Compare.Kind(x.dtype)), x, y) }
  return promoted("compare", [x, y]) { x in
    bind(Compare(direction, Compare.Kind(x[0].dtype)), x[0], x[1])
  }
}

package struct Compare: ElementwiseOperation {
  /// The question asked.
  package enum Direction: String, CaseIterable, Sendable {
    case equal = "EQ"
    case notEqual = "NE"
    case greaterOrEqual = "GE"
    case greater = "GT"
    case lessOrEqual = "LE"
    case less = "LT"
  }
  /// The order that answers it.
  package enum Kind: String, CaseIterable, Sendable {
    case float = "FLOAT"
    case totalOrder = "TOTALORDER"
    case signed = "SIGNED"
    case unsigned = "UNSIGNED"

    /// The kind of comparison a dtype has unless another is named.
    package init(_ dtype: DType) {
      switch dtype.family {
      case .signed: self = .signed
      case .unsigned, .boolean: self = .unsigned
      default: self = .float
      }
    }
  }
  package static let names = ["stablehlo.compare"]
  package let direction: Direction
  package let kind: Kind

  package init(_ direction: Direction, _ kind: Kind) {
    self.direction = direction
    self.kind = kind
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    direction = try source.choice("comparison_direction")
    kind = try Self.kind(&source)
  }
  /// The order `compare_type` names; what the dtype has if there is none, or it is `NOTYPE`.
  static func kind(_ source: inout OperationSource) throws(TensorError) -> Kind {
    let usual = source.operands.first.map { Kind($0.dtype) } ?? .float
    switch source.attribute("compare_type") {
    case .enumeration(_, "NOTYPE"), .string("NOTYPE"): return usual
    default: return try source.optionalChoice("compare_type") ?? usual
    }
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute(
        "comparison_direction", .enumeration("comparison_direction", direction.rawValue)),
      NamedAttribute("compare_type", .enumeration("comparison_type", kind.rawValue)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .special("compare") }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    guard x[0].dtype == x[1].dtype else {
      throw violation("C1", x, "the operands must have the same dtype")
    }
    guard x[0].shape == x[1].shape else {
      throw violation("C2", x, "the operands must have the same shape")
    }
    guard compares(x[0].dtype) else {
      throw violation("C3", x, "\(x[0].dtype) is not compared as \(kind.rawValue)")
    }
    return x[0].with(.i1)
  }
  /// Whether `dtype` has the order this comparison asks for.
  func compares(_ dtype: DType) -> Bool {
    kind == Kind(dtype) || kind == .totalOrder && dtype.isFloat
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if kind == .totalOrder {
      let keys = zip(x[0].totalOrderKeys, x[1].totalOrderKeys)
      return HostTensor(type, booleans: keys.map { holds($0, $1) })
    }
    let answers: [Bool] =
      switch (x[0].wide, x[1].wide) {
      case (.float(let a), .float(let b)): zip(a, b).map { holds($0, $1) }
      case (.signed(let a), .signed(let b)): zip(a, b).map { holds($0, $1) }
      case (.unsigned(let a), .unsigned(let b)): zip(a, b).map { holds($0, $1) }
      case (.boolean(let a), .boolean(let b)): zip(a, b).map { holds($0 ? 1 : 0, $1 ? 1 : 0) }
      case (.complex(let a), .complex(let b)): zip(a, b).map { holds($0, $1) }
      default: preconditionFailure("the type rule let \(x[0].type) and \(x[1].type) through")
      }
    return HostTensor(type, booleans: answers)
  }

  private func holds<T: Comparable>(_ x: T, _ y: T) -> Bool {
    switch direction {
    case .equal: x == y
    case .notEqual: x != y
    case .greaterOrEqual: x >= y
    case .greater: x > y
    case .lessOrEqual: x <= y
    case .less: x < y
    }
  }

  /// By real part, then by imaginary part.
  private func holds(_ x: WideComplex, _ y: WideComplex) -> Bool {
    if direction == .notEqual { return x.real != y.real || x.imaginary != y.imaginary }
    if x.real == y.real { return holds(x.imaginary, y.imaginary) }
    return direction != .equal && holds(x.real, y.real)
  }

  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

extension HostTensor {
  /// Integers in the order IEEE 754 calls total: -NaN, …, -0, +0, …, +NaN.
  package var totalOrderKeys: [Int64] {
    guard let format = dtype.floatFormat else { return [] }
    let signMask = format.signMask
    return bitPatterns.map { bits in
      // Where the pattern of -0 is the only NaN, it comes last.
      if format.specials == .finiteUnsignedZero, bits == signMask { return .max }
      if bits & signMask == 0 { return Int64(bitPattern: bits) }
      return -1 - Int64(bitPattern: bits & ~signMask)
    }
  }

  /// The bits of each element, for dtypes of up to 64 bits.
  package var bitPatterns: [UInt64] {
    switch dtype.byteWidth {
    case 8: withElements(of: UInt64.self, Array.init)
    case 4: withElements(of: UInt32.self) { $0.map(UInt64.init) }
    case 2: withElements(of: UInt16.self) { $0.map(UInt64.init) }
    default: withElements(of: UInt8.self) { $0.map(UInt64.init) }
    }
  }
}
