import Touchstone

/// A program in which every float is an f64 and every complex number a complex128: what the reference
/// runs to see how far its own roundings have taken a result.
package enum DoublePrecision {
  /// The results of `program` in double precision on the reference.
  ///
  /// `nil` where they are no better ones: a program that looks at the bits of its floats, as generators
  /// of random numbers do, has other results or none.
  package static func results(
    of program: Program, _ operands: [HostTensor], like results: [HostTensor]
  ) -> [HostTensor]? {
    guard results.contains(where: { isNarrow($0.dtype) }), let main = program.main else { return nil }
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
    for equation in block.equations {
      let operands = equation.operands.map { wide(block.valueTypes[$0]) }
      try builder.append(
        operation(equation.operation, operands, equation.types.map(wide)), equation.operands)
    }
    return builder.block(returning: block.results)
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
