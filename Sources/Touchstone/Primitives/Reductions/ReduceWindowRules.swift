extension ReduceWindow: Reducer {
  func with(_ body: Block, captureCount: Int) -> ReduceWindow {
    ReduceWindow(windows, body: body, captureCount: captureCount)
  }

  /// The same by a reduction over axes along which the elements under each window lie.
  private func expanded(_ x: [Tensor]) throws -> [Tensor] {
    let types = try resultTypes(x.map(\.type))
    if types[0].count == 0 { return types.map { .full($0, 0) } }
    let (captured, inputs, initial) = parts(x)
    var axes: [Int] = []
    let elements = zip(inputs, initial).map { input, outside in
      windows.elements(of: input, outside: outside, &axes)
    }
    let reduce = Reduce(dimensions: axes, body: body, captureCount: captureCount)
    return try apply(reduce, captured + elements + initial)
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let needsElements = hasResult {
      switch $0 {
      case .general, .monoid(.multiply): true
      default: false
      }
    }
    if needsElements { return (try apply(self, x), try differentiating(x, dx, expanded).tangents) }
    return try differentiate(x, dx) { operation, x, initial, y in
      switch operation {
      case .add:
        let add = with(.combining(by: .add, y.dtype), captureCount: 0)
        let operands = [x, initial].map { $0.tangent ?? .zeros(like: $0.value) }
        return try apply(add, operands)[0]
      case .maximum, .minimum: return try extremeTangent(x, initial, y, operation)
      default: return nil
      }
    }
  }

  /// The tangent of the first element under each window that no other exceeds.
  private func extremeTangent(
    _ x: Varying, _ initial: Varying, _ y: Tensor, _ operation: Binary
  ) throws -> Tensor? {
    let direction: Compare.Direction = operation == .maximum ? .greaterOrEqual : .lessOrEqual
    let select = SelectAndGather(windows, select: .comparing(direction, y.dtype))
    let chosen = try x.tangent.map { try apply(select, [x.value, $0])[0] }
    // An init value that changes nothing takes no part.
    let identity = operation.identity(y.dtype)
    if initial.value.knownValue == identity { return chosen }
    let start = broadcast(initial.value, to: y.shape, axes: [])
    let neutral = broadcast(Tensor(identity), to: y.shape, axes: [])
    let isStart = bitwiseAnd(equal(start, y), notEqual(start, neutral))
    let dStart = initial.tangent.map { broadcast($0, to: y.shape, axes: []) } ?? .zeros(like: y)
    return Touchstone.select(isStart, dStart, chosen ?? .zeros(like: y))
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try transposeSum(ct, x) { ct, type in
      if ct.type.count == 0 { return nil }
      let transposed = zip(windows, zip(type.shape, ct.shape)).map {
        $0.transposed(input: $1.0, output: $1.1)
      }
      let add = ReduceWindow(transposed, body: .combining(by: .add, ct.dtype))
      return try apply(add, [ct, .zero(ct.dtype)])[0]
    } initial: { ct, type in
      // Padding repeats the init value.
      let add = with(.combining(by: .add, ct.dtype), captureCount: 0)
      let times = try apply(
        add, [.full(type.with(ct.dtype), 0), .full(TensorType(ct.dtype), 1)])[0]
      return (ct * times).summed(Array(0..<ct.rank))
    }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let count = body.results.count
    let fixed = axes.prefix(captureCount) + axes.suffix(count)
    if fixed.contains(where: { $0 != nil }) {
      if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
      return try batching(x, axes, axis, expanded)
    }
    let inputs = captureCount..<captureCount + count
    guard let place = inputs.compactMap({ axes[$0] }).first else {
      return (try apply(self, x), [Int?](repeating: nil, count: count))
    }
    var operands = x
    for i in inputs { operands[i] = x[i].withBatchAxis(axes[i], at: place, axis.size) }
    let batched = ReduceWindow(
      windows.inserting(Window(size: 1), at: place), body: body, captureCount: captureCount)
    return (try apply(batched, operands), [Int?](repeating: place, count: count))
  }

  init(_ windows: [Window], body: Block, captureCount: Int = 0) {
    self.init(
      windowDimensions: windows.map(\.size), windowStrides: windows.map(\.stride),
      baseDilations: windows.map(\.baseDilation), windowDilations: windows.map(\.dilation),
      padding: windows.map { [$0.low, $0.high] }, body: body, captureCount: captureCount)
  }
}

extension Array {
  /// These elements with a further one at `place`.
  func inserting(_ element: Element, at place: Int) -> [Element] {
    var result = self
    result.insert(element, at: place)
    return result
  }
}

extension Tensor {
  /// The scalar 0 of `dtype`.
  static func zero(_ dtype: DType) -> Tensor { Tensor(dtype.zero) }
}

extension Window {
  /// The window over a result that takes in, for each element, what came of that element: with it a
  /// sum over windows of `input` elements, `output` of them, is transposed.
  func transposed(input: Int, output: Int) -> Window {
    let reach = (size - 1) * dilation + 1
    let spread = (output - 1) * stride + 1
    let length = input == 0 ? 0 : (input - 1) * baseDilation + 1
    let before = reach - 1 - low
    return Window(
      size: size, stride: baseDilation, low: before,
      high: length + reach - 1 - spread - before, baseDilation: stride, dilation: dilation,
      isReversed: !isReversed)
  }
}

extension [Window] {
  /// The elements of `x` that each window takes in, along axes of their own behind those of the
  /// windows; `axes` gets these.
  func elements(of x: Tensor, outside: Tensor, _ axes: inout [Int]) -> Tensor {
    var result = pad(
      x, with: outside, low: map(\.low), high: map(\.high), interior: map { $0.baseDilation - 1 })
    axes = []
    for (axis, window) in enumerated().reversed() where window.size > 1 || window.stride > 1 {
      let length = result.shape[axis]
      let reach = (window.size - 1) * window.dilation
      let count = (length - reach - 1) / window.stride + 1
      let starts = (0..<count).flatMap { number in
        (0..<window.size).map { Int64(number * window.stride + $0 * window.dilation) }
      }
      let indices = Tensor(
        HostTensor(TensorType(.i64, [count, window.size]), signed: starts))
      let numbers = GatherDimensionNumbers(
        offsetDims: (0...result.rank).filter { $0 != axis && $0 != axis + 1 },
        collapsedSliceDims: [axis], startIndexMap: [axis], indexVectorDim: 2)
      let sizes = result.shape.enumerated().map { $0 == axis ? 1 : $1 }
      result = bind(Gather(numbers, sliceSizes: sizes), result, indices)
      axes = [axis + 1] + axes.map { $0 + 1 }
    }
    return result
  }
}
