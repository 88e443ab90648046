/// An operation that other systems do not know, which can be expanded into ones that they know.
protocol ExpandedElsewhere: Primitive {
  /// The same results by operations of StableHLO, under the interpreter in force.
  func expand(_ x: [Tensor]) throws -> [Tensor]
}

/// What a backend puts in the place of an operation, under the interpreter in force; `nil` where it
/// leaves that to the operation itself.
package typealias Replacement =
  @Sendable (_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor]?

/// Replaces operations of our own by what they consist of.
final class Expander: Interpreter {
  let outer: (any Interpreter)?
  let origin = TraceOrigin(transformation: "expansion")
  /// Asked before operations expand themselves.
  let replacement: Replacement?

  init(
    outer: (any Interpreter)? = Context.interpreter, replacement: Replacement? = nil
  ) {
    self.outer = outer
    self.replacement = replacement
  }

  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    try Context.run(outer) {
      if let replaced = try replacement?(operation, operands) { return replaced }
      if let own = operation as? any ExpandedElsewhere { return try own.expand(operands) }
      if let flow = operation as? any ControlFlow {
        return try Expander.$inBodies.withValue(InBodies(replacement)) {
          try flow.expandBodies(operands)
        }
      }
      return try apply(operation, operands)
    }
  }

  /// What applies to the bodies of the operation being expanded.
  @TaskLocal fileprivate static var inBodies: InBodies?

  /// An object, since optimized code crashes when it makes an optional closure task-local.
  fileprivate final class InBodies: Sendable {
    let replacement: Replacement?
    init(_ replacement: Replacement?) { self.replacement = replacement }
  }
}

/// An operation whose bodies may hold operations to be expanded.
protocol ControlFlow: Primitive {
  /// The same operation with its bodies expanded.
  func expandBodies(_ x: [Tensor]) throws -> [Tensor]
}

extension Block {
  /// This block without operations of our own.
  package func expanded() throws -> Block { try expanded(replacing: nil) }

  /// This block without operations of our own, and with others in the place of those that
  /// `replacement` knows; in bodies too.
  package func expanded(replacing replacement: Replacement?) throws -> Block {
    try Expander.$inBodies.withValue(Expander.InBodies(replacement)) {
      try Recorder.record(parameters) { try expandedResults($0) }
    }
  }

  /// The results of this block, its operations expanded, under the interpreter in force.
  func expandedResults(_ x: [Tensor]) throws -> [Tensor] {
    let expander = Expander(replacement: Expander.inBodies?.replacement)
    return try Context.run(expander) { try callAsFunction(x) }
  }
}

private let origin = TraceOrigin(transformation: "expansion")

extension While: ControlFlow {
  func expandBodies(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    return try Loops.repeating(
      Array(x.dropFirst(captureCount)),
      while: { try condition.expandedResults(captured + $0)[0] },
      { try body.expandedResults(captured + $0) }, origin)
  }
}

extension Case: ControlFlow {
  func expandBodies(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    return try Loops.choose(
      x[captureCount], branches.map { branch in { try branch.expandedResults(captured) } }, origin)
  }
}

extension If: ControlFlow {
  func expandBodies(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    let regions = try [trueBranch, falseBranch].map { branch in
      try Region(origin, []) { _ in try branch.expandedResults(captured) }
    }
    let (blocks, outside) = Region.unify(regions)
    return try apply(
      If(blocks[0], else: blocks[1], captureCount: outside.count), outside + [x[captureCount]])
  }
}

extension Call: ControlFlow {
  func expandBodies(_ x: [Tensor]) throws -> [Tensor] {
    try apply(Call(Function(callee.name, try callee.block.expanded(), isPrivate: true)), x)
  }
}

extension Scan: ExpandedElsewhere {
  /// A `while` that counts the slices.
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    let arguments = x.dropFirst(captureCount)
    let inputs = Array(arguments.prefix(inputCount(arguments.map(\.type))))
    let carried = Array(arguments.dropFirst(inputs.count))
    let length = inputs[0].shape[dimension]
    let outputTypes = try resultTypes(x.map(\.type)).dropLast(carried.count)
    // There is no slice for the body of a loop to take, even if it never runs.
    if length == 0 { return outputTypes.map { .full($0, 0) } + carried }
    func start(_ place: Tensor, _ rank: Int) -> [Tensor] {
      (0..<rank).map { $0 == dimension ? place : Tensor(Int32(0)) }
    }
    let results = try Loops.repeating(
      [Tensor(Int32(0))] + outputTypes.map { .full($0, 0) } + carried,
      while: { less($0[0], Tensor(Int32(length))) },
      { values in
        let place = isReverse ? Tensor(Int32(length - 1)) - values[0] : values[0]
        let slices = inputs.map { input -> Tensor in
          var sizes = input.shape
          sizes[dimension] = 1
          let slice = dynamicSlice(input, at: start(place, input.rank), sizes: sizes)
          return reshape(slice, input.type.removing(dimension).shape)
        }
        let outputs = values.dropFirst().prefix(outputTypes.count)
        let own = try body.expandedResults(
          captured + slices + values.dropFirst(1 + outputTypes.count))
        let written = zip(outputs, own).map { stacked, output in
          dynamicUpdateSlice(
            stacked, reshape(output, output.type.inserting(1, at: dimension).shape),
            at: start(place, stacked.rank))
        }
        return [values[0] + 1] + written + own.dropFirst(outputTypes.count)
      }, origin)
    return Array(results.dropFirst())
  }
}
