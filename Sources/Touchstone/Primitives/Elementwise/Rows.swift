/// What an elementwise operation does in each family of dtypes; a family without a meaning is not
/// accepted by the type rule.
///
/// Float meanings get the format the result is rounded to, so that an elementary function can
/// be correct in exactly that format; integer meanings get the width in bits, and what they return
/// is taken modulo 2 to that width.
package struct UnaryRow: Sendable {
  package var float: (@Sendable (Double, FloatFormat) -> Double)?
  package var complex: (@Sendable (WideComplex, FloatFormat) -> WideComplex)?
  package var signed: (@Sendable (Int64, Int) -> Int64)?
  package var unsigned: (@Sendable (UInt64, Int) -> UInt64)?
  package var boolean: (@Sendable (Bool) -> Bool)?
  package var derivative = Derivative.zero
  package var promise = Promise.exact
}

/// As `UnaryRow`, for two operands of one type.
package struct BinaryRow: Sendable {
  package var float: (@Sendable (Double, Double, FloatFormat) -> Double)?
  package var complex: (@Sendable (WideComplex, WideComplex, FloatFormat) -> WideComplex)?
  package var signed: (@Sendable (Int64, Int64, Int) -> Int64)?
  package var unsigned: (@Sendable (UInt64, UInt64, Int) -> UInt64)?
  package var boolean: (@Sendable (Bool, Bool) -> Bool)?
  package var derivative = Derivative.zero
  package var promise = Promise.exact
}

extension UnaryRow {
  /// Whether the type rule accepts this family.
  func accepts(_ family: DType.Family) -> Bool {
    switch family {
    case .boolean: boolean != nil
    case .signed: signed != nil
    case .unsigned: unsigned != nil
    case .float: float != nil
    case .complex: complex != nil
    case .token, .tuple: false
    }
  }

  /// The row applied to each element of `x`.
  func map(_ x: HostTensor) -> HostTensor {
    let format = x.dtype.realPart.floatFormat
    switch x.wide {
    case .float(let e):
      guard let float, let format else { break }
      return HostTensor(x.type, doubles: e.map { float($0, format) })
    case .complex(let e):
      guard let complex, let format else { break }
      return HostTensor(x.type, complexes: e.map { complex($0, format) })
    case .signed(let e):
      guard let signed else { break }
      return HostTensor(x.type, signed: e.map { signed($0, x.dtype.bitWidth) })
    case .unsigned(let e):
      guard let unsigned else { break }
      return HostTensor(x.type, unsigned: e.map { unsigned($0, x.dtype.bitWidth) })
    case .boolean(let e):
      guard let boolean else { break }
      return HostTensor(x.type, booleans: e.map(boolean))
    }
    preconditionFailure("the type rule let \(x.type) through to an operation without a meaning")
  }
}

extension BinaryRow {
  /// Whether the type rule accepts this family.
  func accepts(_ family: DType.Family) -> Bool {
    switch family {
    case .boolean: boolean != nil
    case .signed: signed != nil
    case .unsigned: unsigned != nil
    case .float: float != nil
    case .complex: complex != nil
    case .token, .tuple: false
    }
  }

  /// The row applied to each pair of elements.
  func map(_ x: HostTensor, _ y: HostTensor) -> HostTensor {
    let format = x.dtype.realPart.floatFormat
    switch (x.wide, y.wide) {
    case (.float(let a), .float(let b)):
      guard let float, let format else { break }
      return HostTensor(x.type, doubles: zip(a, b).map { float($0, $1, format) })
    case (.complex(let a), .complex(let b)):
      guard let complex, let format else { break }
      return HostTensor(x.type, complexes: zip(a, b).map { complex($0, $1, format) })
    case (.signed(let a), .signed(let b)):
      guard let signed else { break }
      return HostTensor(x.type, signed: zip(a, b).map { signed($0, $1, x.dtype.bitWidth) })
    case (.unsigned(let a), .unsigned(let b)):
      guard let unsigned else { break }
      return HostTensor(x.type, unsigned: zip(a, b).map { unsigned($0, $1, x.dtype.bitWidth) })
    case (.boolean(let a), .boolean(let b)):
      guard let boolean else { break }
      return HostTensor(x.type, booleans: zip(a, b).map { boolean($0, $1) })
    default: break
    }
    preconditionFailure("the type rule let \(x.type) through to an operation without a meaning")
  }
}

extension Derivative {
  /// Elementwise in one operand: its partial derivative from the operand and the result.
  static func partial(_ slope: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Derivative {
    .elementwise([{ x, y in slope(x[0], y) }])
  }

  /// Elementwise in two operands: the partial derivatives from the operands and the result; `nil`
  /// where the result does not depend smoothly on the operand.
  static func partials(_ first: BinaryPartial?, _ second: BinaryPartial?) -> Derivative {
    .elementwise([first.map(partial), second.map(partial)])
  }
  typealias BinaryPartial = @Sendable (_ x: Tensor, _ y: Tensor, _ result: Tensor) -> Tensor

  private static func partial(_ slope: @escaping BinaryPartial) -> Partial {
    { x, result in slope(x[0], x[1], result) }
  }
}

/// The two's complement patterns of integers narrower than 64 bits.
enum Bits {
  /// The low `width` bits of `x`, zeros above them.
  static func low(_ x: Int64, _ width: Int) -> UInt64 {
    UInt64(bitPattern: x) & (.max >> UInt64(64 - width))
  }

  /// The number that the low `width` bits of `x` stand for as a signed one.
  static func signExtended(_ x: UInt64, _ width: Int) -> Int64 {
    Int64(bitPattern: x << UInt64(64 - width)) >> Int64(64 - width)
  }
}
