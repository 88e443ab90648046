/// `pad` with paddings that are data.
///
/// Specification: `dynamic_pad`.
package struct DynamicPad: DynamicOperation {
  package static let names = ["stablehlo.dynamic_pad"]
  package let type: TensorType

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
  }
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(5, x)
    try requireElements(x)
    guard x[1] == TensorType(x[0].dtype), type.dtype == x[0].dtype else {
      throw violation("C1", x, "the padding value must be a scalar of \(x[0].dtype)")
    }
    try requireIntegerList(x[2], "edge_padding_low", x[0].rank, "I3", "C2", x)
    try requireIntegerList(x[3], "edge_padding_high", x[0].rank, "I4", "C2", x)
    try requireIntegerList(x[4], "interior_padding", x[0].rank, "I5", "C2", x)
    guard type.rank == x[0].rank else {
      throw violation("C4", x, "the result must have rank \(x[0].rank), not \(type.rank)")
    }
    return try representable(type, "C4", x)
  }
  package static var fixedOperandCount: Int { 2 }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Pad {
    let (low, high, interior) = (x[2].integers, x[3].integers, x[4].integers)
    try requireDeclared(type, try padType(x.map(\.type), low, high, interior), "C4", x)
    return Pad(low: low, high: high, interior: interior)
  }
  package var derivative: Derivative { .linear(positions: [0, 1]) }
  package var promise: Promise { .exact }
}
