/// `x` with `updates` worked into it by `combine`, at the places that `indices` name.
///
/// `combine` gets what is there and the update, both scalars, and gives what is there next; without
/// it the update replaces what is there. Updates are worked in one after the other: window by
/// window in the order of the indices. A window that does not fit is dealt with as `mode` says.
///
/// Shape: `x.shape`. Specification: `scatter`.
public func scatter(
  _ x: Tensor, _ indices: Tensor, _ updates: Tensor, _ dimensions: ScatterDimensionNumbers,
  indicesAreSorted: Bool = false, uniqueIndices: Bool = false, mode: OutOfRange = .fillOrDrop,
  _ combine: (Tensor, Tensor) throws -> Tensor = { $1 }
) -> Tensor {
  let scalar = TensorType(x.dtype)
  let types = [x.type, indices.type, updates.type]
  do {
    let region = try Region(TraceOrigin(transformation: "scatter"), [scalar, scalar]) {
      [try combine($0[0], $0[1])]
    }
    let operation = Scatter(
      dimensions, body: region.block, captureCount: region.captured.count,
      indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices)
    let types = region.captured.map(\.type) + types
    var indices = indices
    // What the type rule rejects goes to `bind` as it is, which says so.
    if !indices.isInvalid, (try? operation.resultTypes(types)) != nil {
      indices = dimensions.prepared(indices, x.type, updates.type, mode)
    }
    return bind(operation, region.captured + [x, indices, updates])[0]
  } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(TensorError("scatter", "", types, "\(error)"))
  }
  return .invalid
}

extension ScatterDimensionNumbers {
  /// The indices with which the operation, which leaves out element by element, does as `mode` says.
  fileprivate func prepared(
    _ indices: Tensor, _ input: TensorType, _ updates: TensorType, _ mode: OutOfRange
  ) -> Tensor {
    var window = [Int](repeating: 1, count: input.rank)
    for (i, axis) in zip(updateWindowDims, windowAxes(input.rank)) {
      window[axis] = updates.shape[i]
    }
    let axes = scatterDimsToOperandDims
    let ranges = IndexRanges(
      limits: axes.map { input.shape[$0] - window[$0] }, vectorDim: indexVectorDim)
    switch mode {
    case .clip: return ranges.clipped(indices)
    case .promiseInBounds: return indices
    case .fillOrDrop:
      // A window of one element is in or out as a whole anyway.
      if axes.allSatisfy({ window[$0] == 1 }) { return indices }
      return ranges.moved(indices, to: axes.map { input.shape[$0] })
    }
  }
}

package struct Scatter: Primitive {
  package static let names = ["stablehlo.scatter"]
  package let dimensions: ScatterDimensionNumbers
  package let body: Block
  package let captureCount: Int
  /// Promises of the program that no rule of the reference relies on.
  package let indicesAreSorted: Bool
  package let uniqueIndices: Bool

  package init(
    _ dimensions: ScatterDimensionNumbers, body: Block, captureCount: Int = 0,
    indicesAreSorted: Bool = false, uniqueIndices: Bool = false
  ) {
    self.dimensions = dimensions
    self.body = body
    self.captureCount = captureCount
    self.indicesAreSorted = indicesAreSorted
    self.uniqueIndices = uniqueIndices
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    var structure = try source.structure("scatter_dimension_numbers")
    dimensions = try ScatterDimensionNumbers(&structure)
    body = source.regions[0]
    captureCount = source.captureCount
    indicesAreSorted = try source.flag("indices_are_sorted")
    uniqueIndices = try source.flag("unique_indices")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("indices_are_sorted", .bool(indicesAreSorted)),
      NamedAttribute("scatter_dimension_numbers", dimensions.attribute),
      NamedAttribute("unique_indices", .bool(uniqueIndices)),
    ]
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C25" }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let count = types.count
    let inputs = x.dropFirst(captureCount).prefix(count)
    let indices = x[captureCount + count]
    // Both are converted first: the body may hold a wider dtype than the inputs.
    var results = zip(inputs, types).map { $0.converted(to: $1.dtype) }
    let values = zip(x.suffix(count), types).map { windowByWindow($0.converted(to: $1.dtype)) }
    let positions = positions(of: values[0].type, indices, in: types[0])

    let arguments = body.parameters.indices.dropFirst(captureCount)
    if body.equations.isEmpty, body.results == Array(arguments.suffix(count)) {
      for i in results.indices { results[i].replace(at: positions, by: values[i]) }
      return results
    }
    if count == 1, captureCount == 0, let operation = body.soleOperation as? Binary,
      let result = operation.working(values[0], into: results[0], at: positions)
    {
      return [result]
    }
    for (i, position) in positions.enumerated() where position >= 0 {
      let present = results.map { $0.scalar(at: position) }
      let next = try context.run(body, captures + present + values.map { $0.scalar(at: i) })
      for (j, value) in next.enumerated() { results[j].replace(at: position, by: value) }
    }
    return results
  }
}

extension Scatter {
  /// The updates with the axes that run over the windows first, those within a window last: in
  /// row-major order this is the order in which they are worked in.
  private func windowByWindow(_ updates: HostTensor) -> HostTensor {
    let type = updates.type
    let order = dimensions.scatterDims(type.rank) + dimensions.updateWindowDims
    if order == Array(0..<type.rank) { return updates }
    let target = type.with(shape: order.map { type.shape[$0] })
    return updates.picking(target, at: Strided(strides: order.map { type.strides[$0] }))
  }

  /// Where in the result each element of the updates goes, these being in order window by window;
  /// -1 where that is outside.
  func positions(
    of updates: TensorType, _ indices: HostTensor, in result: TensorType
  ) -> [Int] {
    if updates.count == 0 { return [] }
    let vectorDim = dimensions.indexVectorDim
    let batchAxes = indices.shape.indices.filter { $0 != vectorDim }
    var indexStrides = [Int](repeating: 0, count: updates.rank)
    for (i, axis) in batchAxes.enumerated() { indexStrides[i] = indices.type.strides[axis] }
    let componentStride = vectorDim < indices.type.rank ? indices.type.strides[vectorDim] : 0

    // Each coordinate in the result is the sum of at most a component of the index vector and the
    // index along one axis of the updates.
    var component = [Int](repeating: -1, count: result.rank)
    for (i, axis) in dimensions.scatterDimsToOperandDims.enumerated() {
      component[axis] = i * componentStride
    }
    var counted = [Int](repeating: -1, count: result.rank)
    for (i, axis) in dimensions.windowAxes(result.rank).enumerated() {
      counted[axis] = batchAxes.count + i
    }
    let batching = zip(dimensions.inputBatchingDims, dimensions.scatterIndicesBatchingDims)
    for (axis, indicesAxis) in batching {
      counted[axis] = indicesAxis - (indicesAxis > vectorDim ? 1 : 0)
    }

    let starts = indices.integers
    let strides = result.strides
    var inIndices = StridedPositions(updates.shape, Strided(strides: indexStrides))
    var counter = IndexCounter(updates.shape)
    var positions = [Int](repeating: -1, count: updates.count)
    element: for i in positions.indices {
      defer {
        inIndices.advance()
        counter.advance()
      }
      var position = 0
      for axis in strides.indices {
        var coordinate = 0
        if component[axis] >= 0 { coordinate = starts[inIndices.position + component[axis]] }
        // A sum too large wraps to a negative number, which is outside as well.
        if counted[axis] >= 0 { coordinate &+= counter.index[counted[axis]] }
        if coordinate < 0 || coordinate >= result.shape[axis] { continue element }
        position += coordinate * strides[axis]
      }
      positions[i] = position
    }
    return positions
  }
}

extension HostTensor {
  fileprivate mutating func replace(at positions: [Int], by values: HostTensor) {
    let width = dtype.byteWidth
    withMutableBytes { target in
      values.withBytes { source in
        for (i, position) in positions.enumerated() where position >= 0 {
          for byte in 0..<width { target[position * width + byte] = source[i * width + byte] }
        }
      }
    }
  }

  fileprivate mutating func replace(at position: Int, by scalar: HostTensor) {
    let width = dtype.byteWidth
    withMutableBytes { target in
      scalar.withBytes { source in
        for byte in 0..<width { target[position * width + byte] = source[byte] }
      }
    }
  }
}

extension Binary {
  /// `input` with each update worked in by this operation, rounded every time as a body would, or
  /// `nil` if this takes no elements of that family.
  fileprivate func working(
    _ updates: HostTensor, into input: HostTensor, at positions: [Int]
  ) -> HostTensor? {
    func fold<T>(_ start: [T], _ updates: [T], _ combine: (T, T) -> T) -> [T] {
      var result = start
      for (i, position) in positions.enumerated() where position >= 0 {
        result[position] = combine(result[position], updates[i])
      }
      return result
    }
    let type = input.type
    let width = type.dtype.bitWidth
    let unused = 64 - width
    let format = type.dtype.realPart.floatFormat ?? FloatFormat(11, 52)
    func round(_ x: Double) -> Double {
      switch width {
      case 64: x
      case 32: Double(Float(x))
      default: format.decode(format.encode(x))
      }
    }
    switch (input.wide, updates.wide) {
    case (.float(let x), .float(let u)):
      guard let combine = row.float else { return nil }
      return HostTensor(type, doubles: fold(x, u) { round(combine($0, $1, format)) })
    case (.signed(let x), .signed(let u)):
      guard let combine = row.signed else { return nil }
      let result = fold(x, u) { (combine($0, $1, width) << unused) >> unused }
      return HostTensor(type, signed: result)
    case (.unsigned(let x), .unsigned(let u)):
      guard let combine = row.unsigned else { return nil }
      let result = fold(x, u) { (combine($0, $1, width) << unused) >> unused }
      return HostTensor(type, unsigned: result)
    case (.boolean(let x), .boolean(let u)):
      guard let combine = row.boolean else { return nil }
      return HostTensor(type, booleans: fold(x, u, combine))
    case (.complex(let x), .complex(let u)):
      guard let combine = row.complex else { return nil }
      let isSingle = type.dtype == .complex64
      let result = fold(x, u) { a, b -> WideComplex in
        let y = combine(a, b, format)
        if !isSingle { return y }
        return WideComplex(Double(Float(y.real)), Double(Float(y.imaginary)))
      }
      return HostTensor(type, complexes: result)
    default: return nil
    }
  }
}

extension Block {
  /// The body that puts the update in place of what is there.
  static func replacing(_ dtype: DType) -> Block {
    let scalar = TensorType(dtype)
    return BlockBuilder(parameters: [scalar, scalar]).block(returning: [1])
  }
}
