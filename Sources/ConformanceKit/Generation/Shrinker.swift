import Touchstone

/// Makes a program that fails smaller while it fails: fewer operations, then smaller shapes, then
/// plainer values.
public struct Shrinker {
  private let fails: (Program, [HostTensor]) -> Bool
  private let deadline: ContinuousClock.Instant
  private var program: Program
  private var operands: [HostTensor]

  /// The least that was found of `program` on `operands`, of which `fails` must hold, within `limit`.
  public static func least(
    _ program: Program, _ operands: [HostTensor], limit: Duration = .seconds(10),
    fails: @escaping (Program, [HostTensor]) -> Bool
  ) -> (program: Program, operands: [HostTensor]) {
    var shrinker = Shrinker(
      fails: fails, deadline: .now + limit, program: program, operands: operands)
    while shrinker.takesOperationsAway() {}
    while shrinker.makesShapesSmaller() {}
    shrinker.makesValuesPlainer()
    return (shrinker.program, shrinker.operands)
  }

  private init(
    fails: @escaping (Program, [HostTensor]) -> Bool, deadline: ContinuousClock.Instant,
    program: Program, operands: [HostTensor]
  ) {
    (self.fails, self.deadline, self.program, self.operands) = (fails, deadline, program, operands)
  }

  private var isOver: Bool { ContinuousClock.now >= deadline }

  /// Takes `block` on `operands` if that fails as well.
  private mutating func accepts(_ block: Block, _ operands: [HostTensor]) -> Bool {
    if isOver { return false }
    let candidate = Program(main: block)
    guard fails(candidate, operands) else { return false }
    (program, self.operands) = (candidate, operands)
    return true
  }

  // MARK: Operations

  /// Whether fewer operations fail as well: a few in a row, on the values that reach them, or a body.
  private mutating func takesOperationsAway() -> Bool {
    guard let block = program.main?.block, let values = try? values(of: block) else { return false }
    let count = block.equations.count
    if count > 1 {
      for length in 1..<count {
        for first in 0...count - length {
          guard let (part, arguments) = Self.part(block, first..<first + length, values) else {
            continue
          }
          if part.equations.count < count, accepts(part, arguments) { return true }
          if isOver { return false }
        }
      }
    }
    for equation in block.equations {
      let arguments = equation.operands.map { values[$0] }
      for (body, given) in Self.bodies(of: equation.operation, arguments) where accepts(body, given)
      {
        return true
      }
    }
    return false
  }

  /// Every value of `block` on the reference.
  private func values(of block: Block) throws -> [HostTensor] {
    var values = operands
    for equation in block.equations {
      let x = equation.operands.map { Tensor(values[$0]) }
      values += try ReferenceBackend().evaluate(equation.operation, x).map { try $0.host() }
    }
    return values
  }

  /// Some equations of `block` as a program, what they use from outside being arguments; the results
  /// are those that nothing inside uses.
  private static func part(
    _ block: Block, _ range: Range<Int>, _ values: [HostTensor]
  ) -> (Block, [HostTensor])? {
    let equations = block.equations[range]
    let made = Set(equations.flatMap { Array($0.results) })
    var outside: [Int] = []
    for operand in equations.flatMap(\.operands)
    where !made.contains(operand) && !outside.contains(operand) { outside.append(operand) }
    // Constants belong to the operation that uses them.
    let constants = block.equations.filter {
      $0.operation.constantValue != nil && outside.contains($0.firstResult)
    }
    outside.removeAll { value in constants.contains { $0.firstResult == value } }
    var builder = BlockBuilder(parameters: outside.map { block.valueTypes[$0] })
    var places = Dictionary(uniqueKeysWithValues: outside.enumerated().map { ($1, $0) })
    do {
      for equation in constants + equations {
        let results = try builder.append(
          equation.operation, equation.operands.compactMap { places[$0] })
        for (old, new) in zip(equation.results, results) { places[old] = new }
      }
    } catch { return nil }
    let used = Set(equations.flatMap(\.operands))
    let results = equations.flatMap { Array($0.results) }.filter { !used.contains($0) }
    return (builder.block(returning: results.compactMap { places[$0] }), outside.map { values[$0] })
  }

  /// The bodies of an operation with what they get, as far as that is known before it runs.
  private static func bodies(
    of operation: any Primitive, _ x: [HostTensor]
  ) -> [(Block, [HostTensor])] {
    switch operation {
    case let call as Call: return [(call.callee.block, x)]
    case let loop as While: return [(loop.body, x)]
    case let choice as If:
      let captured = Array(x.prefix(choice.captureCount))
      return [(choice.trueBranch, captured), (choice.falseBranch, captured)]
    case let choice as Touchstone.Case:
      return choice.branches.map { ($0, Array(x.prefix(choice.captureCount))) }
    case let scan as Scan:
      let arguments = x.dropFirst(scan.captureCount)
      let count = scan.inputCount(arguments.map(\.type))
      let slices = arguments.prefix(count).map {
        Bounded(exact: $0).slice(0, along: scan.dimension).value
      }
      guard arguments.first.map({ $0.shape[scan.dimension] > 0 }) ?? false else { return [] }
      return [(scan.body, x.prefix(scan.captureCount) + slices + arguments.dropFirst(count))]
    default:
      return operation.callees.map { ($0.block, x) }.filter { $0.0.parameters == x.map(\.type) }
    }
  }

  // MARK: Shapes

  /// Whether the program fails with a smaller size in place of one.
  private mutating func makesShapesSmaller() -> Bool {
    guard let block = program.main?.block else { return false }
    let sizes = Set(block.parameters.flatMap(\.shape)).filter { $0 > 1 }.sorted(by: >)
    for size in sizes {
      for smaller in Set([1, 2, size / 2, size - 1]).sorted() where smaller < size {
        for takesLast in [false, true] where !isOver {
          guard let (part, arguments) = resized(block, size, smaller, takesLast) else { continue }
          if accepts(part, arguments) { return true }
        }
      }
    }
    return false
  }

  /// The same operations on operands of which every dimension of `size` keeps only its first or last
  /// elements; `nil` where they do not take them.
  private func resized(
    _ block: Block, _ size: Int, _ smaller: Int, _ takesLast: Bool
  ) -> (Block, [HostTensor])? {
    func type(_ type: TensorType) -> TensorType {
      type.with(shape: type.shape.map { $0 == size ? smaller : $0 })
    }
    let arguments = operands.map { operand -> HostTensor in
      let target = type(operand.type)
      return operand.picking(
        target,
        at: { index in
          zip(index, operand.shape).map { i, length in
            length == size && takesLast ? i + size - smaller : i
          }
        })
    }
    var builder = BlockBuilder(parameters: arguments.map(\.type))
    do {
      for equation in block.equations {
        guard let type = Primitives.type(named: equation.operation.fullName) else { return nil }
        var operation = equation.operation
        if operation.regions.isEmpty, operation.callees.isEmpty, operation.constantValue == nil {
          var source = OperationSource(
            name: operation.fullName, operands: equation.operands.map { builder.valueTypes[$0] },
            results: equation.types.map {
              $0.dtype.isElement
                ? TensorType($0.dtype, $0.shape.map { $0 == size ? smaller : $0 }) : $0
            },
            attributes: operation.attributes)
          operation = try type.init(&source)
        }
        try builder.append(operation, equation.operands)
      }
    } catch { return nil }
    guard builder.valueTypes.count == block.valueTypes.count else { return nil }
    return (builder.block(returning: block.results), arguments)
  }

  // MARK: Values

  /// Puts plain numbers in place of others: in whole operands, then one by one.
  private mutating func makesValuesPlainer() {
    guard let block = program.main?.block else { return }
    for i in operands.indices where operands[i].dtype.isElement && !operands[i].dtype.isComplex {
      for plain in [0.0, 1, -1, 2, 0.5] where !isOver {
        guard plain >= 0 || operands[i].dtype.family != .unsigned else { continue }
        var changed = operands
        changed[i] = .full(operands[i].type, plain)
        if changed[i] == operands[i] || accepts(block, changed) { break }
      }
    }
    for i in operands.indices where operands[i].dtype.isElement && !operands[i].dtype.isComplex {
      for place in 0..<min(operands[i].count, 64) where !isOver {
        let numbers = operands[i].numbers
        let value = numbers[place]
        let rounded = (value * 4).rounded() / 4
        for plain in [0, 1, -1, 2, value.rounded(), rounded] where plain.isFinite {
          if plain < 0 && operands[i].dtype.family == .unsigned { continue }
          if plain == value { break }
          var list = numbers
          list[place] = plain
          var changed = operands
          changed[i] = HostTensor(numbers: list, operands[i].type)
          if accepts(block, changed) { break }
        }
      }
    }
  }
}
