/// Several values held together as one.
///
/// Specification: `tuple`.
package struct TupleOperation: Operation {
  package static let names = ["stablehlo.tuple"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { Syntax(types: .result) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    TensorType(tuple: x)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    HostTensor(tuple: x)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}

/// One of the values a tuple holds.
///
/// Specification: `get_tuple_element`.
package struct GetTupleElement: Operation {
  package static let names = ["stablehlo.get_tuple_element"]
  package let index: Int

  package init(_ index: Int) { self.index = index }
  package init(_ source: inout OperationSource) throws(TensorError) {
    index = try source.integer("index")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("index", .integer(Int64(index), .i32))]
  }
  package static func syntax(of name: String) -> Syntax { .special("get_tuple_element") }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype == .tuple else {
      throw violation("I1", x, "the operand must be a tuple, got \(x[0])")
    }
    guard x[0].elements.indices.contains(index) else {
      throw violation("C1", x, "index \(index) must lie in 0..<\(x[0].elements.count)")
    }
    return x[0].elements[index]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    x[0].elements[index]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}
