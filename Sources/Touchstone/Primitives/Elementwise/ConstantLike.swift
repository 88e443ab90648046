/// A scalar constant at every place of a tensor shaped like the operand.
///
/// Specification: `constant_like`.
package struct ConstantLike: Operation {
  package static let names = ["chlo.constant_like"]
  /// The scalar, with its dtype.
  package let value: HostTensor

  package init(_ value: HostTensor) { self.value = value }

  package init(_ source: inout OperationSource) throws(TensorError) {
    switch source.attribute("value") {
    case .elements(let value): self.init(value)
    case .float(let number, let dtype):
      let type = TensorType(try Self.dtype(dtype, source))
      guard type.dtype.isFloat || type.dtype.isComplex else {
        throw source.invalid("\(number) is not an element of \(type.dtype)")
      }
      self.init(.full(type, number))
    case .integer(let number, let dtype):
      let type = TensorType(try Self.dtype(dtype, source))
      switch type.dtype.family {
      case .signed: self.init(HostTensor(type, signed: [number]))
      case .unsigned: self.init(HostTensor(type, unsigned: [UInt64(bitPattern: number)]))
      default: self.init(.full(type, Double(number)))
      }
    case .bool(let flag): self.init(HostTensor(TensorType(.i1), booleans: [flag]))
    default: throw source.invalid("attribute value must be a number")
    }
  }
  /// The dtype a number was written with; else that of the declared result.
  private static func dtype(
    _ written: DType?, _ source: OperationSource
  ) throws(TensorError) -> DType {
    let dtype: DType
    if let written { dtype = written } else { dtype = try source.resultType().dtype }
    guard dtype.isElement else { throw source.invalid("\(dtype) is not a dtype of elements") }
    return dtype
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("value", .elements(value))] }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    guard value.type.rank == 0 else { throw violation("I2", x, "value must be a scalar") }
    return x[0].with(value.dtype)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    value.picking(type) { _ in 0 }
  }
  /// The same for all members: only the shape counts.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let shape = axes[0].map { x[0].type.removing($0).shape } ?? x[0].shape
    return ([broadcast(Tensor(value), to: shape, axes: [])], [nil])
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
