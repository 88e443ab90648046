/// The body of an operation, recorded from a function that may use tensors from outside.
struct Region {
  /// Takes `captured`, then the parameters.
  let block: Block
  /// The tensors from outside.
  let captured: [Tensor]

  /// What `body` does with parameters of these types.
  init(
    _ origin: TraceOrigin, _ parameters: [TensorType], _ body: ([Tensor]) throws -> [Tensor]
  ) throws {
    let recording = try Recorder.recording(origin, parameters, body)
    block = recording.block
    captured = recording.captured
  }

  /// The blocks of `regions`, each taking the same captured tensors first.
  static func unify(_ regions: [Region]) -> (blocks: [Block], captured: [Tensor]) {
    var captured: [Tensor] = []
    var places: [Tensor.Identity: Int] = [:]
    for tensor in regions.flatMap(\.captured) where places[tensor.identity] == nil {
      places[tensor.identity] = captured.count
      captured.append(tensor)
    }
    let blocks = regions.map { region in
      let own = region.block.parameters.dropFirst(region.captured.count)
      return region.block.remappingParameters(captured.map(\.type) + own) { i in
        i < region.captured.count
          ? places[region.captured[i].identity] ?? 0
          : captured.count + i - region.captured.count
      }
    }
    return (blocks, captured)
  }
}

/// Control flow whose bodies are functions of tensors, which may use tensors from outside.
enum Loops {
  /// The results of the branch that `index` names; the last for a number out of range.
  static func choose(
    _ index: Tensor, _ branches: [() throws -> [Tensor]], _ origin: TraceOrigin
  ) throws -> [Tensor] {
    let regions = try branches.map { branch in try Region(origin, []) { _ in try branch() } }
    let (blocks, captured) = Region.unify(regions)
    let operation = Case(blocks, captureCount: captured.count)
    return try apply(operation, captured + [index])
  }

  /// What is carried when `condition` no longer holds.
  static func repeating(
    _ carried: [Tensor], while condition: ([Tensor]) throws -> Tensor,
    _ body: ([Tensor]) throws -> [Tensor], _ origin: TraceOrigin, place: TextPlace = TextPlace()
  ) throws -> [Tensor] {
    let types = carried.map(\.type)
    let regions = [
      try Region(origin, types) { [try condition($0)] }, try Region(origin, types, body),
    ]
    let (blocks, captured) = Region.unify(regions)
    let operation = While(
      condition: blocks[0], body: blocks[1], captureCount: captured.count, place: place)
    return try apply(operation, captured + carried)
  }

  /// The outputs of `body` for each slice of `inputs` along the first axis, stacked, and what is
  /// carried at the end.
  ///
  /// `body` takes slices of the inputs, then what is carried; it gives outputs, then what is carried.
  static func scan(
    _ inputs: [Tensor], length: Int, isReverse: Bool = false, carrying carried: [Tensor],
    _ origin: TraceOrigin, _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    // A scan takes its length from an input.
    let hasInputs = !inputs.isEmpty
    let inputs = hasInputs ? inputs : [iota(TensorType(.i32, [length]), axis: 0)]
    let types = inputs.map { $0.type.removing(0) } + carried.map(\.type)
    let region = try Region(origin, types) { try body(hasInputs ? $0 : Array($0.dropFirst())) }
    let operation = Scan(
      dimension: 0, isReverse: isReverse, body: region.block, captureCount: region.captured.count)
    return try apply(operation, region.captured + inputs + carried)
  }
}

extension Block {
  /// The results of this block for `x` and their tangents, under the interpreter in force.
  func differentiated(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try differentiating(x, dx) { try self($0) }
  }

  /// The results of this block for all members of a batch, under the interpreter in force.
  func batched(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batching(x, axes, axis) { try self($0) }
  }
}
