import Touchstone

extension Propagation {
  /// The results of what compares, chooses or orders.
  func choosing(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded]? {
    switch operation {
    case let compare as Compare: return [compared(compare, x, types[0])]
    case is Select: return [selected(x, types[0])]
    case is Clamp where types[0].dtype.isFloat:
      let wide = types[0].widest
      return [
        interval(x.map { $0.spread(to: types[0]) }, types[0]) { x in
          Binary.minimum.evaluate([Binary.maximum.evaluate([x[1], x[0]], wide), x[2]], wide)
        }
      ]
    case let predicate as Touchstone.Predicate:
      let values = predicate.evaluate([x[0].wide], types[0])
      return [Bounded(types[0], values, radii: x[0].radii.map { $0.isFinite ? 0 : 1 })]
    case let logic as Binary where types[0].dtype == .i1:
      return logical(logic, x, types[0]).map { [$0] }
    case Unary.not as Unary where types[0].dtype == .i1:
      return [Bounded(types[0], Unary.not.evaluate([x[0].value], types[0]), radii: x[0].radii)]
    case let sort as Sort: return try sorted(sort, x, types)
    case let top as TopK:
      let length = x[0].type.shape.last ?? 0
      let places = Bounded(
        exact: HostTensor(
          x[0].type.with(.i32), signed: (0..<x[0].type.count).map { Int64($0 % max(length, 1)) }))
      let both = try ordered(
        keyed: 0, descending: true, [x[0], places], axis: x[0].type.rank - 1)
      let kept = (0..<types[0].count).map { $0 / max(top.k, 1) * length + $0 % max(top.k, 1) }
      return both.map { $0.picking(types[0].shape, kept) }
    default: return nil
    }
  }

  private func compared(_ compare: Compare, _ x: [Bounded], _ type: TensorType) -> Bounded {
    let value = compare.evaluate(x.map(\.wide), type)
    let (ra, rb) = (x[0].radii, x[1].radii)
    let apart: [Double]
    if x[0].type.dtype.isComplex {
      apart = zip(x[0].wide.complexes, x[1].wide.complexes).map { a, b in
        let real = Bounded.distance(a.real, b.real)
        let imaginary = Bounded.distance(a.imaginary, b.imaginary)
        switch compare.direction {
        case .equal, .notEqual: return max(real, imaginary)
        default: return a.real == b.real ? imaginary : real
        }
      }
    } else {
      apart = zip(x[0].numbers, x[1].numbers).map {
        $0.isNaN || $1.isNaN ? .infinity : abs($0 - $1)
      }
    }
    let (na, nb) = (x[0].nameList, x[1].nameList)
    var flags = value.booleans
    let radii = apart.indices.map { i -> Double in
      let moved = ra[i] + rb[i]
      if moved == 0 || apart[i] > moved { return 0 }
      guard moved.isFinite, na[i] != 0, na[i] == nb[i] else { return 1 }
      switch compare.direction {
      case .equal, .greaterOrEqual, .lessOrEqual: flags[i] = true
      default: flags[i] = false
      }
      return 0
    }
    return Bounded(type, HostTensor(type, booleans: flags), radii: radii)
  }

  private func selected(_ x: [Bounded], _ type: TensorType) -> Bounded {
    let predicate = x[0].spread(to: type.with(.i1))
    let (flags, doubt) = (predicate.value.booleans, predicate.radii)
    let isSure = doubt.allSatisfy { $0 == 0 }
    if isSure, x[1].isExact, x[2].isExact {
      return Bounded(exact: Select().evaluate([predicate.value, x[1].value, x[2].value], type))
    }
    let value = Select().evaluate([predicate.value, x[1].wide, x[2].wide], type.widest)
    let (r1, r2) = (x[1].radii, x[2].radii)
    let apart = isSure ? [] : x[1].distances(to: x[2])
    let radii = flags.indices.map { i -> Double in
      let (mine, other) = flags[i] ? (r1[i], r2[i]) : (r2[i], r1[i])
      return doubt[i] == 0 ? mine : max(mine, apart[i] + other)
    }
    let (n1, n2) = (x[1].nameList, x[2].nameList)
    let result = Bounded(type, value, radii: radii)
    let fresh = result.nameList
    return result.named(
      flags.indices.map { i in
        n1[i] == n2[i] && n1[i] != 0 || doubt[i] == 0 ? (flags[i] ? n1[i] : n2[i]) : fresh[i]
      })
  }

  private func logical(_ operation: Binary, _ x: [Bounded], _ type: TensorType) -> Bounded? {
    func ends(_ x: Bounded, _ filler: Bool) -> HostTensor {
      let flags = zip(x.value.booleans, x.radii).map { $1 > 0 ? filler : $0 }
      return HostTensor(x.type, booleans: flags)
    }
    let value = operation.evaluate([x[0].value, x[1].value], type)
    let radii: [Double]
    switch operation {
    case .and, .or, .maximum, .minimum, .add, .multiply:
      let low = operation.evaluate([ends(x[0], false), ends(x[1], false)], type).booleans
      let high = operation.evaluate([ends(x[0], true), ends(x[1], true)], type).booleans
      radii = zip(low, high).map { $0 == $1 ? 0 : 1 }
    case .xor: radii = zip(x[0].radii, x[1].radii).map { max($0, $1) }
    default: return nil
    }
    return Bounded(type, value, radii: radii)
  }

  // MARK: Order

  private func sorted(_ sort: Sort, _ x: [Bounded], _ types: [TensorType]) throws -> [Bounded] {
    let captures = Array(x.prefix(sort.captureCount))
    let inputs = Array(x.dropFirst(sort.captureCount))
    let type = types[0]
    let axis = sort.dimension < 0 ? sort.dimension + type.rank : sort.dimension
    if type.count == 0 { return inputs }
    if let (key, descending) = Self.key(of: sort), !inputs[key].type.dtype.isComplex {
      return try ordered(keyed: key, descending: descending, inputs, axis: axis)
    }
    // The order of what is certain is that of the values.
    let order = try withPositions(type, axis) { left, right in
      let pair = inputs.flatMap { [$0.picking([], [left]), $0.picking([], [right])] }
      let answer = try self.run(sort.comparator, captures + pair)[0]
      guard answer.isExact else { throw PropagationError.tie("sort", "a comparison") }
      return answer.value.booleans[0]
    }
    return inputs.map { $0.picking(type.shape, order) }
  }

  /// The input that a comparator of one `compare` orders by, and whether the greatest comes first.
  private static func key(of sort: Sort) -> (Int, Bool)? {
    guard sort.comparator.equations.count == 1,
      sort.comparator.results == Array(sort.comparator.equations[0].results),
      let compare = sort.comparator.equations[0].operation as? Compare
    else { return nil }
    let parameters = sort.comparator.equations[0].operands.map { $0 - sort.captureCount }
    guard let least = parameters.min(), least >= 0, least.isMultiple(of: 2),
      Set(parameters) == [least, least + 1]
    else { return nil }
    let isLess = compare.direction == .less
    guard isLess || compare.direction == .greater else { return nil }
    return (least / 2, isLess != (parameters[0] == least))
  }

  /// `inputs` in the order of one of them; what may stand in another order is each of those that may
  /// stand there.
  private func ordered(
    keyed key: Int, descending: Bool, _ inputs: [Bounded], axis: Int
  ) throws -> [Bounded] {
    let type = inputs[key].type
    if type.count == 0 { return inputs }
    let keys = inputs[key].wide
    let sign: Double = descending ? -1 : 1
    let numbers = inputs[key].numbers.map { $0.isNaN ? sign * .infinity : sign * $0 }
    let radii = inputs[key].radii
    // Bits decide among exact keys: -0 before +0, NaN of either sign at its end.
    let isLess = Compare(
      descending ? .greater : .less, type.dtype.isFloat ? .totalOrder : Compare.Kind(type.dtype))
    let order = try withPositions(type, axis) { left, right in
      isLess.evaluate([keys.scalar(at: left), keys.scalar(at: right)], TensorType(.i1)).booleans[0]
    }
    var results = inputs.map { $0.picking(type.shape, order) }
    if radii.allSatisfy({ $0 == 0 }) { return results }
    // Chains of keys whose boxes overlap may be in any order.
    let along = type.positions(along: [axis])
    var hulls = results.map(\.radii)
    for base in type.positions(along: (0..<type.rank).filter { $0 != axis }) {
      let line = along.map { base + $0 }
      var first = 0
      while first < line.count {
        var last = first
        var high = numbers[order[line[first]]] + radii[order[line[first]]]
        var isUncertain = radii[order[line[first]]] > 0
        while last + 1 < line.count {
          // A later box may reach back over several.
          let next = (last + 1..<line.count).last { place in
            let source = order[line[place]]
            return (isUncertain || radii[source] > 0) && numbers[source] - radii[source] <= high
          }
          guard let next else { break }
          for place in last + 1...next {
            let source = order[line[place]]
            high = max(high, numbers[source] + radii[source])
            isUncertain = isUncertain || radii[source] > 0
          }
          last = next
        }
        if last > first {
          let group = Array(line[first...last])
          for (k, result) in results.enumerated() {
            let values = result.numbers
            for place in group {
              hulls[k][place] = group.reduce(0) { sum, other in
                max(sum, Bounded.distance(values[place], values[other]) + result.radii[other])
              }
            }
          }
        }
        first = last + 1
      }
    }
    results = zip(results, hulls).map { Bounded($0.type, $0.wide, radii: $1) }
    return results
  }

  /// For each element the position of the one that comes there.
  private func withPositions(
    _ type: TensorType, _ axis: Int, _ precedes: (Int, Int) throws -> Bool
  ) throws -> [Int] {
    var order = [Int](repeating: 0, count: type.count)
    let along = type.positions(along: [axis])
    for base in type.positions(along: (0..<type.rank).filter { $0 != axis }) {
      let sorted = try mergeSorted(along.map { base + $0 }, precedes)
      for (offset, position) in zip(along, sorted) { order[base + offset] = position }
    }
    return order
  }

  private func mergeSorted(_ x: [Int], _ precedes: (Int, Int) throws -> Bool) rethrows -> [Int] {
    if x.count < 2 { return x }
    let middle = x.count / 2
    let left = try mergeSorted(Array(x[..<middle]), precedes)
    let right = try mergeSorted(Array(x[middle...]), precedes)
    var (i, j) = (0, 0)
    var result: [Int] = []
    result.reserveCapacity(x.count)
    while i < left.count || j < right.count {
      if i < left.count, try j == right.count || !precedes(right[j], left[i]) {
        result.append(left[i])
        i += 1
      } else {
        result.append(right[j])
        j += 1
      }
    }
    return result
  }
}

extension Bounded {
  /// A scalar at every place of `type`; anything else as it is.
  func spread(to type: TensorType) -> Bounded {
    self.type.rank == 0 && type.rank > 0
      ? picking(type.shape, [Int](repeating: 0, count: type.count)) : self
  }
}
