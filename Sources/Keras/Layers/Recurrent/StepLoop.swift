/// A cell run along a sequence whose first axis are the steps.
struct StepLoop {
  let cell: RecurrentCell
  let training: Bool
  /// Whether the output is 0 where the mask does not hold, and not that of the step before.
  let zerosOutput: Bool
  /// Whether all outputs are kept, and not only the last.
  let keepsOutputs: Bool
  let unrolls: Bool
  /// [steps, batch].
  var mask: Tensor?

  init(
    cell: RecurrentCell, training: Bool, zerosOutput: Bool, keepsOutputs: Bool, unrolls: Bool
  ) {
    (self.cell, self.training, self.zerosOutput) = (cell, training, zerosOutput)
    (self.keepsOutputs, self.unrolls) = (keepsOutputs, unrolls)
  }

  /// What is handed from step to step.
  struct Carry: TensorTree {
    var states: [Tensor]
    var output: Tensor
  }
  struct Step: TensorTree {
    var x: Tensor
    var mask: Tensor?
  }

  /// The outputs, or the last, and the last states.
  func run(_ sequence: Tensor, _ states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let batch = sequence.shape[1]
    cell.beginSequence(
      sequence.type.with(shape: Array(sequence.shape.dropFirst())), training: training)
    defer { cell.endSequence() }
    let projected = cell.projected(sequence)
    let type = TensorType(cell.dtypePolicy.computeDType, [batch] + cell.outputShape)
    // What a masked step repeats where none came before it: the first state is a cell's last output.
    var earlier = zeros(type.shape, dtype: type.dtype)
    if let first = states.first, first.shape == type.shape, !(cell is StackedRNNCells) {
      earlier = cast(first, dtype: type.dtype)
    }
    let begin = Carry(states: states, output: earlier)
    let body: (Carry, Step) -> (Carry, [Tensor]) = { [self] carry, step in
      let (y, next) =
        projected == nil
        ? cell.step(step.x, carry.states, training: training)
        : cell.advance(step.x, carry.states, training: training)
      let output = cast(y, dtype: type.dtype)
      var after = Carry(
        states: zip(next, carry.states).map { cast($0, dtype: $1.dtype) }, output: output)
      if let mask = step.mask {
        after.output = chosen(mask, output, zerosOutput ? zerosLike(output) : carry.output)
        after.states = zip(after.states, carry.states).map { chosen(mask, $0, $1) }
      }
      return (after, keepsOutputs ? [after.output] : [])
    }
    let steps = Step(x: projected ?? sequence, mask: mask)
    let (last, outputs) = unrolls ? written(body, begin, steps) : scan(body, begin, steps)
    return (keepsOutputs ? outputs.first ?? .invalid : last.output, last.states)
  }

  /// The loop with each of its steps written out.
  private func written(
    _ body: (Carry, Step) -> (Carry, [Tensor]), _ begin: Carry, _ steps: Step
  ) -> (Carry, [Tensor]) {
    var (carry, outputs): (Carry, [Tensor]) = (begin, [])
    for i in 0..<steps.x.shape[0] {
      let (next, output) = body(carry, Step(x: steps.x[i], mask: steps.mask.map { $0[i] }))
      carry = next
      outputs += output
    }
    return (carry, outputs.isEmpty ? [] : [stack(outputs)])
  }

  /// `x` for the members of the batch where `mask` holds, and else `y`.
  private func chosen(_ mask: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    let wide = reshape(mask, mask.shape + [Int](repeating: 1, count: Swift.max(x.rank - 1, 0)))
    return NumPy.where(wide, x, y)
  }
}
