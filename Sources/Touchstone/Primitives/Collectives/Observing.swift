import Foundation

/// A value written to standard error as the program runs.
///
/// Specification: `print`.
package struct Print: Primitive {
  package static let names = ["interpreter.print"]
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { Syntax(types: .operandsOnly) }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    return []
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let elements =
      switch x[0].wide {
      case .boolean(let e): "\(e)"
      case .signed(let e): "\(e)"
      case .unsigned(let e): "\(e)"
      case .float(let e): "\(e)"
      case .complex(let e): "\(e.map { ($0.real, $0.imaginary) })"
      }
    FileHandle.standardError.write(Data("\(x[0].type) \(elements)\n".utf8))
    return []
  }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

/// A value that passes by, under a name by which a debugger may find it.
///
/// Specification: `probe`.
package struct Probe: Operation {
  package static let names = ["interpreter.probe"]
  package let identifier: String

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let identifier = try source.optionalString("probe_id") else {
      throw source.invalid("attribute probe_id is missing", clause: "I2")
    }
    self.identifier = identifier
  }
  package var attributes: [NamedAttribute] { [NamedAttribute("probe_id", .string(identifier))] }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("probe_id", attribute: "probe_id", .string)])
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { x[0] }
  package var derivative: Derivative { .linear(positions: [0]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] { [ct[0]] }
  package var promise: Promise { .exact }
}
