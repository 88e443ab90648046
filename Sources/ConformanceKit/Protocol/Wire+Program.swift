import JSONValues
import Touchstone

extension Wire {
  /// The program as a walk of its equations: functions, and in each equation names, attributes, the
  /// numbers and types of values, regions.
  ///
  /// Values of a block are numbered, its parameters first. What a region uses from outside are its
  /// first parameters, and the first operands of its equation (`captures` says how many).
  package static func json(_ program: Program) -> JSON {
    let functions = program.withAllCallees.functions
    return [
      "functions": .array(
        functions.map { ["name": .string($0.name), "body": json($0.block)] }),
      "main": .string(program.main?.name ?? "main"),
    ]
  }

  static func json(_ block: Block) -> JSON {
    [
      "parameters": .array(block.parameters.map(json)),
      "equations": .array(block.equations.map(json)),
      "results": json(block.results),
    ]
  }

  private static func json(_ equation: Equation) -> JSON {
    let operation = equation.operation
    var fields: JSONObject = [
      "name": .string(operation.fullName),
      "operands": json(equation.operands),
      "results": json(Array(equation.results)),
      "types": .array(equation.types.map(json)),
      "attributes": json(operation.attributes),
    ]
    if !operation.regions.isEmpty {
      fields["regions"] = .array(operation.regions.map(json))
      fields["captures"] = .integer(operation.captureCount)
    }
    return .object(fields)
  }

  static func json(_ attributes: [NamedAttribute]) -> JSON {
    .object(JSONObject(attributes.map { ($0.name, json($0.value)) }))
  }

  private static func json(_ attribute: Attribute) -> JSON {
    switch attribute {
    case .unit: true
    case .bool(let value): .bool(value)
    case .integer(let value, .i1): .bool(value != 0)
    case .integer(let value, _): .integer(Int(value))
    // JSON has no numbers for these.
    case .float(let value, _): value.isFinite ? .number(value) : .string("\(value)")
    case .string(let value), .opaque(let value), .enumeration(_, let value): .string(value)
    case .symbol(let name): ["function": .string(name)]
    case .type(let type): ["type": json(type)]
    case .integers(let list, .i1): .array(list.map { .bool($0 != 0) })
    case .integers(let list, _): json(list)
    case .elements(let tensor): ["tensor": json(tensor)]
    case .array(let items): .array(items.map(json))
    case .dictionary(let fields), .structure(_, let fields): json(fields)
    }
  }
}

extension Program {
  /// The program with every function that its operations name among its functions.
  var withAllCallees: Program {
    var known = functions
    var names = Set(functions.map(\.name))
    var open = functions.map(\.block)
    while let block = open.popLast() {
      for equation in block.equations {
        open += equation.operation.regions
        for function in equation.operation.callees where names.insert(function.name).inserted {
          known.append(function)
          open.append(function.block)
        }
      }
    }
    if known.count == functions.count { return self }
    return Program(
      name: name, attributes: attributes, functions: known, declarations: declarations)
  }
}

extension Block {
  /// The full names of its operations, those in regions and functions included.
  var fullNames: Set<String> {
    var names: Set<String> = []
    for block in everyBlock { names.formUnion(block.equations.map(\.operation.fullName)) }
    return names
  }
  /// The dtypes of its values, those in regions and functions included.
  var dtypes: Set<DType> {
    var dtypes: Set<DType> = []
    for block in everyBlock { dtypes.formUnion(block.valueTypes.map(\.dtype)) }
    return dtypes
  }
  /// This block and those that its operations run, each once.
  var everyBlock: [Block] {
    var (found, open) = ([Block](), [self])
    var seen: Set<ObjectIdentifier> = []
    while let block = open.popLast() {
      guard seen.insert(ObjectIdentifier(block)).inserted else { continue }
      found.append(block)
      for equation in block.equations {
        open += equation.operation.regions + equation.operation.callees.map(\.block)
      }
    }
    return found
  }
}
