/// The number of the replica or the partition that runs this.
///
/// Specification: `partition_id`, `replica_id`.
package enum ProcessNumber: String, Primitive, CaseIterable {
  case partition = "stablehlo.partition_id"
  case replica = "stablehlo.replica_id"

  package static let names = allCases.map(\.rawValue)
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = ProcessNumber(rawValue: source.name) else {
      throw source.invalid("not the number of a process")
    }
    self = operation
  }
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax { Syntax() }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(0, x)
    return [TensorType(.ui32)]
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let number =
      switch self {
      case .partition: context.process?.partition ?? 0
      case .replica: context.process?.replica ?? 0
      }
    return [HostTensor(types[0], unsigned: [UInt64(number)])]
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
