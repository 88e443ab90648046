import Touchstone

/// Runs programs to values and to how far a correct backend may be from them.
///
/// Each operation adds to what it passes on of its operands' radii, `Σ sup|∂f/∂xᵢ| eᵢ` over the box
/// that they span, what a correct backend may do wrong in it; `Bounds` has a table of that.
///
/// Specification: `bounds`.
final class Propagation {
  let reference = ReferenceBackend()
  /// What may be off besides at each operation, for tests; called with its name.
  let context: EvaluationContext
  private var decompositions: [Application: Decomposition?] = [:]
  private struct Application: Hashable {
    let operation: AnyHashable
    let operands: [TensorType]
  }

  init() { context = EvaluationContext(runner: ReferenceBackend()) }

  /// The results of a program's `main`.
  static func results(of program: Program, _ operands: [HostTensor]) throws -> [Bounded] {
    guard let main = program.main else {
      throw PropagationError.noRule("program", "a program without @main")
    }
    return try withBackend(ReferenceBackend()) {
      try Propagation().run(main.block, operands.map { Bounded(given: $0) })
    }
  }

  /// The results of `block`.
  func run(_ block: Block, _ arguments: [Bounded]) throws -> [Bounded] {
    var values = arguments
    values.reserveCapacity(block.valueTypes.count)
    for equation in block.equations {
      let operands = equation.operands.map { values[$0] }
      values += try applied(equation.operation, operands, equation.types)
    }
    return block.results.map { values[$0] }
  }

  /// The results of one operation, which know what they were computed from.
  func applied(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    let grain = x.reduce(0) { max($0, $1.grain) }
    return try apply(operation, x, types).map { result in
      var result = x.allSatisfy(\.isExact) ? result : doubted(result, x)
      if operation.constantValue != nil || movesGiven(operation, x) { result.isGiven = true }
      if !result.isExact { result.grain = max(grain, result.grain, Bounds.unit(result.type.dtype)) }
      return result
    }
  }

  /// `result`, where NaN that comes of what is not certain may be any number.
  private func doubted(_ result: Bounded, _ x: [Bounded]) -> Bounded {
    guard result.elements.isEmpty, x.allSatisfy({ $0.elements.isEmpty }) else { return result }
    let floats = x.filter { $0.type.dtype.isFloat || $0.type.dtype.isComplex }
    if x.allSatisfy({ $0.type.shape == result.type.shape || $0.type.rank == 0 }) {
      let (nans, radii) = (floats.map(\.certainNaNs), x.map(\.radii))
      return result.doubtingNaN { i in
        (
          nans.contains { $0.count == 1 ? $0[0] : $0[i] },
          radii.allSatisfy { ($0.count == 1 ? $0[0] : $0[i]) == 0 }
        )
      }
    }
    let hasNaN = floats.contains { $0.certainNaNs.contains(true) }
    return result.doubtingNaN { _ in (hasNaN, false) }
  }

  /// Whether the operation only chooses and moves elements that are given themselves.
  private func movesGiven(_ operation: any Primitive, _ x: [Bounded]) -> Bool {
    switch operation {
    case is Select, is BroadcastInDim, is Reshape, is Transpose, is Slice, is Concatenate,
      is Reverse:
      x.allSatisfy { !$0.type.dtype.isFloat || $0.isGiven }
    default: false
    }
  }

  /// The results of one operation.
  private func apply(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    if let results = try control(operation, x, types) { return results }
    if operation is Sort || operation is TopK {
      // The sign of a NaN that was computed is open, and with it its place in an order.
      let isOpen = x.contains {
        $0.type.dtype.isFloat && !$0.isGiven && $0.certainNaNs.contains(true)
      }
      if isOpen { throw PropagationError.tie(operation.name, "a NaN that was computed") }
    }
    if x.allSatisfy(\.isExact), isExact(operation, x.map(\.type)) {
      return try exactly(operation, x, types)
    }
    if let result = try elementwise(operation, x, types) { return [result] }
    if let results = try choosing(operation, x, types) { return results }
    if let results = try reducing(operation, x, types) { return results }
    if let results = try linear(operation, x, types) { return results }
    if let decomposition = try decomposed(operation, x.map(\.type)) {
      let captured = try decomposition.captured.map { Bounded(exact: try $0.host()) }
      return try run(decomposition.block, captured + x)
    }
    if let results = try perturbed(operation, x, types) { return results }
    throw PropagationError.noRule(operation.name, "its results")
  }

  /// What the operation is written with.
  private func decomposed(
    _ operation: any Primitive, _ operands: [TensorType]
  ) throws -> Decomposition? {
    let key = Application(operation: AnyHashable(operation), operands: operands)
    if let known = decompositions[key] { return known }
    let found = try operation.decomposition(operands)
    decompositions[key] = found
    return found
  }

  /// Whether the operation gives every correct backend the same bits for the same operands.
  func isExact(_ operation: any Primitive, _ operands: [TensorType]) -> Bool {
    switch operation.promise(on: operands) {
    case .exact: return true
    case .arithmetic, .elementary, .reassociating, .residual:
      let types = (try? operation.resultTypes(operands)) ?? operands
      return types.allSatisfy { !$0.dtype.isFloat && !$0.dtype.isComplex }
    case .implementationDefined: return false
    case .regions:
      let isFree = operands.allSatisfy { !$0.dtype.isFloat && !$0.dtype.isComplex }
      return operation.bodies.allSatisfy { body in
        body.equations.allSatisfy { equation in
          isExact(equation.operation, equation.operands.map { body.valueTypes[$0] })
        }
      } || isFree && operation.regions.allSatisfy(\.isWithoutFloats)
    }
  }

  /// The results of an exact operation on exact operands.
  private func exactly(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded] {
    let values = x.map(\.value)
    guard !operation.callees.isEmpty else {
      return try operation.evaluate(values, types, in: context).map { Bounded(exact: $0) }
    }
    // Processes find what feeds them only where all of it is one program.
    var builder = BlockBuilder(parameters: x.map(\.type))
    let results = try builder.append(operation, Array(x.indices))
    let program = Program(main: builder.block(returning: Array(results)))
    return try ReferenceBackend().compile(program).run(values).map { Bounded(exact: try $0.host()) }
  }

  /// The results of the operation in double precision.
  func widely(
    _ operation: any Primitive, _ x: [HostTensor], _ types: [TensorType]
  ) throws -> [HostTensor] { try operation.evaluate(x, types, in: context) }
}

extension Primitive {
  /// The blocks that it may run.
  fileprivate var bodies: [Block] { regions + callees.map(\.block) }
}

extension Block {
  /// Whether no value is a float or a complex number.
  fileprivate var isWithoutFloats: Bool {
    valueTypes.allSatisfy { !$0.dtype.isFloat && !$0.dtype.isComplex }
  }
}
