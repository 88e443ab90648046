import Touchstone

extension Propagation {
  /// The results of what runs bodies one after the other, or passes values on.
  func control(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded]? {
    switch operation {
    case let call as Call: return try run(call.callee.block, x)
    case let composite as Composite: return try results(of: composite, x, types)
    case let loop as While: return try results(of: loop, x)
    case let choice as Touchstone.Case:
      let captured = Array(x.prefix(choice.captureCount))
      let index = x[choice.captureCount]
      let number = index.value.integers[0]
      let last = choice.branches.count - 1
      let chosen = choice.branches.indices.contains(number) ? number : last
      return try branch(choice.branches, chosen, isCertain: index.isExact, captured)
    case let choice as If:
      let captured = Array(x.prefix(choice.captureCount))
      let predicate = x[choice.captureCount]
      return try branch(
        [choice.trueBranch, choice.falseBranch], predicate.value.booleans[0] ? 0 : 1,
        isCertain: predicate.isExact, captured)
    case let scan as Scan: return try results(of: scan, x, types)
    case is TupleOperation: return [Bounded(tuple: x)]
    case let part as GetTupleElement: return [x[0].elements[part.index]]
    default: break
    }
    switch operation.fullName {
    case "touchstone.stop_gradient", "stablehlo.optimization_barrier", "sdy.sharding_constraint",
      "touchstone.checkpoint_name":
      return x
    case "touchstone.custom_jvp", "touchstone.custom_vjp", "touchstone.checkpoint":
      return try operation.regions.first.map { try run($0, x) }
    default: return nil
    }
  }

  private func results(
    of composite: Composite, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    let arguments = Array(x.dropFirst(composite.captureCount))
    // A factorization under its own name is that, and not what it consists of elsewhere.
    if let known = try composite.factorization(arguments.map(\.type), types) {
      return try applied(known, arguments, types)
    }
    return try run(composite.decomposition.block, arguments)
  }

  private func results(of loop: While, _ x: [Bounded]) throws -> [Bounded] {
    let captures = Array(x.prefix(loop.captureCount))
    var carried = Array(x.dropFirst(loop.captureCount))
    while true {
      let condition = try run(loop.condition, captures + carried)[0]
      guard condition.isExact else {
        throw PropagationError.tie("while", "the condition")
      }
      if !condition.value.booleans[0] { return carried }
      carried = try run(loop.body, captures + carried)
    }
  }

  /// The results of one of `branches`, and of any if it is not certain which.
  private func branch(
    _ branches: [Block], _ chosen: Int, isCertain: Bool, _ captured: [Bounded]
  ) throws -> [Bounded] {
    let results = try run(branches[chosen], captured)
    if isCertain { return results }
    var hull = results
    for (i, other) in branches.enumerated() where i != chosen {
      hull = zip(hull, try run(other, captured)).map { $0.hull(with: $1) }
    }
    return hull
  }

  private func results(
    of scan: Scan, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    let captures = Array(x.prefix(scan.captureCount))
    let arguments = x.dropFirst(scan.captureCount)
    let inputs = Array(arguments.prefix(scan.inputCount(arguments.map(\.type))))
    var carries = Array(arguments.dropFirst(inputs.count))
    let outputCount = types.count - carries.count
    let length = inputs.first.map { $0.type.shape[scan.dimension] } ?? 0
    var slices = [[Bounded]](repeating: [], count: outputCount)
    for step in 0..<length {
      let place = scan.isReverse ? length - 1 - step : step
      let elements = inputs.map { $0.slice(place, along: scan.dimension) }
      let results = try run(scan.body, captures + elements + carries)
      for i in 0..<outputCount { slices[i].append(results[i]) }
      carries = Array(results.dropFirst(outputCount))
    }
    return (0..<outputCount).map { i in
      Bounded(
        types[i], stacking: scan.isReverse ? slices[i].reversed() : slices[i],
        along: scan.dimension)
    } + carries
  }
}

extension Composite {
  /// The factorization that the name stands for, if it stands for one.
  fileprivate func factorization(
    _ operands: [TensorType], _ results: [TensorType]
  ) throws -> (any Primitive)? {
    guard bodies.isEmpty, let type = Primitives.type(named: operation) else { return nil }
    var source = OperationSource(
      name: operation, operands: operands, results: results, attributes: parameters)
    let primitive = try type.init(&source)
    return primitive.promise(on: operands) == .residual ? primitive : nil
  }
}

extension Bounded {
  /// What this or `other` may be.
  func hull(with other: Bounded) -> Bounded {
    if type.dtype == .tuple {
      return Bounded(tuple: zip(elements, other.elements).map { $0.hull(with: $1) })
    }
    if isExact, other.isExact, value == other.value { return self }
    let radii = zip(distances(to: other), zip(self.radii, other.radii)).map { max($1.0, $0 + $1.1) }
    return Bounded(type, wide, radii: radii)
  }

  /// How far apart the elements of two values are, the greater part's distance of complex ones.
  func distances(to other: Bounded) -> [Double] {
    if type.dtype.isComplex {
      return zip(wide.complexes, other.wide.complexes).map { a, b in
        max(Self.distance(a.real, b.real), Self.distance(a.imaginary, b.imaginary))
      }
    }
    return zip(numbers, other.numbers).map { Self.distance($0, $1) }
  }

  static func distance(_ a: Double, _ b: Double) -> Double {
    if a == b || a.isNaN && b.isNaN { return 0 }
    let distance = abs(a - b)
    return distance.isNaN ? .infinity : distance
  }

  /// The elements at `positions`, as a value of `shape`; a negative position stands for the only
  /// element of `outside`.
  func picking(_ shape: [Int], _ positions: [Int], outside: Bounded? = nil) -> Bounded {
    let target = type.with(shape: shape)
    guard let outside, positions.contains(where: { $0 < 0 }) else {
      guard let radius else {
        return Bounded(exact: value.picking(value.type.with(shape: shape)) { positions[$0] })
      }
      let (names, moved) = (
        nameList, value.picking(value.type.with(shape: shape)) { positions[$0] }
      )
      return Bounded(target, moved, radii: positions.map { radius[$0] })
        .named(positions.map { names[$0] })
    }
    let (inside, other) = (radii, outside.radii[0])
    let (names, outsideName) = (nameList, outside.nameList[0])
    let radii = positions.map { $0 < 0 ? other : inside[$0] }
    if type.dtype.isComplex {
      let (a, b) = (wide.complexes, outside.wide.complexes[0])
      return Bounded(target, complex: positions.map { $0 < 0 ? b : a[$0] }, radii)
        .named(positions.map { $0 < 0 ? outsideName : names[$0] })
    }
    if isExact, outside.isExact {
      let joined = value.joined(with: outside.value)
      return Bounded(
        exact: joined.picking(target) { positions[$0] < 0 ? type.count : positions[$0] })
    }
    let (a, b) = (numbers, outside.numbers[0])
    return Bounded(
      target, HostTensor(numbers: positions.map { $0 < 0 ? b : a[$0] }, target.widest),
      radii: radii
    ).named(positions.map { $0 < 0 ? outsideName : names[$0] })
  }

  /// The elements whose index along `dimension` is `place`, without that dimension.
  func slice(_ place: Int, along dimension: Int) -> Bounded {
    var shape = type.shape
    shape.remove(at: dimension)
    let offsets = type.positions(along: (0..<type.rank).filter { $0 != dimension })
    let base = place * type.strides[dimension]
    return picking(shape, offsets.map { base + $0 })
  }

  /// The value of `type` whose slices along `dimension` are `slices`.
  init(_ type: TensorType, stacking slices: [Bounded], along dimension: Int) {
    let offsets = type.positions(along: (0..<type.rank).filter { $0 != dimension })
    let stride = type.rank > 0 ? type.strides[dimension] : 1
    var sources = [(slice: Int, element: Int)](repeating: (0, 0), count: type.count)
    for place in slices.indices {
      for (i, offset) in offsets.enumerated() { sources[place * stride + offset] = (place, i) }
    }
    let radii = slices.map(\.radii)
    let all = sources.map { radii[$0.slice][$0.element] }
    if type.dtype.isComplex {
      let values = slices.map { $0.wide.complexes }
      self.init(type, complex: sources.map { values[$0.slice][$0.element] }, all)
    } else {
      let isExact = slices.allSatisfy(\.isExact)
      let joined = slices.reduce(nil as HostTensor?) { sum, slice in
        let value = isExact ? slice.value : slice.wide
        return sum.map { $0.joined(with: value) } ?? value
      }
      let each = slices.first?.type.count ?? 0
      let target = isExact ? type : type.widest
      let value =
        joined.map { joined in
          joined.picking(target) { sources[$0].slice * each + sources[$0].element }
        } ?? HostTensor(target) { _ in }
      if isExact {
        self.init(exact: value)
      } else {
        let names = slices.map(\.nameList)
        self = Bounded(type, value, radii: all)
          .named(sources.map { names[$0.slice][$0.element] })
      }
    }
  }
}

extension HostTensor {
  /// The elements of this and then those of `other`, in one dimension.
  func joined(with other: HostTensor) -> HostTensor {
    HostTensor(type.with(shape: [count + other.count])) { bytes in
      withBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: bytes[..<source.count]).copyMemory(from: source)
      }
      other.withBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: bytes[(bytes.count - source.count)...])
          .copyMemory(from: source)
      }
    }
  }
}

extension TensorType {
  /// The positions of the elements whose other indices are 0, in row-major order of `dimensions`.
  func positions(along dimensions: [Int]) -> [Int] {
    let strides = strides
    var positions = [0]
    for dimension in dimensions {
      positions = positions.flatMap { base in
        (0..<shape[dimension]).map { base + $0 * strides[dimension] }
      }
    }
    return positions
  }
}
