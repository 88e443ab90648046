/// The elements of `source` at the places that each window over `operand`, of the same shape,
/// selects; zero where it selects none.
///
/// This is what `select_and_scatter` transposes to, and it to this. For other systems it is a
/// reduction over windows that finds the places, and a gather.
struct SelectAndGather: Composed, ExpandedElsewhere {
  static let names: [String] = ["touchstone.select_and_gather"]
  let windows: [Window]
  let select: Block
  let captureCount: Int

  init(_ windows: [Window], select: Block, captureCount: Int = 0) {
    self.windows = windows
    self.select = select
    self.captureCount = captureCount
  }
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("select_and_gather cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var regions: [Block] { [select] }
  var derivative: Derivative { .linear(positions: [captureCount + 1]) }
  var promise: Promise { .exact }

  func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(2, x)
    guard x[captureCount].shape == x[captureCount + 1].shape else {
      throw violation("", x, "the operands must have one shape")
    }
    let shape = try windowCounts(windows, x[captureCount].shape, x, "")
    return [x[captureCount + 1].with(shape: shape)]
  }

  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let (operand, source) = (x[captureCount], x[captureCount + 1])
    let keeps = try Comparator(select, Array(x.prefix(captureCount)), [operand], context)
    let positions = try selectedPositions(operand.type, windows, types[0].shape, keeps)
    let outside = source.count
    return [
      source.appending(source.dtype.zero).picking(types[0]) {
        positions[$0] < 0 ? outside : positions[$0]
      }
    ]
  }

  func expand(_ x: [Tensor]) throws -> [Tensor] { try composed(x) }

  func composed(_ x: [Tensor]) throws -> [Tensor] {
    let types = try resultTypes(x.map(\.type))
    let source = x[captureCount + 1]
    let positions = try positions(Array(x.prefix(captureCount + 1)))
    return [Positions.elements(of: source, at: positions, outside: nil) ?? .full(types[0], 0)]
  }

  /// The positions selected; -1 for a window of nothing but padding.
  func positions(_ x: [Tensor]) throws -> Tensor {
    let operand = x[captureCount]
    let all = Positions.all(operand.type)
    let body = try select.selectingPosition(all.dtype, captureCount)
    let results = try apply(
      ReduceWindow(windows, body: body, captureCount: captureCount),
      x + [all, .zero(operand.dtype), Positions.none(operand.type)])
    return results[1]
  }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let tangent = try dx[captureCount + 1].map {
      try apply(self, x.prefix(captureCount + 1) + [$0])[0]
    }
    return (try apply(self, x), [tangent])
  }

  func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let source = captureCount + 1
    guard let ct = ct[0], x[source].isLinear else { return x.map { _ in nil } }
    let known = x.prefix(source).compactMap(\.known)
    guard known.count == source else { throw notTransposable(x) }
    var back = [Tensor?](repeating: nil, count: x.count)
    if windows.contains(where: { $0.dilation > 1 || $0.baseDilation > 1 }) {
      let positions = try positions(known)
      let line = Positions.scattered(ct, at: positions, into: x[source].type)
      back[source] = line
    } else {
      let scatter = SelectAndScatter(
        windows, select: select, scatter: .adding(known.dropLast().map(\.type), ct.dtype),
        captureCount: captureCount)
      back[source] = try apply(scatter, known + [ct, .zero(ct.dtype)])[0]
    }
    return back
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.prefix(captureCount).contains(where: { $0 != nil }) {
      if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
      return try batching(x, axes, axis, composed)
    }
    guard let place = axes.compactMap({ $0 }).first else { return (try apply(self, x), [nil]) }
    let aligned = (captureCount..<x.count).map {
      x[$0].withBatchAxis(axes[$0], at: place, axis.size)
    }
    let batched = SelectAndGather(
      windows.inserting(Window(size: 1), at: place), select: select, captureCount: captureCount)
    return (try apply(batched, x.prefix(captureCount) + aligned), [place])
  }
}

/// For each window over a tensor of `type` the position that it selects: the first, unless `keeps`
/// does not hold of what is selected and a later one; -1 for a window of nothing but padding.
func selectedPositions(
  _ type: TensorType, _ windows: [Window], _ counts: [Int], _ keeps: Comparator
) throws -> [Int] {
  var groups = WindowPositions(windows, type.shape, type.strides, counts: counts)
  var positions: [Int] = []
  return try (0..<counts.reduce(1, *)).map { _ in
    groups.next(&positions)
    var selected = -1
    for position in positions where position >= 0 {
      if try selected < 0 || !keeps(selected, position) { selected = position }
    }
    return selected
  }
}

extension Positions {
  /// Zeros of `type` with each element of `x` added at its position; what has none is left out.
  static func scattered(_ x: Tensor, at positions: Tensor, into type: TensorType) -> Tensor {
    if type.count == 0 || x.type.count == 0 { return .full(type, 0) }
    let scatter = Scatter(Self.scattering, body: .combining(by: .add, x.dtype))
    let line = bind(
      scatter,
      [
        .full(TensorType(x.dtype, [type.count]), 0), reshape(positions, [x.type.count]),
        reshape(x, [x.type.count]),
      ])[0]
    return reshape(line, type.shape)
  }

  /// Updates and positions along one axis each.
  static let scattering = ScatterDimensionNumbers(
    insertedWindowDims: [0], scatterDimsToOperandDims: [0], indexVectorDim: 1)
}

extension Block {
  /// The body that says whether the first of two scalars of `dtype` compares so with the second.
  static func comparing(_ direction: Compare.Direction, _ dtype: DType) -> Block {
    let scalar = TensorType(dtype)
    var builder = BlockBuilder(parameters: [scalar, scalar])
    let results = (try? builder.append(Compare(direction, Compare.Kind(dtype)), [0, 1])) ?? 0..<1
    return builder.block(returning: Array(results))
  }

  /// The body that adds two scalars of `dtype` and has no use for what it captures.
  static func adding(_ captures: [TensorType], _ dtype: DType) -> Block {
    let scalar = TensorType(dtype)
    var builder = BlockBuilder(parameters: captures + [scalar, scalar])
    let results =
      (try? builder.append(Binary.add, [captures.count, captures.count + 1])) ?? 0..<1
    return builder.block(returning: Array(results))
  }

  /// From this body, which says whether one element is kept over another, the one that keeps an
  /// element with its position; a position less than 0 is of no element.
  fileprivate func selectingPosition(_ dtype: DType, _ captureCount: Int) throws -> Block {
    let (element, position) = (parameters[captureCount], TensorType(dtype))
    let captures = Array(parameters.prefix(captureCount))
    var builder = BlockBuilder(parameters: captures + [element, position, element, position])
    let old = (value: captureCount, position: captureCount + 1)
    let new = (value: captureCount + 2, position: captureCount + 3)
    var numbers = Array(0..<captureCount) + [old.value, new.value]
    for equation in equations {
      numbers += try builder.append(equation.operation, equation.operands.map { numbers[$0] })
    }
    let zero = try builder.append(Constant(HostTensor.full(position, 0)), []).lowerBound
    func isNone(_ position: Int) throws -> Int {
      try builder.append(Compare(.less, .signed), [position, zero]).lowerBound
    }
    let isFirst = try isNone(old.position)
    let isOutside = try isNone(new.position)
    let hasOld = try builder.append(Unary.not, [isFirst]).lowerBound
    let isKept = try builder.append(Binary.and, [hasOld, numbers[results[0]]]).lowerBound
    let keeps = try builder.append(Binary.or, [isOutside, isKept]).lowerBound
    let value = try builder.append(Select(), [keeps, old.value, new.value]).lowerBound
    let place = try builder.append(Select(), [keeps, old.position, new.position]).lowerBound
    return builder.block(returning: [value, place])
  }
}
