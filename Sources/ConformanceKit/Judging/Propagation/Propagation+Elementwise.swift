import Touchstone

extension Propagation {
  /// The result of an elementwise operation other than a choice.
  func elementwise(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> Bounded? {
    guard let type = types.first, type.dtype.isElement else { return nil }
    switch operation {
    case Unary.negate as Unary, Unary.conj as Unary, is ComplexPart, is ComplexFromParts:
      return try moved(operation, x, type)
    case is Abs where !x[0].type.dtype.isComplex:
      let result = try moved(operation, x, type)
      let isPositive = zip(x[0].numbers, x[0].radii).map { $0 - $1 >= 0 }
      let names = zip(isPositive, zip(x[0].nameList, result.nameList)).map { $0 ? $1.0 : $1.1 }
      return result.named(names)
    case let unary as Unary where x[0].type.dtype.isFloat && isStep(unary):
      return try stepping(unary, x, type)
    case let unary as Unary where type.dtype.isFloat || type.dtype.isComplex:
      return try function(unary, x, type)
    case let binary as Binary where type.dtype.isFloat || type.dtype.isComplex:
      if let result = Arithmetic.result(binary, x, type) { return result }
      return try function(binary, x, type)
    case let binary as Binary where type.dtype.isInteger: return integers(binary, x, type)
    case is Abs: return try function(operation, x, type)
    case let convert as Convert: return try converted(convert, x[0], type)
    case let rounding as ReducePrecision:
      let format = x[0].type.dtype.floatFormat ?? .double
      return interval(x, type) {
        HostTensor($0[0].type, doubles: $0[0].doubles.map { rounding.reduced($0, format) })
      }
    default: return nil
    }
  }

  /// Signs, absolute values and parts: radii go where the elements go.
  private func moved(
    _ operation: any Primitive, _ x: [Bounded], _ type: TensorType
  ) throws -> Bounded {
    let value = try widely(operation, x.map(\.wide), [type.widest])[0]
    let radii = x.dropFirst().reduce(x[0].radii) { zip($0, $1.radii).map(max) }
    return Bounded(type, value, radii: radii)
  }

  private func isStep(_ operation: Unary) -> Bool {
    switch operation {
    case .floor, .ceil, .roundNearestAfz, .roundNearestEven, .sign: true
    default: false
    }
  }

  private func stepping(_ operation: Unary, _ x: [Bounded], _ type: TensorType) throws -> Bounded {
    interval(x, type) { operation.evaluate($0, type.widest) }
  }

  /// The result of a function that grows with each operand, from both ends of their boxes.
  func interval(
    _ x: [Bounded], _ type: TensorType, _ f: ([HostTensor]) -> HostTensor
  ) -> Bounded {
    func ends(_ sign: Double) -> [HostTensor] {
      x.map { x in
        guard let radius = x.radius else { return x.wide }
        let moved = zip(x.value.doubles, radius).map { c, r in
          r == 0 ? c : sign < 0 ? (c - r).nextDown : (c + r).nextUp
        }
        return HostTensor(x.type.widest, doubles: moved)
      }
    }
    let value = f(x.map(\.wide))
    let (centre, low, high) = (value.doubles, f(ends(-1)).doubles, f(ends(1)).doubles)
    // What has no bound may be NaN as well, and pass.
    var isOpen = [Bool](repeating: false, count: centre.count)
    for x in x {
      for (i, radius) in (x.radius ?? []).enumerated() where radius == .infinity {
        isOpen[i] = true
      }
    }
    let radii = centre.indices.map { i in
      isOpen[i]
        ? .infinity
        : max(Bounded.distance(high[i], centre[i]).up, Bounded.distance(centre[i], low[i]).up)
    }
    return Bounded(type, centre, radii)
  }

  /// Sums, differences and products of integers that are not certain; others are left alone.
  private func integers(_ operation: Binary, _ x: [Bounded], _ type: TensorType) -> Bounded? {
    let (a, b) = (x[0].numbers, x[1].numbers)
    let (ra, rb) = (x[0].radii, x[1].radii)
    let radii: [Double]
    switch operation {
    case .add, .subtract: radii = zip(ra, rb).map { $0 + $1 }
    case .multiply:
      radii = a.indices.map { abs(a[$0]) * rb[$0] + ra[$0] * abs(b[$0]) + ra[$0] * rb[$0] }
    case .maximum, .minimum: radii = zip(ra, rb).map(max)
    default: return nil
    }
    return Bounded(type, operation.evaluate([x[0].value, x[1].value], type), radii: radii)
  }

  /// A conversion of what is not exact.
  private func converted(_ convert: Convert, _ x: Bounded, _ type: TensorType) throws -> Bounded {
    let source = x.type.dtype
    if type.dtype == .i1 {
      let values = x.numbers
      let isOff = zip(values, x.radii).map { c, r in r > 0 && !(abs(c) > r) ? 1.0 : 0 }
      return Bounded(type, HostTensor(type, booleans: values.map { $0 != 0 }), radii: isOff)
    }
    if source.isComplex && type.dtype.isComplex {
      return rounded(type, complex: x.wide.complexes, x.radii)
    }
    if type.dtype.isFloat || type.dtype.isComplex {
      let centres = x.numbers
      if type.dtype.isComplex {
        return rounded(type, complex: centres.map { WideComplex($0) }, x.radii)
      }
      let narrows =
        !source.isFloat || source.bitWidth > type.dtype.bitWidth
        || source.bitWidth == type.dtype.bitWidth && source != type.dtype
      guard narrows else { return Bounded(type, centres, x.radii) }
      let ulps = zip(centres, x.radii).map { Bounds.halfUlp(abs($0) + $1, type.dtype) }
      return Bounded(type, centres, zip(x.radii, ulps).map { $0 == 0 ? 0 : $0 + $1 })
        .roundingExactOnes(centres, x.radii)
    }
    guard source.isFloat else {
      return Bounded(type, x.value.converted(to: type.dtype), radii: x.radii)
    }
    // Toward zero: both ends of what it may be.
    let ends = zip(x.value.doubles, x.radii).map { c, r in
      r == 0 ? (c, c) : ((c - r).nextDown, (c + r).nextUp)
    }
    func whole(_ x: [Double]) -> HostTensor {
      HostTensor(type.with(.f64), doubles: x).converted(to: type.dtype)
    }
    let (centre, low, high) = (
      whole(x.value.doubles), whole(ends.map(\.0)).numbers, whole(ends.map(\.1)).numbers
    )
    let numbers = centre.numbers
    return Bounded(
      type, centre,
      radii: numbers.indices.map { max(high[$0] - numbers[$0], numbers[$0] - low[$0]) })
  }

  private func rounded(
    _ type: TensorType, complex centres: [WideComplex], _ radii: [Double]
  ) -> Bounded {
    Bounded(
      type, complex: centres,
      zip(centres, radii).map { c, r in
        r + Bounds.halfUlp(max(abs(c.real), abs(c.imaginary)) + r, type.dtype)
      })
  }
}

extension Bounded {
  /// The same, where elements whose `radii` are 0 are rounded to the dtype: every backend does.
  fileprivate func roundingExactOnes(_ centres: [Double], _ radii: [Double]) -> Bounded {
    guard let radius, let format = type.dtype.floatFormat else { return self }
    let values = centres.indices.map {
      radii[$0] == 0 ? format.decode(format.encode(centres[$0])) : value.doubles[$0]
    }
    return Bounded(type, values, radius)
  }
}

extension Double {
  /// The next number, unless this is 0: what a rounded distance cannot exceed.
  var up: Double { self == 0 ? 0 : nextUp }
}

extension FloatFormat {
  /// The format of `Double`.
  static let double = DType.f64.floatFormat ?? { preconditionFailure("f64 has a format") }()
}

extension Bounds {
  /// Half the distance between the numbers of `dtype` around `value`.
  static func halfUlp(_ value: Double, _ dtype: DType) -> Double { ulp(value, dtype) / 2 }
}
