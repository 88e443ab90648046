extension ReduceWindow {
  /// The operands by what they are, inputs and init values in the dtypes that the body has.
  private func parts(
    _ x: [Tensor]
  ) -> (captured: [Tensor], inputs: [Tensor], initial: [Tensor]) {
    let types = body.resultTypes
    let inputs = x[captureCount..<captureCount + types.count]
    return (
      Array(x.prefix(captureCount)), zip(inputs, types).map { $0.converted(to: $1.dtype) },
      zip(x.suffix(types.count), types).map { $0.converted(to: $1.dtype) }
    )
  }

  /// The same windows with another body.
  private func with(_ body: Block, captureCount: Int = 0) -> ReduceWindow {
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
    let (captured, inputs, initial) = parts(x)
    let kinds = body.reducing(captureCount)
    let dtypes = body.resultTypes.map(\.dtype)
    let count = inputs.count
    let needsElements = zip(kinds, dtypes).contains { kind, dtype in
      guard dtype.isDifferentiable else { return false }
      return switch kind {
      case .general, .monoid(.multiply): true
      default: false
      }
    }
    if needsElements { return (try apply(self, x), try differentiating(x, dx, expanded).tangents) }
    func tangent(_ place: Int, _ dtype: DType) -> Tensor? {
      dtype.isDifferentiable ? dx[place]?.converted(to: dtype) : nil
    }
    let change = dtypes.indices.map { i in
      (
        input: tangent(captureCount + i, dtypes[i]),
        initial: tangent(captureCount + count + i, dtypes[i])
      )
    }
    let isActive = change.map { $0.input != nil || $0.initial != nil }
    let chosen = kinds.indices.compactMap { i -> (Int, (predicate: Int, keepsOnTrue: Bool))? in
      guard isActive[i], case .selection(let predicate, let keepsOnTrue) = kinds[i] else {
        return nil
      }
      return (i, (predicate, keepsOnTrue))
    }
    var values: [Tensor]
    var positions: [Int: Tensor] = [:]
    if chosen.isEmpty {
      values = try apply(self, x)
    } else {
      let type = inputs[0].type
      let all = [Tensor](repeating: Positions.all(type), count: chosen.count)
      let none = [Tensor](repeating: Positions.none(type), count: chosen.count)
      let selecting = with(
        try body.selecting(chosen.map(\.1), none[0].type, captureCount), captureCount: captureCount)
      values = try apply(selecting, captured + inputs + all + initial + none)
      for (i, found) in zip(chosen, values.dropFirst(count)) { positions[i.0] = found }
      values = Array(values.prefix(count))
    }
    let tangents = try kinds.indices.map { i -> Tensor? in
      guard isActive[i] else { return nil }
      let (input, start) = change[i]
      if let positions = positions[i] {
        return Positions.elements(of: input, at: positions, outside: start)
      }
      guard case .monoid(let operation) = kinds[i] else { return nil }
      switch operation {
      case .add:
        let operands = [input ?? .zeros(like: inputs[i]), start ?? .zeros(like: initial[i])]
        return try apply(with(.combining(by: .add, dtypes[i])), operands)[0]
      case .maximum, .minimum:
        return try extremeTangent(
          (inputs[i], input), (initial[i], start), values[i], operation)
      default: return nil
      }
    }
    return (values, tangents)
  }

  /// The tangent of the first element under each window that no other exceeds.
  private func extremeTangent(
    _ x: (value: Tensor, tangent: Tensor?), _ initial: (value: Tensor, tangent: Tensor?),
    _ y: Tensor, _ operation: Binary
  ) throws -> Tensor? {
    let direction: Compare.Direction = operation == .maximum ? .greaterOrEqual : .lessOrEqual
    let select = SelectAndGather(windows, select: .comparing(direction, y.dtype))
    let chosen = try x.tangent.map { try select.chosen([x.value, $0]) }
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
    let count = body.results.count
    var back = [Tensor?](repeating: nil, count: x.count)
    for (i, kind) in body.reducing(captureCount).enumerated() {
      let (input, initial) = (captureCount + i, captureCount + count + i)
      guard let ct = ct[i], x[input].isLinear || x[initial].isLinear else { continue }
      guard case .monoid(.add) = kind else { throw notTransposable(x) }
      let type = x[input].type
      let add = Block.combining(by: .add, ct.dtype)
      if x[input].isLinear, ct.type.count > 0 {
        let transposed = zip(windows, zip(type.shape, ct.shape)).map {
          $0.transposed(input: $1.0, output: $1.1)
        }
        back[input] = try apply(ReduceWindow(transposed, body: add), [ct, .zero(ct.dtype)])[0]
          .converted(to: type.dtype)
      }
      if x[initial].isLinear {
        // Padding repeats the init value.
        let times = try apply(
          with(add), [.full(type.with(ct.dtype), 0), .full(TensorType(ct.dtype), 1)])[0]
        back[initial] = (ct * times).summed(Array(0..<ct.rank))
          .converted(to: x[initial].type.dtype)
      }
    }
    return back
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
