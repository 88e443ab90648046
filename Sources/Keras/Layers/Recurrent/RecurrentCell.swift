/// One step of a recurrent layer: the base of all cells.
///
/// A cell of your own says what states it has in `stateShapes`, and overrides `step`. `RNN(cell)`
/// runs it along a sequence; called by itself it takes the input and its states, and gives the
/// output and the next states.
open class RecurrentCell: Layer {
  open override var callSignature: CallSignature { CallSignature(["inputs", "states"]) }
  /// The shape of each state, without the axis of the batch; known once the cell is built.
  open var stateShapes: [[Int]] { [] }
  /// The shape of the output, without the axis of the batch: by default that of the first state.
  open var outputShape: [Int] { stateShapes.first ?? [] }

  /// The output for one step's input, and the states for the next step.
  open func step(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    fail("\(Self.className) has no step; override it", [x.type])
    return (.invalid, states)
  }

  /// The states before the first step: zeros.
  open func getInitialState(_ batchSize: Int) -> [Tensor] {
    stateShapes.map { zeros([batchSize] + $0, dtype: dtypePolicy.computeDType) }
  }

  /// Tells the shape of an input without the axis of the batch, on which those of states may depend.
  func noteInput(_ shape: [Int]) {}

  /// Fixes what holds for all steps of a sequence, such as what dropout leaves out, for inputs of
  /// this type; `endSequence` lets go of it.
  func beginSequence(_ input: TensorType, training: Bool) {}
  func endSequence() {}

  /// What can be computed for all steps at once of inputs [steps, batch, …]: then `advance` takes a
  /// step of the result. `nil` where nothing can.
  func projected(_ sequence: Tensor) -> Tensor? { nil }
  /// A step from what `projected` made of the input.
  func advance(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    step(x, states, training: training)
  }

  public final override func call(_ inputs: Inputs) -> [Tensor] {
    let states = Array(inputs.tensors.dropFirst())
    guard states.count == stateShapes.count else {
      fail("expected an input and \(stateShapes.count) states, got \(states.count) states")
      return [.invalid] + stateShapes.map { _ in .invalid }
    }
    beginSequence(inputs.x.type, training: inputs.training)
    defer { endSequence() }
    let (output, next) = step(inputs.x, states, training: inputs.training)
    return [output] + next
  }

  open override var filedBeside: JSONObject {
    // Only the input's shape is needed to build the cell anew.
    guard isBuilt, let shape = builtShapes.first else { return [:] }
    return ["build_config": ["input_shape": json(shape)]]
  }
}

extension Layer {
  /// Runs `body` as a part of this layer's call: weights are read in its dtype.
  func inside<R>(training: Bool, _ body: () throws -> R) rethrows -> R {
    var context = CallContext.current
    context.training = training
    context.isInside = true
    let compute = dtypePolicy.computeDType
    context.autocast = compute == dtypePolicy.variableDType ? nil : compute
    return try CallContext.$current.withValue(context, operation: body)
  }
}
