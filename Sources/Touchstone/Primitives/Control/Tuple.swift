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
    HostTensor(tuple: x.map(\.owned))
  }
  package var derivative: Derivative { .custom }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    (try apply(self, x), try apply(self, zip(x, dx).map { $1 ?? .zeros(like: $0) }))
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    x.indices.map { i in x[i].isLinear ? ct[0].map { bind(GetTupleElement(i), $0) } : nil }
  }
  /// Every element of a tuple of all members has the batch axis first.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    (try apply(self, zip(x, axes).map { member($0, $1, axis.size) }), [0])
  }
  private func member(_ x: Tensor, _ place: Int?, _ size: Int) -> Tensor {
    if x.dtype == .token { return x }
    guard x.dtype == .tuple else { return x.withBatchAxis(place, at: 0, size) }
    if place != nil { return x }
    let elements = x.type.elements.indices.map { member(bind(GetTupleElement($0), x), nil, size) }
    return bind(self, elements)[0]
  }
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
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    (try apply(self, x), try dx.map { try $0.map { try apply(self, [$0])[0] } })
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return [nil] }
    let elements = x[0].type.elements.enumerated().map { $0 == index ? ct : .zeros($1) }
    return try apply(TupleOperation(), elements)
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let element = try apply(self, x)
    return (element, [element[0].dtype == .token ? nil : axes[0]])
  }
  package var promise: Promise { .exact }
}
