extension Parser {
  private func named(_ name: String, _ value: Attribute, _ place: Int) -> NamedSyntax {
    NamedSyntax(name: name, value: .value(value), place: place)
  }

  /// `%a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT],
  /// algorithm = <…> : (T, T) -> T`.
  mutating func dotGeneral(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    try operands(of: &operation)
    let place = token.start
    var batching: ([Int], [Int]) = ([], [])
    if try accept(keyword: "batching_dims") {
      batching = try dimensionPair()
      try expect(",")
    }
    guard isAt(keyword: "contracting_dims") else { throw expected("'contracting_dims ='") }
    try advance()
    let contracting = try dimensionPair()
    operation.attributes = [
      named(
        "dot_dimension_numbers",
        .structure(
          "stablehlo.dot",
          [
            NamedAttribute("lhs_batching_dimensions", .integers(batching.0, .i64)),
            NamedAttribute("rhs_batching_dimensions", .integers(batching.1, .i64)),
            NamedAttribute("lhs_contracting_dimensions", .integers(contracting.0, .i64)),
            NamedAttribute("rhs_contracting_dimensions", .integers(contracting.1, .i64)),
          ]), place)
    ]
    while try accept(",") {
      let place = token.start
      if try accept(keyword: "precision") {
        try expect("=")
        operation.attributes.append(named("precision_config", try choices("precision"), place))
      } else if try accept(keyword: "algorithm") {
        try expect("=")
        guard isAt("<") else { throw expected("'<'") }
        operation.attributes.append(
          NamedSyntax(name: "algorithm", value: try dotAlgorithm(), place: place))
      } else {
        throw expected("'precision =' or 'algorithm ='")
      }
    }
    try attributes(of: &operation)
    try functionalType(of: &operation)
  }

  private mutating func dotAlgorithm() throws(ProgramTextError) -> AttributeSyntax {
    var fields: [NamedSyntax] = []
    try list("<", ">") { (parser: inout Parser) throws(ProgramTextError) in
      let place = parser.token.start
      let name = try parser.identifier("the name of a field")
      try parser.expect("=")
      fields.append(NamedSyntax(name: name, value: try parser.field(), place: place))
    }
    return .structure("stablehlo.dot_algorithm", fields)
  }

  /// `= [0] x [1]`.
  private mutating func dimensionPair() throws(ProgramTextError) -> ([Int], [Int]) {
    try expect("=")
    let first = try integerList()
    try expect(keyword: "x")
    return (first, try integerList())
  }

  /// `(%a, %b) dim_numbers = […]x[…]->[…], window = {…} {…} : (T, T) -> T`.
  mutating func convolution(_ operation: inout OperationSyntax) throws(ProgramTextError) {
    operation.operands = try operandList()
    let place = token.start
    try expect(keyword: "dim_numbers")
    try expect("=")
    operation.attributes = [
      named("dimension_numbers", try convolutionDimensions(), place)
    ]
    try expect(",")
    try expect(keyword: "window")
    try expect("=")
    var attributes: [NamedSyntax] = []
    try list("{", "}") { (parser: inout Parser) throws(ProgramTextError) in
      attributes.append(try parser.windowField())
    }
    operation.attributes += attributes
    try self.attributes(of: &operation)
    try functionalType(of: &operation)
  }

  private mutating func windowField() throws(ProgramTextError) -> NamedSyntax {
    let place = token.start
    let name = try identifier("stride, pad, lhs_dilate, rhs_dilate or reverse")
    try expect("=")
    switch name {
    case "stride": return named("window_strides", .integers(try integerList(), .i64), place)
    case "lhs_dilate": return named("lhs_dilation", .integers(try integerList(), .i64), place)
    case "rhs_dilate": return named("rhs_dilation", .integers(try integerList(), .i64), place)
    case "reverse":
      var flags: [Int] = []
      try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
        guard
          parser.isAt(keyword: "true") || parser.isAt(keyword: "false")
            || parser.token.kind == .integer
        else { throw parser.expected("'true' or 'false'") }
        flags.append(parser.isAt(keyword: "true") || parser.text == "1" ? 1 : 0)
        try parser.advance()
      }
      return named("window_reversal", .integers(flags, .i1), place)
    case "pad":
      var flat: [Int64] = []
      var rows = 0
      try list("[", "]") { (parser: inout Parser) throws(ProgramTextError) in
        let place = parser.token.start
        let row = try parser.integerList()
        guard row.count == 2 else {
          throw parser.fail("expected [low, high], got \(row.count) numbers", at: place)
        }
        flat += row.map(Int64.init)
        rows += 1
      }
      let type = TensorType(.i64, [rows, 2])
      return named("padding", .elements(HostTensor(type, signed: flat)), place)
    default:
      throw fail(
        "expected stride, pad, lhs_dilate, rhs_dilate or reverse, got '\(name)'", at: place)
    }
  }
}
