/// The size of one axis of a tensor, as a scalar of i32.
///
/// Specification: `get_dimension_size`.
package struct GetDimensionSize: Operation {
  package static let names = ["stablehlo.get_dimension_size"]
  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package init(_ source: inout OperationSource) throws(TensorError) {
    axis = try source.integer("dimension")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimension", .integer(Int64(axis), .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dim", attribute: "dimension", .integer(.i64))], types: .functional)
  }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    try requireAxes([axis], "dimension", below: x[0].rank, "C1", x)
    return TensorType(.i32)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    HostTensor(type, signed: [Int64(x[0].shape[axis])])
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let type = axes[0].map { x[0].type.removing($0) } ?? x[0].type
    return (
      [Tensor(HostTensor(TensorType(.i32), signed: [Int64(type.shape[self.axis])]))], [nil]
    )
  }
}

/// A tensor with a size that is data; here that must be the size it has.
///
/// Specification: `set_dimension_size`.
package struct SetDimensionSize: Operation {
  package static let names = ["stablehlo.set_dimension_size"]
  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package init(_ source: inout OperationSource) throws(TensorError) {
    axis = try source.integer("dimension")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimension", .integer(Int64(axis), .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dim", attribute: "dimension", .integer(.i64))], types: .functional)
  }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    try requireElements(x)
    guard x[1].rank == 0, x[1].dtype.isInteger else {
      throw violation("I2", x, "the size must be a scalar of integers, got \(x[1])")
    }
    try requireAxes([axis], "dimension", below: x[0].rank, "C1", x)
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    guard x[1].integers == [type.shape[axis]] else {
      throw violation(
        "C2", x.map(\.type),
        "axis \(axis) must keep its size \(type.shape[axis]), not get \(x[1].integers[0])")
    }
    return x[0]
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0], nil]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0], axes[1] == nil else { return try batchedOneByOne(x, axes, axis) }
    let batched = SetDimensionSize(axis: self.axis < place ? self.axis : self.axis + 1)
    return (try apply(batched, x), [place])
  }
}
