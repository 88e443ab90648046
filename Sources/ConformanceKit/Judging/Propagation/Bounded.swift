import Synchronization
import Touchstone

/// A value of a program, and how far a correct backend's may be from it.
///
/// Exact values are of the program's dtype. Others are held in double precision, as if nothing had
/// been rounded on the way, with a radius for each element; both parts of a complex element have
/// that radius.
struct Bounded: Sendable {
  /// The type that the program gives the value.
  let type: TensorType
  /// The value: of `type` if it is exact, in double precision else.
  let value: HostTensor
  /// How far off each element may be; `nil` where every correct backend has the same bits.
  let radius: [Double]?
  /// What a tuple holds.
  let elements: [Bounded]
  /// Whether it is an argument or a constant, so that even the bits of its NaNs are known.
  var isGiven = false
  /// The greatest unit roundoff of what it was computed from.
  var grain = 0.0
  /// Names for the elements' bits: a value has the same bits wherever a backend uses it, so elements of
  /// one name are equal although it is not known what they are. 0 stands for no name.
  private(set) var names: Names

  /// A value that every correct backend has bit for bit.
  init(exact value: HostTensor) {
    (type, self.value, radius, names) = (value.type, value, nil, .none)
    elements = value.elements.map { Bounded(exact: $0) }
  }

  /// An argument or a constant.
  init(given value: HostTensor) {
    self.init(exact: value)
    isGiven = true
  }

  /// A tuple.
  init(tuple elements: [Bounded]) {
    value = HostTensor(tuple: elements.map(\.value))
    (type, radius, names) = (TensorType(tuple: elements.map(\.type)), nil, .none)
    self.elements = elements
  }

  private init(_ type: TensorType, _ value: HostTensor, _ radius: [Double]?) {
    (self.type, self.value, self.radius, elements) = (type, value, radius, [])
    names = radius == nil ? .none : .fresh(type.count)
  }

  /// Whether every correct backend has the same bits.
  var isExact: Bool { radius == nil && elements.allSatisfy(\.isExact) }

  /// How far off each element may be.
  var radii: [Double] { radius ?? [Double](repeating: 0, count: type.count) }

  /// The value in double precision; integers and booleans as they are.
  var wide: HostTensor { radius == nil ? value.converted(to: type.widest.dtype) : value }

  /// The value in the program's dtype.
  var own: HostTensor {
    if type.dtype == .tuple { return HostTensor(tuple: elements.map(\.own)) }
    return radius == nil ? value : value.converted(to: type.dtype)
  }

  /// The same value, where elements that are NaN may be any number if something they were made of is
  /// not certain.
  ///
  /// `isFrom` says of an element's place whether what it was made of has NaN for certain, and whether it
  /// is certain altogether.
  func doubtingNaN(_ isFrom: (Int) -> (nan: Bool, certain: Bool)) -> Bounded {
    guard type.dtype.isFloat || type.dtype.isComplex else { return self }
    var radii: [Double]?
    let isNaN =
      type.dtype.isComplex
      ? wide.complexes.map { $0.real.isNaN || $0.imaginary.isNaN } : wide.doubles.map(\.isNaN)
    for i in isNaN.indices where isNaN[i] {
      let from = isFrom(i)
      if from.nan || from.certain { continue }
      radii = radii ?? self.radii
      radii?[i] = .infinity
    }
    guard let radii else { return self }
    var result = Bounded(type, wide, radii: radii)
    (result.grain, result.names) = (grain, names)
    return result
  }

  /// Whether each element is NaN for certain.
  var certainNaNs: [Bool] {
    switch value.wide {
    case .float(let x): zip(x, radii).map { $0.isNaN && $1 == 0 }
    case .complex(let x): zip(x, radii).map { ($0.real.isNaN || $0.imaginary.isNaN) && $1 == 0 }
    default: [Bool](repeating: false, count: type.count)
    }
  }

  /// The same value, whose elements have these names.
  func named(_ list: [Int]) -> Bounded {
    guard let radius else { return self }
    var result = self
    result.names = .list(zip(list, radius).map { $1 == 0 ? 0 : $0 })
    return result
  }

  /// The names of the elements; 0 for those that have none.
  var nameList: [Int] {
    switch names {
    case .none: [Int](repeating: 0, count: type.count)
    case .from(let start): radii.enumerated().map { $1 == 0 ? 0 : start + $0 }
    case .list(let list): list
    }
  }

  /// The elements as real numbers, whatever their dtype but complex.
  var numbers: [Double] { wide.numbers }
}

extension Bounded {
  /// A value whose elements lie around `centres`, by `radii` at the most.
  ///
  /// What is certain to leave the range of the dtype is the infinity that it becomes; what may or
  /// may not is without bound. NaN is NaN on every backend.
  init(_ type: TensorType, _ centres: [Double], _ radii: [Double]) {
    var (centres, radii) = (centres, radii)
    let format = type.dtype.floatFormat
    let limit = format.map { Bounds.overflow($0) } ?? .infinity
    var isExact = true
    for i in centres.indices {
      let (centre, radius) = Self.settled(centres[i], radii[i], format, limit)
      (centres[i], radii[i]) = (centre, radius)
      if radius != 0 { isExact = false }
    }
    let wide = HostTensor(numbers: centres, type.widest)
    self.init(type, isExact ? wide.converted(to: type.dtype) : wide, isExact ? nil : radii)
  }

  /// A complex value whose elements' parts lie around those of `centres`.
  init(_ type: TensorType, complex centres: [WideComplex], _ radii: [Double]) {
    var (centres, radii) = (centres, radii)
    let format = type.dtype.realPart.floatFormat
    let limit = format.map { Bounds.overflow($0) } ?? .infinity
    var isExact = true
    for i in centres.indices {
      let real = Self.settled(centres[i].real, radii[i], format, limit)
      let imaginary = Self.settled(centres[i].imaginary, radii[i], format, limit)
      centres[i] = WideComplex(real.0, imaginary.0)
      radii[i] = max(real.1, imaginary.1)
      if radii[i] != 0 { isExact = false }
    }
    let wide = HostTensor(type.widest, complexes: centres)
    self.init(type, isExact ? wide.converted(to: type.dtype) : wide, isExact ? nil : radii)
  }

  /// A value that `wide` holds, of any dtype.
  init(_ type: TensorType, _ wide: HostTensor, radii: [Double]) {
    if type.dtype.isComplex {
      self.init(type, complex: wide.complexes, radii)
    } else if type.dtype.isFloat {
      self.init(type, wide.doubles, radii)
    } else {
      let isExact = radii.allSatisfy { $0 == 0 }
      self.init(type, wide, isExact ? nil : radii)
    }
  }

  private static func settled(
    _ centre: Double, _ radius: Double, _ format: FloatFormat?, _ limit: Double
  ) -> (Double, Double) {
    if centre.isNaN { return (centre, radius == .infinity ? radius : 0) }
    if radius.isNaN { return (centre, .infinity) }
    guard let format else { return (centre, radius) }
    if centre.magnitude + radius < limit {
      return Self.only(centre, radius, format).map { ($0, 0) } ?? (centre, radius)
    }
    if centre.isInfinite { return (centre, radius.isFinite ? 0 : radius) }
    if centre.magnitude - radius < limit { return (centre, .infinity) }
    return (format.decode(format.encode(centre)), 0)
  }
}

/// Names for elements' bits.
enum Names: Sendable {
  case none
  /// Counted up from a number that nothing else has.
  case from(Int)
  case list([Int])

  private static let next = Mutex(1)

  /// Names that nothing else has.
  static func fresh(_ count: Int) -> Names {
    .from(
      next.withLock { next in
        defer { next += count }
        return next
      })
  }
}

extension Bounded {
  /// The number of `format` that is alone within `radius` of `centre`, if one is: whoever is that near
  /// has it. Zeros of either sign are two.
  private static func only(_ centre: Double, _ radius: Double, _ format: FloatFormat) -> Double? {
    guard radius > 0, radius < centre.magnitude else { return nil }
    let gap = max(centre.ulp(significandBits: format.significandBits), format.leastNumber)
    guard radius < gap else { return nil }
    let number = format.decode(format.encode(centre))
    guard number != 0, abs(number - centre) <= radius else { return nil }
    let outward = max(number.ulp(significandBits: format.significandBits), format.leastNumber)
    let isPower = number.significandBitPattern == 0 && outward > format.leastNumber
    let inward = isPower ? outward / 2 : outward
    let magnitude = (number.magnitude, centre.sign == .minus ? -centre : centre)
    return magnitude.0 + outward > magnitude.1 + radius
      && magnitude.0 - inward < magnitude.1 - radius
      ? number : nil
  }
}

extension FloatFormat {
  /// The least positive number, subnormal where the format has such.
  fileprivate var leastNumber: Double {
    Double(sign: .plus, exponent: 1 - bias - significandBits, significand: 1)
  }
}

extension TensorType {
  /// The same shape in the widest dtype of the family, for floats and complex numbers.
  var widest: TensorType {
    dtype.isFloat ? with(.f64) : dtype.isComplex ? with(.complex128) : self
  }
}

extension HostTensor {
  /// The elements as real numbers; of complex ones the real parts.
  var numbers: [Double] {
    switch wide {
    case .boolean(let x): x.map { $0 ? 1 : 0 }
    case .signed(let x): x.map { Double($0) }
    case .unsigned(let x): x.map { Double($0) }
    case .float(let x): x
    case .complex(let x): x.map(\.real)
    }
  }

  /// A tensor of `type` from real numbers, which its dtype has.
  init(numbers: [Double], _ type: TensorType) {
    switch type.dtype.family {
    case .boolean: self.init(type, booleans: numbers.map { $0 != 0 })
    case .signed: self.init(type, signed: numbers.map { Int64(clamping: $0) })
    case .unsigned: self.init(type, unsigned: numbers.map { UInt64(clamping: $0) })
    case .complex: self.init(type, complexes: numbers.map { WideComplex($0) })
    default: self.init(type, doubles: numbers)
    }
  }
}

extension FixedWidthInteger {
  /// The whole number that `value` is, or the nearest there is; 0 for NaN.
  fileprivate init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else if let exact = Self(exactly: value.rounded(.towardZero)) {
      self = exact
    } else {
      self = value < 0 ? .min : .max
    }
  }
}

extension Bounds {
  /// The least magnitude that rounds to infinity, or to what stands for it.
  static func overflow(_ format: FloatFormat) -> Double {
    let greatest = format.decode(format.greatestFinite)
    return greatest + greatest.ulp(significandBits: format.significandBits) / 2
  }
}

extension Double {
  /// The distance to the next number with so many bits after the leading one.
  func ulp(significandBits: Int) -> Double {
    Double(sign: .plus, exponent: Int(exponent) - significandBits, significand: 1)
  }
}
