/// The older form of `dot_general`, for operands of rank 1 or 2.
package struct Dot: Operation {
  package static let names = ["stablehlo.dot"]
  package let precision: [Precision]
  package let elementType: DType

  package init(precision: [Precision] = [], elementType: DType) {
    self.precision = precision
    self.elementType = elementType
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    precision = try source.precisions()
    elementType = try source.elementType()
  }
  package var attributes: [NamedAttribute] { precision.attributes() }
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }
  package var resultClause: String { "C4" }

  /// The same as a general product.
  package func general(_ lhs: TensorType) -> DotGeneral {
    let dimensions = DotDimensions(lhsContracting: [lhs.rank - 1], rhsContracting: [0])
    return DotGeneral(dimensions, precision: precision, elementType: elementType)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x.allSatisfy(\.dtype.isElement), elementType.isElement else {
      throw violation("I1", x, "the operands and the result must be tensors")
    }
    for type in x where type.rank != 1 && type.rank != 2 {
      throw violation("C1", x, "the operands must have rank 1 or 2, got \(type.rank)")
    }
    let (l, r) = (x[0].shape[x[0].rank - 1], x[1].shape[0])
    guard l == r else { throw violation("C2", x, "contracted sizes \(l) and \(r) differ") }
    guard x[0].dtype.mayBeMultiplied(with: x[1].dtype) else {
      throw violation("C3", x, "element types \(x[0].dtype) and \(x[1].dtype) differ")
    }
    let shape = Array(x[0].shape.dropLast() + x[1].shape.dropFirst())
    return try sized(TensorType(elementType, shape), x, "C4")
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    general(x[0].type).evaluate(x, type)
  }
  package var derivative: Derivative { .bilinear }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    try general(x[0].type).transpose(ct, x)
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try general(axes[0].map { x[0].type.removing($0) } ?? x[0].type).batch(x, axes, over: axis)
  }
  package var promise: Promise { .reassociating }
}
