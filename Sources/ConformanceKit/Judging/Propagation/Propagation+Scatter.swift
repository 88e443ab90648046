import Touchstone

extension Propagation {
  /// Updates worked into an operand.
  func scattered(
    _ scatter: Scatter, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    let captures = scatter.captureCount
    let count = types.count
    let (inputs, updates) = (Array(x[captures..<captures + count]), Array(x.suffix(count)))
    let indices = x[captures + count]
    guard indices.isExact else { throw PropagationError.tie("scatter", "an index") }
    /// The scatter of single tensors by another body.
    func run(
      _ body: Block, _ input: HostTensor, _ update: HostTensor, _ type: TensorType
    ) throws -> HostTensor {
      let one = Scatter(
        scatter.dimensions, body: body, indicesAreSorted: scatter.indicesAreSorted,
        uniqueIndices: scatter.uniqueIndices)
      return try widely(one, [input, indices.own, update], [type])[0]
    }
    let parameters = scatter.body.parameters.indices.dropFirst(captures)
    if scatter.body.equations.isEmpty, scatter.body.results == Array(parameters.suffix(count)) {
      return try types.indices.map { i in
        let isExact = inputs[i].isExact && updates[i].isExact
        func setting(_ type: TensorType) -> Block {
          let scalar = TensorType(type.dtype)
          return BlockBuilder(parameters: [scalar, scalar]).block(returning: [1])
        }
        let type = isExact ? types[i] : types[i].widest
        let value = try run(
          setting(type), isExact ? inputs[i].own : inputs[i].wide,
          isExact ? updates[i].own : updates[i].wide, type)
        if isExact { return Bounded(exact: value) }
        let plain = types[i].with(.f64)
        let radii = try run(
          setting(plain), HostTensor(numbers: inputs[i].radii, inputs[i].type.with(.f64)),
          HostTensor(numbers: updates[i].radii, updates[i].type.with(.f64)), plain)
        return Bounded(types[i], value, radii: radii.doubles)
      }
    }
    guard count == 1, captures == 0, let operation = scatter.body.soleOperation as? Binary,
      inputs[0].type.dtype.family == types[0].dtype.family
    else { throw PropagationError.noRule("scatter", "a body of several operations") }
    return [
      try worked(operation, inputs[0], updates[0], types[0]) {
        try run(.combining(by: operation, $2.dtype), $0, $1, $2)
      } adding: {
        try run(.combining(by: .add, .f64), $0, $1, $2)
      }
    ]
  }

  private func worked(
    _ operation: Binary, _ input: Bounded, _ update: Bounded, _ type: TensorType,
    _ run: (HostTensor, HostTensor, TensorType) throws -> HostTensor,
    adding: (HostTensor, HostTensor, TensorType) throws -> HostTensor
  ) throws -> Bounded {
    let plain = type.with(.f64)
    func tensor(_ x: Bounded, _ numbers: [Double]) -> HostTensor {
      HostTensor(x.type.with(.f64), doubles: numbers)
    }
    let factor = type.dtype.isComplex ? Arithmetic.root2 : 1
    func outer(_ x: Bounded) -> [Double] { zip(x.wide.moduli, x.radii).map { $0 + $1 * factor } }
    switch operation {
    case .add where type.dtype.isFloat || type.dtype.isComplex,
      .subtract where type.dtype.isFloat || type.dtype.isComplex:
      let value = try run(input.wide, update.wide, type.widest)
      let moved = try adding(tensor(input, input.radii), tensor(update, update.radii), plain)
        .doubles
      let sums = try adding(tensor(input, outer(input)), tensor(update, outer(update)), plain)
        .doubles
      let terms = try adding(
        tensor(input, input.radii.map { _ in 1 }), tensor(update, update.radii.map { _ in 1 }),
        plain)
      var grid: Int?
      if input.isExact, update.isExact, !type.dtype.isComplex {
        grid = min(Grid.exponent(input.numbers), Grid.exponent(update.numbers))
      }
      // What no update reaches is left as it is.
      let result = summed(
        type, value, moved, sums: sums, terms: terms.doubles,
        accumulator: type.dtype.realPart == .f64 ? .f64 : .f32,
        isComplex: type.dtype.isComplex, grid: grid)
      let counts = terms.doubles
      let plainRadii = input.radii
      return Bounded(
        type, result.wide,
        radii: result.radii.indices.map { counts[$0] == 1 ? plainRadii[$0] : result.radii[$0] })
    case .maximum where type.dtype.isFloat, .minimum where type.dtype.isFloat:
      func ends(_ x: Bounded, _ sign: Double) -> HostTensor {
        tensor(
          x,
          zip(x.numbers, x.radii).map { c, r in
            r == 0 ? c : sign < 0 ? (c - r).nextDown : (c + r).nextUp
          })
      }
      let centre = try run(input.wide, update.wide, plain).doubles
      let low = try run(ends(input, -1), ends(update, -1), plain).doubles
      let high = try run(ends(input, 1), ends(update, 1), plain).doubles
      return Bounded(
        type, centre,
        centre.indices.map {
          max(Bounded.distance(high[$0], centre[$0]).up, Bounded.distance(centre[$0], low[$0]).up)
        })
    case .multiply where type.dtype.isFloat:
      let value = try run(input.wide, update.wide, plain).doubles
      let inner = try run(
        tensor(input, input.wide.moduli), tensor(update, update.wide.moduli), plain
      ).doubles
      let outside = try run(tensor(input, outer(input)), tensor(update, outer(update)), plain)
        .doubles
      let terms = try adding(
        tensor(input, input.radii.map { _ in 0 }), tensor(update, update.radii.map { _ in 1 }),
        plain
      )
      .doubles
      let unit = Bounds.unit(type.dtype == .f64 ? .f64 : .f32)
      return Bounded(
        type, value,
        value.indices.map { i in
          if terms[i] == 0 { return input.radii[i] }
          let moved =
            outside[i] - inner[i] + Bounds.gamma(terms[i] + 1, Bounds.unit(.f64)) * outside[i]
          let local = Bounds.gamma(terms[i], unit) * outside[i]
          return moved + local + Bounds.halfUlp(outside[i], type.dtype)
        })
    default:
      guard input.isExact, update.isExact else {
        throw PropagationError.noRule("scatter", "\(operation.name) of what is not exact")
      }
      return Bounded(exact: try run(input.own, update.own, type))
    }
  }

  /// Values sent to the element that each window selects, and added there.
  func scattered(
    _ scatter: SelectAndScatter, _ x: [Bounded], _ type: TensorType
  ) throws -> Bounded {
    let captures = Array(x.prefix(scatter.captureCount))
    let (operand, source) = (x[captures.count], x[captures.count + 1])
    let initial = x[captures.count + 2]
    guard Reduction.monoids(in: scatter.scatter, captureCount: captures.count) == [.add],
      type.dtype.isFloat
    else { throw PropagationError.noRule(scatter.name, "a body other than addition") }
    let shape = operand.type
    var windows = WindowPositions(
      scatter.windows(shape.rank), shape.shape, shape.strides, counts: source.type.shape)
    var sent = [[Int]](repeating: [], count: shape.count)
    var doubt = [Double](repeating: 0, count: shape.count)
    var positions: [Int] = []
    for from in 0..<source.type.count {
      windows.next(&positions)
      let inside = positions.filter { $0 >= 0 }
      guard let first = inside.first else { continue }
      var selected = first
      // Whatever any comparison leaves open may be selected as well.
      var candidates: Set<Int> = []
      for position in inside.dropFirst() {
        let answer = try run(
          scatter.select,
          captures + [operand.picking([], [selected]), operand.picking([], [position])])[0]
        if !answer.isExact { candidates.formUnion([selected, position]) }
        if !answer.value.booleans[0] { selected = position }
      }
      sent[selected].append(from)
      if !candidates.isEmpty {
        // A candidate that lost against a later element for certain is none; the rest stay.
        let size = abs(source.numbers[from]) + source.radii[from]
        candidates.insert(selected)
        for candidate in candidates { doubt[candidate] += size }
      }
    }
    let body = Block.combining(by: .add, type.dtype)
    let sums = try grouped(body, source, initial, sent, type)
    return Bounded(type, sums.wide, radii: zip(sums.radii, doubt).map { $0 + $1 })
  }
}
