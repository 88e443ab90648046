import Touchstone

extension Propagation {
  /// The results of operations that move elements, or are linear in each of two operands or one.
  func linear(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded]? {
    let operands = x.map(\.type)
    switch (operation.promise(on: operands), operation.derivative(on: operands)) {
    case (.exact, .linear(let positions)): return try moving(operation, x, types, positions)
    case (.reassociating, .bilinear): return [try contracted(operation, x, types[0], [0, 1])]
    case (.reassociating, .linear(let positions)):
      return [try contracted(operation, x, types[0], positions)]
    default: return nil
    }
  }

  /// Radii go where elements go.
  private func moving(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType], _ positions: [Int]
  ) throws -> [Bounded] {
    for (i, operand) in x.enumerated() where !positions.contains(i) && !operand.isExact {
      throw PropagationError.tie(operation.name, "an index")
    }
    let isWide = positions.contains { !x[$0].isExact }
    let values = x.enumerated().map { i, x in isWide && positions.contains(i) ? x.wide : x.own }
    let results = try widely(operation, values, types.map(\.widest))
    let radii = x.enumerated().map { i, x in
      positions.contains(i) ? HostTensor(x.type.with(.f64), doubles: x.radii) : x.own
    }
    let moved = try widely(operation, radii, types.map { $0.with(.f64) })
    let labels = x.enumerated().map { i, x in
      positions.contains(i)
        ? HostTensor(x.type.with(.f64), doubles: x.nameList.map(Double.init)) : x.own
    }
    let names = try widely(operation, labels, types.map { $0.with(.f64) })
    return types.indices.map { i in
      Bounded(types[i], results[i], radii: moved[i].doubles.map { $0.isNaN ? 0 : $0 })
        .named(names[i].doubles.map { $0.isNaN ? 0 : Int($0) })
    }
  }

  /// A contraction: `|a| e_b + e_a |b| + e_a e_b`, and the rounding of its sums in any order.
  private func contracted(
    _ operation: any Primitive, _ x: [Bounded], _ type: TensorType, _ positions: [Int]
  ) throws -> Bounded {
    guard type.dtype.isFloat || type.dtype.isComplex else {
      guard x.allSatisfy(\.isExact) else {
        throw PropagationError.tie(operation.name, "an integer")
      }
      return Bounded(exact: try widely(operation, x.map(\.own), [type])[0])
    }
    func at(_ make: (Bounded) -> HostTensor) -> [HostTensor] {
      x.enumerated().map { i, x in positions.contains(i) ? make(x) : x.own }
    }
    let value = try widely(operation, at(\.wide), [type.widest])[0]
    if operation is FFT { return try transformed(operation, x, value, type) }
    let plain = type.with(.f64)
    let factor = x.contains { $0.type.dtype.isComplex } ? Arithmetic.root2 : 1
    func magnitude(_ x: Bounded) -> HostTensor {
      HostTensor(x.type.with(.f64), doubles: x.wide.moduli)
    }
    func radius(_ x: Bounded) -> HostTensor {
      HostTensor(x.type.with(.f64), doubles: x.radii.map { $0 * factor })
    }
    func outer(_ x: Bounded) -> HostTensor {
      HostTensor(x.type.with(.f64), doubles: zip(x.wide.moduli, x.radii).map { $0 + $1 * factor })
    }
    func run(_ x: [HostTensor]) throws -> [Double] { try widely(operation, x, [plain])[0].numbers }
    var moved = [Double](repeating: 0, count: type.count)
    if positions.count == 2 {
      let (a, b) = (x[0], x[1])
      if !a.isExact { moved = try run([radius(a), outer(b)]) }
      if !b.isExact { moved = zip(moved, try run([magnitude(a), radius(b)])).map { $0 + $1 } }
    } else if positions.contains(where: { !x[$0].isExact }) {
      moved = try run(at(radius))
    }
    let sums = try run(at(outer))
    let terms = try run(at { Widening.one($0.own) })
    let isRegular = x.allSatisfy(\.isExact) && !type.dtype.isComplex
    let grid = isRegular ? positions.reduce(0) { $0 + Grid.exponent(x[$1].numbers) } : 0
    return summed(
      type, value, moved, sums: sums, terms: terms, accumulator: accumulator(x),
      isComplex: factor > 1,
      grid: isRegular ? grid : nil)
  }

  private func accumulator(_ x: [Bounded]) -> DType {
    let narrow = x.first { $0.type.dtype.isFloat || $0.type.dtype.isComplex }?.type.dtype ?? .f32
    return narrow.realPart == .f64 ? .f64 : .f32
  }

  /// Sums of `terms` terms whose magnitudes make up `sums`, off by what operands move them by and by
  /// what rounding in any order adds.
  ///
  /// `grid` is the exponent of a power of two that all terms are multiples of, if they are exact: sums
  /// that the accumulator holds are then the same in any order.
  func summed(
    _ type: TensorType, _ value: HostTensor, _ moved: [Double], sums: [Double], terms: [Double],
    accumulator: DType, isComplex: Bool, grid: Int?, finite: [Double]? = nil
  ) -> Bounded {
    let unit = Bounds.unit(accumulator)
    let precision = (accumulator.floatFormat ?? .double).significandBits + 1
    let limit = (accumulator.floatFormat ?? .double).limit
    let rounding = Rounding(type.dtype)
    let moduli = value.moduli
    let holds = grid.map { Double(sign: .plus, exponent: $0 + precision, significand: 1) }
    let radii = moduli.indices.map { i -> Double in
      if sums[i] == 0 { return moved[i] }
      // Partial sums may leave the range although the whole does not.
      if sums[i] >= limit, moduli[i].isFinite { return .infinity }
      // Those of the finite terms may be an infinity of the other sign, which makes NaN.
      if let finite, finite[i] >= limit, moduli[i].isInfinite { return .infinity }
      let terms = terms[i].isFinite ? max(terms[i].magnitude, 1) : 1
      var local = Bounds.gamma(terms + (isComplex ? 2 : 0), unit) * sums[i] * (isComplex ? 2 : 1)
      if let holds, moved[i] == 0, sums[i] <= holds { local = 0 }
      if local == 0, !isComplex {
        var centre = moduli[i]
        return rounding.radius(&centre, moved[i], isExact: true)
      }
      if !moduli[i].isFinite { return moved[i].isFinite ? 0 : moved[i] }
      return moved[i] + local + Bounds.halfUlp(moduli[i] + moved[i] + local, type.dtype)
        + rounding.own(moduli[i])
    }
    return Bounded(type, value, radii: radii)
  }

  /// A Fourier transform: the sum over each transform stands for what each element is made of.
  private func transformed(
    _ operation: any Primitive, _ x: [Bounded], _ value: HostTensor, _ type: TensorType
  ) throws -> Bounded {
    guard let transform = operation as? FFT, type.count > 0 else {
      return Bounded(type, value, radii: [Double](repeating: 0, count: type.count))
    }
    let rank = transform.lengths.count
    let unit = Bounds.unit(type.dtype)
    let from = x[0].type
    let inner = from.shape.suffix(rank).reduce(1, *)
    let outer = type.shape.suffix(rank).reduce(1, *)
    let count = Double(max(transform.lengths.reduce(1, *), 2))
    let isInverse = transform.kind == .inverse || transform.kind == .realInverse
    let scale = (transform.kind == .realInverse ? 2 : 1) / (isInverse ? count : 1)
    let (moduli, radii) = (x[0].wide.moduli, x[0].radii)
    let sums = (0..<(inner == 0 ? 0 : from.count / inner)).map { batch -> Double in
      (batch * inner..<(batch + 1) * inner).reduce(0) {
        $0 + Arithmetic.root2 * radii[$1]
          + 6 * Scalar.log2(count) * unit * (moduli[$1] + Arithmetic.root2 * radii[$1])
      } * scale
    }
    let results = value.moduli
    return Bounded(
      type, value,
      radii: results.indices.map {
        sums[$0 / max(outer, 1)] + Bounds.halfUlp(results[$0], type.dtype)
      })
  }
}

/// Powers of two that numbers are multiples of.
enum Grid {
  /// The exponent of the greatest power of two that all of `x` are multiples of; of zeros and numbers
  /// that are not finite there is none to respect.
  static func exponent(_ x: [Double]) -> Int {
    var least = 1100
    for value in x where value != 0 && value.isFinite {
      let fraction = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
      let exponent = Int(value.exponentBitPattern == 0 ? 1 : value.exponentBitPattern)
      least = min(least, fraction.trailingZeroBitCount + exponent - 1075)
    }
    return least == 1100 ? 0 : least
  }
}

extension FloatFormat {
  /// The largest number.
  var limit: Double { decode(greatestFinite) }
}
