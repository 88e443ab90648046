import Touchstone

/// A program in which every float is an f64 and every complex number a complex128: what the reference
/// runs to see how far its own roundings have taken a result.
package enum DoublePrecision {
  /// The results of `program` in double precision on the reference.
  ///
  /// `nil` where there are none: a program may have no form in double precision.
  package static func results(
    of program: Program, _ operands: [HostTensor], like results: [HostTensor]
  ) -> [HostTensor]? {
    guard results.contains(where: { isNarrow($0.dtype) }), let main = program.main else {
      return nil
    }
    do {
      let wide = Program(try block(main.block))
      let reference = try ReferenceBackend().compile(wide)
      let found = try reference.run(operands.map(widened)).map { try $0.host() }
      return found.map(\.shape) == results.map(\.shape) ? found : nil
    } catch { return nil }
  }

  private static func isNarrow(_ dtype: DType) -> Bool { wide(TensorType(dtype)).dtype != dtype }

  private static func wide(_ type: TensorType) -> TensorType {
    type.dtype.isFloat ? type.with(.f64) : type.dtype.isComplex ? type.with(.complex128) : type
  }

  private static func widened(_ x: HostTensor) -> HostTensor {
    x.dtype.isElement ? x.converted(to: wide(x.type).dtype) : x
  }

  private static func block(_ block: Block) throws -> Block {
    var builder = BlockBuilder(parameters: block.parameters.map(wide))
    // Where each value of `block` is.
    var places = Array(block.parameters.indices)
    for equation in block.equations {
      let operands = equation.operands.map { places[$0] }
      if let bits = equation.operation as? BitcastConvert {
        places.append(
          try narrowly(bits, operands[0], block.valueTypes[equation.operands[0]], &builder))
        continue
      }
      let types = equation.operands.map { wide(block.valueTypes[$0]) }
      places += try builder.append(
        operation(equation.operation, types, equation.types.map(wide)), operands)
    }
    return builder.block(returning: block.results.map { places[$0] })
  }

  /// Bits are those of the dtype that the program means.
  private static func narrowly(
    _ bits: BitcastConvert, _ operand: Int, _ type: TensorType, _ builder: inout BlockBuilder
  ) throws -> Int {
    func converted(_ value: Int, from: DType, to: DType) throws -> Int {
      if from == to { return value }
      return try builder.append(Convert(to: to), [value]).lowerBound
    }
    let narrow = try converted(operand, from: wide(type).dtype, to: type.dtype)
    let result = try builder.append(bits, [narrow]).lowerBound
    return try converted(
      result, from: bits.dtype, to: wide(TensorType(bits.dtype)).dtype)
  }

  private static func operation(
    _ operation: any Primitive, _ operands: [TensorType], _ results: [TensorType]
  ) throws -> any Primitive {
    guard let type = Primitives.type(named: operation.fullName) else {
      throw TensorError(operation.fullName, "", operands, "has no primitive")
    }
    let callees = try operation.callees.map { Function($0.name, try block($0.block)) }
    var source = OperationSource(
      name: operation.fullName, operands: operands, results: results,
      attributes: operation.attributes.compactMap(attribute),
      regions: try operation.regions.map(block), captureCount: operation.captureCount,
      function: { name in callees.first { $0.name == name } })
    return try type.init(&source)
  }

  /// An algorithm would bind the dtypes.
  private static func attribute(_ attribute: NamedAttribute) -> NamedAttribute? {
    if attribute.name == "algorithm" { return nil }
    guard case .elements(let value) = attribute.value else { return attribute }
    return NamedAttribute(attribute.name, .elements(widened(value)))
  }
}
