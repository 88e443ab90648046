extension Parser {
  /// The whole text: one module, or functions without one.
  mutating func module() throws(ProgramTextError) -> ModuleSyntax {
    var module = ModuleSyntax()
    var isWrapped = false
    while token.kind != .end {
      if isAt(keyword: "module") || isAt(keyword: "builtin.module")
        || token.kind == .string && text == "\"builtin.module\""
      {
        if isWrapped || !module.functions.isEmpty {
          throw fail("expected one module; several are separated by a line '// -----'")
        }
        isWrapped = true
        if token.kind == .string {
          try genericModule(&module)
        } else {
          try wrapped(&module)
        }
      } else if isAt("{"), source.bytes[token.end...].starts(with: "-#".utf8) {
        try skipResources()
      } else {
        if isWrapped, token.kind != .hash, token.kind != .bang {
          throw expected("the end of the text after the module")
        }
        try item(of: &module)
      }
    }
    return module
  }

  /// `module @name attributes {…} { … }`.
  private mutating func wrapped(_ module: inout ModuleSyntax) throws(ProgramTextError) {
    try advance()
    if token.kind == .symbol { module.name = try symbol() }
    if try accept(keyword: "attributes") { module.attributes = try attributeDictionary() }
    try expect("{")
    while try !accept("}") {
      if token.kind == .end { throw expected("'}'") }
      try item(of: &module)
    }
    try skipLocation()
  }

  /// `"builtin.module"() <{sym_name = "m"}> ({ … }) {…} : () -> ()`.
  private mutating func genericModule(_ module: inout ModuleSyntax) throws(ProgramTextError) {
    try advance()
    _ = try operandList()
    var attributes: [NamedSyntax] = []
    if try accept("<") {
      attributes = try attributeDictionary()
      try expect(">")
    }
    try expect("(")
    try expect("{")
    if token.kind == .label {
      try advance()
      try expect(":")
    }
    while try !accept("}") {
      if token.kind == .end { throw expected("'}'") }
      try item(of: &module)
    }
    try expect(")")
    attributes += try optionalAttributes()
    try expect(":")
    _ = try functionalType()
    try skipLocation()
    for attribute in attributes {
      if attribute.name == "sym_name", case .value(.string(let name)) = attribute.value {
        module.name = name
      } else {
        module.attributes.append(attribute)
      }
    }
  }

  /// A function, an alias, or something to be kept as it is.
  private mutating func item(of module: inout ModuleSyntax) throws(ProgramTextError) {
    switch token.kind {
    case .hash: try attributeAlias()
    case .bang: try typeAlias()
    case .identifier where isAt(keyword: "func.func") || isAt(keyword: "func"):
      module.functions.append(try function())
    case .string where text == "\"func.func\"":
      module.functions.append(try genericFunction())
    case .identifier where text.contains("."), .string:
      let name = token.kind == .string ? String(text.dropFirst().dropLast()) : text
      if name.hasPrefix("stablehlo.") || name.hasPrefix("chlo.") || name.hasPrefix("func.") {
        throw fail("\(name) must stand in a function")
      }
      let isGenericMesh = token.kind == .string && name == "sdy.mesh"
      module.declarations.append(isGenericMesh ? try genericMesh() : try declaration())
    case .identifier where isAt(keyword: "module"):
      throw fail("modules in modules are not supported")
    default: throw expected("a function or a module")
    }
  }

  /// A statement this package does not read into, up to the next that it does.
  private mutating func declaration() throws(ProgramTextError) -> String {
    let start = token.start
    var end = token.end
    try advance()
    while token.kind != .end, !isAt("}") {
      // Statements start on lines of their own.
      if source.bytes[end..<token.start].contains(0x0A) { break }
      if isAt(keyword: "loc"), following == UInt8(ascii: "(") {
        try skipLocation()
        break
      }
      if isAt("<") || isAt("(") || isAt("[") || isAt("{") {
        end = try lexer.closing(token.start)
        try move(to: end)
      } else {
        end = token.end
        try advance()
      }
    }
    return source.string(start..<end)
  }

  /// `"sdy.mesh"() <{mesh = #sdy.mesh<["x"=2]>, sym_name = "mesh"}> {…} : () -> ()`, as the pretty
  /// form has it.
  private mutating func genericMesh() throws(ProgramTextError) -> String {
    try advance()
    _ = try operandList()
    try expect("<")
    let place = token.start
    var name: String?
    var axes: Substring?
    let prefix = "#sdy.mesh"
    for entry in try attributeDictionary() {
      switch (entry.name, entry.value) {
      case ("sym_name", .value(.string(let text))): name = text
      case ("mesh", .value(.opaque(let text))) where text.hasPrefix(prefix):
        axes = text.dropFirst(prefix.count)
      default: break
      }
    }
    guard let name, let axes else { throw fail("expected sym_name and mesh", at: place) }
    try expect(">")
    let start = token.start
    _ = try optionalAttributes()
    let rest = start < previousEnd ? " " + source.string(start..<previousEnd) : ""
    try expect(":")
    _ = try functionalType()
    try skipLocation()
    return "sdy.mesh \(AttributeText.symbol(name)) = \(axes)\(rest)"
  }

  /// `#name = …`; a location's is passed over.
  private mutating func attributeAlias() throws(ProgramTextError) {
    let place = token.start
    let name = String(text.dropFirst())
    try advance()
    try expect("=")
    if isAt(keyword: "loc"), following == UInt8(ascii: "(") {
      try skipLocation()
      return
    }
    let before = attributeCount
    let value = try attribute()
    let count = attributeCount - before
    // Each alias may hold others: what they stand for together stays small.
    guard count <= 1000 else { throw fail("#\(name) stands for too long an attribute", at: place) }
    if attributeAliases.updateValue((value, count), forKey: name) != nil {
      throw fail("#\(name) is defined already", at: place)
    }
  }

  /// `!name = …`.
  private mutating func typeAlias() throws(ProgramTextError) {
    let name = String(text.dropFirst())
    try advance()
    try expect("=")
    typeAliases[name] = try type()
  }

  /// `{-# … #-}`, which holds what dense_resource names.
  private mutating func skipResources() throws(ProgramTextError) {
    let start = token.start
    var i = token.end
    while i + 2 < source.bytes.count {
      if source.bytes[i] == UInt8(ascii: "#"), source.bytes[i...].starts(with: "#-}".utf8) {
        try move(to: i + 3)
        return
      }
      i += 1
    }
    throw fail("this block of resources is never closed", at: start)
  }

  /// `func.func private @f(%a: T {…}) -> (T {…}) attributes {…} { … }`.
  private mutating func function() throws(ProgramTextError) -> FunctionSyntax {
    try advance()
    var function = FunctionSyntax(name: "", place: token.start)
    if try accept(keyword: "private") {
      function.isPrivate = true
    } else if try !accept(keyword: "public") {
      _ = try accept(keyword: "nested")
    }
    function.place = token.start
    function.name = try symbol("the function's name")
    var arguments: [NamedArgument] = []
    var attributes: [[NamedSyntax]] = []
    guard isAt("(") else { throw expected("'('") }
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      guard parser.token.kind == .value else {
        throw parser.fail(
          "expected an argument like %arg0; functions without a body are not supported")
      }
      let place = parser.token.start
      let name = try parser.valueName()
      try parser.expect(":")
      arguments.append(NamedArgument(name: name, type: try parser.type(), place: place))
      attributes.append(try parser.optionalAttributes())
      try parser.skipLocation()
    }
    function.argumentAttributes = attributes
    if try acceptArrow() { try results(of: &function) }
    if try accept(keyword: "attributes") { function.attributes = try attributeDictionary() }
    guard isAt("{") else {
      throw fail("function @\(function.name) has no body", at: function.place)
    }
    openFunction()
    function.body = try region(arguments)
    function.valueCount = try closeFunction()
    try skipLocation()
    return function
  }

  private mutating func results(of function: inout FunctionSyntax) throws(ProgramTextError) {
    guard isAt("(") else {
      function.resultTypes = [try type()]
      function.resultAttributes = [[]]
      return
    }
    var types: [TensorType] = []
    var attributes: [[NamedSyntax]] = []
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      types.append(try parser.type())
      attributes.append(try parser.optionalAttributes())
    }
    function.resultTypes = types
    function.resultAttributes = attributes
  }

  /// `"func.func"() <{function_type = …, sym_name = "f"}> ({ ^bb0(%a: T): … }) : () -> ()`.
  private mutating func genericFunction() throws(ProgramTextError) -> FunctionSyntax {
    var operation = OperationSyntax(name: "func.func", place: token.start)
    var function = FunctionSyntax(name: "", place: token.start)
    try advance()
    openFunction()
    try generic(&operation)
    function.valueCount = try closeFunction()
    try skipLocation()
    func lists(_ value: AttributeSyntax) -> [[NamedSyntax]] {
      switch value {
      case .array(let items):
        items.map { if case .dictionary(let entries) = $0 { entries } else { [] } }
      default: []
      }
    }
    var hasName = false
    for attribute in operation.attributes {
      switch (attribute.name, attribute.value) {
      case ("sym_name", .value(.string(let name))):
        function.name = name
        hasName = true
      case ("sym_visibility", .value(.string(let visibility))):
        function.isPrivate = visibility == "private"
      case ("function_type", .function(_, let results)): function.resultTypes = results
      case ("arg_attrs", let value): function.argumentAttributes = lists(value)
      case ("res_attrs", let value): function.resultAttributes = lists(value)
      default: function.attributes.append(attribute)
      }
    }
    guard hasName else { throw fail("func.func needs sym_name", at: function.place) }
    guard operation.regions.count == 1, operation.operands.isEmpty else {
      throw fail("function @\(function.name) must have one region", at: function.place)
    }
    function.body = operation.regions[0]
    return function
  }
}
