/// `broadcast_in_dim` to a shape that is data.
///
/// Specification: `dynamic_broadcast_in_dim`.
package struct DynamicBroadcastInDim: DynamicOperation {
  package static let names = ["stablehlo.dynamic_broadcast_in_dim"]
  package let type: TensorType
  /// The axis of the result that each axis of the operand becomes.
  package let axes: [Int]
  /// Axes of the operand that the program knows to expand, and not to; `nil` where it says nothing.
  package let expanding: [Int]?
  package let nonexpanding: [Int]?

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    axes = try source.integers("broadcast_dimensions")
    expanding = try source.optionalIntegers("known_expanding_dimensions")
    nonexpanding = try source.optionalIntegers("known_nonexpanding_dimensions")
  }
  package var attributes: [NamedAttribute] {
    var list = [NamedAttribute("broadcast_dimensions", .integers(axes, .i64))]
    if let expanding {
      list.append(NamedAttribute("known_expanding_dimensions", .integers(expanding, .i64)))
    }
    if let nonexpanding {
      list.append(NamedAttribute("known_nonexpanding_dimensions", .integers(nonexpanding, .i64)))
    }
    return list
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dims", attribute: "broadcast_dimensions", .list)], types: .functional)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try requireElements(x)
    let result = try broadcastType(x, axes, type)
    try requireIntegerList(x[1], "output_dimensions", type.rank, "I2", "C7", x)
    let (expanding, nonexpanding) = (expanding ?? [], nonexpanding ?? [])
    try requireUnique(
      expanding + nonexpanding, "known_expanding_dimensions and known_nonexpanding_dimensions",
      "C8", x)
    try requireAxes(expanding, "known_expanding_dimensions", below: x[0].rank, "C9", x)
    try requireAxes(nonexpanding, "known_nonexpanding_dimensions", below: x[0].rank, "C10", x)
    return result
  }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> BroadcastInDim {
    try requireShape(x[1], of: type, "C11", x)
    return BroadcastInDim(type, axes: axes)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}
