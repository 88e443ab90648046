/// Data that the host feeds into a running program.
///
/// Specification: `infeed`.
package struct Infeed: Primitive {
  package static let names = ["stablehlo.infeed"]
  package let configuration: String?
  package let layout: Attribute?
  /// The declared types of the data and, last, the token.
  package let types: [TensorType]

  package init(_ source: inout OperationSource) throws(TensorError) {
    configuration = try source.optionalString("infeed_config")
    layout = source.attribute("layout")
    types = source.results
  }
  package var attributes: [NamedAttribute] {
    (configuration.map { [NamedAttribute("infeed_config", .string($0))] } ?? [])
      + (layout.map { [NamedAttribute("layout", $0)] } ?? [])
  }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x == [.token] else { throw violation("I1", x, "expected one token") }
    guard let last = types.last else { throw violation("C1", x, "expected at least one result") }
    guard types.dropLast().allSatisfy(\.dtype.isElement) else {
      throw violation("C2", x, "all results but the last must be tensors, got \(types)")
    }
    guard last == .token else {
      throw violation("C3", x, "the last result must be a token, got \(last)")
    }
    return types
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    guard let supply = context.process?.grid.nextInfeed() else {
      throw violation(
        "S1", x.map(\.type),
        context.process == nil
          ? "nothing feeds data in; run the program by interpreter.run_parallel with infeed"
          : "the host has fed in all it had")
    }
    let data = try context.run(supply, [])
    guard data.map(\.type) == Array(types.dropLast()) else {
      throw violation(
        "S1", x.map(\.type), "the host feeds in \(data.map(\.type)), expected \(types.dropLast())")
    }
    return data + [.token]
  }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .implementationDefined }
}

/// Data that a running program gives to the host.
///
/// Specification: `outfeed`.
package struct Outfeed: Primitive {
  package static let names = ["stablehlo.outfeed"]
  package let configuration: String?

  package init(_ source: inout OperationSource) throws(TensorError) {
    configuration = try source.optionalString("outfeed_config")
  }
  package var attributes: [NamedAttribute] {
    configuration.map { [NamedAttribute("outfeed_config", .string($0))] } ?? []
  }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x.last == .token else { throw violation("I2", x, "the last operand must be a token") }
    guard x.dropLast().allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "all operands but the last must be tensors")
    }
    return [.token]
  }
  /// Nobody reads here what is fed out.
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { [.token] }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
