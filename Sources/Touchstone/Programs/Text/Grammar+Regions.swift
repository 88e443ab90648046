extension Parser {
  private func named(_ name: String, _ value: Attribute, _ place: Int) -> NamedSyntax {
    NamedSyntax(name: name, value: .value(value), place: place)
  }

  /// `(%x = %0, %y = %1) : T, U cond { … } do { … }`.
  mutating func whileLoop(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    var names: [(name: Int32, place: Int)] = []
    var operands: [ValueUse] = []
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      let place = parser.token.start
      names.append((try parser.valueName(), place))
      try parser.expect("=")
      operands.append(try parser.use())
    }
    operation.operands = operands
    let place = token.start
    let types = try accept(":") ? try bareTypes() : []
    guard types.count == operands.count else {
      throw fail(
        "\(operands.count) values are carried, but \(types.count) types are given", at: place)
    }
    operation.operandTypes = types
    operation.resultTypes = types
    if try accept(keyword: "attributes") { try attributes(of: &operation) }
    let arguments = zip(names, types).map {
      NamedArgument(name: $0.name, type: $1, place: $0.place)
    }
    try expect(keyword: "cond")
    operation.regions = [try region(arguments)]
    try expect(keyword: "do")
    operation.regions.append(try region(arguments))
  }

  /// `(%a init: %b), (…) applies stablehlo.add across dimensions = [0] : (T, T) -> T`, or with a
  /// body: `… across dimensions = [0] : (T, T) -> T reducer(%x: T, %y: T) { … }`.
  mutating func reduce(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    var initial: [ValueUse] = []
    repeat {
      try expect("(")
      operation.operands.append(try use())
      try expect(keyword: "init")
      try expect(":")
      initial.append(try use())
      try expect(")")
    } while try accept(",")
    operation.operands += initial
    var body: (name: String, place: Int)?
    if try accept(keyword: "applies") {
      let place = token.start
      body = (try identifier("an operation"), place)
    }
    try expect(keyword: "across")
    let place = token.start
    try expect(keyword: "dimensions")
    try expect("=")
    operation.attributes = [named("dimensions", .integers(try integerList(), .i64), place)]
    try attributes(of: &operation)
    try functionalType(of: &operation)
    try skipLocation()
    if let body {
      guard initial.count == 1, operation.resultTypes.count == 1 else {
        throw fail(
          "'applies' is for one operand and one result, expected 'reducer'", at: body.place)
      }
      operation.regions = [
        try appliedBody(body.name, TensorType(operation.resultTypes[0].dtype), body.place)
      ]
      return
    }
    try expect(keyword: "reducer")
    var pairs: [(NamedArgument, NamedArgument)] = []
    for _ in initial {
      try expect("(")
      let first = try argument()
      try expect(",")
      pairs.append((first, try argument()))
      try expect(")")
    }
    operation.regions = [try region(pairs.map(\.0) + pairs.map(\.1))]
  }

  /// The region that `applies stablehlo.add` stands for.
  private mutating func appliedBody(
    _ name: String, _ type: TensorType, _ place: Int
  ) throws(ProgramTextError) -> RegionSyntax {
    var region = RegionSyntax(place: place)
    region.firstArgument = try anonymous(2)
    region.arguments = [type, type]
    var inner = OperationSyntax(name: name, place: place)
    let position = Int32(truncatingIfNeeded: place)
    inner.operands = [
      ValueUse(value: region.firstArgument, place: position),
      ValueUse(value: region.firstArgument + 1, place: position),
    ]
    inner.operandTypes = [type, type]
    inner.resultTypes = [type]
    inner.firstResult = try anonymous(1)
    region.operations = [inner]
    region.results = [ValueUse(value: inner.firstResult, place: position)]
    region.resultTypes = [type]
    region.resultsPlace = place
    return region
  }

  /// `(%a) inits (%b) dimension=0 attributes { ^bb0(…): … } : (T, U) -> (T, U)`.
  mutating func scan(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    let inputs = try operandList()
    try expect(keyword: "inits")
    let initial = try operandList()
    operation.operands = inputs + initial
    while token.kind == .identifier {
      let place = token.start
      let name = try identifier("an attribute")
      if name == "attributes" {
        try attributes(of: &operation)
        break
      }
      let value: AttributeSyntax = try accept("=") ? try attribute() : .value(.unit)
      operation.attributes.append(NamedSyntax(name: name, value: value, place: place))
      _ = try accept(",")
    }
    let place = token.start
    operation.regions = [try region()]
    try attributes(of: &operation)
    try functionalType(of: &operation)
    func segments(_ name: String, _ first: Int, _ second: Int) {
      guard !operation.attributes.contains(where: { $0.name == name }) else { return }
      operation.attributes.append(named(name, .integers([first, second], .i32), place))
    }
    segments("operandSegmentSizes", inputs.count, initial.count)
    segments(
      "resultSegmentSizes", max(0, operation.resultTypes.count - initial.count), initial.count)
  }

  /// `%a <@mesh, [{"x"}]> : T`.
  mutating func shardingConstraint(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    operation.operands = [try use()]
    let place = token.start
    guard isAt("<") else { throw expected("'<' and a sharding") }
    try move(to: lexer.closing(place))
    operation.attributes = [
      named("sharding", .opaque("#sdy.sharding" + source.string(place..<previousEnd)), place)
    ]
    try attributes(of: &operation)
    try types(of: &operation, .shortest)
  }

  /// `(%a) in_shardings=[…] out_shardings=[…] manual_axes={…} (%x: T) { … } : (T) -> T`.
  mutating func manualComputation(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    operation.operands = try operandList()
    let wrappers = [
      "in_shardings": "#sdy.sharding_per_value<", "out_shardings": "#sdy.sharding_per_value<",
      "manual_axes": "#sdy<manual_axes",
    ]
    while token.kind == .identifier {
      let place = token.start
      let name = try identifier("an attribute")
      guard let wrapper = wrappers[name] else {
        throw fail("expected in_shardings, out_shardings or manual_axes, got '\(name)'", at: place)
      }
      try expect("=")
      let open = token.start
      guard isAt("[") || isAt("{") else { throw expected("'['") }
      try move(to: lexer.closing(open))
      operation.attributes.append(
        named(name, .opaque(wrapper + source.string(open..<previousEnd) + ">"), place))
    }
    var arguments: [NamedArgument] = []
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      arguments.append(try parser.argument())
    }
    operation.regions = [try region(arguments)]
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }
}
