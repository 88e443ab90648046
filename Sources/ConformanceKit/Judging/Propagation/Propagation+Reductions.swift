import Foundation
import Touchstone

extension Propagation {
  /// The results of what combines elements by a body.
  func reducing(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded]? {
    switch operation {
    case let reduce as Reduce:
      let count = types.count
      let input = x[reduce.captureCount].type
      let kept = (0..<input.rank).filter { !reduce.dimensions.contains($0) }
      let offsets = input.positions(along: reduce.dimensions.sorted())
      let groups =
        input.count == 0
        ? [[Int]](repeating: [], count: types[0].count)
        : input.positions(along: kept).map { base in offsets.map { base + $0 } }
      return try combined(
        reduce.body, Array(x.prefix(reduce.captureCount)),
        Array(x[reduce.captureCount..<reduce.captureCount + count]), Array(x.suffix(count)), groups,
        types)
    case let reduce as ReduceWindow:
      let count = types.count
      let input = x[reduce.captureCount].type
      var windows = WindowPositions(
        reduce.windows, input.shape, input.strides, counts: types[0].shape)
      var positions: [Int] = []
      let groups = (0..<types[0].count).map { _ in
        windows.next(&positions)
        return positions
      }
      return try combined(
        reduce.body, Array(x.prefix(reduce.captureCount)),
        Array(x[reduce.captureCount..<reduce.captureCount + count]), Array(x.suffix(count)), groups,
        types)
    case let scatter as SelectAndScatter: return [try scattered(scatter, x, types[0])]
    case let scatter as Scatter: return try scattered(scatter, x, types)
    default: return nil
    }
  }

  /// Groups of elements of one tensor combined by `body`.
  func grouped(
    _ body: Block, _ input: Bounded, _ initial: Bounded, _ groups: [[Int]], _ type: TensorType
  ) throws -> Bounded { try combined(body, [], [input], [initial], groups, [type])[0] }

  /// Groups of elements combined from `initial` on; a negative position stands for the init value.
  private func combined(
    _ body: Block, _ captures: [Bounded], _ inputs: [Bounded], _ initial: [Bounded],
    _ groups: [[Int]], _ types: [TensorType]
  ) throws -> [Bounded] {
    if types[0].count == 0 { return types.map { Bounded(exact: HostTensor($0) { _ in }) } }
    let isPlain = zip(inputs, types).allSatisfy { $0.type.dtype.family == $1.dtype.family }
    if isPlain, let operations = Reduction.monoids(in: body, captureCount: captures.count) {
      let results = operations.indices.map {
        folded(operations[$0], inputs[$0], initial[$0], groups, types[$0])
      }
      if results.allSatisfy({ $0 != nil }) { return results.compactMap { $0 } }
    }
    return try stepByStep(body, captures, inputs, initial, groups, types)
  }

  /// Groups of one input combined by a known operation; `nil` if there is no rule for it.
  private func folded(
    _ operation: Binary, _ input: Bounded, _ initial: Bounded, _ groups: [[Int]], _ type: TensorType
  ) -> Bounded? {
    switch operation {
    case .add where type.dtype.isFloat || type.dtype.isComplex:
      return added(input, initial, groups, type)
    case .maximum where type.dtype.isFloat, .minimum where type.dtype.isFloat:
      return extremes(operation, input, initial, groups, type)
    case .multiply where type.dtype.isFloat: return multiplied(input, initial, groups, type)
    default: return nil
    }
  }

  /// Sums: what the terms are off by, and what rounding in any order adds.
  private func added(
    _ input: Bounded, _ initial: Bounded, _ groups: [[Int]], _ type: TensorType
  ) -> Bounded {
    let (moduli, radii) = (input.wide.moduli, input.radii)
    let (start, startRadius) = (initial.wide.moduli[0], initial.radii[0])
    let factor = type.dtype.isComplex ? Arithmetic.root2 : 1
    var (moved, sums, terms): ([Double], [Double], [Double]) = ([], [], [])
    var finite: [Double] = []
    for group in groups {
      var (error, sum) = (startRadius, start + startRadius * factor)
      var finiteSum = 0.0
      for position in group {
        let (size, radius) =
          position < 0 ? (start, startRadius) : (moduli[position], radii[position])
        error += radius
        sum += size + radius * factor
        if size.isFinite { finiteSum += size }
      }
      finite.append(finiteSum)
      moved.append(error)
      sums.append(sum)
      terms.append(Double(group.count))
    }
    let value: HostTensor
    var grid: Int?
    if type.dtype.isComplex {
      let (all, first) = (input.wide.complexes, initial.wide.complexes[0])
      let real = Self.sums(all.map(\.real), first.real, groups)
      let imaginary = Self.sums(all.map(\.imaginary), first.imaginary, groups)
      value = HostTensor(type.widest, complexes: zip(real, imaginary).map { WideComplex($0, $1) })
    } else {
      value = HostTensor(
        type.widest, doubles: Self.sums(input.numbers, initial.numbers[0], groups))
      if input.isExact, initial.isExact {
        grid = min(Grid.exponent(input.numbers), Grid.exponent(initial.numbers))
      }
    }
    let accumulator: DType = type.dtype.realPart == .f64 ? .f64 : .f32
    return summed(
      type, value, moved, sums: sums, terms: terms, accumulator: accumulator,
      isComplex: type.dtype.isComplex, grid: grid, finite: finite)
  }

  private static func sums(_ x: [Double], _ start: Double, _ groups: [[Int]]) -> [Double] {
    groups.map { group in
      var sum = DotAccumulator(start)
      for position in group { sum.add(position < 0 ? start : x[position]) }
      return sum.value
    }
  }

  /// Greatest or least elements: those of the ends of the boxes.
  private func extremes(
    _ operation: Binary, _ input: Bounded, _ initial: Bounded, _ groups: [[Int]],
    _ type: TensorType
  ) -> Bounded {
    guard let f = operation.row.float else { preconditionFailure("extremes of floats") }
    func fold(_ x: [Double], _ start: Double) -> [Double] {
      groups.map { group in
        group.reduce(start) { f($0, $1 < 0 ? start : x[$1], .double) }
      }
    }
    func moved(_ x: Bounded, _ sign: Double) -> [Double] {
      zip(x.numbers, x.radii).map { c, r in
        r == 0 ? c : sign < 0 ? (c - r).nextDown : (c + r).nextUp
      }
    }
    let centre = fold(input.numbers, initial.numbers[0])
    let low = fold(moved(input, -1), moved(initial, -1)[0])
    let high = fold(moved(input, 1), moved(initial, 1)[0])
    let radii = centre.indices.map {
      max(Bounded.distance(high[$0], centre[$0]).up, Bounded.distance(centre[$0], low[$0]).up)
    }
    // What is chosen for certain is one of the elements, and keeps its name.
    let (names, sign) = (input.nameList, operation == .maximum ? 1.0 : -1)
    let (numbers, bounds) = (input.numbers, input.radii)
    let result = Bounded(type, centre, radii)
    let fresh = result.nameList
    return result.named(
      groups.indices.map { i in
        let winner = groups[i].first { $0 >= 0 && numbers[$0] == centre[i] }
        guard let winner, names[winner] != 0 else { return fresh[i] }
        let least = sign * numbers[winner] - bounds[winner]
        let isCertain = groups[i].allSatisfy { other in
          other < 0 || other == winner || names[other] == names[winner]
            || sign * numbers[other] + bounds[other] < least
        }
        return isCertain ? names[winner] : fresh[i]
      })
  }

  /// Products: relative errors add up, and each multiplication adds its own.
  private func multiplied(
    _ input: Bounded, _ initial: Bounded, _ groups: [[Int]], _ type: TensorType
  ) -> Bounded {
    let accumulator: DType = type.dtype == .f64 ? .f64 : .f32
    let unit = Bounds.unit(accumulator)
    let limit = (accumulator.floatFormat ?? .double).limit
    let least = (accumulator.floatFormat ?? .double).leastNormal
    let (numbers, radii) = (input.numbers, input.radii)
    let (start, startRadius) = (initial.numbers[0], initial.radii[0])
    var centres: [Double] = []
    var results: [Double] = []
    for group in groups {
      let factors = group.map { $0 < 0 ? (start, startRadius) : (numbers[$0], radii[$0]) }
      let all = [(start, startRadius)] + factors
      let centre = all.reduce(1.0) { $0 * $1.0 }
      centres.append(centre)
      let isExact = all.allSatisfy { $0.1 == 0 }
      if isExact && all.allSatisfy({ abs($0.0) == 1 || $0.0 == 0 || !$0.0.isFinite }) {
        results.append(0)
        continue
      }
      // Orders of multiplication may leave the range on the way although the whole does not.
      let (larger, smaller) = all.reduce((1.0, 1.0)) { sum, factor in
        let size = abs(factor.0) + factor.1
        return (
          sum.0 * max(size, 1), size == 0 ? sum.1 : sum.1 * min(max(abs(factor.0) - factor.1, 0), 1)
        )
      }
      if larger >= limit || smaller < least && centre != 0 {
        results.append(.infinity)
        continue
      }
      if all.contains(where: { abs($0.0) <= $0.1 && $0.1 > 0 }) {
        results.append(2 * all.reduce(1.0) { $0 * (abs($1.0) + $1.1) })
        continue
      }
      let growth = all.reduce(0.0) { sum, factor in
        factor.1 == 0 ? sum : sum + Scalar.log1p(factor.1 / (abs(factor.0) - factor.1))
      }
      let rounding =
        isExact && all.allSatisfy { Grid.isPowerOfTwo($0.0) }
        ? 0 : Double(all.count) * unit * (1 + unit)
      let local = Rounding(type.dtype).own(centre) * Double(all.count)
      let relative = Scalar.expm1(growth + rounding)
      results.append(
        relative == 0
          ? 0
          : abs(centre) * relative + Bounds.halfUlp(abs(centre) * (1 + relative), type.dtype)
            + local)
    }
    return Bounded(type, centres, results)
  }

  /// `body` run for one element after the other, for all groups at once where it is elementwise.
  private func stepByStep(
    _ body: Block, _ captures: [Bounded], _ inputs: [Bounded], _ initial: [Bounded],
    _ groups: [[Int]], _ types: [TensorType]
  ) throws -> [Bounded] {
    let shape = [groups.count]
    let steps = groups.map(\.count).max() ?? 0
    let start = try zip(initial, types).map {
      try applied(Convert(to: $1.dtype), [$0], [$1.with(shape: [])])[0]
    }
    let sources = try zip(inputs, types).map {
      try applied(Convert(to: $1.dtype), [$0], [$0.type.with($1.dtype)])[0]
    }
    if groups.allSatisfy({ $0.count == steps }), body.isElementwise {
      var accumulated = start.map { $0.spread(to: $0.type.with(shape: shape)) }
      for step in 0..<steps {
        let positions = groups.map { $0[step] }
        let elements = zip(sources, start).map { $0.picking(shape, positions, outside: $1) }
        accumulated = try vectors(body, captures + accumulated + elements, groups.count)
      }
      return zip(accumulated, types).map { $0.picking($1.shape, Array(0..<groups.count)) }
    }
    let results = try groups.map { group in
      try group.reduce(start) { accumulated, position in
        let elements = zip(sources, start).map { position < 0 ? $1 : $0.picking([], [position]) }
        return try run(body, captures + accumulated + elements)
      }
    }
    return types.indices.map { i in
      Bounded(types[i].with(shape: shape), stacking: results.map { $0[i] }, along: 0)
        .picking(types[i].shape, Array(0..<groups.count))
    }
  }

  /// The results of an elementwise body of scalars for vectors of `count`.
  private func vectors(_ body: Block, _ arguments: [Bounded], _ count: Int) throws -> [Bounded] {
    func long(_ x: Bounded) -> Bounded { x.spread(to: x.type.with(shape: [count])) }
    var values = arguments.map(long)
    for equation in body.equations {
      if let constant = equation.operation.constantValue {
        values.append(long(Bounded(exact: constant)))
      } else {
        values += try applied(
          equation.operation, equation.operands.map { values[$0] },
          equation.types.map { $0.with(shape: [count]) })
      }
    }
    return body.results.map { values[$0] }
  }
}

extension Block {
  /// Whether it consists of constants and elementwise operations on scalars.
  fileprivate var isElementwise: Bool {
    parameters.allSatisfy { $0.rank == 0 && $0.dtype.isElement }
      && equations.allSatisfy { equation in
        switch equation.operation {
        case is Abs, is Binary, is Clamp, is Compare, is Convert, is Touchstone.Predicate,
          is Select, is Unary:
          true
        default: equation.operation.constantValue?.type.rank == 0
        }
      }
  }
}

extension FloatFormat {
  /// The least normal number.
  var leastNormal: Double { Double(sign: .plus, exponent: 1 - bias, significand: 1) }
}

extension Grid {
  /// Whether multiplying by `x` only moves the exponent.
  static func isPowerOfTwo(_ x: Double) -> Bool { x.isFinite && x.significandBitPattern == 0 }
}

extension Scalar {
  static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
}
