/// An operation that StableHLO leaves to whoever runs it, known by the name of its target.
///
/// Specification: `custom_call`.
package struct CustomCall: Primitive {
  package static let names = ["stablehlo.custom_call"]
  /// The target's name, without `@`.
  package let target: String
  /// The other attributes that belong to the call, in the order of `parameterNames`.
  package let parameters: [NamedAttribute]
  /// The functions given to the target.
  package let calledComputations: [Function]
  /// The declared types of the results, which only the target knows.
  package let types: [TensorType]

  private static let parameterNames = [
    "has_side_effect", "backend_config", "mhlo.backend_config", "api_version",
    "called_computations", "operand_layouts", "result_layouts", "output_operand_aliases",
    "mhlo.frontend_attributes", "error_message",
  ]

  package init(
    _ target: String, _ parameters: [NamedAttribute] = [], calledComputations: [Function] = [],
    types: [TensorType]
  ) {
    self.target = target
    self.parameters = parameters
    self.calledComputations = calledComputations
    self.types = types
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let target = try source.optionalString("call_target_name") else {
      throw source.invalid("attribute call_target_name is missing", clause: "I2")
    }
    var parameters: [NamedAttribute] = []
    var functions: [Function] = []
    for name in Self.parameterNames {
      guard let value = source.attribute(name) else { continue }
      parameters.append(NamedAttribute(name, value))
      if name == "called_computations" { functions = try source.functions(value, clause: "I6") }
    }
    self.init(target, parameters, calledComputations: functions, types: source.results)
  }

  package var attributes: [NamedAttribute] {
    [NamedAttribute("call_target_name", .string(target))] + parameters
  }
  package var callees: [Function] { calledComputations }
  /// Whether the text says so, or the target checks something.
  package var hasSideEffects: Bool {
    if target.hasPrefix("check.") { return true }
    switch parameters.first(where: { $0.name == "has_side_effect" })?.value {
    case .bool(let value): return value
    case .integer(let value, _): return value != 0
    case .unit: return true
    default: return false
    }
  }
  package static func syntax(of name: String) -> Syntax { .special("custom_call") }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    if Check.rule(forCustomCall: target) != nil {
      guard x.count == 2, x[0] == x[1], x[0].dtype.isElement, types.isEmpty else {
        throw violation("C1", x, "@\(target) compares two tensors of one type and gives nothing")
      }
    }
    return types
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let operandTypes = x.map(\.type)
    if let rule = Check.rule(forCustomCall: target) {
      try context.report(CheckOutcome(target, x[0], x[1], rule), operandTypes)
      return []
    }
    guard let evaluate = CustomCalls.evaluator(of: self) else {
      throw violation(
        "C2", operandTypes,
        "nothing here implements the target @\(target); known targets are "
          + "\(CustomCalls.knownTargets). Replace the call by operations, or run the program on a "
          + "backend that has the target")
    }
    let results = try evaluate(x, types, context)
    guard results.map(\.type) == types else {
      throw violation(
        "C3", operandTypes,
        "@\(target) gives \(results.map(\.type)), but the program declares \(types)")
    }
    return results
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .implementationDefined }
}

extension OperationSource {
  /// The functions that a list of symbols names.
  func functions(_ value: Attribute, clause: String) throws(TensorError) -> [Function] {
    guard case .array(let items) = value else {
      throw invalid("expected a list of functions, got \(value)", clause: clause)
    }
    var result: [Function] = []
    for item in items {
      guard case .symbol(let name) = item else {
        throw invalid("expected a function's name, got \(item)", clause: clause)
      }
      guard let function = function(name) else {
        throw invalid("there is no function @\(name)", clause: clause)
      }
      result.append(function)
    }
    return result
  }
}
