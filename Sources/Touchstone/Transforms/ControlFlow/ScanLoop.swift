// Loops over an axis: JAX's `lax.scan` and `lax.map`.

/// What `f` makes of each slice of `xs` along the first axis in turn, carrying a value from one to
/// the next: the last carried value, and the outputs stacked along a new first axis.
///
/// `f` takes what is carried and a slice of `xs`, and gives what is carried next and an output. It
/// keeps the form and types of what is carried and may use other tensors. `reverse` goes from the
/// last slice to the first; outputs stay at the places of their slices. `unroll` slices are handled
/// in one step of the loop. `length` must be given where `xs` has no tensor.
///
/// Specification: `scan`.
public func scan<C: TensorTree, X: TensorTree, Y: TensorTree>(
  _ f: @escaping (C, X) -> (C, Y), _ initial: C, _ xs: X, length: Int? = nil, reverse: Bool = false,
  unroll: Int = 1, file: String = #fileID, line: Int = #line
) -> (C, Y) {
  let standIn: () -> (C, Y) = {
    let (carry, output) = f(initial.invalidated, xs.invalidated)
    return (carry.invalidated, output.invalidated)
  }
  return reporting("scan", or: standIn()) {
    let origin = TraceOrigin(transformation: "scan", place: Place(file, line).description)
    let (leaves, slices) = try xs.flattened()
    let length = try scanLength(leaves, slices, length)
    guard unroll > 0 else {
      throw TensorError("scan", "", [], "unroll must be positive, got \(unroll)")
    }
    let carry = try Carry(initial, "scan")
    var form: TreeStructure?
    let results = try carry.settledLeaves { values in
      let step: ([Tensor], [Tensor]) throws -> (carried: [Tensor], outputs: [Tensor]) = { c, x in
        let (next, output) = f(try carry.tree(c), try X(slices, leaves: x))
        let (outputs, structure) = try output.flattened()
        form = structure
        return (try carry.leaves(of: next), outputs)
      }
      let plain = ScanLoop(length: length, isReverse: reverse, origin: origin, step: step)
      return try plain.run(leaves, values, unroll: unroll)
    }
    let outputs = Array(results.dropFirst(carry.count))
    guard let form else { throw TensorError("scan", "", [], "the body was not run") }
    return (try carry.tree(Array(results.prefix(carry.count))), try Y(form, leaves: outputs))
  }
}

/// What `f` makes of `initial` in `length` steps: the last carried value, and the outputs stacked
/// along a new first axis.
///
/// Specification: `scan`.
public func scan<C: TensorTree, Y: TensorTree>(
  _ f: @escaping (C) -> (C, Y), _ initial: C, length: Int, reverse: Bool = false, unroll: Int = 1,
  file: String = #fileID, line: Int = #line
) -> (C, Y) {
  scan(
    { carry, _ in f(carry) }, initial, EmptyTree(), length: length, reverse: reverse,
    unroll: unroll, file: file, line: line)
}

/// `f` of each slice of `xs` along the first axis, one after the other, the results stacked.
///
/// It takes less memory than `vmap`, and more time.
///
/// Specification: `scan`.
public func map<X: TensorTree, Y: TensorTree>(
  _ f: @escaping (X) -> Y, _ xs: X, file: String = #fileID, line: Int = #line
) -> Y {
  scan({ (_: EmptyTree, x: X) in (EmptyTree(), f(x)) }, EmptyTree(), xs, file: file, line: line).1
}

private func scanLength(
  _ leaves: [Tensor], _ structure: TreeStructure, _ length: Int?
) throws -> Int {
  var found = length
  for (leaf, path) in zip(leaves, structure.leafPaths) {
    guard let size = leaf.shape.first else {
      throw TensorError(
        "scan", "", [leaf.type],
        "xs\(path.isEmpty ? "" : " at \(path)") is a scalar; it must have an axis to go along")
    }
    if let found, found != size {
      throw TensorError(
        "scan", "", leaves.map(\.type),
        "the first axes of xs\(length == nil ? "" : " and length") must have one size, got \(found) "
          + "and \(size)")
    }
    found = size
  }
  guard let found, found >= 0 else {
    throw TensorError(
      "scan", "", [], "length must be given where xs has no tensor, and be 0 or more")
  }
  return found
}

/// A scan over plain lists.
private struct ScanLoop {
  let length: Int
  let isReverse: Bool
  let origin: TraceOrigin
  let step:
    (_ carried: [Tensor], _ slices: [Tensor]) throws -> (carried: [Tensor], outputs: [Tensor])

  /// What is carried at the end, then the stacked outputs.
  func run(_ xs: [Tensor], _ initial: [Tensor], unroll: Int) throws -> [Tensor] {
    let unroll = min(unroll, max(length, 1))
    let main = length / unroll * unroll
    var carried = initial
    // Going backward the rest comes first.
    var rest: [[Tensor]] = []
    if isReverse { (carried, rest) = try plainSteps(xs, main..<length, carried) }
    let chunks = xs.map { x in
      unroll == 1
        ? x : reshape(part(x, 0..<main), [main / unroll, unroll] + x.shape.dropFirst())
    }
    let results = try Loops.scan(
      chunks, length: main / unroll, isReverse: isReverse, carrying: carried, origin
    ) { values in
      let slices = Array(values.prefix(xs.count))
      let start = Array(values.dropFirst(xs.count))
      if unroll == 1 {
        let (next, outputs) = try step(start, slices)
        return outputs + next
      }
      let (next, outputs) = try plainSteps(slices, 0..<unroll, start)
      return outputs.map { Tensor.stacked($0) } + next
    }
    var outputs = Array(results.dropLast(carried.count))
    carried = Array(results.suffix(carried.count))
    if unroll > 1 { outputs = outputs.map { reshape($0, [main] + $0.shape.dropFirst(2)) } }
    if !isReverse { (carried, rest) = try plainSteps(xs, main..<length, carried) }
    if main < length {
      outputs = zip(outputs, rest).map { concatenate([$0, Tensor.stacked($1)], axis: 0) }
    }
    return carried + outputs
  }

  private func part(_ x: Tensor, _ range: Range<Int>) -> Tensor {
    if range.count == x.shape[0] { return x }
    var (start, limit) = (x.shape.map { _ in 0 }, x.shape)
    (start[0], limit[0]) = (range.lowerBound, range.upperBound)
    return slice(x, from: start, to: limit)
  }

  /// Steps written out; each output with its slices in the order of their places.
  private func plainSteps(
    _ xs: [Tensor], _ range: Range<Int>, _ initial: [Tensor]
  ) throws -> (carried: [Tensor], outputs: [[Tensor]]) {
    var carried = initial
    var outputs: [[Tensor]] = []
    for i in isReverse ? Array(range.reversed()) : Array(range) {
      let (next, own) = try step(carried, xs.map { $0.slice(i, along: 0) })
      carried = next
      if outputs.isEmpty { outputs = own.map { _ in [] } }
      for (j, output) in own.enumerated() { outputs[j].append(output) }
    }
    return (carried, isReverse ? outputs.map { $0.reversed() } : outputs)
  }
}
