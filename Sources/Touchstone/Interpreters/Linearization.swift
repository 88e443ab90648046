/// A block split in two: what it computes, and how that changes with its active parameters.
///
/// The first also gives *residuals*, the values that the second, a linear block, needs of it.
struct Linearization {
  /// Takes `captured`, then the block's parameters; gives its results, then the residuals that are
  /// not parameters.
  let primal: Block
  /// Tensors from outside that the primal block uses.
  let captured: [Tensor]
  /// Takes `linearCaptured`, the residuals, then a tangent for each active parameter; gives a
  /// tangent for each active result.
  let tangent: Block
  /// Tensors from outside that the tangent block uses.
  let linearCaptured: [Tensor]
  /// Where each residual comes from.
  let residuals: [Residual]
  /// The types of the residuals.
  let residualTypes: [TensorType]
  /// Which results have a tangent.
  let activeResults: [Bool]

  enum Residual {
    /// A parameter of the block.
    case parameter(Int)
    /// A further result of the primal block, by its number among them.
    case result(Int)
  }

  /// Splits `block`; `active` says which parameters have tangents, `required` which results must
  /// have one although it is zero.
  init(_ block: Block, active: [Bool], required: [Bool] = []) throws {
    let origin = TraceOrigin(transformation: "linearization")
    let primalRecorder = Recorder(.everything, origin: origin)
    let linear = Recorder(.dependents, origin: origin, outer: primalRecorder)
    let differentiator = Differentiator(origin: origin, outer: linear)
    let inputs = block.parameters.map(primalRecorder.parameter)
    let arguments = zip(inputs, active).map { input, isActive in
      isActive ? differentiator.dual(input, linear.parameter(input.type)) : input
    }
    let outputs = try Context.run(differentiator) { try checking { try block(arguments) } }
      .map(differentiator.split)
    let activeResults = outputs.indices.map { i in
      outputs[i].tangent != nil || (required.indices.contains(i) && required[i])
    }
    let tangents = Context.run(linear) {
      outputs.indices.filter { activeResults[$0] }.map {
        outputs[$0].tangent ?? .zeros(like: outputs[$0].primal)
      }
    }
    let recorded = try linear.recording(returning: tangents)

    // Of what the linear part captures, some is made by the primal part and some comes from outside.
    let isResidual = recorded.captured.map(primalRecorder.owns)
    let made = recorded.captured.indices.filter { isResidual[$0] }.map { recorded.captured[$0] }
    let parameterNumbers = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ($1.identity, $0) })
    var further: [Tensor] = []
    residuals = made.map { tensor in
      if let number = parameterNumbers[tensor.identity] { return .parameter(number) }
      further.append(tensor)
      return .result(further.count - 1)
    }
    residualTypes = made.map(\.type)
    linearCaptured = recorded.captured.indices.filter { !isResidual[$0] }
      .map { recorded.captured[$0] }
    let outside = recorded.captured.indices.filter { !isResidual[$0] }
    let inside = recorded.captured.indices.filter { isResidual[$0] }
    let rest = Array(recorded.captured.count..<recorded.block.parameters.count)
    tangent = recorded.block.reorderingParameters(outside + inside + rest)
    let recording = try primalRecorder.recording(returning: outputs.map(\.primal) + further)
    primal = recording.block
    captured = recording.captured
    self.activeResults = activeResults
  }
}

extension Block {
  /// This block with the parameter that is now the `order[i]`-th in place `i`.
  func reorderingParameters(_ order: [Int]) -> Block {
    remappingParameters(order.map { parameters[$0] }) { number in order.firstIndex(of: number) ?? 0
    }
  }

  /// This block with other parameters, of which the one numbered `place(i)` replaces the `i`-th.
  func remappingParameters(_ new: [TensorType], _ place: (Int) -> Int) -> Block {
    let places = parameters.indices.map(place)
    let shift = new.count - parameters.count
    func renumber(_ number: Int) -> Int {
      number < parameters.count ? places[number] : number + shift
    }
    return Block(
      parameters: new,
      equations: equations.map { equation in
        Equation(
          operation: equation.operation, operands: equation.operands.map(renumber),
          firstResult: equation.firstResult + shift, types: equation.types,
          annotations: equation.annotations)
      },
      results: results.map(renumber), valueTypes: new + valueTypes.dropFirst(parameters.count))
  }
}
