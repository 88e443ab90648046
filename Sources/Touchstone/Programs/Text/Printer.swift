extension Program {
  /// The program as StableHLO's MLIR text; `generic` writes every operation in MLIR's generic form.
  ///
  /// Values are numbered anew: `%0`, `%arg0`, `%0#1`. Reading the text gives an equal program.
  ///
  /// Specification: `programs`.
  public func text(generic: Bool = false) -> String {
    var printer = Printer(generic: generic)
    printer.module(self)
    return printer.out
  }
}

/// Writes programs as text.
struct Printer {
  let generic: Bool
  var out = ""
  var indent = 0
  /// How many results and arguments of the function have been named.
  private var results = 0
  private var arguments = 0

  init(generic: Bool) { self.generic = generic }

  mutating func line(_ text: String = "") {
    for _ in 0..<indent { out += "  " }
    out += text
    out += "\n"
  }

  mutating func argumentNames(_ count: Int) -> [String] {
    arguments += count
    return (arguments - count..<arguments).map { "%arg\($0)" }
  }

  static func list(_ types: [TensorType]) -> String {
    types.map(\.text).joined(separator: ", ")
  }
  /// What stands right of an arrow.
  static func results(_ types: [TensorType]) -> String {
    types.count == 1 ? types[0].text : "(\(list(types)))"
  }
  static func functional(_ operands: [TensorType], _ results: [TensorType]) -> String {
    "(\(list(operands))) -> \(Self.results(results))"
  }
}

// MARK: Module and functions

extension Printer {
  mutating func module(_ program: Program) {
    if generic {
      genericModule(program)
      return
    }
    let isBare =
      program.name == nil && program.attributes.isEmpty && program.declarations.isEmpty
    if !isBare {
      let name = program.name.map { " \(AttributeText.symbol($0))" } ?? ""
      let attributes =
        program.attributes.isEmpty
        ? "" : " attributes \(AttributeText.dictionary(program.attributes))"
      line("module\(name)\(attributes) {")
      indent += 1
    }
    for declaration in program.declarations { line(declaration) }
    for function in program.functions { self.function(function) }
    if !isBare {
      indent -= 1
      line("}")
    }
  }

  private mutating func genericModule(_ program: Program) {
    let name = program.name.map { " <{sym_name = \(QuotedText.quoted($0))}>" } ?? ""
    line("\"builtin.module\"()\(name) ({")
    indent += 1
    for declaration in program.declarations { line(declaration) }
    for function in program.functions { genericFunction(function) }
    indent -= 1
    let attributes =
      program.attributes.isEmpty ? "" : " \(AttributeText.dictionary(program.attributes))"
    line("})\(attributes) : () -> ()")
  }

  private mutating func function(_ function: Function) {
    results = 0
    arguments = 0
    let block = function.block
    let names = argumentNames(block.parameters.count)
    func attributes(_ lists: [[NamedAttribute]], _ i: Int) -> String {
      guard lists.indices.contains(i), !lists[i].isEmpty else { return "" }
      return " \(AttributeText.dictionary(lists[i]))"
    }
    let parameters = block.parameters.indices.map {
      "\(names[$0]): \(block.parameters[$0].text)\(attributes(function.argumentAttributes, $0))"
    }
    let given = block.resultTypes.indices.map {
      "\(block.resultTypes[$0].text)\(attributes(function.resultAttributes, $0))"
    }
    let hasAttributes = function.resultAttributes.contains { !$0.isEmpty }
    let arrow =
      given.isEmpty
      ? ""
      : given.count == 1 && !hasAttributes
        ? " -> \(given[0])" : " -> (\(given.joined(separator: ", ")))"
    let own =
      function.attributes.isEmpty
      ? "" : " attributes \(AttributeText.dictionary(function.attributes))"
    line(
      "func.func \(function.isPrivate ? "private " : "")\(AttributeText.symbol(function.name))("
        + "\(parameters.joined(separator: ", ")))\(arrow)\(own) {")
    indent += 1
    body(block, names, terminator: "return")
    indent -= 1
    line("}")
  }

  private mutating func genericFunction(_ function: Function) {
    results = 0
    arguments = 0
    let block = function.block
    let names = argumentNames(block.parameters.count)
    let type = Self.functional(block.parameters, block.resultTypes)
    var attributes = ["function_type = \(type)", "sym_name = \(QuotedText.quoted(function.name))"]
    func add(_ name: String, _ lists: [[NamedAttribute]]) {
      guard !lists.isEmpty else { return }
      let text = lists.map(AttributeText.dictionary).joined(separator: ", ")
      attributes.append("\(name) = [\(text)]")
    }
    add("arg_attrs", function.argumentAttributes)
    add("res_attrs", function.resultAttributes)
    if function.isPrivate { attributes.append("sym_visibility = \"private\"") }
    line("\"func.func\"() <{\(attributes.joined(separator: ", "))}> ({")
    label(names, block.parameters)
    indent += 1
    body(block, names, terminator: "func.return")
    indent -= 1
    let own =
      function.attributes.isEmpty ? "" : " \(AttributeText.dictionary(function.attributes))"
    line("})\(own) : () -> ()")
  }
}

// MARK: Blocks

extension Printer {
  mutating func label(_ names: [String], _ types: [TensorType]) {
    guard !names.isEmpty else { return }
    let list = zip(names, types).map { "\($0): \($1.text)" }
    line("^bb0(\(list.joined(separator: ", "))):")
  }

  /// The statements of `block`, whose parameters have the names `parameters`.
  mutating func body(_ block: Block, _ parameters: [String], terminator: String) {
    var names = parameters
    names.reserveCapacity(block.valueTypes.count)
    for equation in block.equations {
      let isInner = terminator != "return"
      statement(equation, in: block, &names, call: isInner ? "func.call" : "call")
    }
    let values = block.results.map { names[$0] }
    if generic {
      line(
        "\"\(terminator)\"(\(values.joined(separator: ", "))) : (\(Self.list(block.resultTypes))) -> ()"
      )
    } else {
      let rest =
        values.isEmpty ? "" : " \(values.joined(separator: ", ")) : \(Self.list(block.resultTypes))"
      line(terminator + rest)
    }
  }

  private mutating func statement(
    _ equation: Equation, in block: Block, _ names: inout [String], call: String
  ) {
    let operation = equation.operation
    let captureCount = operation.captureCount
    var statement = Statement(
      name: operation.fullName, callName: call, attributes: operation.attributes,
      annotations: equation.annotations,
      captures: equation.operands.prefix(captureCount).map { names[$0] },
      operands: equation.operands.dropFirst(captureCount).map { names[$0] },
      operandTypes: equation.operands.dropFirst(captureCount).map { block.valueTypes[$0] },
      resultTypes: equation.types, regions: operation.regions)
    if let scan = operation as? Scan {
      // Which operands are inputs and which are carries stands in the text only.
      let inputs = scan.inputCount(statement.operandTypes)
      let carries = statement.operands.count - inputs
      statement.inputCount = inputs
      statement.attributes.append(segments("operandSegmentSizes", [inputs, carries]))
      statement.attributes.append(
        segments("resultSegmentSizes", [equation.types.count - carries, carries]))
    }
    switch equation.types.count {
    case 0: break
    case 1:
      statement.prefix = "%\(results) = "
      names.append("%\(results)")
      results += 1
    case let count:
      statement.prefix = "%\(results):\(count) = "
      for i in 0..<count { names.append("%\(results)#\(i)") }
      results += 1
    }
    if !generic {
      var copy = statement
      if pretty(&copy, syntax: type(of: operation).syntax(of: operation.fullName)) { return }
    }
    writeGeneric(statement)
  }

  private func segments(_ name: String, _ sizes: [Int]) -> NamedAttribute {
    NamedAttribute(name, .integers(sizes, .i32))
  }

  /// One application, ready to be written in either form.
  struct Statement {
    let name: String
    let callName: String
    /// What is still to be written.
    var attributes: [NamedAttribute]
    var annotations: [NamedAttribute]
    let captures: [String]
    let operands: [String]
    let operandTypes: [TensorType]
    let resultTypes: [TensorType]
    let regions: [Block]
    /// Of a scan, how many operands are inputs.
    var inputCount = 0
    /// `%0:2 = `.
    var prefix = ""

    /// The attribute `name`, which is then written.
    mutating func take(_ name: String) -> Attribute? {
      guard let i = attributes.firstIndex(where: { $0.name == name }) else { return nil }
      return attributes.remove(at: i).value
    }
    /// The list of integers `name`, which is then written.
    mutating func takeIntegers(_ name: String) -> [Int]? { take(name)?.integerList }

    var operandList: String { operands.joined(separator: ", ") }
    /// ` {…}` with what is left, or nothing.
    var dictionary: String {
      let rest = attributes + annotations
      return rest.isEmpty ? "" : " \(AttributeText.dictionary(rest))"
    }
    var functional: String { Printer.functional(operandTypes, resultTypes) }
  }

  /// `"name"(%a) <{…}> ({…}) {…} : (T) -> T`.
  private mutating func writeGeneric(_ statement: Statement) {
    // Names with a dialect are additions to an operation; the others belong to it.
    let all = statement.attributes + statement.annotations
    let own = all.filter { !$0.name.contains(".") }
    let additions = all.filter { $0.name.contains(".") }
    var head = "\(statement.prefix)\"\(statement.name)\"(\(statement.operandList))"
    if !own.isEmpty { head += " <\(AttributeText.dictionary(own))>" }
    let tail =
      (additions.isEmpty ? "" : " \(AttributeText.dictionary(additions))")
      + " : \(statement.functional)"
    guard !statement.regions.isEmpty else {
      line(head + tail)
      return
    }
    line(head + " ({")
    let terminator = statement.name.hasPrefix("sdy.") ? "sdy.return" : "stablehlo.return"
    for (i, region) in statement.regions.enumerated() {
      if i > 0 { line("}, {") }
      let own = argumentNames(region.parameters.count - statement.captures.count)
      label(own, Array(region.parameters.dropFirst(statement.captures.count)))
      indent += 1
      body(region, statement.captures + own, terminator: terminator)
      indent -= 1
    }
    line("})" + tail)
  }
}
