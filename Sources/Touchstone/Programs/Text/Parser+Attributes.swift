extension Parser {
  /// `{a = 1, "b" = "x", c}` if it is there.
  mutating func optionalAttributes() throws(ProgramTextError) -> [NamedSyntax] {
    isAt("{") ? try attributeDictionary() : []
  }

  mutating func attributeDictionary() throws(ProgramTextError) -> [NamedSyntax] {
    var entries: [NamedSyntax] = []
    var seen: Set<String> = []
    try list("{", "}") { (parser: inout Parser) throws(ProgramTextError) in
      let place = parser.token.start
      let name =
        parser.token.kind == .string
        ? try parser.string() : try parser.identifier("the name of an attribute")
      if !seen.insert(name).inserted {
        throw parser.fail("attribute \(name) is given twice", at: place)
      }
      let value = try parser.accept("=") ? try parser.attribute() : .value(.unit)
      entries.append(NamedSyntax(name: name, value: value, place: place))
    }
    return entries
  }

  /// An attribute of any kind.
  mutating func attribute() throws(ProgramTextError) -> AttributeSyntax {
    let place = token.start
    attributeCount += 1
    switch token.kind {
    case .string:
      return .value(.string(try string()))
    case .symbol:
      let name = try symbol()
      guard isAt(":"), following == UInt8(ascii: ":") else { return .value(.symbol(name)) }
      while isAt(":") {
        try advance()
        try expect(":")
        _ = try symbol()
      }
      return .value(.opaque(source.string(place..<previousEnd)))
    case .integer, .float: return .value(try number())
    case .hash: return try dialectAttribute()
    case .bang: return .value(try typeAttribute())
    case .punctuation where isAt("["):
      var items: [AttributeSyntax] = []
      try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
        items.append(try parser.attribute())
      }
      var values: [Attribute] = []
      for case .value(let value) in items { values.append(value) }
      return values.count == items.count ? .value(.array(values)) : .array(items)
    case .punctuation where isAt("{"): return .dictionary(try attributeDictionary())
    case .punctuation where isAt("("):
      let start = self
      do throws(ProgramTextError) {
        let (operands, results) = try functionalType()
        return .function(operands, results)
      } catch {
        // A type that no value has.
        self = start
        return .value(try foreignType())
      }
    case .identifier: return try namedAttribute()
    default: throw expected("an attribute")
    }
  }

  /// An attribute that starts with a word.
  private mutating func namedAttribute() throws(ProgramTextError) -> AttributeSyntax {
    let place = token.start
    switch text {
    case "true", "false":
      let value = isAt(keyword: "true")
      try advance()
      return .value(.bool(value))
    case "unit":
      try advance()
      return .value(.unit)
    case "dense": return try dense()
    case "array": return .value(try integerArray())
    case "dense_resource":
      throw fail(
        "dense_resource is not supported: its elements stand outside the operation; expected "
          + "dense<…>")
    case "sparse": throw fail("sparse<…> is not supported, expected dense<…>")
    case "tensor", "tuple": return .value(try typeAttribute())
    default:
      // Types of one element, maps and the like: nothing here reads into them.
      let next = following
      if next == UInt8(ascii: "<") || next == UInt8(ascii: "(") {
        try move(to: lexer.closing(token.end))
      } else {
        try advance()
      }
      return .value(.opaque(source.string(place..<previousEnd)))
    }
  }

  private mutating func typeAttribute() throws(ProgramTextError) -> Attribute {
    if token.kind == .bang, text != "!stablehlo.token",
      typeAliases[String(text.dropFirst())] == nil
    {
      return try opaque()
    }
    let start = self
    do throws(ProgramTextError) { return .type(try type()) } catch {
      self = start
      return try foreignType()
    }
  }

  /// A type that no value of a program has, as it is: `(i32) -> i32`, `tuple<i32>`, `tensor<?xf32>`.
  private mutating func foreignType() throws(ProgramTextError) -> Attribute {
    let place = token.start
    if isAt("(") {
      try move(to: lexer.closing(token.start))
      try expectArrow()
      if isAt("(") { try move(to: lexer.closing(token.start)) } else { _ = try foreignType() }
    } else if following == UInt8(ascii: "<") {
      try move(to: lexer.closing(token.end))
    } else if token.kind == .identifier || token.kind == .bang {
      try advance()
    } else {
      throw expected("a type")
    }
    return .opaque(source.string(place..<previousEnd))
  }

  /// A word and the brackets right after it, as they are.
  private mutating func opaque() throws(ProgramTextError) -> Attribute {
    let place = token.start
    if following == UInt8(ascii: "<") || following == UInt8(ascii: "[") {
      try move(to: lexer.closing(token.end))
    } else {
      try advance()
    }
    return .opaque(source.string(place..<previousEnd))
  }

  /// `3`, `3 : i64`, `0.5 : f32`, `0x7FC00000 : f32`.
  mutating func number() throws(ProgramTextError) -> Attribute {
    let place = token.start
    let literal = token
    try advance()
    var dtype: DType?
    if isAt(":") {
      try advance()
      if token.kind == .identifier, Self.elementType(text) == nil {
        try advance()
        return .opaque(source.string(place..<previousEnd))
      }
      dtype = try elementType()
      if dtype?.isComplex == true { throw fail("expected a type of real numbers", at: place) }
    }
    let range = literal.start..<literal.end
    if literal.kind == .float || dtype?.isFloat == true {
      let dtype = dtype ?? .f64
      guard let format = dtype.floatFormat else {
        throw fail("expected an integer of \(dtype)", at: place)
      }
      let bits = try NumberLiteral(source, range).bits(of: format, dtype)
      return .float(format.decode(bits), dtype)
    }
    let value = try NumberLiteral(source, range).integer(of: dtype ?? .i64)
    return .integer(value, dtype)
  }

  /// `array<i64: 1, 2>`.
  private mutating func integerArray() throws(ProgramTextError) -> Attribute {
    let place = token.start
    let end = try lexer.closing(token.end)
    try advance()
    try expect("<")
    let dtype = try elementType()
    guard dtype.isInteger || dtype == .i1 else {
      try move(to: end)
      return .opaque(source.string(place..<end))
    }
    var values: [Int] = []
    if isAt(":") {
      repeat {
        try advance()
        if dtype == .i1, token.kind == .identifier {
          guard isAt(keyword: "true") || isAt(keyword: "false") else { throw expected("a boolean") }
          values.append(isAt(keyword: "true") ? 1 : 0)
          try advance()
        } else {
          values.append(try integer())
        }
      } while isAt(",")
    }
    try expect(">")
    return .integers(values, dtype)
  }

  /// `dense<…> : tensor<…>`; the elements are only found here, not read.
  mutating func dense() throws(ProgramTextError) -> AttributeSyntax {
    let place = token.start
    var open = token.end
    while open < source.bytes.count, source.bytes[open] == 0x20 { open += 1 }
    guard open < source.bytes.count, source.bytes[open] == UInt8(ascii: "<") else {
      try expect(keyword: "dense")
      throw expected("'<'")
    }
    let end = try lexer.closing(open)
    try move(to: end)
    try expect(":")
    if isAt(keyword: "tensor"), following == UInt8(ascii: "<") {
      // Layouts are tensors of `index`, which is no element type of StableHLO.
      let close = try lexer.closing(token.end)
      if source.bytes[..<close].dropLast().suffix(5).elementsEqual("index".utf8) {
        try move(to: close)
        return .value(.opaque(source.string(place..<close)))
      }
    }
    let typePlace = token.start
    let type = try type()
    guard type.dtype.isElement else { throw fail("expected a tensor type", at: typePlace) }
    return .dense(DenseSyntax(body: open + 1..<end - 1, type: type))
  }
}
