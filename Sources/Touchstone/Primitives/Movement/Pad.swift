/// `x` with copies of the scalar `value` before, after and between its elements.
///
/// Along each axis, `low` and `high` copies go before and after (a negative number takes elements
/// away), and `interior` copies between each two neighbours. Each is zero when left out.
///
/// Shape: `low + x.shape + max(x.shape - 1, 0) * interior + high`. Specification: `pad`.
public func pad(
  _ x: Tensor, with value: Tensor, low: [Int]? = nil, high: [Int]? = nil, interior: [Int]? = nil
) -> Tensor {
  let none = [Int](repeating: 0, count: x.rank)
  return bind(
    Pad(low: low ?? none, high: high ?? none, interior: interior ?? none), x,
    value.yielding(to: x))
}

package struct Pad: Operation {
  package static let names = ["stablehlo.pad"]
  package let low: [Int]
  package let high: [Int]
  package let interior: [Int]

  package init(low: [Int], high: [Int], interior: [Int]) {
    self.low = low
    self.high = high
    self.interior = interior
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    low = try source.integers("edge_padding_low")
    high = try source.integers("edge_padding_high")
    interior = try source.integers("interior_padding")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("edge_padding_low", .integers(low, .i64)),
      NamedAttribute("edge_padding_high", .integers(high, .i64)),
      NamedAttribute("interior_padding", .integers(interior, .i64)),
    ]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax(
      [
        .keyword("low", attribute: "edge_padding_low", .list),
        .keyword("high", attribute: "edge_padding_high", .list),
        .keyword("interior", attribute: "interior_padding", .list),
      ], types: .functional)
  }
  package var resultClause: String { "C4" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try requireElements(x)
    try requireCount(low, "edge_padding_low", x[0].rank, "C2", x)
    try requireCount(high, "edge_padding_high", x[0].rank, "C2", x)
    try requireCount(interior, "interior_padding", x[0].rank, "C2", x)
    return try padType(x, low, high, interior)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    padding(x[0], with: x[1], low, interior, type)
  }
  package var derivative: Derivative { .linear(positions: [0, 1]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return [nil, nil] }
    return unpadded(ct, low, high, interior, x)
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    func padded(_ x: Tensor, with value: Tensor, at place: Int) -> Tensor {
      pad(
        x, with: value, low: low.inserting(0, at: place), high: high.inserting(0, at: place),
        interior: interior.inserting(0, at: place))
    }
    guard axes[1] != nil else {
      guard let place = axes[0] else { return (try apply(self, x), [nil]) }
      return ([padded(x[0], with: x[1], at: place)], [place])
    }
    let place = axes[0] ?? 0
    // Each member has a padding value of its own: zeros first, then these wherever no element is.
    let member = axes[0].map { x[0].type.removing($0) } ?? x[0].type
    let isElement = pad(
      .full(member.with(.i1), 1), with: .full(TensorType(.i1), 0), low: low, high: high,
      interior: interior)
    let zero = Tensor.full(TensorType(x[0].dtype), 0)
    let elements =
      axes[0] == nil
      ? pad(x[0], with: zero, low: low, high: high, interior: interior)
        .withBatchAxis(nil, at: place, axis.size)
      : padded(x[0], with: zero, at: place)
    let mask = isElement.withBatchAxis(nil, at: place, axis.size)
    let values = broadcast(x[1], to: elements.shape, axes: [place])
    return ([select(mask, elements, values)], [place])
  }
}

extension Primitive {
  /// The type rule of `pad` and of its dynamic form, for one number per axis in each list.
  func padType(
    _ x: [TensorType], _ low: [Int], _ high: [Int], _ interior: [Int]
  ) throws(TensorError) -> TensorType {
    guard x[1] == TensorType(x[0].dtype) else {
      throw violation("C1", x, "the padding value must be a scalar of \(x[0].dtype)")
    }
    guard interior.allSatisfy({ $0 >= 0 }) else {
      throw violation("C3", x, "interior_padding \(interior) must not be negative")
    }
    // Far beyond any memory, and small enough for sums of a few to stay integers.
    let limit = 1 << 60
    for number in low + high + interior where number < -limit || number > limit {
      throw violation("C4", x, "padding by \(number) cannot be represented")
    }
    var shape: [Int] = []
    for (axis, size) in x[0].shape.enumerated() {
      let (between, overflow) = max(size - 1, 0).multipliedReportingOverflow(by: interior[axis])
      var total = size
      var overflows = overflow
      for part in [low[axis], high[axis], between] {
        let (sum, overflow) = total.addingReportingOverflow(part)
        total = sum
        overflows = overflows || overflow
      }
      guard !overflows, total >= 0 else {
        throw violation(
          "C4", x,
          "axis \(axis) of size \(size) cannot be padded by \(low[axis]), \(high[axis]) and "
            + "\(interior[axis]) between")
      }
      shape.append(total)
    }
    return try representable(x[0].with(shape: shape), "C4", x)
  }

  /// The meaning of `pad` and of its dynamic form.
  func padding(
    _ x: HostTensor, with value: HostTensor, _ low: [Int], _ interior: [Int], _ type: TensorType
  ) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    var result = value.filling(type)
    var box: [Int] = []
    var from = Strided(strides: x.type.strides)
    var to = Strided(strides: type.strides)
    for (axis, size) in x.shape.enumerated() {
      // Element i goes to low + i * step; those from first up to end stay inside the result.
      let step = interior[axis] + 1
      let first = low[axis] >= 0 ? 0 : steps(-low[axis], step)
      let end = min(size, steps(type.shape[axis] - low[axis], step))
      guard first < end else { return result }
      box.append(end - first)
      from.base += first * from.strides[axis]
      to.base += (low[axis] + first * step) * to.strides[axis]
      to.strides[axis] *= end - first == 1 ? 0 : step
    }
    result.write(x, box, from: from, to: to)
    return result
  }

  /// How many of the numbers 0, step, 2 * step … lie below `distance`.
  private func steps(_ distance: Int, _ step: Int) -> Int {
    distance <= 0 ? 0 : (distance - 1) / step + 1
  }
}

extension Primitive {
  /// The transpose of `pad`: the cotangents of the elements that were kept, and the sum of those of
  /// the padding.
  func unpadded(
    _ ct: Tensor, _ low: [Int], _ high: [Int], _ interior: [Int], _ x: [LinearOperand]
  ) -> [Tensor?] {
    let type = x[0].type
    let zero = Tensor.full(TensorType(ct.dtype), 0)
    func operand() -> Tensor {
      let spread = pad(ct, with: zero, low: low.map { -$0 }, high: high.map { -$0 })
      return slice(
        spread, from: low.map { _ in 0 }, to: spread.shape, strides: interior.map { $0 + 1 })
    }
    func value() -> Tensor {
      let isElement = pad(
        .full(type.with(.i1), 1), with: .full(TensorType(.i1), 0), low: low, high: high,
        interior: interior)
      return reduceSum(select(isElement, .zeros(like: ct), ct))
    }
    return [x[0].isLinear ? operand() : nil, x[1].isLinear ? value() : nil]
  }
}
