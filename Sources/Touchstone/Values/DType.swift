/// The type of one element of a tensor, named as StableHLO's text names it.
///
/// Specification: `dtypes`.
public enum DType: String, Hashable, Sendable, CaseIterable {
  case i1
  case i2, i4, i8, i16, i32, i64
  case ui2, ui4, ui8, ui16, ui32, ui64
  case f4E2M1FN, f6E2M3FN, f6E3M2FN
  case f8E3M4, f8E4M3, f8E4M3B11FNUZ, f8E4M3FN, f8E4M3FNUZ, f8E5M2, f8E5M2FNUZ, f8E8M0FNU
  case bf16, f16, f32, f64
  case complex64, complex128
  /// Not an element type: the type of a value that only orders effects.
  case token
  /// Not an element type: the type of several values held together.
  case tuple
}

extension DType {
  /// The families that rules tell apart.
  public enum Family: UInt8, Sendable, CaseIterable {
    case boolean, signed, unsigned, float, complex, token, tuple
  }

  /// A set of families that is asked quickly.
  struct Families: Sendable {
    private var bits: UInt8 = 0
    /// The families for which `holds`.
    init(where holds: (Family) -> Bool) {
      for family in Family.allCases where holds(family) { bits |= 1 << family.rawValue }
    }
    func contains(_ family: Family) -> Bool { bits >> family.rawValue & 1 != 0 }
  }

  /// The family this dtype belongs to.
  public var family: Family {
    switch self {
    case .i1: .boolean
    case .i2, .i4, .i8, .i16, .i32, .i64: .signed
    case .ui2, .ui4, .ui8, .ui16, .ui32, .ui64: .unsigned
    case .complex64, .complex128: .complex
    case .token: .token
    case .tuple: .tuple
    default: .float
    }
  }

  /// Whether elements are signed or unsigned integers; booleans are not.
  public var isInteger: Bool { family == .signed || family == .unsigned }
  /// Whether elements are real floating-point numbers.
  public var isFloat: Bool { family == .float }
  /// Whether elements are complex numbers.
  public var isComplex: Bool { family == .complex }
  /// Whether this is a type of elements, and neither a token nor a tuple.
  public var isElement: Bool { self != .token && self != .tuple }

  /// The number of bits of the value itself, as the name says it.
  public var bitWidth: Int {
    switch self {
    case .i1: 1
    case .i2, .ui2: 2
    case .i4, .ui4, .f4E2M1FN: 4
    case .f6E2M3FN, .f6E3M2FN: 6
    case .i8, .ui8, .f8E3M4, .f8E4M3, .f8E4M3B11FNUZ, .f8E4M3FN, .f8E4M3FNUZ, .f8E5M2, .f8E5M2FNUZ,
      .f8E8M0FNU:
      8
    case .i16, .ui16, .f16, .bf16: 16
    case .i32, .ui32, .f32: 32
    case .i64, .ui64, .f64, .complex64: 64
    case .complex128: 128
    case .token, .tuple: 0
    }
  }

  /// The bytes one element takes in memory; elements narrower than a byte take a whole one.
  public var byteWidth: Int { (bitWidth + 7) / 8 }

  /// The dtype of the real and imaginary parts; the dtype itself when it is not complex.
  public var realPart: DType {
    switch self {
    case .complex64: .f32
    case .complex128: .f64
    default: self
    }
  }

  /// The complex dtype whose parts have this dtype, if there is one.
  public var complexCounterpart: DType? {
    switch self {
    case .f32: .complex64
    case .f64: .complex128
    default: nil
    }
  }
}

extension DType: CustomStringConvertible {
  /// The dtype as StableHLO's text writes it: `f32`, `ui8`, `complex<f32>`.
  public var description: String { isComplex ? "complex<\(realPart.rawValue)>" : rawValue }
}
