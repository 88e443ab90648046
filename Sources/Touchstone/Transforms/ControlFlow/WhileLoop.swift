// Loops whose number of steps the values decide: JAX's `lax.while_loop` and `lax.fori_loop`.

/// What `body` makes of `initial`, repeated while `condition` holds for it.
///
/// The body keeps the form and types of what is carried. Both functions may use other tensors. It has
/// a derivative in forward mode; in reverse mode only if it counts a known number of steps, so use
/// `foriLoop` or `scan` where gradients are wanted.
///
/// Specification: `while`.
public func whileLoop<C: TensorTree>(
  _ condition: (C) -> Tensor, _ body: (C) -> C, _ initial: C, file: String = #fileID,
  line: Int = #line
) -> C {
  reporting("whileLoop", or: initial.invalidated) {
    let origin = TraceOrigin(transformation: "whileLoop", place: Place(file, line).description)
    let carry = try Carry(initial, "whileLoop")
    return try carry.settled { values, structure in
      try Loops.repeating(
        values, while: { try condition(C(structure, leaves: $0)) },
        { try carry.leaves(of: body(C(structure, leaves: $0))) }, origin)
    }
  }
}

/// What `body` makes of `initial`, repeated for each index from `lower` up to `upper`.
///
/// The bounds are known, so it has derivatives in both modes. The index is a tensor of `i32`. Without
/// steps the result is `initial`.
///
/// Specification: `scan`.
public func foriLoop<C: TensorTree>(
  _ lower: Int, _ upper: Int, _ body: (Tensor, C) -> C, _ initial: C, file: String = #fileID,
  line: Int = #line
) -> C {
  if upper <= lower { return initial }
  return reporting("foriLoop", or: initial.invalidated) {
    let origin = TraceOrigin(transformation: "foriLoop", place: Place(file, line).description)
    let carry = try Carry(initial, "foriLoop")
    let steps = iota(TensorType(.i32, [upper - lower]), axis: 0) + Int32Tensor.scalar(lower)
    return try carry.settled { values, structure in
      try Loops.scan([steps], length: upper - lower, carrying: values, origin) { values in
        try carry.leaves(of: body(values[0], C(structure, leaves: Array(values.dropFirst()))))
      }
    }
  }
}

/// What `body` makes of `initial`, repeated for each index from `lower` up to `upper`, bounds that
/// are tensors.
///
/// How many steps there are is known only when it runs, so it has no derivative in reverse mode.
///
/// Specification: `while`.
public func foriLoop<C: TensorTree>(
  _ lower: Tensor, _ upper: Tensor, _ body: (Tensor, C) -> C, _ initial: C,
  file: String = #fileID, line: Int = #line
) -> C {
  reporting("foriLoop", or: initial.invalidated) {
    let origin = TraceOrigin(transformation: "foriLoop", place: Place(file, line).description)
    let carry = try Carry(initial, "foriLoop")
    let start = lower.yielding(to: upper)
    let end = upper.yielding(to: start)
    return try carry.settled { values, structure in
      Array(
        try Loops.repeating(
          [start] + values, while: { less($0[0], end) },
          { values in
            let next = body(values[0], try C(structure, leaves: Array(values.dropFirst())))
            return [values[0] + 1] + (try carry.leaves(of: next))
          }, origin
        ).dropFirst())
    }
  }
}

private enum Int32Tensor {
  static func scalar(_ value: Int) -> Tensor { .full(TensorType(.i32), value) }
}

/// What a loop carries from step to step, and that it keeps its form.
final class Carry<C: TensorTree> {
  private let operation: String
  private var values: [Tensor]
  private let structure: TreeStructure
  /// Which values are weak and meet another dtype in the body: they take it before the loop.
  private var wanted: [TensorType?]

  init(_ initial: C, _ operation: String) throws {
    (values, structure) = try initial.flattened()
    self.operation = operation
    wanted = values.map { _ in nil }
  }

  /// The tensors of what a step gives, which must have the form and types of what it got.
  func leaves(of next: C) throws -> [Tensor] {
    let (leaves, form) = try next.flattened()
    if let difference = form.difference(from: structure) {
      throw TensorError(
        operation, "", [], "the body must keep the form of what is carried: \(difference)")
    }
    return try zip(leaves, values).enumerated().map { i, pair in
      let (leaf, start) = pair
      if leaf.type == start.type || leaf.isInvalid || start.isInvalid { return leaf }
      if leaf.isWeaklyTyped, leaf.shape == start.shape { return leaf.yielding(to: start) }
      if start.isWeaklyTyped, leaf.shape == start.shape {
        wanted[i] = leaf.type
        throw Unsettled()
      }
      let path = structure.leafPaths[i]
      throw TensorError(
        operation, "", [start.type, leaf.type],
        "the body must keep the type of what is carried\(path.isEmpty ? "" : ", \(path)"): it gets "
          + "\(start.type) and gives \(leaf.type)")
    }
  }
  private struct Unsettled: Error {}

  /// What `loop` makes of the carried values; weak ones take the dtype the body gives them first.
  func settled(_ loop: ([Tensor], TreeStructure) throws -> [Tensor]) throws -> C {
    try C(structure, leaves: try settledLeaves { try loop($0, structure) })
  }

  /// As `settled`, for a loop that gives more than what is carried.
  func settledLeaves(_ loop: ([Tensor]) throws -> [Tensor]) throws -> [Tensor] {
    // Each round settles at least one value.
    for _ in 0...values.count {
      do { return try loop(values) } catch is Unsettled {
        for i in values.indices {
          if let type = wanted[i] { values[i] = values[i].taken(as: type.dtype) }
          wanted[i] = nil
        }
      }
    }
    preconditionFailure("weak values settle after one round each")
  }

  /// The carried value of these tensors.
  func tree(_ leaves: [Tensor]) throws -> C { try C(structure, leaves: leaves) }
  /// How many tensors are carried.
  var count: Int { values.count }
}
