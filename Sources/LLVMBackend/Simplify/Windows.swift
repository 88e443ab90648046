import Touchstone

extension Block {
  /// The block with small windows, as pooling has them, written out as operations on slices, so that
  /// loops are fused and run in vectors.
  func withPlainWindows() throws(TensorError) -> Block {
    let isAny = equations.contains {
      $0.operation is ReduceWindow || $0.operation is SelectAndScatter
    }
    guard isAny else { return self }
    var writer = WindowWriter(builder: BlockBuilder(parameters: parameters))
    var numbers = Array(parameters.indices)
    numbers.reserveCapacity(valueTypes.count)
    for equation in equations {
      let operands = equation.operands.map { numbers[$0] }
      if let reduce = equation.operation as? ReduceWindow,
        let result = try writer.reduced(reduce, operands)
      {
        numbers.append(result)
      } else if let select = equation.operation as? SelectAndScatter,
        let result = try writer.scattered(select, operands)
      {
        numbers.append(result)
      } else {
        numbers += try writer.builder.append(
          equation.operation, operands, annotations: equation.annotations)
      }
    }
    return writer.builder.block(returning: results.map { numbers[$0] })
  }
}

/// Writes windows as operations on one slice for each place in a window.
private struct WindowWriter {
  var builder: BlockBuilder
  /// A window of more places is left to the kernel that walks through it.
  private static let mostTaps = 16
  /// Elements that lie side by side and have the same windows; fewer are not worth a vector.
  private static let leastInner = 8

  init(builder: BlockBuilder) { self.builder = builder }

  mutating func add(
    _ operation: any Primitive, _ operands: Int...
  ) throws(TensorError) -> Int { try builder.append(operation, operands).lowerBound }

  /// Whether slices pay: few places in a window, none along the innermost dimension, no holes.
  private func areSmall(_ windows: [Window], _ type: TensorType) -> Bool {
    let taps = windows.reduce(1) { min($0 * max($1.size, 0), 1 << 20) }
    return (2...Self.mostTaps).contains(taps) && windows.last?.isPlain == true
      && (type.shape.last ?? 0) >= Self.leastInner && type.count < 1 << 31
      && windows.allSatisfy { $0.baseDilation == 1 && $0.dilation == 1 && $0.size > 0 }
      && (type.dtype == .f32 || type.dtype == .f64)
  }

  /// The elements of `x` at each place in the windows, in the order in which they are visited.
  private mutating func slices(
    _ x: Int, _ windows: [Window], _ counts: [Int]
  ) throws(TensorError) -> [Int] {
    var starts: [[Int]] = [[]]
    for window in windows { starts = starts.flatMap { s in (0..<window.size).map { s + [$0] } } }
    var slices: [Int] = []
    for start in starts {
      let limit = windows.indices.map { start[$0] + (counts[$0] - 1) * windows[$0].stride + 1 }
      slices.append(try add(Slice(start, limit, windows.map(\.stride)), x))
    }
    return slices
  }

  /// `value`, a scalar, everywhere.
  private mutating func spread(_ value: Int, _ type: TensorType) throws(TensorError) -> Int {
    try add(BroadcastInDim(type, axes: []), value)
  }

  mutating func reduced(_ reduce: ReduceWindow, _ operands: [Int]) throws(TensorError) -> Int? {
    guard reduce.captureCount == 0, operands.count == 2,
      let operation = Reduction.monoids(in: reduce.body, captureCount: 0)?.first
    else { return nil }
    let (windows, type) = (reduce.windows, builder.valueTypes[operands[0]])
    let result = try reduce.resultTypes(operands.map { builder.valueTypes[$0] })[0]
    let isPadded = windows.contains { $0.low != 0 || $0.high != 0 }
    // The start may take part again where that changes nothing.
    let isIdempotent = operation == .maximum || operation == .minimum
    guard areSmall(windows, type), result.count > 0, result.dtype == type.dtype,
      !isPadded || isIdempotent, windows.allSatisfy({ $0.low >= 0 && $0.high >= 0 })
    else { return nil }
    let wide = zip(windows, type.shape).reduce(1.0) {
      $0 * (Double($1.1) + Double($1.0.low) + Double($1.0.high))
    }
    guard wide < 0x1p31 else { return nil }
    var source = operands[0]
    if isPadded {
      let pad = Pad(
        low: windows.map(\.low), high: windows.map(\.high), interior: windows.map { _ in 0 })
      source = try add(pad, source, operands[1])
    }
    var folded = try spread(operands[1], result)
    for slice in try slices(source, windows, result.shape) {
      folded = try add(operation, folded, slice)
    }
    return folded
  }

  mutating func scattered(
    _ operation: SelectAndScatter, _ operands: [Int]
  ) throws(TensorError) -> Int? {
    guard operation.captureCount == 0, operands.count == 3,
      let compare = operation.select.soleOperation as? Compare, compare.kind != .totalOrder,
      Reduction.monoids(in: operation.scatter, captureCount: 0)?.first == .add,
      [.greaterOrEqual, .greater, .lessOrEqual, .less].contains(compare.direction)
    else { return nil }
    let (type, source) = (builder.valueTypes[operands[0]], builder.valueTypes[operands[1]])
    let windows = operation.windows(type.rank)
    // Windows side by side: each element is in exactly one.
    let areApart = windows.indices.allSatisfy { d in
      windows[d].size == windows[d].stride && windows[d].low == 0 && windows[d].high == 0
        && source.shape[d] * windows[d].size == type.shape[d]
    }
    guard areSmall(windows, type), areApart, source.dtype == type.dtype else { return nil }
    let taps = try slices(operands[0], windows, source.shape)
    let places = source.with(.i8)
    var best = taps[0]
    var place = try spread(try number(0), places)
    for (i, slice) in taps.enumerated().dropFirst() {
      let isKept = try add(compare, best, slice)
      best = try add(Select(), isKept, best, slice)
      place = try add(Select(), isKept, place, try spread(try number(i), places))
    }
    let isSelected = try add(
      Compare(.equal, .signed), try expanded(place, windows, type), try tapNumbers(windows, type))
    let start = try spread(operands[2], type)
    let sum = try add(Binary.add, start, try expanded(operands[1], windows, type))
    return try add(Select(), isSelected, sum, start)
  }

  private mutating func number(_ value: Int) throws(TensorError) -> Int {
    try add(Constant(HostTensor(TensorType(.i8), signed: [Int64(value)])))
  }

  /// The sizes with a dimension for the places in a window after each that windows move along.
  private func split(_ windows: [Window], _ type: TensorType) -> (shape: [Int], taps: [Int]) {
    var (shape, taps): ([Int], [Int]) = ([], [])
    for (window, size) in zip(windows, type.shape) {
      shape.append(size / window.size)
      if window.size > 1 {
        taps.append(shape.count)
        shape.append(window.size)
      }
    }
    return (shape, taps)
  }

  /// What each window has, at all its elements.
  private mutating func expanded(
    _ x: Int, _ windows: [Window], _ type: TensorType
  ) throws(TensorError) -> Int {
    let (shape, taps) = split(windows, type)
    let own = builder.valueTypes[x]
    let axes = shape.indices.filter { !taps.contains($0) }
    let wide = try add(BroadcastInDim(own.with(shape: shape), axes: axes), x)
    return try add(Reshape(own.with(shape: type.shape)), wide)
  }

  /// The place of each element in its window.
  private mutating func tapNumbers(_ windows: [Window], _ type: TensorType) throws(TensorError)
    -> Int
  {
    let (shape, taps) = split(windows, type)
    let wide = TensorType(.i8, shape)
    var total: Int?
    var factor = 1
    for axis in taps.reversed() {
      let scale = try spread(try number(factor), wide)
      let part = try add(Binary.multiply, try add(Iota(wide, axis: axis)), scale)
      if let sum = total { total = try add(Binary.add, sum, part) } else { total = part }
      factor *= shape[axis]
    }
    guard let total else { preconditionFailure("a window of several places has a dimension") }
    return try add(Reshape(type.with(.i8)), total)
  }
}

extension Window {
  /// Whether it takes in just the element it is at.
  fileprivate var isPlain: Bool { size == 1 && stride == 1 && low == 0 && high == 0 }
}
