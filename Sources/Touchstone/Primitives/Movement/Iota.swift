/// A tensor of `type` whose elements count up from zero along `axis`.
///
/// Integers too large for the dtype wrap, floating-point numbers are rounded.
///
/// Specification: `iota`.
public func iota(_ type: TensorType, axis: Int = 0) -> Tensor { bind(Iota(type, axis: axis)) }

package struct Iota: Operation {
  package static let names = ["stablehlo.iota"]
  package let type: TensorType
  package let axis: Int

  package init(_ type: TensorType, axis: Int) {
    self.type = type
    self.axis = axis
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    axis = try source.integer("iota_dimension")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("iota_dimension", .integer(Int64(axis), .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dim", attribute: "iota_dimension", .integer(.i64))], types: .result)
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(0, x)
    return try iotaType(x, axis, type, "C2")
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    counting(axis, type)
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

extension Primitive {
  /// The type rule of `iota` and of its dynamic form.
  func iotaType(
    _ x: [TensorType], _ axis: Int, _ type: TensorType, _ clause: String
  ) throws(TensorError) -> TensorType {
    guard type.dtype.isInteger || type.dtype.isFloat || type.dtype.isComplex else {
      throw violation(clause, x, "the result must be of numbers, not of \(type.dtype)")
    }
    try requireAxes([axis], "iota_dimension", below: type.rank, "C1", x)
    return try representable(type, clause, x)
  }

  /// The meaning of `iota` and of its dynamic form.
  func counting(_ axis: Int, _ type: TensorType) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    let line = TensorType(type.dtype, [type.shape[axis]])
    let numbers = 0..<line.count
    let wide: Wide =
      switch type.dtype.family {
      case .signed: .signed(numbers.map { Int64($0) })
      case .unsigned: .unsigned(numbers.map { UInt64($0) })
      case .complex: .complex(numbers.map { WideComplex(Double($0)) })
      default: .float(numbers.map { Double($0) })
      }
    return broadcasting(HostTensor(line, wide), [axis], type)
  }
}
