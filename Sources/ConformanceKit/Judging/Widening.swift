import Touchstone

/// The same operation in f64 and without cancellation: what a bound runs to see how large the
/// numbers are that a result is made of.
enum Widening {
  /// `operation` with every float and complex dtype replaced by f64, regions included.
  static func operation(
    _ operation: any Primitive, _ operands: [TensorType], _ results: [TensorType]
  ) throws -> any Primitive {
    let name = replacement[operation.fullName] ?? operation.fullName
    guard let type = Primitives.type(named: name) else {
      throw TensorError(name, "", operands, "has no primitive")
    }
    var source = OperationSource(
      name: name, operands: operands.map(wide), results: results.map(wide),
      attributes: operation.attributes.compactMap(attribute),
      regions: try operation.regions.map(block), captureCount: operation.captureCount)
    return try type.init(&source)
  }

  /// An algorithm would bind the dtypes; elements (a constant's) become magnitudes.
  private static func attribute(_ attribute: NamedAttribute) -> NamedAttribute? {
    if attribute.name == "algorithm" { return nil }
    guard case .elements(let value) = attribute.value else { return attribute }
    return NamedAttribute(attribute.name, .elements(magnitude(value)))
  }

  /// What stands for an operation that could cancel.
  private static let replacement = [
    "stablehlo.subtract": "stablehlo.add", "stablehlo.negate": "stablehlo.abs",
  ]

  private static func block(_ block: Block) throws -> Block {
    var builder = BlockBuilder(parameters: block.parameters.map(wide))
    for equation in block.equations {
      try builder.append(
        operation(
          equation.operation, equation.operands.map { block.valueTypes[$0] }, equation.types),
        equation.operands)
    }
    return builder.block(returning: block.results)
  }

  private static func wide(_ type: TensorType) -> TensorType {
    type.dtype.isFloat || type.dtype.isComplex ? type.with(.f64) : type
  }

  /// The magnitudes of a float or complex tensor in f64; any other as it is.
  static func magnitude(_ x: HostTensor) -> HostTensor {
    guard x.dtype.isFloat || x.dtype.isComplex else { return x }
    return HostTensor(wide(x.type), doubles: x.moduli)
  }

  /// The magnitudes, and zero in place of what is not finite.
  static func finite(_ x: HostTensor) -> HostTensor {
    guard x.dtype.isFloat || x.dtype.isComplex else { return x }
    return HostTensor(wide(x.type), doubles: x.moduli.map { $0.isFinite ? $0 : 0 })
  }

  /// Ones in place of a float or complex tensor; any other as it is.
  static func one(_ x: HostTensor) -> HostTensor {
    guard x.dtype.isFloat || x.dtype.isComplex else { return x }
    return HostTensor(wide(x.type), doubles: [Double](repeating: 1, count: x.count))
  }
}

extension Primitive {
  /// The elements, if this is a constant.
  var constantValue: HostTensor? {
    guard fullName == "stablehlo.constant",
      case .elements(let value)? = attributes.first(where: { $0.name == "value" })?.value
    else { return nil }
    return value
  }
}
