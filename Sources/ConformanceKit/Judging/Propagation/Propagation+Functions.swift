import Touchstone

/// How the derivative of a function behaves on a box, so that its greatest magnitude there is known
/// from a few points.
enum Slope {
  /// Its magnitude is greatest at an end, or at the box's point nearest to 0: it has no other
  /// maximum, and poles only at 0.
  case atEnds
  /// It has poles at the whole numbers up to 0 as well, between which it is as `atEnds`.
  case gammaPoles
  /// It has poles at odd multiples of π/2, between which it is as `atEnds`.
  case tangentPoles
  /// Its own derivative is at most 1, and so is it.
  case lipschitz

  /// The slope of the function that `operation` is on real numbers.
  init(_ operation: any Primitive) {
    switch operation.name {
    case "lgamma", "digamma": self = .gammaPoles
    case "tan": self = .tangentPoles
    case "sine", "cosine", "bessel_i1e": self = .lipschitz
    default: self = .atEnds
    }
  }
}

extension Propagation {
  /// The result of a function with declared partial derivatives.
  func function(
    _ operation: any Primitive, _ x: [Bounded], _ type: TensorType
  ) throws -> Bounded? {
    let types = x.map(\.type)
    guard case .elementwise(let partials) = operation.derivative(on: types) else { return nil }
    let promise = operation.promise(on: types)
    let wide = x.map(\.wide)
    let value = try widely(operation, wide, [type.widest])[0]
    let moved: [Double]
    if x.allSatisfy({ $0.radius == nil }) {
      moved = [Double](repeating: 0, count: type.count)
    } else if wide.contains(where: \.dtype.isComplex) {
      moved = try onBoundary(operation, x, partials, type)
    } else if let binary = operation as? Binary {
      moved = try pair(binary, x, value, type)
    } else {
      moved = try single(operation, x[0], value, partials[0], type)
    }
    var sums = Conditioning.sums(operation, x.map(\.wide)) ?? moved.map { _ in 0 }
    if x.count == 1, let radius = x[0].radius {
      // Nowhere in the box is the function steeper than what moves its results.
      let sizes = x[0].wide.moduli
      for i in sums.indices where radius[i] > 0 && moved[i].isFinite {
        sums[i] = max(sums[i], moved[i] / radius[i] * (sizes[i] + radius[i]))
      }
    }
    let unit = Bounds.unit(type.dtype)
    let floor = (Bounds.absoluteUnits[operation.name] ?? 0) * unit
    let isElementary = promise == .elementary
    let units =
      type.dtype.isComplex
      ? Bounds.complexUnits(type.dtype)
      : isElementary ? Bounds.elementaryUlps(type.dtype) : 0.5
    let rounding = Rounding(type.dtype)
    let moduli = value.moduli
    let radii = moduli.indices.map { i -> Double in
      if promise == .exact { return moved[i] }
      if !isElementary, moved[i] == 0, !type.dtype.isComplex, type.dtype != .f64 {
        var centre = moduli[i]
        return rounding.radius(&centre, 0, isExact: false)
      }
      var place = moduli[i] + (moved[i].isFinite ? moved[i] : 0)
      // Codes promise ulps of what they give, which may have been rounded up to a power of two.
      if isElementary { place += Bounds.halfUlp(place, type.dtype) }
      let local = units * Bounds.ulp(place, type.dtype)
      guard isElementary else { return moved[i] + local + rounding.own(moduli[i]) }
      return moved[i] + local + floor + Bounds.conditioningUnits * unit * sums[i]
        + rounding.own(moduli[i])
    }
    if type.dtype.isComplex { return Bounded(type, complex: value.complexes, radii) }
    return Bounded(type, value.doubles, radii)
  }

  /// How far the results of a function of one real operand are from those at the centres.
  private func single(
    _ operation: any Primitive, _ x: Bounded, _ value: HostTensor, _ partial: Derivative.Partial?,
    _ type: TensorType
  ) throws -> [Double] {
    let shape = x.type.widest
    let (c, r) = (x.wide.doubles, x.radii)
    let slope = Slope(operation)
    let low = c.indices.map { r[$0] == 0 ? c[$0] : (c[$0] - r[$0]).nextDown }
    let high = c.indices.map { r[$0] == 0 ? c[$0] : (c[$0] + r[$0]).nextUp }
    guard let partial else { return r.map { $0 == 0 ? 0 : .infinity } }
    func slopes(_ points: [Double], _ y: HostTensor?) throws -> ([Double], [Double]) {
      let at = HostTensor(shape, doubles: points)
      let result = try y ?? widely(operation, [at], [type.widest])[0]
      let slopes = try self.slopes(partial, [at], result)
      return (slopes, result.doubles)
    }
    let (middle, centre) = try slopes(c, value)
    let (left, first) = try slopes(low, nil)
    let (right, last) = try slopes(high, nil)
    let crosses = c.indices.contains { low[$0] < 0 && high[$0] > 0 }
    let nearest = c.indices.map { low[$0] < 0 && high[$0] > 0 ? 0 : c[$0] }
    let zero = crosses ? try slopes(nearest, nil).0 : middle
    return c.indices.map { i in
      guard r[i] > 0 else { return 0 }
      // Without a bound it may be NaN, which no range takes in.
      guard r[i].isFinite else { return .infinity }
      guard c[i].isFinite else { return 0 }
      var steepest = [left[i], right[i], middle[i], zero[i]].reduce(0) { sum, slope in
        slope.isNaN ? .infinity : max(sum, slope.magnitude)
      }
      switch slope {
      case .gammaPoles:
        if low[i] <= 0,
          low[i].rounded(.down) != high[i].rounded(.down) || low[i] == low[i].rounded()
        {
          return .infinity
        }
      case .tangentPoles:
        if 2 * r[i] >= .pi || !(last[i] >= first[i]) { return .infinity }
      case .lipschitz: steepest = min(middle[i].magnitude + r[i], 1)
      case .atEnds: break
      }
      let linear = steepest * r[i]
      // Where a function grows or falls throughout, its values at the ends say as much.
      let isMonotone = Self.isMonotone(operation)
      let ends =
        isMonotone
        ? max(Bounded.distance(first[i], centre[i]), Bounded.distance(last[i], centre[i]))
          + 2 * Bounds.ulp(max(abs(first[i]), abs(last[i])), .f64)
        : .infinity
      let isInside = !first[i].isNaN && !last[i].isNaN
      return isInside
        ? min(linear.isNaN ? .infinity : linear, ends, Self.range(operation)) : .infinity
    }
  }

  /// The derivative at points, a number for each.
  private func slopes(
    _ partial: Derivative.Partial, _ x: [HostTensor], _ y: HostTensor
  ) throws -> [Double] {
    let slopes = try checking { try partial(x.map { Tensor($0) }, Tensor(y)).host() }
    let values = slopes.dtype.isComplex ? slopes.moduli : slopes.numbers
    return values.count == y.count ? values : y.moduli.map { _ in values.first ?? 0 }
  }

  private static func isMonotone(_ operation: any Primitive) -> Bool {
    switch operation.name {
    case "cosh", "square", "sine", "cosine", "tan", "lgamma", "digamma", "bessel_i1e": false
    default: true
    }
  }

  /// The greatest distance of two values of a function.
  private static func range(_ operation: any Primitive) -> Double {
    switch operation.name {
    case "sine", "cosine", "tanh", "erf", "erfc": 2
    case "logistic": 1
    case "atan", "asin", "acos": 3.2
    case "bessel_i1e": 0.5
    default: .infinity
    }
  }

  /// As `single`, for two operands.
  private func pair(
    _ operation: Binary, _ x: [Bounded], _ value: HostTensor, _ type: TensorType
  ) throws -> [Double] {
    let (a, b) = (x[0].wide.doubles, x[1].wide.doubles)
    let (ra, rb) = (x[0].radii, x[1].radii)
    let c = value.doubles
    switch operation {
    case .atan2:
      return c.indices.map { i in
        if ra[i] == 0 && rb[i] == 0 { return 0 }
        let distance = (a[i] * a[i] + b[i] * b[i]).squareRoot()
        let moved = (ra[i] * ra[i] + rb[i] * rb[i]).squareRoot()
        // The cut along the negative axis, where the angle turns to its opposite.
        if !(moved < distance) || b[i] - rb[i] <= 0 && abs(a[i]) <= ra[i] { return 2 * .pi }
        return .pi / 2 * moved / distance
      }
    case .remainder:
      return c.indices.map { i in
        if ra[i] == 0 && rb[i] == 0 { return 0 }
        let quotient = abs(a[i] / b[i])
        let moved = ra[i] + (quotient + 1) * rb[i]
        let whole = quotient - quotient.rounded(.down)
        let slack = moved / (abs(b[i]) - rb[i])
        if !(slack >= 0) || whole < slack || 1 - whole < slack { return abs(b[i]) + rb[i] }
        return ra[i] + quotient.rounded(.down) * rb[i]
      }
    case .power, .polygamma, .zeta: break
    default: return c.indices.map { ra[$0] == 0 && rb[$0] == 0 ? 0 : .infinity }
    }
    // For positive bases each of these goes one way along each operand: the corners say all.
    var moved = [Double](repeating: 0, count: c.count)
    for (sa, sb) in [(-1.0, -1.0), (-1, 1), (1, -1), (1, 1)] {
      let corner = [(a, ra, sa), (b, rb, sb)].map { values, radii, sign in
        HostTensor(type.widest, doubles: zip(values, radii).map { $0 + sign * $1 })
      }
      let result = try widely(operation, corner, [type.widest])[0].doubles
      for i in c.indices where ra[i] > 0 || rb[i] > 0 {
        let distance = Bounded.distance(result[i], c[i]) + 4 * Bounds.ulp(result[i], .f64)
        moved[i] = max(moved[i], result[i].isNaN && !c[i].isNaN ? .infinity : distance)
      }
    }
    for i in c.indices where ra[i] > 0 || rb[i] > 0 {
      let isPositive = a[i] - ra[i] >= 0
      if operation == .power, !isPositive {
        // Powers by exact whole numbers are products.
        let n = b[i]
        guard rb[i] == 0, n == n.rounded(), n >= 0 else {
          moved[i] = .infinity
          continue
        }
        let outer = Exact.power(abs(a[i]) + ra[i], n, .double)
        moved[i] =
          a[i].magnitude > ra[i] ? outer - abs(c[i]) + 4 * Bounds.ulp(outer, .f64) : 2 * outer
      } else if operation != .power, !(b[i] - rb[i] > 0) || ra[i] > 0 {
        moved[i] = .infinity
      }
    }
    return moved
  }

  /// As `single`, for complex operands: an analytic derivative is greatest on the boundary of a box
  /// in which it has no pole; eight points stand for that.
  private func onBoundary(
    _ operation: any Primitive, _ x: [Bounded], _ partials: [Derivative.Partial?],
    _ type: TensorType
  ) throws -> [Double] {
    var moved = [Double](repeating: 0, count: type.count)
    let directions: [(Double, Double)] = [
      (0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1),
    ]
    var steepest = partials.map { _ in moved }
    for (re, im) in directions {
      let points = x.map { operand -> HostTensor in
        guard let radius = operand.radius else { return operand.wide }
        guard operand.type.dtype.isComplex else {
          return HostTensor(
            operand.type.widest, doubles: zip(operand.numbers, radius).map { $0 + re * $1 })
        }
        return HostTensor(
          operand.type.widest,
          complexes: zip(operand.wide.complexes, radius).map {
            WideComplex($0.real + re * $1, $0.imaginary + im * $1)
          })
      }
      let y = try widely(operation, points, [type.widest])[0]
      for (k, partial) in partials.enumerated() where x[k].radius != nil {
        guard let partial else { continue }
        for (i, slope) in try slopes(partial, points, y).enumerated() {
          let size = slope.isNaN ? .infinity : slope.magnitude
          steepest[k][i] = max(steepest[k][i], size)
        }
      }
    }
    for (k, operand) in x.enumerated() {
      guard let radius = operand.radius else { continue }
      for i in moved.indices where radius[i] > 0 {
        let part = partials[k] == nil ? .infinity : steepest[k][i] * radius[i]
        moved[i] += Arithmetic.root2 * part * Self.boundaryFactor
      }
    }
    return moved
  }

  /// What the derivative may grow by between two of the eight points on a box's boundary, twice what
  /// it is for the function with the nearest pole, the box reaching half way to it.
  private static let boundaryFactor = 2.0
}

extension Bounds {
  /// Ulps of the modulus that an elementary function of complex numbers may be off.
  static func complexUnits(_ dtype: DType) -> Double {
    max(elementaryUlps(dtype), complexUlps)
  }
}
