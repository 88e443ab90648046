import Touchstone

/// A case's program, built, and the operation it is about.
struct Prepared {
  let program: Program
  /// What the program runs on.
  let operands: [HostTensor]
  /// The operation under test, if the program applies only that to arguments and constants.
  let sole: (any Primitive)?

  /// The program of `one`; `transformed` as the case asks, or as it stands.
  init(_ one: Case, transformed: Bool = true) throws {
    let given = one.operands.map(\.type)
    let types = try one.transform?.arguments(given) ?? given
    let program: Program
    var sole: (any Primitive)?
    switch one.subject {
    case .operation(let name, let attributes):
      guard let type = Primitives.type(named: name) else {
        throw CaseError("there is no operation \(name)")
      }
      var source = OperationSource(
        name: name, operands: types, results: one.resultTypes, attributes: attributes)
      let operation = try type.init(&source)
      if let unread = source.unread.first {
        throw CaseError("\(name) has no attribute \(unread.name)")
      }
      var builder = BlockBuilder(parameters: types)
      let results = try builder.append(operation, Array(types.indices))
      let computed = builder.valueTypes.suffix(results.count)
      if !one.resultTypes.isEmpty, one.resultTypes != Array(computed) {
        throw operation.violation(
          operation.resultClause, types,
          "declared to give \(one.resultTypes), but gives \(Array(computed))")
      }
      program = Program(builder.block(returning: Array(results)))
      sole = operation
    case .program(let text):
      program = try Program(text: text)
      guard let main = program.main else { throw CaseError("the program has no function @main") }
      guard main.block.parameters == types else {
        throw CaseError(
          "the program takes \(main.block.parameters), the operands are \(types)")
      }
      let operations = main.block.equations.filter { $0.operation.constantValue == nil }
      let isSole = operations.count == 1 && main.block.results == Array(operations[0].results)
      sole = isSole ? operations[0].operation : nil
    }
    if transformed, let transform = one.transform {
      (self.program, operands) = try transform.applied(to: program, one.operands)
      self.sole = nil
    } else {
      self.program = program
      operands = one.operands
      self.sole = sole
    }
  }

  /// The operands of the operation under test: arguments, constants, captured values.
  func operandsOfSole(_ arguments: [HostTensor], _ reference: ReferenceBackend) throws
    -> [HostTensor]
  {
    guard let block = program.main?.block,
      let equation = block.equations.first(where: { $0.operation.constantValue == nil })
    else { return [] }
    return equation.operands.map { number in
      if number < arguments.count { return arguments[number] }
      for other in block.equations where other.results.contains(number) {
        if let value = other.operation.constantValue { return value }
      }
      preconditionFailure("an operand is neither an argument nor a constant")
    }
  }

  /// How each result is compared on a backend.
  func tolerances(
    _ arguments: [HostTensor], _ results: [HostTensor], _ reference: ReferenceBackend
  ) throws -> ProgramBounds {
    if let sole, Bounds.effectivePromise(sole) != .coarse || sole.promise == .residual {
      return ProgramBounds(
        Bounds.tolerances(sole, try operandsOfSole(arguments, reference), results))
    }
    return try ProgramBounds(of: program, arguments, like: results)
  }

  /// Whether the reference owes results of `dtype` to the bit.
  ///
  /// It computes in f64 and rounds once; only where the result is f64 itself can several roundings
  /// show.
  func isReferenceExact(_ dtype: DType) -> Bool { dtype.realPart != .f64 && sole != nil }

  /// The violated constraint that `error` is about, also inside a text's error.
  static func violation(in error: any Error) -> TensorError? {
    if let error = error as? TensorError { return error }
    if let error = error as? ProgramTextError { return error.violation }
    return nil
  }
}
