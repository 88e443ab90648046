extension SelectAndScatter {
  init(_ windows: [Window], select: Block, scatter: Block, captureCount: Int = 0) {
    self.init(
      windowDimensions: windows.map(\.size), windowStrides: windows.map(\.stride),
      padding: windows.map { [$0.low, $0.high] }, select: select, scatter: scatter,
      captureCount: captureCount)
  }

  private var isSum: Bool {
    if case .monoid(.add) = scatter.reducing(captureCount)[0] { true } else { false }
  }

  /// The operation that finds what each window over an operand of `rank` selects.
  private func gather(_ rank: Int) -> SelectAndGather {
    SelectAndGather(windows(rank), select: select, captureCount: captureCount)
  }

  /// The same by a scatter to the positions selected.
  private func composed(_ x: [Tensor]) throws -> [Tensor] {
    let type = try resultTypes(x.map(\.type))[0]
    let captured = Array(x.prefix(captureCount))
    let (operand, source) = (x[captureCount], x[captureCount + 1])
    let start = broadcast(
      x[captureCount + 2].converted(to: type.dtype), to: [type.count], axes: [])
    if type.count == 0 || source.type.count == 0 { return [reshape(start, type.shape)] }
    let positions = try gather(operand.rank).positions(captured + [operand])
    let line = [source.type.count]
    let scattered = try apply(
      Scatter(Positions.scattering, body: scatter, captureCount: captureCount),
      captured + [
        start, reshape(positions, line), reshape(source.converted(to: type.dtype), line),
      ])
    return [reshape(scattered[0], type.shape)]
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let values = try apply(self, x)
    guard isSum else { return (values, try differentiating(x, dx, composed).tangents) }
    let places = captureCount + 1...captureCount + 2
    guard places.contains(where: { dx[$0] != nil }) else { return (values, [nil]) }
    var operands = x
    for place in places { operands[place] = dx[place] ?? .zeros(like: x[place]) }
    return (values, try apply(self, operands))
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let (source, initial) = (captureCount + 1, captureCount + 2)
    let known = x.prefix(source).compactMap(\.known)
    guard isSum, known.count == source else { throw notTransposable(x) }
    var back = [Tensor?](repeating: nil, count: x.count)
    guard let ct = ct[0] else { return back }
    if x[source].isLinear {
      back[source] = try apply(gather(ct.rank), known + [ct])[0]
        .converted(to: x[source].type.dtype)
    }
    if x[initial].isLinear {
      back[initial] = ct.summed(Array(0..<ct.rank)).converted(to: x[initial].type.dtype)
    }
    return back
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let (operand, source, initial) = (captureCount, captureCount + 1, captureCount + 2)
    if axes[initial] != nil || axes.prefix(captureCount).contains(where: { $0 != nil }) {
      if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
      return try batching(x, axes, axis, composed)
    }
    guard let place = axes.compactMap({ $0 }).first else { return (try apply(self, x), [nil]) }
    var operands = x
    for i in [operand, source] {
      operands[i] = x[i].withBatchAxis(axes[i], at: place, axis.size)
    }
    let rank = operands[operand].rank - 1
    let batched = SelectAndScatter(
      windows(rank).inserting(Window(size: 1), at: place), select: select, scatter: scatter,
      captureCount: captureCount)
    return (try apply(batched, operands), [place])
  }
}
