import Synchronization

/// Operations on each element of tensors of one shape, done one piece of the elements after the
/// other.
///
/// The kernels are those that the operations have alone, on pieces: results have the same bits.
struct ElementwiseRun: Sendable {
  /// What stands in the numbered slots at first: a piece of each input.
  private struct Input: Sendable {
    enum Kind { case pieces, scalar, repeated }
    let value: Int
    let kind: Kind
    /// The types of its pieces.
    let types: Ends<TensorType>
    var isLastUse: Bool
    var dtype: DType { types.whole.dtype }
  }
  private struct Action: Sendable {
    let operation: any Primitive
    let kernels: Ends<Kernel?>
    let types: Ends<[TensorType]>
    let operands: [Int]
    var isLastUse: [Bool]
    let result: Int
  }
  private struct Output: Sendable {
    let value: Int
    let type: TensorType
    let slot: Int
    /// The input whose memory it may take.
    var donor: Int?
  }
  /// Something for whole pieces, and for the last one, which may be shorter.
  private struct Ends<T: Sendable>: Sendable {
    let whole, last: T
    func map<R>(_ change: (T) -> R) -> Ends<R> { .init(whole: change(whole), last: change(last)) }
    subscript(isLast: Bool) -> T { isLast ? last : whole }
  }

  private let count: Int
  private let counts: Ends<Int>
  private var inputs: [Input] = []
  private var actions: [Action] = []
  private var outputs: [Output] = []
  private let slotCount: Int
  /// The bytes that outputs need beside the memory of inputs.
  private var newBytes = 0

  init(
    _ steps: ArraySlice<StepByStep.Step>, _ valueTypes: [TensorType], isLocal: [Bool], size: Int,
    _ lookup: StepByStep.Lookup
  ) {
    count = steps[steps.startIndex].types[0].count
    counts = Ends(whole: min(size, count), last: (count - 1) % size + 1)
    var slots: [Int: Int] = [:]
    let made = Set(steps.map(\.firstResult))
    var inputs: [Input] = []
    let counts = counts
    func add(_ value: Int, _ kind: Input.Kind, isLastUse: Bool) {
      let dtype = valueTypes[value].dtype
      inputs.append(
        Input(
          value: value, kind: kind, types: counts.map { TensorType(dtype, [$0]) },
          isLastUse: isLastUse))
    }
    for step in steps {
      if step.operation.isRepetition(of: step.operands.map { valueTypes[$0] }) {
        slots[step.firstResult] = inputs.count
        add(step.operands[0], .repeated, isLastUse: step.isLastUse[0])
        continue
      }
      for (operand, isLastUse) in zip(step.operands, step.isLastUse) where !made.contains(operand) {
        if let known = slots[operand] {
          if isLastUse { inputs[known].isLastUse = true }
        } else {
          slots[operand] = inputs.count
          add(
            operand, valueTypes[operand].rank == 0 ? .scalar : .pieces, isLastUse: isLastUse)
        }
      }
    }
    var next = inputs.count
    for step in steps where slots[step.firstResult] == nil {
      slots[step.firstResult] = next
      next += 1
    }
    slotCount = next
    self.inputs = inputs
    addActions(steps, valueTypes, slots, lookup)
    addOutputs(steps, slots, isLocal)
  }

  private mutating func addActions(
    _ steps: ArraySlice<StepByStep.Step>, _ valueTypes: [TensorType], _ slots: [Int: Int],
    _ lookup: StepByStep.Lookup
  ) {
    for step in steps {
      let operandTypes = step.operands.map { valueTypes[$0] }
      guard !step.operation.isRepetition(of: operandTypes) else { continue }
      let pieces = counts.map { count in
        operandTypes.map { $0.rank == 0 ? $0 : TensorType($0.dtype, [count]) }
      }
      actions.append(
        Action(
          operation: step.operation, kernels: pieces.map { lookup(step.operation, $0) },
          types: counts.map { [TensorType(step.types[0].dtype, [$0])] },
          operands: step.operands.map { slots[$0, default: 0] },
          isLastUse: step.isLastUse,
          result: slots[step.firstResult, default: 0]))
    }
  }

  private mutating func addOutputs(
    _ steps: ArraySlice<StepByStep.Step>, _ slots: [Int: Int], _ isLocal: [Bool]
  ) {
    var donors = inputs.indices.filter { inputs[$0].kind == .pieces && inputs[$0].isLastUse }
    for step in steps where step.usedResults[0] && !isLocal[step.firstResult] {
      let type = step.types[0]
      let place = donors.firstIndex { inputs[$0].dtype.byteWidth == type.dtype.byteWidth }
      let donor = place.map { donors.remove(at: $0) }
      if donor == nil { newBytes = newBytes.addingClamped(type.clampedByteCount) }
      outputs.append(
        Output(
          value: step.firstResult, type: type, slot: slots[step.firstResult, default: 0],
          donor: donor))
    }
    // What is to be written out is kept to the end of a piece.
    let written = Set(outputs.map(\.slot))
    for i in actions.indices {
      for j in actions[i].operands.indices where written.contains(actions[i].operands[j]) {
        actions[i].isLastUse[j] = false
      }
    }
  }
}

extension ElementwiseRun {
  /// Does the run on what `values` holds, and puts there what is used after it.
  func execute(
    _ values: inout [HostTensor?], _ pieces: PieceLoop, in context: EvaluationContext
  ) throws {
    if newBytes > 0 { try MemoryPool.requireRoom(newBytes, actions[0].operation.name) }
    var given = inputs.map { input -> HostTensor in
      guard let value = values[input.value] else {
        preconditionFailure("a value was let go before its last use")
      }
      return value
    }
    for input in inputs where input.isLastUse { values[input.value] = nil }
    var isOverwritten = [Bool](repeating: false, count: inputs.count)
    let results = outputs.map { output -> HostTensor in
      if let donor = output.donor, given[donor].isUniquelyReferenced() {
        isOverwritten[donor] = true
        return given[donor].type == output.type
          ? given[donor] : given[donor].reinterpreted(as: output.type)
      }
      return HostTensor(uninitialized: output.type)
    }
    let whole = zip(inputs, given).map { input, value in
      input.kind == .repeated ? value.repeated(counts.whole) : value
    }
    let overwritten = isOverwritten
    let failure = Mutex<(any Error)?>(nil)
    pieces.forEach((count - 1) / counts.whole + 1) { number in
      do {
        try piece(number, whole, overwritten, results, context)
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    for (output, result) in zip(outputs, results) { values[output.value] = result }
  }

  /// Does one piece; kernels may overwrite the pieces of the inputs that are `overwritten` by a result
  /// in the end.
  private func piece(
    _ number: Int, _ whole: [HostTensor], _ overwritten: [Bool], _ results: [HostTensor],
    _ context: EvaluationContext
  ) throws {
    let first = number * counts.whole
    let isLast = first + counts.whole >= count
    var slots = [HostTensor?](repeating: nil, count: slotCount)
    for i in inputs.indices {
      let kind = inputs[i].kind
      if kind == .scalar || kind == .repeated && !isLast {
        slots[i] = whole[i]
        continue
      }
      let type = inputs[i].types[isLast]
      let offset = kind == .repeated ? 0 : first * type.dtype.byteWidth
      slots[i] =
        overwritten[i]
        ? HostTensor(type, in: whole[i].storage.base + offset) : whole[i].part(at: offset, type)
    }
    // Actions are not copied: their references are many.
    for i in actions.indices {
      var operands = slots.take(actions[i].operands, lastUses: actions[i].isLastUse)
      guard let kernel = actions[i].kernels[isLast] else {
        preconditionFailure("a kernel for pieces has none for the last of them")
      }
      slots[actions[i].result] = try kernel(&operands, actions[i].types[isLast], context)[0]
    }
    let places = zip(outputs, results).map { $1.storage.base + first * $0.type.dtype.byteWidth }
    let made = zip(outputs, places).map { output, place -> HostTensor in
      guard let piece = slots[output.slot] else {
        preconditionFailure("a piece was let go before it was written out")
      }
      // One that lies where another output goes is copied before that takes its memory.
      let base = piece.storage.base
      return base != place && places.contains(base) ? piece.copy() : piece
    }
    for (piece, place) in zip(made, places) where piece.storage.base != place {
      piece.withBytes {
        place.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: $0.count)
      }
    }
  }
}
