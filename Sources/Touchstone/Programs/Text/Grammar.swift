extension Parser {
  /// Reads what follows the name of an operation with a grammar of its own; `false` if `operation`
  /// has none.
  mutating func special(_ operation: inout OperationSyntax) throws(ProgramTextError) -> Bool {
    switch operation.name {
    case "stablehlo.constant", "chlo.constant": try constant(&operation)
    case "stablehlo.compare": try compare(&operation)
    case "stablehlo.slice": try slice(&operation)
    case "stablehlo.dot_general": try dotGeneral(&operation)
    case "stablehlo.convolution": try convolution(&operation)
    case "stablehlo.reduce": try reduce(&operation)
    case "stablehlo.while": try whileLoop(&operation)
    case "stablehlo.custom_call": try customCall(&operation)
    case "stablehlo.composite": try composite(&operation)
    case "func.call": try call(&operation)
    case "stablehlo.get_tuple_element": try getTupleElement(&operation)
    case "stablehlo.optimization_barrier": try optimizationBarrier(&operation)
    case "stablehlo.reduce_precision": try reducePrecision(&operation)
    case "chlo.top_k": try topK(&operation)
    case "chlo.scan": try scan(&operation)
    case let name where name.hasPrefix("check."): try check(&operation)
    case "sdy.sharding_constraint": try shardingConstraint(&operation)
    case "sdy.manual_computation": try manualComputation(&operation)
    default: return false
    }
    return true
  }

  private func named(_ name: String, _ value: Attribute, _ place: Int) -> NamedSyntax {
    NamedSyntax(name: name, value: .value(value), place: place)
  }

  /// `dense<…> : T`.
  private mutating func constant(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    try attributes(of: &operation)
    let place = token.start
    let value = isAt(keyword: "dense") ? try dense() : try attribute()
    guard case .dense(let elements) = value else {
      throw fail("expected dense<…> : tensor<…>", at: place)
    }
    operation.attributes.append(NamedSyntax(name: "value", value: value, place: place))
    operation.operandTypes = []
    operation.resultTypes = [elements.type]
    try attributes(of: &operation)
  }

  /// `LT, %a, %b, FLOAT : (T, T) -> T`.
  private mutating func compare(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    let place = token.start
    let direction = try identifier("a direction like LT")
    operation.attributes.append(
      named("comparison_direction", .enumeration("comparison_direction", direction), place))
    try expect(",")
    try operands(of: &operation)
    if token.kind == .identifier {
      let place = token.start
      let kind = try identifier("a type of comparison")
      operation.attributes.append(
        named("compare_type", .enumeration("comparison_type", kind), place))
    }
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `%a [0:4:2, 1:3] : (T) -> T`.
  private mutating func slice(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    operation.operands = [try use()]
    let place = token.start
    var starts: [Int] = []
    var limits: [Int] = []
    var strides: [Int] = []
    try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
      starts.append(try parser.integer("a start index"))
      try parser.expect(":")
      limits.append(try parser.integer("a limit index"))
      strides.append(try parser.accept(":") ? try parser.integer("a stride") : 1)
    }
    operation.attributes = [
      named("start_indices", .integers(starts, .i64), place),
      named("limit_indices", .integers(limits, .i64), place),
      named("strides", .integers(strides, .i64), place),
    ]
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `@f(%a) : (T) -> T`.
  private mutating func call(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    let place = token.start
    operation.attributes = [named("callee", .symbol(try symbol()), place)]
    operation.operands = try operandList()
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `@target(%a) {…} : (T) -> T`.
  private mutating func customCall(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    let place = token.start
    let target = try symbol("the target's name, like @target")
    operation.attributes = [named("call_target_name", .string(target), place)]
    operation.operands = try operandList()
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `"name" %a, %b {decomposition = @f} : (T, T) -> T`.
  private mutating func composite(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    let place = token.start
    operation.attributes = [named("name", .string(try string("the composite's name")), place)]
    try operands(of: &operation)
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `%0[1] : (tuple<…>) -> T`.
  private mutating func getTupleElement(
    _ operation: inout OperationSyntax
  ) throws(ProgramTextError) {
    operation.operands = [try use()]
    try expect("[")
    let place = token.start
    let index = try integer("the element's number")
    operation.attributes = [named("index", .integer(Int64(index), .i32), place)]
    try expect("]")
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  /// `%a, %b : T, U`, or `()`.
  private mutating func optimizationBarrier(
    _ operation: inout OperationSyntax
  ) throws(ProgramTextError) {
    try attributes(of: &operation)
    if isAt("(") {
      operation.operands = try operandList()
      operation.operandTypes = []
      if !operation.operands.isEmpty { throw fail("expected '()'", at: operation.place) }
      return
    }
    try operands(of: &operation)
    try attributes(of: &operation)
    try types(of: &operation, .pairwise)
  }

  /// `%a, format = e5m7 : T`.
  private mutating func reducePrecision(
    _ operation: inout OperationSyntax
  ) throws(ProgramTextError) {
    try operands(of: &operation)
    try expect(keyword: "format")
    try expect("=")
    let place = token.start
    let format = try identifier("a format like e5m7")
    let parts = format.dropFirst().split(separator: "m", omittingEmptySubsequences: false)
    guard format.hasPrefix("e"), parts.count == 2, let exponent = Int32(parts[0]),
      let mantissa = Int32(parts[1])
    else { throw fail("expected a format like e5m7, got \(format)", at: place) }
    operation.attributes = [
      named("exponent_bits", .integer(Int64(exponent), .i32), place),
      named("mantissa_bits", .integer(Int64(mantissa), .i32), place),
    ]
    try attributes(of: &operation)
    try types(of: &operation, .shortest)
  }

  /// `(%a, k = 2) : T -> (T, T)`.
  private mutating func topK(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    try expect("(")
    operation.operands = [try use()]
    try expect(",")
    let place = token.start
    try expect(keyword: "k")
    try expect("=")
    operation.attributes = [named("k", .integer(Int64(try integer()), .i64), place)]
    try expect(")")
    try attributes(of: &operation)
    try types(of: &operation, .arrow)
  }

  /// `%a, %b, max_ulp_difference = 3 : T, T` and its kind, which have no results.
  private mutating func check(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    try operands(of: &operation)
    if isAt(keyword: "dense") {
      let place = token.start
      operation.attributes = [NamedSyntax(name: "value", value: try dense(), place: place)]
      try attributes(of: &operation)
      if isAt(":") { try advance(); _ = try bareTypes() }
      return
    }
    while token.kind == .identifier, !isAt(keyword: "loc") {
      let place = token.start
      let name = try identifier("an attribute")
      try expect("=")
      let value: Attribute
      switch token.kind {
      case .string: value = .string(try string())
      case .symbol: value = .symbol(try symbol())
      case .integer: value = .integer(Int64(try integer()), .i64)
      default:
        guard token.kind == .float, let decimal = Decimal(source.bytes[token.start..<token.end])
        else { throw expected("a number") }
        value = .float(decimal.nearest, .f64)
        try advance()
      }
      operation.attributes.append(named(name, value, place))
      if try !accept(",") { break }
    }
    try attributes(of: &operation)
    try expect(":")
    if isAt("(") {
      (operation.operandTypes, operation.resultTypes) = try functionalType()
      return
    }
    let place = token.start
    let list = try bareTypes()
    if list.count == 1 {
      operation.operandTypes = operation.operands.map { _ in list[0] }
    } else if list.count == operation.operands.count {
      operation.operandTypes = list
    } else {
      throw fail("expected one type, or one for each operand", at: place)
    }
  }
}
