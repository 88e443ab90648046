/// A recurrent layer: a cell run along the second axis of its input.
///
/// The result is the output of the last step, or with `returnSequences` those of all; after it come
/// the last states with `returnState`. `goBackwards` begins with the last step, and gives outputs in
/// the order of that. A mask [batch, steps] lets states, and the output, stay where it does not hold;
/// with `zeroOutputForMask` the output is 0 there. With `stateful` a batch begins with the states
/// where the one before ended, until `resetState`. `unroll` writes out each step rather than a loop.
/// The states to begin with may be given: `layer(x, initialState: states)`.
///
/// Shape: [batch, steps, …]; the result [batch, units], or [batch, steps, units] for sequences.
/// Specification: `scan`.
public class RNN: Layer {
  /// What takes a step.
  public let cell: RecurrentCell
  /// Whether the outputs of all steps are given.
  public let returnSequences: Bool
  /// Whether the last states are given as well.
  public let returnState: Bool
  /// Whether the last step comes first.
  public let goBackwards: Bool
  /// Whether states are kept from one batch to the next.
  public let stateful: Bool
  let unroll: Bool
  let zeroOutputForMask: Bool

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ cell: RecurrentCell, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: Regularizer? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.cell = cell
    (self.returnSequences, self.returnState) = (returnSequences, returnState)
    (self.goBackwards, self.stateful) = (goBackwards, stateful)
    (self.unroll, self.zeroOutputForMask) = (unroll, zeroOutputForMask)
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  /// The layer of cells one above the other.
  public convenience init(
    _ cells: [RecurrentCell], returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false,
    zeroOutputForMask: Bool = false, activityRegularizer: Regularizer? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    self.init(
      StackedRNNCells(cells, dtype: dtype), returnSequences: returnSequences,
      returnState: returnState, goBackwards: goBackwards, stateful: stateful, unroll: unroll,
      zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer, name: name,
      trainable: trainable, dtype: dtype)
  }

  init(config c: Config, cell: RecurrentCell) throws {
    self.cell = cell
    returnSequences = try c.get("return_sequences", false)
    returnState = try c.get("return_state", false)
    goBackwards = try c.get("go_backwards", false)
    stateful = try c.get("stateful", false)
    unroll = try c.get("unroll", false)
    zeroOutputForMask = try c.get("zero_output_for_mask", false)
    try super.init(config: c)
  }
  /// The object that `config` describes.
  public required convenience init(config c: Config) throws {
    guard let cell = try c.object("cell", RecurrentCell.self) else {
      throw c.unexpected("cell", "a cell", c["cell"] ?? .null)
    }
    try self.init(config: c, cell: cell)
  }

  var loopConfig: JSONObject {
    [
      "return_sequences": returnSequences.json, "return_state": returnState.json,
      "go_backwards": goBackwards.json, "stateful": stateful.json, "unroll": unroll.json,
      "zero_output_for_mask": zeroOutputForMask.json,
    ]
  }
  public override var config: JSONObject {
    super.config.merging(loopConfig).merging(["cell": serialize(cell)])
  }
  public override var callSignature: CallSignature {
    CallSignature(["sequences"], options: ["initial_state", "mask"])
  }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first else { return }
    guard shape.count >= 3 else {
      return fail(
        "expected an input [batch, steps, …] of 3 axes or more, got \(pythonTuple(shape))")
    }
    cell.buildIfNeeded([[shape[0]] + shape.dropFirst(2)])
    guard cell.isBuilt, stateful else { return }
    guard let batch = shape[0] else {
      return fail(
        "a stateful layer must know the size of the batch; give the input a batch size, as "
          + "Input(batchShape: \(pythonTuple([8] + shape.dropFirst())))")
    }
    for state in cell.stateShapes {
      addWeight(nil, "rnn_state", [batch] + state, .zeros, trainable: false)
    }
  }

  public override func build(fromConfig config: JSONObject) throws {
    try super.build(fromConfig: sequenceShape(config))
  }

  /// The states of a stateful layer.
  public var states: [Variable] { ownVariables.filter(\.isSequenceState) }

  /// Lets the next batch begin with states of zeros, or with those given.
  public func resetState(_ values: [Tensor]? = nil) {
    guard stateful else { return fail("only stateful layers have states to reset") }
    if let values, values.count != states.count {
      return fail("expected \(states.count) states, got \(values.count)")
    }
    for (i, state) in states.enumerated() {
      state.assign(values?[i] ?? zeros(state.shape, dtype: state.dtype))
    }
  }

  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    outputs.indices.map { $0 == 0 && returnSequences ? inputs.mask : nil }
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let x = inputs.x
    let failed = [Tensor](
      repeating: .invalid, count: 1 + (returnState ? cell.stateShapes.count : 0))
    guard x.rank >= 3, x.shape[1] > 0 else {
      fail("expected an input [batch, steps, …] of one step or more", [x.type])
      return failed
    }
    cell.noteInput(Array(x.shape.dropFirst(2)))
    guard let begin = beginning(inputs) else { return failed }
    var loop = StepLoop(
      cell: cell, training: inputs.training, zerosOutput: zeroOutputForMask,
      keepsOutputs: returnSequences, unrolls: unroll)
    if let mask = inputs.mask {
      guard mask.shape == Array(x.shape.prefix(2)) else {
        fail("the mask must have the shape \(Array(x.shape.prefix(2)))", [x.type, mask.type])
        return failed
      }
      loop.mask = ordered(cast(mask, dtype: .i1))
    }
    let (output, states) = cell.inside(training: inputs.training) {
      loop.run(ordered(x), begin)
    }
    for (variable, state) in zip(self.states, states) { variable.assign(state) }
    return [returnSequences ? moveaxis(output, 0, 1) : output] + (returnState ? states : [])
  }

  /// The steps first, in the order in which they are taken.
  private func ordered(_ x: Tensor) -> Tensor {
    let steps = moveaxis(x, 1, 0)
    return goBackwards ? flip(steps, axis: 0) : steps
  }

  /// The states before the first step; reports where those given do not fit.
  private func beginning(_ inputs: Inputs) -> [Tensor]? {
    let shapes = cell.stateShapes.map { [inputs.x.shape[0]] + $0 }
    let given = inputs.tensors("initial_state") ?? Array(inputs.tensors.dropFirst())
    let values =
      !given.isEmpty
      ? given
      : stateful ? states.map(\.rawValue) : cell.getInitialState(inputs.x.shape[0])
    guard values.map(\.shape) == shapes else {
      fail("expected states of the shapes \(shapes), got \(values.map(\.shape))")
      return nil
    }
    return values.map { cast($0, dtype: cell.dtypePolicy.computeDType) }
  }
}

extension RNN {
  /// The results for `x`, beginning with these states.
  public func callAsFunction(
    _ x: Tensor, initialState: [Tensor], mask: Tensor? = nil, training: Bool? = nil
  ) -> [Tensor] {
    var keywords: [String: CallArgument<Tensor>] = [
      "initial_state": .list(initialState.map { .tensor($0) })
    ]
    if let mask { keywords["mask"] = .tensor(mask) }
    return self(CallArguments([.tensor(x)], keywords), training: training)
  }
  /// The results for a tensor of a model, beginning with these states.
  public func callAsFunction(_ x: KerasTensor, initialState: [KerasTensor]) -> [KerasTensor] {
    self(CallArguments([.tensor(x)], ["initial_state": .list(initialState.map { .tensor($0) })]))
  }
}

extension Layer {
  /// A `build_config` with the shape of the sequence alone, without those of initial states.
  func sequenceShape(_ config: JSONObject) -> JSONObject {
    config["shapes_dict"]?["sequences_shape"].map { ["input_shape": $0] } ?? config
  }
}
