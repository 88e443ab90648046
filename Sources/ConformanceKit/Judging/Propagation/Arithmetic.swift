import Touchstone

/// Sums, products and quotients of two numbers, rounded once.
enum Arithmetic {
  /// The result of `operation`; `nil` if it is none of arithmetic's.
  static func result(_ operation: Binary, _ x: [Bounded], _ type: TensorType) -> Bounded? {
    switch operation {
    case .add, .subtract, .multiply, .divide:
      type.dtype.isComplex ? complex(operation, x, type) : real(operation, x, type)
    case .maximum where !type.dtype.isComplex, .minimum where !type.dtype.isComplex:
      extremum(operation, x, type)
    default: nil
    }
  }

  private static func real(_ operation: Binary, _ x: [Bounded], _ type: TensorType) -> Bounded {
    let (a, b) = (x[0].wide.doubles, x[1].wide.doubles)
    let (ra, rb) = (x[0].radii, x[1].radii)
    var (centres, radii) = (a, ra)
    let rounding = Rounding(type.dtype)
    let (na, nb) = (x[0].nameList, x[1].nameList)
    for i in a.indices {
      let (c, error): (Double, Double)
      if na[i] != 0, na[i] == nb[i], operation == .subtract || operation == .divide {
        // The same number twice, whatever it is; unless it is 0 or infinite.
        let isSafe = operation == .subtract ? ra[i].isFinite : abs(a[i]) > ra[i]
        if isSafe {
          (centres[i], radii[i]) = (operation == .subtract ? 0 : 1, 0)
          continue
        }
      }
      var moved = 0.0
      switch operation {
      case .add, .subtract:
        let y = operation == .add ? b[i] : -b[i]
        (c, error) = twoSum(a[i], y)
        moved = ra[i] + rb[i]
      case .multiply:
        c = a[i] * b[i]
        error = (-c).addingProduct(a[i], b[i])
        moved = product(a[i], ra[i], b[i], rb[i])
      default:
        c = a[i] / b[i]
        error = (-a[i]).addingProduct(c, b[i])
        moved = quotient(a[i], ra[i], b[i], rb[i], c)
      }
      if c.isInfinite, moved.isFinite || moved.isNaN {
        moved = isCertain(operation, a[i], ra[i], b[i], rb[i]) ? 0 : .infinity
      }
      centres[i] = c
      radii[i] = rounding.radius(&centres[i], moved, isExact: error == 0)
    }
    return Bounded(type, centres, radii)
  }

  /// Whether an infinite result stays that for all operands in their boxes.
  private static func isCertain(
    _ operation: Binary, _ a: Double, _ ra: Double, _ b: Double, _ rb: Double
  ) -> Bool {
    switch operation {
    case .multiply: (abs(a) > ra || a.isInfinite) && (abs(b) > rb || b.isInfinite)
    case .divide: (b != 0 || rb == 0) && (abs(a) > ra || a.isInfinite)
    default: a.isInfinite || b.isInfinite
    }
  }

  private static func twoSum(_ a: Double, _ b: Double) -> (Double, Double) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }

  /// How far the product of numbers in two boxes may be from that of their centres.
  static func product(_ a: Double, _ ra: Double, _ b: Double, _ rb: Double) -> Double {
    (rb == 0 ? 0 : abs(a) * rb) + (ra == 0 ? 0 : ra * abs(b)) + (ra == 0 || rb == 0 ? 0 : ra * rb)
  }

  /// How far the quotient of numbers in two boxes may be from `c`, that of their centres.
  static func quotient(
    _ a: Double, _ ra: Double, _ b: Double, _ rb: Double, _ c: Double
  ) -> Double {
    if ra == 0 && rb == 0 { return 0 }
    if b.isInfinite { return 0 }
    let least = abs(b) - rb
    if rb == 0 { return b == 0 ? .infinity : ra / abs(b) }
    if least <= 0 { return .infinity }
    return (ra + (rb == 0 ? 0 : abs(c) * rb)) / least
  }

  private static func complex(_ operation: Binary, _ x: [Bounded], _ type: TensorType) -> Bounded {
    let value = operation.evaluate([x[0].wide, x[1].wide], type.widest)
    let (a, b, c) = (x[0].wide.moduli, x[1].wide.moduli, value.moduli)
    let format = type.dtype.realPart.floatFormat ?? .double
    let (limit, least) = (format.limit, format.leastNormal)
    // A radius bounds each part, so the modulus is off by its root of 2.
    let (ra, rb) = (x[0].radii.map { $0 * root2 }, x[1].radii.map { $0 * root2 })
    var radii: [Double] = []
    for i in c.indices {
      var moved = x[0].radii[i] + x[1].radii[i]
      // Parts are products and sums of products, which may leave the range although the whole does not.
      var isInside = true
      var units = 0.5
      if operation == .multiply {
        moved = product(a[i], ra[i], b[i], rb[i])
        isInside = a[i] * b[i] < limit || !a[i].isFinite || !b[i].isFinite
        units = Bounds.complexUlps
      } else if operation == .divide {
        moved = quotient(a[i], ra[i], b[i], rb[i], c[i])
        let square = b[i] * b[i]
        isInside = a[i] * b[i] < limit && square < limit && square >= least || square == 0
        units = Bounds.complexUlps
      }
      let local = units * Bounds.ulp(c[i] + moved, type.dtype) + Bounds.ulp(c[i], .f64)
      radii.append(isInside ? moved + local : .infinity)
    }
    return Bounded(type, complex: value.complexes, radii)
  }

  static let root2 = 1.4142135623730951

  private static func extremum(
    _ operation: Binary, _ x: [Bounded], _ type: TensorType
  ) -> Bounded {
    let value = operation.evaluate([x[0].wide, x[1].wide], type.widest).doubles
    let (a, b) = (x[0].wide.doubles, x[1].wide.doubles)
    let (ra, rb) = (x[0].radii, x[1].radii)
    let (na, nb) = (x[0].nameList, x[1].nameList)
    var chosen: [Int?] = []
    let radii = value.indices.map { i -> Double in
      chosen.append(nil)
      if value[i].isNaN { return 0 }
      if abs(a[i] - b[i]) > ra[i] + rb[i] || na[i] != 0 && na[i] == nb[i] {
        chosen[i] = value[i] == a[i] ? na[i] : nb[i]
        return value[i] == a[i] ? ra[i] : rb[i]
      }
      return max(ra[i], rb[i])
    }
    let result = Bounded(type, value, radii)
    return result.named(zip(chosen, result.nameList).map { $0 ?? $1 })
  }
}

/// What one rounding of a result to a dtype adds to its radius.
struct Rounding {
  private let dtype: DType
  private let format: FloatFormat
  private let isDouble: Bool

  init(_ dtype: DType) {
    self.dtype = dtype
    format = dtype.realPart.floatFormat ?? .double
    isDouble = dtype.realPart == .f64
  }

  /// The radius of a result that is `centre` in double precision and that the operands' radii move by
  /// `moved`; `isExact` says that double precision has the true result.
  ///
  /// A result that the dtype has is the same on every backend, if its operands are.
  func radius(_ centre: inout Double, _ moved: Double, isExact: Bool) -> Double {
    guard centre.isFinite else { return moved }
    if moved == 0 {
      // What rounds to infinity for certain does so everywhere.
      if isDouble ? isExact : format.decode(format.encode(centre)) == centre { return 0 }
    }
    return moved + Bounds.halfUlp(abs(centre) + moved, dtype) + own(centre)
  }

  /// How far off double precision may be itself.
  func own(_ centre: Double) -> Double { Bounds.halfUlp(centre, .f64) }
}
