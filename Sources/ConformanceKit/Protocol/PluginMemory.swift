import CTouchstonePlugin
import Touchstone

/// Memory for what a plugin is shown of a program: all of it goes when this does.
final class PluginMemory {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  /// A copy of `items`; `nil` for none.
  func array<T>(_ items: [T]) -> UnsafeMutablePointer<T>? {
    if items.isEmpty { return nil }
    let memory = UnsafeMutablePointer<T>.allocate(capacity: items.count)
    memory.initialize(from: items, count: items.count)
    blocks.append(UnsafeMutableRawPointer(memory))
    return memory
  }

  /// A copy of `item`.
  func one<T>(_ item: T) -> UnsafeMutablePointer<T> {
    let memory = UnsafeMutablePointer<T>.allocate(capacity: 1)
    memory.initialize(to: item)
    blocks.append(UnsafeMutableRawPointer(memory))
    return memory
  }

  /// `text` with a zero at its end.
  func string(_ text: String) -> UnsafePointer<CChar> {
    let characters = Array(text.utf8CString)
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
    memory.initialize(from: characters, count: characters.count)
    blocks.append(UnsafeMutableRawPointer(memory))
    return UnsafePointer(memory)
  }

  func type(_ type: TensorType) -> TouchstoneType {
    TouchstoneType(
      dtype: string(type.dtype.rawValue), rank: type.rank,
      shape: array(type.shape.map(Int64.init)), element_count: type.count)
  }

  /// The tensor with a copy of its bytes.
  func tensor(_ tensor: HostTensor) -> TouchstoneTensor {
    let bytes = tensor.withBytes { Array($0) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 16), alignment: 64)
    memory.copyMemory(from: bytes, byteCount: bytes.count)
    blocks.append(memory)
    return TouchstoneTensor(type: type(tensor.type), data: memory, byte_count: bytes.count)
  }
}

extension PluginMemory {
  func attribute(_ attribute: NamedAttribute) -> TouchstoneAttribute {
    var result = TouchstoneAttribute()
    result.name = string(attribute.name)
    switch attribute.value {
    case .unit: result.kind = TOUCHSTONE_UNIT
    case .bool(let value): (result.kind, result.integer) = (TOUCHSTONE_BOOL, value ? 1 : 0)
    case .integer(let value, let dtype):
      (result.kind, result.integer) = (dtype == .i1 ? TOUCHSTONE_BOOL : TOUCHSTONE_INTEGER, value)
    case .float(let value, _): (result.kind, result.number) = (TOUCHSTONE_FLOAT, value)
    case .string(let value), .opaque(let value), .enumeration(_, let value):
      (result.kind, result.string) = (TOUCHSTONE_STRING, string(value))
    case .symbol(let value): (result.kind, result.string) = (TOUCHSTONE_FUNCTION, string(value))
    case .type(let value):
      result.kind = TOUCHSTONE_TYPE
      result.type = UnsafePointer(one(type(value)))
    case .integers(let list, _):
      (result.kind, result.count) = (TOUCHSTONE_INTEGERS, list.count)
      result.integers = UnsafePointer(array(list.map(Int64.init)))
    case .elements(let value):
      result.kind = TOUCHSTONE_TENSOR
      result.tensor = UnsafePointer(one(tensor(value)))
    case .array(let items):
      (result.kind, result.count) = (TOUCHSTONE_LIST, items.count)
      result.items = UnsafePointer(array(items.map { self.attribute(NamedAttribute("", $0)) }))
    case .dictionary(let fields), .structure(_, let fields):
      (result.kind, result.count) = (TOUCHSTONE_FIELDS, fields.count)
      result.items = UnsafePointer(array(fields.map { self.attribute($0) }))
    }
    return result
  }

  func block(_ block: Block) -> TouchstoneBlock {
    TouchstoneBlock(
      value_count: block.valueTypes.count, parameter_count: block.parameters.count,
      parameters: array(block.parameters.map(type)), equation_count: block.equations.count,
      equations: array(block.equations.map(equation)), result_count: block.results.count,
      results: array(block.results), result_types: array(block.resultTypes.map(type)))
  }

  private func equation(_ equation: Equation) -> TouchstoneEquation {
    let operation = equation.operation
    let attributes = operation.attributes
    return TouchstoneEquation(
      name: string(operation.fullName), attribute_count: attributes.count,
      attributes: array(attributes.map(attribute)), operand_count: equation.operands.count,
      operands: array(equation.operands), result_count: equation.types.count,
      first_result: equation.firstResult, result_types: array(equation.types.map(type)),
      region_count: operation.regions.count, regions: array(operation.regions.map(block)),
      capture_count: operation.captureCount)
  }

  func program(_ program: Program) -> TouchstoneProgram {
    let text = program.text()
    let functions = array(
      program.functions.map {
        TouchstoneFunction(name: string($0.name), body: block($0.block))
      })
    let main = program.functions.firstIndex { $0.name == program.main?.name }
    return TouchstoneProgram(
      text: string(text), text_length: text.utf8.count, function_count: program.functions.count,
      functions: functions,
      main: main.flatMap { place in functions.map { UnsafePointer($0 + place) } })
  }
}
