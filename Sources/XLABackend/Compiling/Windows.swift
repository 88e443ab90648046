import Touchstone

// XLA takes the initial value of a window's reduction for one that changes nothing, and leaves it out
// where it likes. Here it is a value like others, which also stands where padding is.

extension Block {
  /// This block with each `reduce_window` beginning with a value that changes nothing, where there is
  /// one for its body: places that padding adds are filled before, and the initial value is combined in
  /// once after.
  func withNeutralWindows() throws(TensorError) -> Block {
    guard
      equations.contains(where: { $0.operation is ReduceWindow && !isNeutral($0) })
    else { return self }
    var builder = BlockBuilder(parameters: parameters)
    var numbers = Array(parameters.indices)
    for equation in equations {
      let operands = equation.operands.map { numbers[$0] }
      if let window = equation.operation as? ReduceWindow, !isNeutral(equation),
        let combine = window.combination(equation.types)
      {
        numbers.append(try builder.append(window, combine, operands, equation.types[0]))
      } else {
        numbers += try builder.append(equation.operation, operands)
      }
    }
    return builder.block(returning: results.map { numbers[$0] })
  }

  /// Whether the reduction `equation` is known to begin with a value that changes nothing.
  func isNeutral(_ equation: Equation) -> Bool {
    guard let window = equation.operation as? ReduceWindow, equation.operands.count == 2,
      let combine = window.combination(equation.types),
      let maker = equations.first(where: { $0.results.contains(equation.operands[1]) }),
      let value = (maker.operation as? Constant)?.value
    else { return false }
    return combine.neutral(value.dtype).contains(value)
  }
}

extension BlockBuilder {
  fileprivate mutating func append(
    _ window: ReduceWindow, _ combine: Binary, _ operands: [Int], _ type: TensorType
  ) throws(TensorError) -> Int {
    let rank = valueTypes[operands[0]].rank
    let padding = window.padding ?? Array(repeating: [0, 0], count: rank)
    let dilations = window.baseDilations ?? Array(repeating: 1, count: rank)
    let filling = Pad(
      low: padding.map { $0[0] }, high: padding.map { $0[1] }, interior: dilations.map { $0 - 1 })
    let padded = try append(filling, operands).lowerBound
    let neutral = try append(Constant(combine.neutral(type.dtype)[0]), []).lowerBound
    let inner = ReduceWindow(
      windowDimensions: window.windowDimensions, windowStrides: window.windowStrides,
      windowDilations: window.windowDilations, body: window.body)
    let combined = try append(inner, [padded, neutral]).lowerBound
    let spread = try append(BroadcastInDim(type, axes: []), [operands[1]]).lowerBound
    return try append(combine, [combined, spread]).lowerBound
  }
}

extension ReduceWindow {
  /// The operation that the body is, if it has a value that changes nothing.
  fileprivate func combination(_ types: [TensorType]) -> Binary? {
    guard types.count == 1, captureCount == 0, let binary = body.soleOperation as? Binary,
      !binary.neutral(types[0].dtype).isEmpty
    else { return nil }
    return binary
  }
}

extension Binary {
  /// The values that change nothing when they are combined with another.
  fileprivate func neutral(_ dtype: DType) -> [HostTensor] {
    let type = TensorType(dtype)
    let isWide = dtype.bitWidth >= 16
    switch (self, dtype.family) {
    case (.add, .float): return [.full(type, -0.0), .full(type, 0)]
    case (.add, .signed), (.add, .unsigned): return [.full(type, 0)]
    case (.multiply, .float), (.multiply, .signed), (.multiply, .unsigned): return [.full(type, 1)]
    case (.maximum, .float) where isWide: return [.full(type, -.infinity)]
    case (.minimum, .float) where isWide: return [.full(type, .infinity)]
    case (.maximum, .unsigned): return [.full(type, 0)]
    case (.minimum, .unsigned):
      return [HostTensor(type, unsigned: [UInt64.max >> UInt64(64 - dtype.bitWidth)])]
    case (.maximum, .signed):
      return [HostTensor(type, signed: [Int64.min >> (64 - dtype.bitWidth)])]
    case (.minimum, .signed):
      return [HostTensor(type, signed: [Int64.max >> (64 - dtype.bitWidth)])]
    default: return []
    }
  }
}
