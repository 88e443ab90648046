extension Parser {
  /// An argument of a region named before its `{`.
  struct NamedArgument {
    var name: Int32
    var type: TensorType
    var place: Int
  }

  /// `{ ^bb0(%a: T): … }`; `given` arguments come before those of the label.
  mutating func region(_ given: [NamedArgument] = []) throws(ProgramTextError) -> RegionSyntax {
    try enter()
    openScope()
    var region = RegionSyntax(place: token.start)
    guard isAt("{") else { throw expected("'{' and a region") }
    try advance()
    region.firstArgument = try anonymous(0)
    for argument in given {
      _ = try define(argument.name, at: argument.place)
      region.arguments.append(argument.type)
    }
    if token.kind == .label {
      try advance()
      if isAt("(") {
        try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
          let argument = try parser.argument()
          _ = try parser.define(argument.name, at: argument.place)
          region.arguments.append(argument.type)
        }
      }
      try expect(":")
    }
    try operations(into: &region)
    try advance()
    region.captures = try closeScope()
    leave()
    return region
  }

  /// `%a: T`.
  mutating func argument() throws(ProgramTextError) -> NamedArgument {
    let place = token.start
    let name = try valueName()
    try expect(":")
    let type = try type()
    try skipLocation()
    return NamedArgument(name: name, type: type, place: place)
  }

  /// The statements up to the closing brace, which stays under the cursor.
  mutating func operations(into region: inout RegionSyntax) throws(ProgramTextError) {
    region.resultsPlace = token.start
    while !isAt("}") {
      if token.kind == .end { throw expected("'}'") }
      if token.kind == .label { throw fail("regions of several blocks are not supported") }
      if region.resultTypes != nil { throw expected("'}' after the terminator") }
      try statement(into: &region)
    }
  }

  private static let terminators: Set<String> = [
    "return", "func.return", "stablehlo.return", "chlo.return", "mhlo.return", "sdy.return",
  ]

  private mutating func statement(into region: inout RegionSyntax) throws(ProgramTextError) {
    var names: [(name: Int32, count: Int, place: Int)] = []
    let start = token.start
    if token.kind == .value {
      repeat {
        let place = token.start
        let name = try valueName()
        var count = 1
        if try accept(":") {
          count = try integer("the number of results")
          guard count > 0, count < 1 << 20 else {
            throw fail("expected a number of results, got \(count)", at: place)
          }
        }
        names.append((name, count, place))
      } while try accept(",")
      try expect("=")
    }
    let place = token.start
    let isGeneric = token.kind == .string
    let name = isGeneric ? try string() : try identifier("an operation")
    if Self.terminators.contains(name) {
      region.resultsPlace = place
      try terminator(into: &region, isGeneric: isGeneric)
      return
    }
    var operation = OperationSyntax(name: name == "call" ? "func.call" : name, place: place)
    if isGeneric { try generic(&operation) } else { try pretty(&operation) }
    try skipLocation()
    let count = operation.resultTypes.count
    if names.isEmpty {
      operation.firstResult = try anonymous(count)
    } else {
      let named = names.reduce(0) { $0 + $1.count }
      guard named == count else {
        throw fail("\(operation.name) has \(count) results, but \(named) are named", at: start)
      }
      for (i, entry) in names.enumerated() {
        let first = try define(entry.name, count: entry.count, at: entry.place)
        if i == 0 { operation.firstResult = first }
      }
    }
    region.operations.append(operation)
  }

  private mutating func terminator(
    into region: inout RegionSyntax, isGeneric: Bool
  ) throws(ProgramTextError) {
    var operation = OperationSyntax(name: "return", place: region.resultsPlace)
    if isGeneric {
      try generic(&operation)
      region.resultTypes = operation.operandTypes ?? []
    } else {
      if token.kind == .value {
        repeat { operation.operands.append(try use()) } while try accept(",")
      }
      _ = try optionalAttributes()
      region.resultTypes = try accept(":") ? try bareTypes() : []
    }
    region.results = operation.operands
    let count = region.resultTypes?.count ?? 0
    guard count == region.results.count else {
      throw fail(
        "\(region.results.count) values are returned, but \(count) types are given",
        at: region.resultsPlace)
    }
    try skipLocation()
  }

  /// `(%a, %b) <{…}> ({…}, {…}) {…} : (T, T) -> T`.
  mutating func generic(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    operation.operands = try operandList()
    if isAt("[") { throw fail("successor blocks are not supported") }
    if isAt("<") {
      try advance()
      operation.attributes = try attributeDictionary()
      try expect(">")
    }
    if isAt("(") {
      var regions: [RegionSyntax] = []
      try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
        regions.append(try parser.region())
      }
      operation.regions = regions
    }
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `{…}` if it is there, added to what `operation` has.
  mutating func attributes(of operation: inout OperationSyntax) throws(ProgramTextError) {
    guard isAt("{") else { return }
    // The dictionary itself has no name twice.
    let before = operation.attributes
    for entry in try attributeDictionary() {
      if before.contains(where: { $0.name == entry.name }) {
        throw fail("attribute \(entry.name) is given twice", at: entry.place)
      }
      operation.attributes.append(entry)
    }
  }

  /// `(%a, %b)`.
  mutating func operandList() throws(ProgramTextError) -> [ValueUse] {
    var operands: [ValueUse] = []
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      operands.append(try parser.use())
    }
    return operands
  }

  /// `%a, %b` up to what is no value; a comma before something else is passed.
  mutating func operands(of operation: inout OperationSyntax) throws(ProgramTextError) {
    while token.kind == .value {
      operation.operands.append(try use())
      if try !accept(",") { break }
    }
  }

  /// `loc(…)` or `loc(#loc1)`, which is not kept.
  mutating func skipLocation() throws(ProgramTextError) {
    guard isAt(keyword: "loc"), following == UInt8(ascii: "(") else { return }
    try move(to: lexer.closing(token.end))
  }

  /// What follows the name of an operation that is not in quotes.
  private mutating func pretty(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    if try special(&operation) { return }
    guard let syntax = syntax(of: operation.name) else { throw unknown(operation) }
    switch syntax.style {
    case .operands(let items): try keywords(&operation, items, syntax.types)
    case .generic, .special:
      throw fail(
        "\(operation.name) is written in the generic form: \"\(operation.name)\"(…)",
        at: operation.place)
    }
  }

  private mutating func syntax(of name: String) -> Syntax? {
    if let known = syntaxes[name] { return known }
    let syntax = Primitives.type(named: name)?.syntax(of: name)
    syntaxes[name] = syntax
    return syntax
  }

  private func unknown(_ operation: OperationSyntax) -> ProgramTextError {
    fail(UnknownOperation.message(operation.name), at: operation.place)
  }

  /// Operands, attributes by keyword, the remaining attributes, types.
  private mutating func keywords(
    _ operation: inout OperationSyntax, _ items: [Syntax.Item], _ types: Syntax.Types
  ) throws(ProgramTextError) {
    try operands(of: &operation)
    var missing: [String] = []
    for item in items {
      let place = token.start
      switch item {
      case .keyword(let keyword, let attribute, let form):
        guard isAt(keyword: keyword) else {
          missing.append("'\(keyword) ='")
          continue
        }
        try advance()
        try expect("=")
        let value = try value(form)
        operation.attributes.append(
          NamedSyntax(name: attribute, value: .value(value), place: place))
      case .value(let attribute, let form):
        let value = try value(form)
        operation.attributes.append(
          NamedSyntax(name: attribute, value: .value(value), place: place))
      }
      _ = try accept(",")
    }
    try attributes(of: &operation)
    guard isAt(":") else { throw expected((missing + ["':'"]).joined(separator: " or ")) }
    try self.types(of: &operation, types)
  }

  private mutating func value(_ form: Syntax.Form) throws(ProgramTextError) -> Attribute {
    switch form {
    case .list:
      if isAt("["), let booleans = try booleanList() { return .integers(booleans, .i1) }
      return .integers(try integerList(), .i64)
    case .integer(let dtype):
      let place = token.start
      let value = try integer()
      guard let exact = Int64(exactly: value) else { throw fail("too large", at: place) }
      return .integer(exact, dtype)
    case .flag:
      guard isAt(keyword: "true") || isAt(keyword: "false") else {
        throw expected("'true' or 'false'")
      }
      let value = isAt(keyword: "true")
      try advance()
      return .bool(value)
    case .choice(let kind): return .enumeration(kind, try identifier("a name"))
    case .string: return .string(try string())
    case .number: return try number()
    case .choices(let kind): return try choices(kind)
    }
  }

  /// `[true, false]`, or `nil` and nothing read if it is another list.
  private mutating func booleanList() throws(ProgramTextError) -> [Int]? {
    let start = token.start
    try advance()
    guard isAt(keyword: "true") || isAt(keyword: "false") else {
      try move(to: start)
      return nil
    }
    try move(to: start)
    var values: [Int] = []
    try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
      guard parser.isAt(keyword: "true") || parser.isAt(keyword: "false") else {
        throw parser.expected("'true' or 'false'")
      }
      values.append(parser.isAt(keyword: "true") ? 1 : 0)
      try parser.advance()
    }
    return values
  }

  /// `[DEFAULT, HIGHEST]`.
  mutating func choices(_ kind: String) throws(ProgramTextError) -> Attribute {
    var values: [Attribute] = []
    try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
      values.append(.enumeration(kind, try parser.identifier("a name")))
    }
    return .array(values)
  }

  /// `: T`, `: (T, T) -> T`, `: T, T -> T`, `: P, T`: how `types` says, or the functional form.
  mutating func types(
    of operation: inout OperationSyntax, _ types: Syntax.Types
  ) throws(ProgramTextError) {
    try expect(":")
    if isAt("(") {
      let (operands, results) = try functionalType()
      operation.operandTypes = operands
      operation.resultTypes = results
      return
    }
    let place = token.start
    let list = try bareTypes()
    if try acceptArrow() {
      operation.operandTypes = list
      operation.resultTypes = try resultTypes()
      return
    }
    switch types {
    case .result where list.count == 1: operation.resultTypes = list
    case .select where list.count == 2:
      operation.operandTypes = [list[0], list[1], list[1]]
      operation.resultTypes = [list[1]]
    case .shortest where list.count == 1:
      operation.operandTypes = operation.operands.map { _ in list[0] }
      operation.resultTypes = list
    case .operandsOnly where list.count == 1:
      operation.operandTypes = operation.operands.map { _ in list[0] }
    case .pairwise:
      operation.operandTypes = list
      operation.resultTypes = list
    default: throw fail("expected types like (T, T) -> T", at: place)
    }
  }
}

/// What to say of an operation that is not known.
enum UnknownOperation {
  static func message(_ name: String) -> String {
    switch name {
    case "stablehlo.uniform_quantize", "stablehlo.uniform_dequantize":
      return "\(name): quantized types are not supported"
    case "stablehlo.async_start", "stablehlo.async_done":
      return "\(name): asynchronous operations are not supported"
    case "check.expect_serialized_eq":
      return "\(name): files that another interpreter wrote are not supported; write the expected "
        + "values in the program and use check.expect_close"
    default:
      let close = Primitives.names(near: name)
      return "unknown operation \(name)"
        + (close.isEmpty ? "" : "; did you mean \(close.joined(separator: ", "))?")
    }
  }
}
