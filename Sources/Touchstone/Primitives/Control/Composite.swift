/// An operation made of others: a name for what a function does, which a backend may know whole.
///
/// Specification: `composite`.
package struct Composite: Primitive {
  package static let names = ["stablehlo.composite"]
  /// The operation's name with its namespace: `touchstone.qr`.
  package let operation: String
  /// What it does.
  package let decomposition: Function
  /// Its static parameters.
  package let parameters: [NamedAttribute]
  /// The version of what the name means, if the text gives one.
  package let version: Int?
  /// Bodies that belong to the operation; the decomposition does not need them.
  package let bodies: [Block]
  package let captureCount: Int

  package init(
    _ operation: String, _ decomposition: Function, parameters: [NamedAttribute] = [],
    version: Int? = nil, bodies: [Block] = [], captureCount: Int = 0
  ) {
    self.operation = operation
    self.decomposition = decomposition
    self.parameters = parameters
    self.version = version
    self.bodies = bodies
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let name = try source.optionalString("name") else {
      throw source.invalid("attribute name is missing", clause: "C1")
    }
    guard let symbol = try source.optionalString("decomposition") else {
      throw source.invalid("attribute decomposition is missing", clause: "C2")
    }
    guard let function = source.function(symbol) else {
      throw source.invalid("there is no function @\(symbol)", clause: "C2")
    }
    var parameters: [NamedAttribute] = []
    switch source.attribute("composite_attributes") {
    case nil: break
    case .dictionary(let list): parameters = list
    case let other?:
      throw source.invalid("composite_attributes must be {…}, got \(other)", clause: "I3")
    }
    self.init(
      name, function, parameters: parameters, version: try source.optionalInteger("version"),
      bodies: source.regions, captureCount: source.captureCount)
  }

  package var attributes: [NamedAttribute] {
    var list = [NamedAttribute("name", .string(operation))]
    if !parameters.isEmpty {
      list.append(NamedAttribute("composite_attributes", .dictionary(parameters)))
    }
    list.append(NamedAttribute("decomposition", .symbol(decomposition.name)))
    if let version { list.append(NamedAttribute("version", .integer(Int64(version), .i32))) }
    return list
  }
  package var regions: [Block] { bodies }
  package var callees: [Function] { [decomposition] }
  package static func syntax(of name: String) -> Syntax { .special("composite") }
  package var resultClause: String { "C4" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard operation.wholeMatch(of: /[a-zA-Z][a-zA-Z0-9_]*(\.[a-zA-Z0-9_$]+)+/) != nil else {
      throw violation(
        "C1", x, "the name must have the form namespace.operation, got \"\(operation)\"")
    }
    guard Array(x.dropFirst(captureCount)) == decomposition.block.parameters else {
      throw violation(
        "C3", x, "@\(decomposition.name) takes \(decomposition.block.parameters)")
    }
    return decomposition.block.resultTypes
  }

  /// The operation of this package that the name stands for, or `nil` if it stands for none.
  func known(_ x: [TensorType]) throws(TensorError) -> (any Primitive)? {
    guard operation.hasPrefix("touchstone."), bodies.isEmpty,
      let type = Primitives.type(named: operation)
    else { return nil }
    let types = try resultTypes(x)
    var source = OperationSource(
      name: operation, operands: x, results: types, attributes: parameters)
    let primitive = try type.init(&source)
    let own = try primitive.resultTypes(x)
    guard own == types else {
      throw violation("C4", x, "\(operation) gives \(own), the decomposition \(types)")
    }
    return primitive
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    try context.run(decomposition.block, Array(x.dropFirst(captureCount)))
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}
