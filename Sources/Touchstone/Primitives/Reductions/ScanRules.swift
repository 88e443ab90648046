private let origin = TraceOrigin(transformation: "scan")

extension Scan {
  /// The operands by what they are: captured, inputs, carried.
  private func parts<T>(_ x: [T], _ types: [TensorType]) -> (
    captured: [T], inputs: [T], carried: [T]
  ) {
    let arguments = x.dropFirst(captureCount)
    let count = inputCount(types.dropFirst(captureCount))
    return (
      Array(x.prefix(captureCount)), Array(arguments.prefix(count)),
      Array(arguments.dropFirst(count))
    )
  }

  /// The operands and results with the scanned axis first, as the rules below have it.
  private func withAxisFirst<R>(
    _ x: [Tensor], _ run: (Scan, [Tensor]) throws -> R
  ) rethrows -> R {
    var scan = self
    scan.dimension = 0
    let (captured, inputs, carried) = parts(x, x.map(\.type))
    return try run(scan, captured + inputs.map { $0.movingAxis(dimension, to: 0) } + carried)
  }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let types = x.map(\.type)
    let (captured, inputs, carried) = parts(x, types)
    if dimension != 0 {
      let (dCaptured, dInputs, dCarried) = parts(dx, types)
      let outputCount = body.results.count - carried.count
      let (values, tangents) = try withAxisFirst(x) { scan, x in
        try scan.differentiate(
          x, dCaptured + dInputs.map { $0?.movingAxis(dimension, to: 0) } + dCarried)
      }
      return (
        values.enumerated().map { $0 < outputCount ? $1.movingAxis(0, to: dimension) : $1 },
        tangents.enumerated().map { $0 < outputCount ? $1?.movingAxis(0, to: dimension) : $1 }
      )
    }
    // The least set of carried values with tangents that a step respects.
    var active = dx.map { $0 != nil }
    let outputCount = body.results.count - carried.count
    let firstCarried = x.count - carried.count
    var required = [Bool](repeating: false, count: body.results.count)
    var part = try Linearization(body, active: active)
    while true {
      var grew = false
      for i in carried.indices {
        if part.activeResults[outputCount + i], !active[firstCarried + i] {
          active[firstCarried + i] = true
          grew = true
        }
        required[outputCount + i] = active[firstCarried + i]
      }
      part = try Linearization(body, active: active, required: required)
      if !grew { break }
    }
    let length = inputs[0].shape[0]

    // The first scan also stacks what the linear one needs of each step.
    var stackedCarries: [Int] = []
    for case .parameter(let number) in part.residuals where number >= firstCarried {
      if !stackedCarries.contains(number) { stackedCarries.append(number) }
    }
    let inputRange = captureCount..<firstCarried
    let results = try Loops.scan(
      inputs, length: length, isReverse: isReverse, carrying: carried, origin
    ) { values in
      let own = try part.primal(part.captured + captured + values)
      let further = own.dropFirst(body.results.count)
      let kept = stackedCarries.map { values[$0 - captureCount] }
      return own.prefix(outputCount) + further + kept
        + own[outputCount..<body.results.count]
    }
    let furtherCount = part.primal.results.count - body.results.count
    let further = Array(results[outputCount..<outputCount + furtherCount])
    let keptStart = outputCount + furtherCount
    let kept = Array(results[keptStart..<keptStart + stackedCarries.count])
    let values = Array(results.prefix(outputCount) + results.suffix(carried.count))
    guard part.activeResults.contains(true) else { return (values, values.map { _ in nil }) }

    // The linear scan reads them.
    var stacked: [Tensor] = []
    let sources = part.residuals.map { residual -> (isStacked: Bool, tensor: Tensor) in
      switch residual {
      case .parameter(let number) where number < captureCount: (false, x[number])
      case .parameter(let number) where inputRange.contains(number): (true, x[number])
      case .parameter(let number): (true, kept[stackedCarries.firstIndex(of: number) ?? 0])
      case .result(let number): (true, further[number])
      }
    }
    for source in sources where source.isStacked { stacked.append(source.tensor) }
    let inputTangents = inputRange.compactMap { dx[$0] }
    let carriedTangents = (firstCarried..<x.count).filter { active[$0] }
      .map { dx[$0] ?? .zeros(like: x[$0]) }
    let capturedTangents = dx.prefix(captureCount).compactMap { $0 }
    let linear = try Loops.scan(
      stacked + inputTangents, length: length, isReverse: isReverse, carrying: carriedTangents,
      origin
    ) { values in
      var slices = values.makeIterator()
      let residuals = sources.map { $0.isStacked ? slices.next() ?? .invalid : $0.tensor }
      return try part.tangent(
        part.linearCaptured + residuals + capturedTangents
          + values.dropFirst(stacked.count))
    }
    var tangents = linear.makeIterator()
    return (values, part.activeResults.map { $0 ? tangents.next() : nil })
  }

  /// The body's transpose, run backward; the cotangents of captured operands are carried along.
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let types = x.map(\.type)
    let firstCarried =
      x.count - (types.count - captureCount - inputCount(types.dropFirst(captureCount)))
    guard dimension == 0 else { return try transposeWithAxisFirst(ct, x, firstCarried) }
    let carriedCount = x.count - firstCarried
    let outputCount = body.results.count - carriedCount
    let length = types[captureCount].shape[0]
    let linearCaptured = (0..<captureCount).filter { x[$0].isLinear }
    let inputRange = captureCount..<firstCarried
    let knownInputs = inputRange.filter { !x[$0].isLinear }
    let linearInputs = inputRange.filter { x[$0].isLinear }
    for i in firstCarried..<x.count where !types[i].dtype.isDifferentiable {
      throw notTransposable(x)
    }
    let resultTypes = try self.resultTypes(types)
    let outputs = (0..<outputCount).filter { ct[$0] != nil }
    let inputs = knownInputs.compactMap { x[$0].known } + outputs.compactMap { ct[$0] }
    let zeros = linearCaptured.map { Tensor.full(types[$0], 0) }
    let last = (outputCount..<body.results.count).map { ct[$0] ?? .full(resultTypes[$0], 0) }
    let back = try Loops.scan(
      inputs, length: length, isReverse: !isReverse, carrying: zeros + last, origin
    ) { values in
      var rest = values[...]
      func take(_ count: Int) -> [Tensor] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      var known = x.map(\.known)
      for i in inputRange.lowerBound..<x.count { known[i] = nil }
      for (i, slice) in zip(knownInputs, take(knownInputs.count)) { known[i] = slice }
      var cotangents = [Tensor?](repeating: nil, count: body.results.count)
      for (i, slice) in zip(outputs, take(outputs.count)) { cotangents[i] = slice }
      let sums = take(linearCaptured.count)
      for (i, carried) in take(carriedCount).enumerated() { cotangents[outputCount + i] = carried }
      let own = try body.transposed(known, cotangents)
      let slices = linearInputs.map { own[$0] ?? .full(types[$0].removing(0), 0) }
      let totals = zip(linearCaptured, sums).map { i, total in sum(total, own[i]) ?? total }
      let carried = (firstCarried..<x.count).map { own[$0] ?? .full(types[$0], 0) }
      return slices + totals + carried
    }
    var cotangents = [Tensor?](repeating: nil, count: x.count)
    let places = linearInputs + linearCaptured + Array(firstCarried..<x.count)
    for (place, ct) in zip(places, back) where x[place].isLinear { cotangents[place] = ct }
    return cotangents
  }

  private func transposeWithAxisFirst(
    _ ct: [Tensor?], _ x: [LinearOperand], _ firstCarried: Int
  ) throws -> [Tensor?] {
    var scan = self
    scan.dimension = 0
    let inputs = captureCount..<firstCarried
    let outputCount = body.results.count - (x.count - firstCarried)
    let operands = x.enumerated().map { i, x -> LinearOperand in
      guard inputs.contains(i) else { return x }
      switch x {
      case .known(let value): return .known(value.movingAxis(dimension, to: 0))
      case .linear(let type):
        return .linear(type.removing(dimension).inserting(type.shape[dimension], at: 0))
      }
    }
    let back = try scan.transpose(
      ct.enumerated().map { $0 < outputCount ? $1?.movingAxis(dimension, to: 0) : $1 }, operands)
    return back.enumerated().map { inputs.contains($0) ? $1?.movingAxis(0, to: dimension) : $1 }
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let types = zip(x, axes).map { x, axis in axis.map { x.type.removing($0) } ?? x.type }
    let (captured, inputs, carried) = parts(x, types)
    let (captureAxes, inputAxes, carriedAxes) = parts(axes, types)
    let outputCount = body.results.count - carried.count
    // Inputs get the scanned axis first and the batch axis behind it.
    let aligned = zip(inputs, inputAxes).map { input, axis -> Tensor in
      guard let axis else { return input.movingAxis(dimension, to: 0) }
      return input.movingAxis(axis, to: 0).movingAxis(dimension + 1, to: 0)
    }
    let length = aligned[0].shape[0]
    var isBatched = carriedAxes.map { $0 != nil }
    var outputIsBatched = [Bool](repeating: false, count: outputCount)
    func places() -> [Int?] {
      captureAxes + inputAxes.map { $0 == nil ? nil : 0 } + isBatched.map { $0 ? 0 : nil }
    }
    while true {
      let before = isBatched
      let start = zip(carried, zip(carriedAxes, isBatched)).map {
        $1.1 ? $0.withBatchAxis($1.0, at: 0, axis.size) : $0
      }
      _ = try Region(origin, aligned.map { $0.type.removing(0) } + start.map(\.type)) { values in
        let next = try body.batched(captured + values, places(), axis)
        for i in 0..<outputCount { outputIsBatched[i] = next.axes[i] != nil }
        for i in isBatched.indices where next.axes[outputCount + i] != nil { isBatched[i] = true }
        return []
      }
      if isBatched == before { break }
    }
    let resultIsBatched = outputIsBatched + isBatched
    let start = zip(carried, zip(carriedAxes, isBatched)).map {
      $1.1 ? $0.withBatchAxis($1.0, at: 0, axis.size) : $0
    }
    let results = try Loops.scan(
      aligned, length: length, isReverse: isReverse, carrying: start, origin
    ) { values in
      let next = try body.batched(captured + values, places(), axis)
      return resultIsBatched.indices.map { i in
        resultIsBatched[i]
          ? next.values[i].withBatchAxis(next.axes[i], at: 0, axis.size) : next.values[i]
      }
    }
    let values = results.enumerated().map { i, value -> Tensor in
      if i >= outputCount { return value }
      if !outputIsBatched[i] { return value.movingAxis(0, to: dimension) }
      // Batch axis first, then the scanned axis where it was.
      return value.movingAxis(1, to: 0).movingAxis(1, to: dimension + 1)
    }
    return (values, resultIsBatched.map { $0 ? 0 : nil })
  }
}
