/// The `k` greatest elements along the last dimension, greatest first, and where they stood.
///
/// Equal elements come in the order of their indices; NaN counts as greatest, -NaN as least.
///
/// Specification: `top_k`.
public func topK(_ x: Tensor, _ k: Int) -> (values: Tensor, indices: Tensor) {
  let results = bind(TopK(k: k), [x])
  return (results[0], results[results.count - 1])
}

/// The greatest elements along the last dimension with their indices.
package struct TopK: Primitive {
  package static let names = ["chlo.top_k"]
  package let k: Int

  package init(k: Int) { self.k = k }

  package init(_ source: inout OperationSource) throws(TensorError) { k = try source.integer("k") }
  package var attributes: [NamedAttribute] { [NamedAttribute("k", .integer(Int64(k), .i64))] }
  package static func syntax(of name: String) -> Syntax { .special("top_k") }
  package var resultClause: String { "C4" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    guard x[0].dtype.isElement, !x[0].dtype.isComplex else {
      throw violation("I1", x, "the elements must be ordered, \(x[0].dtype) is not")
    }
    guard let last = x[0].shape.last else {
      throw violation("C1", x, "the operand must have a dimension")
    }
    guard k >= 0 else { throw violation("C2", x, "k must not be negative, got \(k)") }
    guard k <= last else {
      throw violation("C3", x, "k \(k) must not exceed the last dimension, \(last)")
    }
    let shape = Array(x[0].shape.dropLast()) + [k]
    return [
      x[0].with(shape: shape), try sized(TensorType(.i32, shape), x, "C4"),
    ]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    if types[0].count == 0 { return types.map { HostTensor($0) { _ in } } }
    let type = x[0].type
    let length = type.shape[type.rank - 1]
    let keys = x[0].orderedKeys
    let order = sortedPositions(type, type.rank - 1) { keys[$0] > keys[$1] }
    let values = x[0].picking(types[0]) { order[$0 / k * length + $0 % k] }
    let indices = (0..<types[1].count).map { Int64(order[$0 / k * length + $0 % k] % length) }
    return [values, HostTensor(types[1], signed: indices)]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}

extension HostTensor {
  /// For each element, which is real, an integer that orders as the elements do: floats in the
  /// total order of IEEE 754.
  var orderedKeys: [Int64] {
    switch wide {
    case .boolean(let x): x.map { $0 ? 1 : 0 }
    case .signed(let x): x
    case .unsigned(let x): x.map { Int64(bitPattern: $0 ^ 1 << 63) }
    case .float: totalOrderKeys
    case .complex: preconditionFailure("complex numbers have no order of keys")
    }
  }
}
