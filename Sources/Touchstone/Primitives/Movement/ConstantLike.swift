/// A tensor of an operand's shape each of whose elements is one number the program holds.
///
/// Specification: `constant_like`.
package struct ConstantLike: Operation {
  package static let names = ["chlo.constant_like"]
  /// A scalar.
  package let value: HostTensor

  package init(_ source: inout OperationSource) throws(TensorError) {
    let given = source.attribute("value")
    switch given {
    case .elements(let tensor)? where tensor.type.rank == 0: value = tensor
    case .float(let number, let dtype)?:
      let type = try Self.scalar(dtype, source)
      guard type.dtype.isFloat else {
        throw source.invalid("value \(number) is not of \(type.dtype)", clause: "C1")
      }
      value = HostTensor(type, doubles: [number])
    case .integer(let number, let dtype)?:
      let type = try Self.scalar(dtype, source)
      switch type.dtype.family {
      case .boolean: value = HostTensor(type, booleans: [number != 0])
      case .signed: value = HostTensor(type, signed: [number])
      case .unsigned: value = HostTensor(type, unsigned: [UInt64(bitPattern: number)])
      case .float: value = HostTensor(type, doubles: [Double(number)])
      default: throw source.invalid("value \(number) is not of \(type.dtype)", clause: "C1")
      }
    case .bool(let flag)?: value = HostTensor(TensorType(.i1), booleans: [flag])
    default: throw source.invalid("attribute value must be a number")
    }
  }
  /// The type of a number, its own if it has one, otherwise that of the declared result.
  private static func scalar(
    _ dtype: DType?, _ source: OperationSource
  ) throws(TensorError) -> TensorType {
    if let dtype { return TensorType(dtype) }
    return TensorType(try source.resultType().dtype)
  }

  package var attributes: [NamedAttribute] {
    let attribute: Attribute =
      switch value.wide {
      case .float(let x): .float(x[0], value.dtype)
      case .signed(let x): .integer(x[0], value.dtype)
      case .unsigned(let x): .integer(Int64(bitPattern: x[0]), value.dtype)
      case .boolean(let x): .bool(x[0])
      case .complex: .elements(value)
      }
    return [NamedAttribute("value", attribute)]
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C1" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    return try representable(x[0].with(value.dtype), "C1", x)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    value.filling(type)
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
