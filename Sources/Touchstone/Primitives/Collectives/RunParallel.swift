/// Functions run side by side as the processes of a grid.
///
/// Specification: `run_parallel`.
package struct RunParallel: Primitive {
  package static let names = ["interpreter.run_parallel"]
  /// What each process runs: a row for each replica, a column for each partition.
  package let programs: [[Function]]
  /// What supplies the data that `infeed` takes, in order.
  package let infeed: [Function]

  package init(_ programs: [[Function]], infeed: [Function] = []) {
    self.programs = programs
    self.infeed = infeed
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard case .array(let rows) = source.attribute("programs") else {
      throw source.invalid("attribute programs must be rows of functions", clause: "I2")
    }
    var programs: [[Function]] = []
    for row in rows { programs.append(try source.functions(row, clause: "I2")) }
    var infeed: [Function] = []
    if let list = source.attribute("infeed") {
      infeed = try source.functions(list, clause: "I3")
    }
    self.init(programs, infeed: infeed)
  }
  package var attributes: [NamedAttribute] {
    func symbols(_ functions: [Function]) -> Attribute {
      .array(functions.map { .symbol($0.name) })
    }
    return (infeed.isEmpty ? [] : [NamedAttribute("infeed", symbols(infeed))])
      + [NamedAttribute("programs", .array(programs.map(symbols)))]
  }
  package var callees: [Function] { programs.flatMap { $0 } + infeed }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard let first = programs.first, !first.isEmpty,
      programs.allSatisfy({ $0.count == first.count }), programs.count * first.count <= 1024
    else {
      throw violation(
        "C1", x,
        "programs must be 1 to 1024 functions in rows of one length, got rows of "
          + "\(programs.map(\.count))")
    }
    let all = programs.flatMap { $0 }
    guard all.flatMap(\.block.parameters) == x else {
      throw violation(
        "C2", x,
        "the operands must be the arguments of each process in turn: "
          + "\(all.map(\.block.parameters))")
    }
    for function in infeed where !function.block.parameters.isEmpty {
      throw violation("C4", x, "@\(function.name) supplies data and so takes no arguments")
    }
    return all.flatMap(\.block.resultTypes)
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    guard context.process == nil else {
      throw violation("S4", x.map(\.type), "a process of a grid cannot run a grid itself")
    }
    let blocks = programs.flatMap { $0.map(\.block) }
    var rest = x[...]
    let arguments = blocks.map { block in
      defer { rest = rest.dropFirst(block.parameters.count) }
      return Array(rest.prefix(block.parameters.count))
    }
    let grid = Grid(
      replicas: programs.count, partitions: programs[0].count, infeed: infeed.map(\.block))
    return try grid.run { process in
      var context = context
      context.process = process
      return try context.run(blocks[process.id], arguments[process.id])
    }.flatMap { $0 }
  }
  package var derivative: Derivative {
    .missing("differentiate the functions that it runs, each by itself")
  }
  package var promise: Promise { .regions }
}
