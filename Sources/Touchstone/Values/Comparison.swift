/// How far two tensors of one type lie apart, and where they first differ under a rule.
///
/// NaN agrees with NaN, -0 with +0, an infinity only with itself; complex numbers are compared part
/// by part.
///
/// Specification: `comparison`.
public struct Comparison: Sendable {
  /// What it takes for two elements to agree. Integers and booleans agree only if they are equal.
  public enum Rule: Hashable, Sendable {
    /// Equal.
    case equal
    /// At most this far apart.
    case absolute(Double)
    /// So many numbers of the dtype apart; +0 and -0 are the same place.
    case ulps(ClosedRange<UInt64>)
  }

  /// The largest distance counted in numbers of the dtype; `UInt64.max` where a NaN meets a number
  /// or an infinity anything else. Integers count by their difference.
  public let worstULPs: UInt64
  /// The largest absolute difference; infinite where a NaN meets a number.
  public let worstAbsolute: Double
  /// How many elements do not agree.
  public let mismatchCount: Int
  /// The index of the first element that does not agree.
  public let firstMismatch: [Int]?
  /// The first element that does not agree, of each tensor.
  public let firstValues: (actual: String, expected: String)?
  /// The types, where they differ and nothing else was compared.
  public let typeMismatch: (actual: TensorType, expected: TensorType)?

  /// Whether every element agrees.
  public var passed: Bool { mismatchCount == 0 && typeMismatch == nil }

  /// `actual` against `expected` under `rule`.
  public init(_ actual: HostTensor, _ expected: HostTensor, _ rule: Rule) {
    guard actual.type == expected.type else {
      self.init(typeMismatch: (actual.type, expected.type))
      return
    }
    switch (actual.wide, expected.wide) {
    case (.boolean(let x), .boolean(let y)):
      self.init(actual.type, .equal, { Distance(unsigned: x[$0] ? 1 : 0, y[$0] ? 1 : 0) }) {
        ("\(x[$0])", "\(y[$0])")
      }
    case (.signed(let x), .signed(let y)):
      self.init(actual.type, .equal, { Distance(signed: x[$0], y[$0]) }) {
        ("\(x[$0])", "\(y[$0])")
      }
    case (.unsigned(let x), .unsigned(let y)):
      self.init(actual.type, .equal, { Distance(unsigned: x[$0], y[$0]) }) {
        ("\(x[$0])", "\(y[$0])")
      }
    case (.float(let x), .float(let y)):
      let places = (actual.floatPlaces, expected.floatPlaces)
      let dtype = actual.dtype
      self.init(
        actual.type, rule, { Distance(x[$0], y[$0], at: places.0[$0], places.1[$0]) }
      ) { (dtype.text(of: x[$0]), dtype.text(of: y[$0])) }
    case (.complex(let x), .complex(let y)):
      let places = (actual.floatPlaces, expected.floatPlaces)
      let dtype = actual.dtype.realPart
      self.init(
        actual.type, rule,
        { i in
          let real = Distance(x[i].real, y[i].real, at: places.0[2 * i], places.1[2 * i])
          let imaginary = Distance(
            x[i].imaginary, y[i].imaginary, at: places.0[2 * i + 1], places.1[2 * i + 1])
          return real.joined(imaginary)
        }
      ) { i in
        func text(_ z: WideComplex) -> String {
          "(\(dtype.text(of: z.real)), \(dtype.text(of: z.imaginary)))"
        }
        return (text(x[i]), text(y[i]))
      }
    default: preconditionFailure("tensors of one type are wide in one family")
    }
  }

  private init(typeMismatch: (TensorType, TensorType)) {
    worstULPs = .max
    worstAbsolute = .infinity
    mismatchCount = 0
    firstMismatch = nil
    firstValues = nil
    self.typeMismatch = typeMismatch
  }

  private init(
    _ type: TensorType, _ rule: Rule, _ distance: (Int) -> Distance,
    _ values: (Int) -> (String, String)
  ) {
    var worst = Distance(ulps: 0, absolute: 0)
    var count = 0
    var first: Int?
    for i in 0..<type.count {
      let d = distance(i)
      worst = worst.joined(d)
      let agrees =
        switch rule {
        case .equal: d.ulps == 0
        case .absolute(let tolerance): d.absolute <= tolerance
        case .ulps(let range): range.contains(d.ulps)
        }
      if !agrees {
        count += 1
        first = first ?? i
      }
    }
    worstULPs = worst.ulps
    worstAbsolute = worst.absolute
    mismatchCount = count
    firstMismatch = first.map(type.index)
    firstValues = first.map(values)
    typeMismatch = nil
  }
}

/// How far two numbers lie apart.
private struct Distance {
  var ulps: UInt64
  var absolute: Double

  init(ulps: UInt64, absolute: Double) {
    self.ulps = ulps
    self.absolute = absolute
  }
  init(unsigned x: UInt64, _ y: UInt64) {
    ulps = x > y ? x - y : y - x
    absolute = Double(ulps)
  }
  init(signed x: Int64, _ y: Int64) {
    // The difference of two Int64 needs 64 bits without a sign, which wrapping gives as a pattern.
    ulps = UInt64(bitPattern: x > y ? x &- y : y &- x)
    absolute = Double(ulps)
  }
  init(_ x: Double, _ y: Double, at a: Int64, _ b: Int64) {
    if x == y || x.isNaN && y.isNaN {
      self.init(ulps: 0, absolute: 0)
    } else if x.isFinite && y.isFinite {
      self.init(ulps: UInt64(bitPattern: a > b ? a &- b : b &- a), absolute: abs(x - y))
    } else {
      self.init(ulps: .max, absolute: .infinity)
    }
  }
  func joined(_ other: Distance) -> Distance {
    Distance(ulps: max(ulps, other.ulps), absolute: max(absolute, other.absolute))
  }
}

extension HostTensor {
  /// The place of each floating-point number, or part of a complex one, in the order of its dtype:
  /// neighbours differ by one, both zeros are at 0.
  fileprivate var floatPlaces: [Int64] {
    guard let format = dtype.realPart.floatFormat else { return [] }
    let sign = format.signMask
    func place(_ bits: UInt64) -> Int64 {
      let magnitude = Int64(bitPattern: bits & ~sign)
      return bits & sign == 0 ? magnitude : -magnitude
    }
    switch dtype.realPart.byteWidth {
    case 8: return withElements(of: UInt64.self) { $0.map(place) }
    case 4: return withElements(of: UInt32.self) { $0.map { place(UInt64($0)) } }
    case 2: return withElements(of: UInt16.self) { $0.map { place(UInt64($0)) } }
    default: return withElements(of: UInt8.self) { $0.map { place(UInt64($0)) } }
    }
  }
}

extension DType {
  /// The shortest decimal that reads back as `value` in this floating-point dtype or a wider one.
  fileprivate func text(of value: Double) -> String {
    self == .f64 ? "\(value)" : "\(Float(value))"
  }
}

extension TensorType {
  /// The index at flat position `position` in row-major order.
  fileprivate func index(_ position: Int) -> [Int] {
    var rest = position
    var index = [Int](repeating: 0, count: rank)
    for i in stride(from: rank - 1, through: 0, by: -1) {
      index[i] = rest % shape[i]
      rest /= shape[i]
    }
    return index
  }
}
