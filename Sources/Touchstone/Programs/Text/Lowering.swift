/// Makes a program of a tree: closes regions over what they capture, decodes every operation and
/// checks its type rule.
struct Lowering {
  let source: SourceText
  let module: ModuleSyntax
  /// Whether large constants are left without elements, since only types are wanted.
  private let isHollow: Bool
  private var usedHollow = false
  private var splatBytes = 0
  private var numbers: [String: Int] = [:]
  private var functions: [String: Function] = [:]
  /// How deep calls and regions nest in each function; 0 while it is being made.
  private var heights: [String: Int] = [:]
  /// How many regions and functions are under way.
  private var depth = 0
  /// Bounds the stack that making, running and comparing take.
  private static let maximumHeight = 150
  private static let largestSplat = 1 << 30
  /// Up to this many bytes are taken before the whole text is found valid.
  private static let smallSplats = 1 << 24

  private init(_ source: SourceText, _ module: ModuleSyntax, isHollow: Bool) {
    self.source = source
    self.module = module
    self.isHollow = isHollow
  }

  /// The program that `module` writes.
  static func program(
    _ source: SourceText, _ module: ModuleSyntax
  ) throws(ProgramTextError) -> Program {
    // One number can stand for a gigabyte: the text is found valid before any is taken.
    var check = Lowering(source, module, isHollow: true)
    let program = try check.run()
    if !check.usedHollow { return program }
    var lowering = Lowering(source, module, isHollow: false)
    return try lowering.run()
  }

  private mutating func run() throws(ProgramTextError) -> Program {
    for (i, function) in module.functions.enumerated() {
      if numbers.updateValue(i, forKey: function.name) != nil {
        throw source.error("function @\(function.name) is defined already", at: function.place)
      }
    }
    var ordered: [Function] = []
    for function in module.functions {
      if let made = try self.function(function.name, usedAt: function.place) {
        ordered.append(made)
      }
    }
    guard !ordered.isEmpty else {
      throw source.error("expected a function", at: source.bytes.count)
    }
    return Program(
      name: module.name, attributes: try resolve(module.attributes), functions: ordered,
      declarations: module.declarations)
  }

  /// The function `name`, made when it is first asked for; `nil` if there is none.
  private mutating func function(
    _ name: String, usedAt place: Int
  ) throws(ProgramTextError) -> Function? {
    if let made = functions[name] { return made }
    guard let number = numbers[name] else { return nil }
    if heights[name] != nil {
      throw source.error("function @\(name) calls itself", at: place)
    }
    heights[name] = 0
    let syntax = module.functions[number]
    var locals = [Int](repeating: -1, count: syntax.valueCount)
    let (block, height) = try region(syntax.body, captures: [], &locals)
    guard block.resultTypes == syntax.resultTypes else {
      throw source.error(
        "@\(name) returns \(list(block.resultTypes)), but \(list(syntax.resultTypes)) is declared",
        at: syntax.body.resultsPlace)
    }
    var argumentAttributes: [[NamedAttribute]] = []
    for entries in syntax.argumentAttributes { argumentAttributes.append(try resolve(entries)) }
    var resultAttributes: [[NamedAttribute]] = []
    for entries in syntax.resultAttributes { resultAttributes.append(try resolve(entries)) }
    let function = Function(
      name, block, isPrivate: syntax.isPrivate,
      argumentAttributes: argumentAttributes.allSatisfy(\.isEmpty) ? [] : argumentAttributes,
      resultAttributes: resultAttributes.allSatisfy(\.isEmpty) ? [] : resultAttributes,
      attributes: try resolve(syntax.attributes))
    functions[name] = function
    heights[name] = height
    return function
  }

  /// A region whose first parameters are `captures`, values of the function with their types.
  private mutating func region(
    _ syntax: RegionSyntax, captures: [(value: Int32, type: TensorType)], _ locals: inout [Int]
  ) throws(ProgramTextError) -> (block: Block, height: Int) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumHeight else { throw tooDeep(at: syntax.place) }
    var builder = BlockBuilder(parameters: captures.map(\.type) + syntax.arguments)
    let saved = captures.map { locals[Int($0.value)] }
    for (i, capture) in captures.enumerated() { locals[Int(capture.value)] = i }
    for i in syntax.arguments.indices {
      locals[Int(syntax.firstArgument) + i] = captures.count + i
    }
    var height = 1
    for operation in syntax.operations {
      height = max(height, try append(operation, to: &builder, &locals) + 1)
      if height > Self.maximumHeight { throw tooDeep(at: operation.place) }
    }
    var results: [Int] = []
    for (i, use) in syntax.results.enumerated() {
      let number = locals[Int(use.value)]
      results.append(number)
      if let declared = syntax.resultTypes?[i], declared != builder.valueTypes[number] {
        throw source.error(
          "this value is \(builder.valueTypes[number].text), but \(declared.text) is declared",
          at: Int(use.place))
      }
    }
    for (capture, number) in zip(captures, saved) { locals[Int(capture.value)] = number }
    return (builder.block(returning: results), height)
  }

  private func tooDeep(at place: Int) -> ProgramTextError {
    source.error("calls and regions nest deeper than \(Self.maximumHeight) levels", at: place)
  }

  /// Adds one operation, and returns how deep it nests.
  private mutating func append(
    _ syntax: OperationSyntax, to builder: inout BlockBuilder, _ locals: inout [Int]
  ) throws(ProgramTextError) -> Int {
    let arguments = syntax.operands.map { locals[Int($0.value)] }
    try checkOperands(syntax, arguments.map { builder.valueTypes[$0] })

    // Several regions of one operation share one list of captures.
    var captures: [(value: Int32, type: TensorType)] = []
    if syntax.regions.contains(where: { !$0.captures.isEmpty }) {
      var seen: Set<Int32> = []
      for region in syntax.regions {
        for value in region.captures where seen.insert(value).inserted {
          captures.append((value, builder.valueTypes[locals[Int(value)]]))
        }
      }
    }
    let operands = captures.map { locals[Int($0.value)] } + arguments
    var height = 0
    var blocks: [Block] = []
    for region in syntax.regions {
      let made = try self.region(region, captures: captures, &locals)
      blocks.append(made.block)
      height = max(height, made.height)
    }
    guard let type = Primitives.type(named: syntax.name) else {
      throw source.error(UnknownOperation.message(syntax.name), at: syntax.place)
    }
    let attributes = try resolve(syntax.attributes, of: syntax.name)
    var called: [String: Function] = [:]
    for attribute in attributes {
      height = max(
        height, try functions(named: attribute.value, usedAt: syntax.place, into: &called))
    }
    var operation = OperationSource(
      name: syntax.name, operands: operands.map { builder.valueTypes[$0] },
      results: syntax.resultTypes, attributes: attributes, regions: blocks,
      captureCount: captures.count, function: { [called] in called[$0] },
      declarations: module.declarations,
      place: { [source] in
        let error = source.error("", at: syntax.place)
        return TextPlace(file: error.file, line: error.line)
      })
    let results: Range<Int>
    do throws(TensorError) {
      var primitive: any Primitive = try type.init(&operation)
      if let composite = primitive as? Composite,
        let known = try composite.known(operation.operands)
      {
        primitive = known
      }
      results = try builder.append(primitive, operands, annotations: operation.unread)
      let computed = Array(builder.valueTypes[results])
      if computed != syntax.resultTypes {
        throw TensorError(
          primitive.name, primitive.resultClause, operation.operands,
          "the result is \(list(computed)), but \(list(syntax.resultTypes)) is declared")
      }
    } catch {
      throw source.error("\(error)", at: syntax.place, violation: error)
    }
    for (i, number) in results.enumerated() { locals[Int(syntax.firstResult) + i] = number }
    return height
  }

  private func checkOperands(
    _ syntax: OperationSyntax, _ types: [TensorType]
  ) throws(ProgramTextError) {
    guard let declared = syntax.operandTypes else { return }
    guard declared.count == types.count else {
      throw source.error(
        "\(syntax.name) has \(types.count) operands, but \(declared.count) types are given",
        at: syntax.place)
    }
    for (i, use) in syntax.operands.enumerated() where declared[i] != types[i] {
      throw source.error(
        "this value is \(types[i].text), but \(declared[i].text) is given", at: Int(use.place))
    }
  }

  /// Makes the functions that symbols in `attribute` name, and returns the greatest height.
  private mutating func functions(
    named attribute: Attribute, usedAt place: Int, into called: inout [String: Function]
  ) throws(ProgramTextError) -> Int {
    var height = 0
    switch attribute {
    case .symbol(let name):
      if let function = try function(name, usedAt: place) {
        called[name] = function
        height = heights[name] ?? 0
      }
    case .array(let items):
      for item in items {
        height = max(height, try functions(named: item, usedAt: place, into: &called))
      }
    default: break
    }
    return height
  }

  private func list(_ types: [TensorType]) -> String {
    types.count == 1 ? types[0].text : "(\(types.map(\.text).joined(separator: ", ")))"
  }
}

// MARK: Attributes

extension Lowering {
  private mutating func resolve(
    _ entries: [NamedSyntax], of operation: String = ""
  ) throws(ProgramTextError) -> [NamedAttribute] {
    var result: [NamedAttribute] = []
    result.reserveCapacity(entries.count)
    for entry in entries {
      let isValue = entry.name == "value" && !operation.isEmpty
      result.append(NamedAttribute(entry.name, try resolve(entry.value, isValue: isValue)))
    }
    return result
  }

  private mutating func resolve(
    _ syntax: AttributeSyntax, isValue: Bool = false
  ) throws(ProgramTextError) -> Attribute {
    switch syntax {
    case .value(let value): return value
    case .array(let items):
      var values: [Attribute] = []
      for item in items { values.append(try resolve(item)) }
      return .array(values)
    case .dictionary(let entries): return .dictionary(try resolve(entries))
    case .structure(let name, let entries): return .structure(name, try resolve(entries))
    case .function(let inputs, let outputs):
      func list(_ types: [TensorType]) -> String {
        "(\(types.map(\.text).joined(separator: ", ")))"
      }
      return .opaque("\(list(inputs)) -> \(outputs.count == 1 ? outputs[0].text : list(outputs))")
    case .dense(let dense): return .elements(try elements(dense, isValue: isValue))
    }
  }

  private mutating func elements(
    _ syntax: DenseSyntax, isValue: Bool
  ) throws(ProgramTextError) -> HostTensor {
    let literal = DenseLiteral(source, syntax)
    let size = syntax.type.byteCount
    if size > syntax.body.count, literal.isSplat {
      splatBytes += min(size, Self.largestSplat + 1)
      guard splatBytes <= (isValue ? Self.largestSplat : Self.smallSplats) else {
        throw source.error(
          "\(syntax.type.text) is too large: what repeats one element may take "
            + "\(isValue ? Self.largestSplat : Self.smallSplats) bytes in all",
          at: syntax.body.lowerBound)
      }
      if isHollow, splatBytes > Self.smallSplats {
        usedHollow = true
        return .hollow(syntax.type)
      }
    }
    return try literal.tensor()
  }
}
