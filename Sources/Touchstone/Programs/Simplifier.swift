extension Program {
  /// The program that gives the same bits with fewer operations.
  ///
  /// What nobody uses is left out, what was computed before is used again, and operations that give
  /// back their operand are passed over; bodies and called functions alike. Effects stay, in order.
  ///
  /// Specification: `simplification`.
  public func simplified() -> Program {
    let simplifier = Simplifier()
    let functions = functions.map { function in
      function.doing(simplifier.simplified(function.block))
    }
    return Program(
      name: name, attributes: attributes, functions: functions, declarations: declarations)
  }
}

extension Block {
  /// The block that gives the same bits with fewer operations.
  package func simplified() -> Block { Simplifier().simplified(self) }
}

extension Function {
  /// The same function with another body.
  fileprivate func doing(_ block: Block) -> Function {
    block === self.block
      ? self
      : Function(
        name, block, isPrivate: isPrivate, argumentAttributes: argumentAttributes,
        resultAttributes: resultAttributes, attributes: attributes)
  }
}

/// An operation whose bodies another block that does the same can replace.
private protocol Rebodied: Primitive {
  func mapBodies(_ change: (Block) -> Block) -> Self
}

extension While: Rebodied {
  fileprivate func mapBodies(_ change: (Block) -> Block) -> While {
    While(
      condition: change(condition), body: change(body), captureCount: captureCount, place: place)
  }
}

extension Case: Rebodied {
  fileprivate func mapBodies(_ change: (Block) -> Block) -> Case {
    Case(branches.map(change), captureCount: captureCount)
  }
}

extension If: Rebodied {
  fileprivate func mapBodies(_ change: (Block) -> Block) -> If {
    If(change(trueBranch), else: change(falseBranch), captureCount: captureCount)
  }
}

extension Call: Rebodied {
  fileprivate func mapBodies(_ change: (Block) -> Block) -> Call {
    Call(callee.doing(change(callee.block)))
  }
}

/// Simplifies blocks, each once however often it is called.
private final class Simplifier {
  private var known: [ObjectIdentifier: Block] = [:]
  /// The blocks in `known`, which must not be replaced by others at the same address.
  private var kept: [Block] = []

  func simplified(_ block: Block) -> Block {
    if let known = known[ObjectIdentifier(block)] { return known }
    var pass = Forward(block)
    for equation in block.equations { pass.add(equation, bodies: simplified) }
    let result = pass.block(returning: block.results)
    known[ObjectIdentifier(block)] = result
    kept.append(block)
    return result
  }
}

/// A block's operations in order, without those that are not needed.
private struct Forward {
  private struct Application: Hashable {
    let operation: AnyHashable
    let operands: [Int]
  }

  private let parameters: [TensorType]
  /// What stands for each value of the old block.
  private var places: [Int]
  private var equations: [Equation] = []
  private var types: [TensorType]
  private var made: [Application: Int] = [:]
  /// The one element of values all of whose elements are the same, where it is known.
  private var splats: [Int: HostTensor] = [:]
  /// What was negated to make a value.
  private var negated: [Int: Int] = [:]

  init(_ block: Block) {
    parameters = block.parameters
    types = block.parameters
    places = Array(block.parameters.indices)
    places.reserveCapacity(block.valueTypes.count)
  }

  mutating func add(_ equation: Equation, bodies simplified: (Block) -> Block) {
    let operands = equation.operands.map { places[$0] }
    var operation = equation.operation
    if let own = operation as? any Rebodied { operation = own.mapBodies(simplified) }
    // What is annotated stays as it is: an annotation may be why it is there.
    let isPlain = equation.annotations.isEmpty
    if isPlain, let same = operand(givenBackBy: operation, operands, equation.types) {
      places.append(same)
      return
    }
    let application = Application(operation: AnyHashable(operation), operands: operands)
    let canRepeat = isPlain && operation.isRepeatable && !equation.types.contains(.token)
    if canRepeat, let first = made[application] {
      places += first..<first + equation.types.count
      return
    }
    let first = types.count
    types += equation.types
    places += first..<types.count
    equations.append(
      Equation(
        operation: operation, operands: operands, firstResult: first, types: equation.types,
        annotations: equation.annotations))
    if canRepeat { made[application] = first }
    note(operation, operands, first)
  }

  /// The operand whose bits the result has, if it is one.
  private func operand(
    givenBackBy operation: any Primitive, _ x: [Int], _ types: [TensorType]
  ) -> Int? {
    guard let x0 = x.first, types.count == 1, self.types[x0] == types[0] || x.count == 2 else {
      return nil
    }
    let type = types[0]
    switch operation {
    case is Reshape, is Convert: return x0
    case let transpose as Transpose where transpose.permutation == Array(0..<type.rank): return x0
    case let broadcast as BroadcastInDim where broadcast.axes == Array(0..<type.rank): return x0
    // The negative of a number that has no sign is NaN, and stays that.
    case Unary.negate as Unary: return type.dtype == .f8E8M0FNU ? nil : negated[x0]
    case let binary as Binary where x.count == 2:
      // The unit of complex numbers is none: (0, ∞) times (1, 0) has a NaN.
      guard !type.dtype.isComplex else { return nil }
      switch binary {
      case .multiply: return isAll(1, x[1], type) ? x0 : isAll(1, x0, type) ? x[1] : nil
      case .divide: return isAll(1, x[1], type) ? x0 : nil
      // -0 is what adds nothing: -0 plus +0 is +0.
      case .add: return isAll(-0.0, x[1], type) ? x0 : isAll(-0.0, x0, type) ? x[1] : nil
      case .subtract: return isAll(0, x[1], type) ? x0 : nil
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether every element of `value` is `number`, with its sign.
  private func isAll(_ number: Double, _ value: Int, _ type: TensorType) -> Bool {
    // Where there is no zero, its place is taken by a NaN.
    if type.dtype == .f8E8M0FNU, number == 0 { return false }
    return splats[value].map { $0 == .full(TensorType(type.dtype), number) } ?? false
  }

  /// Remembers what the results of an operation are known to be.
  private mutating func note(_ operation: any Primitive, _ operands: [Int], _ result: Int) {
    switch operation {
    case let constant as Constant: splats[result] = constant.value.repeated
    case is BroadcastInDim, is Reshape: splats[result] = splats[operands[0]]
    case Unary.negate as Unary: negated[result] = operands[0]
    default: break
    }
  }

  /// The block, without what neither a result nor an effect needs.
  func block(returning results: [Int]) -> Block {
    let results = results.map { places[$0] }
    var isUsed = [Bool](repeating: false, count: types.count)
    for result in results { isUsed[result] = true }
    var isKept = [Bool](repeating: false, count: equations.count)
    for (i, equation) in equations.enumerated().reversed()
    where equation.operation.hasSideEffects || equation.results.contains(where: { isUsed[$0] }) {
      isKept[i] = true
      for operand in equation.operands { isUsed[operand] = true }
    }
    var numbers = Array(types.indices)
    var kept: [Equation] = []
    var keptTypes = parameters
    for (equation, _) in zip(equations, isKept).filter(\.1) {
      for (i, result) in equation.results.enumerated() { numbers[result] = keptTypes.count + i }
      kept.append(
        Equation(
          operation: equation.operation, operands: equation.operands.map { numbers[$0] },
          firstResult: keptTypes.count, types: equation.types, annotations: equation.annotations))
      keptTypes += equation.types
    }
    return Block(
      parameters: parameters, equations: kept, results: results.map { numbers[$0] },
      valueTypes: keptTypes)
  }
}

extension Primitive {
  /// Whether applying it twice to the same operands is as good as applying it once.
  fileprivate var isRepeatable: Bool {
    !(self is Rng) && !hasSideEffects && regions.allSatisfy(\.isRepeatable)
      && callees.allSatisfy(\.block.isRepeatable)
  }
}

extension Block {
  fileprivate var isRepeatable: Bool { equations.allSatisfy(\.operation.isRepeatable) }
}

extension HostTensor {
  /// The element that all elements are, bit for bit, as a scalar; `nil` if they differ.
  fileprivate var repeated: HostTensor? {
    guard count > 0, dtype.isElement else { return nil }
    let width = dtype.byteWidth
    let isSame = withBytes { $0.dropFirst(width).elementsEqual($0.dropLast(width)) }
    return isSame ? scalar(at: 0) : nil
  }
}
