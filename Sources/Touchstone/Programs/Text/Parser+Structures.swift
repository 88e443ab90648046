extension Parser {
  /// The structures whose fields are read; others are kept as they are written.
  private static let structures: Set<String> = [
    "stablehlo.gather", "stablehlo.scatter", "stablehlo.dot", "stablehlo.channel_handle",
    "stablehlo.dot_algorithm", "stablehlo.output_operand_alias", "stablehlo.result_accuracy",
    "chlo.ragged_dot",
  ]

  /// `#stablehlo<precision DEFAULT>`, `#stablehlo.gather<…>`, `#sdy.sharding<…>`, `#alias`.
  mutating func dialectAttribute() throws(ProgramTextError) -> AttributeSyntax {
    let place = token.start
    let name = String(text.dropFirst())
    if let alias = attributeAliases[name] {
      attributeCount += alias.count
      if attributeCount > 1_000_000 { throw fail("the attributes are too long with their aliases") }
      try advance()
      return alias.value
    }
    guard following == UInt8(ascii: "<") else {
      if name.contains(".") || name.hasPrefix("loc") {
        try advance()
        return .value(.opaque(source.string(place..<previousEnd)))
      }
      throw fail("there is no attribute alias #\(name)")
    }
    let dialect = name.prefix { $0 != "." }
    guard dialect == "stablehlo" || dialect == "chlo" else {
      try move(to: lexer.closing(token.end))
      return .value(.opaque(source.string(place..<previousEnd)))
    }
    let end = try lexer.closing(token.end)
    try advance()
    guard name.contains(".") else {
      // `#stablehlo<kind …>`: the kind stands inside.
      try expect("<")
      let kind = try identifier("the kind of the attribute")
      if token.kind == .identifier {
        let value = try identifier("a name")
        try expect(">")
        return .value(.enumeration(dialect == "chlo" ? "chlo.\(kind)" : kind, value))
      }
      let value = try structure("\(dialect).\(kind)", place, end: end - 1)
      try expect(">")
      return value
    }
    return try structure(name, place, end: end)
  }

  /// What stands between `<` and `>` of the structure `name`.
  private mutating func structure(
    _ name: String, _ place: Int, end: Int
  ) throws(ProgramTextError) -> AttributeSyntax {
    if name == "stablehlo.conv" {
      try expect("<")
      let value = try convolutionDimensions()
      try expect(">")
      return .value(value)
    }
    if Self.structures.contains(name) {
      var fields: [NamedSyntax] = []
      try list("<", ">") { (parser: inout Parser) throws(ProgramTextError) in
        let place = parser.token.start
        let field = try parser.identifier("the name of a field")
        try parser.expect("=")
        fields.append(NamedSyntax(name: field, value: try parser.field(), place: place))
      }
      return .structure(name, fields)
    }
    // A case of an enumeration, or something nothing here reads into.
    if isAt("<") {
      try advance()
      if token.kind == .identifier, following == UInt8(ascii: ">") {
        let value = try identifier("a name")
        try expect(">")
        let dialect = name.prefix { $0 != "." }
        return .value(
          .enumeration(
            dialect == "chlo" ? name : String(name.dropFirst(dialect.count + 1)), value))
      }
    }
    try move(to: end)
    return .value(.opaque(source.string(place..<end)))
  }

  /// The value of a structure's field.
  mutating func field() throws(ProgramTextError) -> AttributeSyntax {
    if isAt("[") {
      var integers: [Int] = []
      let start = token.start
      try advance()
      if try accept("]") { return .value(.integers([], .i64)) }
      if token.kind == .integer {
        repeat { integers.append(try integer()) } while try accept(",")
        try expect("]")
        return .value(.integers(integers, .i64))
      }
      try move(to: start)
      return try attribute()
    }
    if token.kind == .identifier, !isAt(keyword: "true"), !isAt(keyword: "false"),
      following != UInt8(ascii: "<")
    {
      return .value(.opaque(try identifier("a value")))
    }
    return try attribute()
  }

  /// `[1, 0]`.
  mutating func integerList() throws(ProgramTextError) -> [Int] {
    var values: [Int] = []
    try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
      values.append(try parser.integer())
    }
    return values
  }

  /// `[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`.
  mutating func convolutionDimensions() throws(ProgramTextError) -> Attribute {
    let input = try labels("b", "f", "input")
    try expect(keyword: "x")
    let kernel = try labels("i", "o", "kernel")
    try expectArrow()
    let output = try labels("b", "f", "output")
    func place(_ value: Int) -> Attribute { .integer(Int64(value), .i64) }
    return .structure(
      "stablehlo.conv",
      [
        NamedAttribute("input_batch_dimension", place(input.first)),
        NamedAttribute("input_feature_dimension", place(input.second)),
        NamedAttribute("input_spatial_dimensions", .integers(input.spatial, .i64)),
        NamedAttribute("kernel_input_feature_dimension", place(kernel.first)),
        NamedAttribute("kernel_output_feature_dimension", place(kernel.second)),
        NamedAttribute("kernel_spatial_dimensions", .integers(kernel.spatial, .i64)),
        NamedAttribute("output_batch_dimension", place(output.first)),
        NamedAttribute("output_feature_dimension", place(output.second)),
        NamedAttribute("output_spatial_dimensions", .integers(output.spatial, .i64)),
      ])
  }

  /// Where in `[b, 0, 1, f]` the two letters and the numbers stand.
  private mutating func labels(
    _ first: String, _ second: String, _ what: String
  ) throws(ProgramTextError) -> (first: Int, second: Int, spatial: [Int]) {
    let start = token.start
    var letters: [String: Int] = [:]
    var numbers: [Int: Int] = [:]
    var position = 0
    try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
      if parser.token.kind == .integer {
        let place = parser.token.start
        if numbers.updateValue(position, forKey: try parser.integer()) != nil {
          throw parser.fail("a dimension is given twice", at: place)
        }
      } else {
        let place = parser.token.start
        let letter = try parser.identifier("'\(first)', '\(second)' or a number")
        if letter != first && letter != second {
          throw parser.fail("expected '\(first)', '\(second)' or a number", at: place)
        }
        if letters.updateValue(position, forKey: letter) != nil {
          throw parser.fail("'\(letter)' is given twice", at: place)
        }
      }
      position += 1
    }
    guard let one = letters[first], let two = letters[second] else {
      throw fail("the \(what) dimensions need '\(first)' and '\(second)'", at: start)
    }
    var spatial: [Int] = []
    for i in 0..<numbers.count {
      guard let at = numbers[i] else {
        throw fail("the \(what) dimensions lack the spatial dimension \(i)", at: start)
      }
      spatial.append(at)
    }
    return (one, two, spatial)
  }
}
