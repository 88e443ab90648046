/// Combines groups of elements by a body: what `reduce`, `reduce_window` and their kind share.
///
/// A body that is one known monoid for each input is accumulated in the wide type and rounded once;
/// any other runs step by step in its own dtype, from the init value over the elements in order.
package struct Reduction {
  let body: Block
  let captures: [HostTensor]
  let context: EvaluationContext

  /// The result for each group of positions in `inputs`; a negative position stands for an element
  /// equal to the init value.
  func results<Groups: PositionGroups>(
    of inputs: [HostTensor], _ initial: [HostTensor], _ groups: Groups, _ types: [TensorType]
  ) throws -> [HostTensor] {
    let sameFamily = zip(inputs, types).allSatisfy { $0.dtype.family == $1.dtype.family }
    if sameFamily, let operations = Self.monoids(in: body, captureCount: captures.count) {
      var results: [HostTensor] = []
      for (i, operation) in operations.enumerated() {
        let sums = Self.fold(inputs[i], initial[i], groups, types[i].count, operation)
        guard let sums else { break }
        results.append(HostTensor(types[i], sums))
      }
      if results.count == types.count { return results }
    }
    return try stepByStep(inputs, initial, groups, types)
  }

  /// `body` run for one element after the other.
  private func stepByStep<Groups: PositionGroups>(
    _ inputs: [HostTensor], _ initial: [HostTensor], _ groups: Groups, _ types: [TensorType]
  ) throws -> [HostTensor] {
    let start = zip(initial, types).map { $0.converted(to: $1.dtype) }
    let inputs = zip(inputs, types).map { $0.converted(to: $1.dtype) }
    if let size = groups.size, let body = ElementwiseBody(body) {
      return try atOnce(body, inputs, start, groups, size, types)
    }
    var results = [[HostTensor]](repeating: [], count: types.count)
    var groups = groups
    var positions: [Int] = []
    for _ in 0..<types[0].count {
      groups.next(&positions)
      var accumulated = start
      for position in positions {
        var arguments = captures + accumulated
        for (input, outside) in zip(inputs, start) {
          arguments.append(position < 0 ? outside : input.scalar(at: position))
        }
        accumulated = try context.run(body, arguments)
      }
      for (i, value) in accumulated.enumerated() { results[i].append(value) }
    }
    return zip(types, results).map { HostTensor($0, scalars: $1) }
  }

  /// As `stepByStep`, each step for many groups at once.
  private func atOnce<Groups: PositionGroups>(
    _ body: ElementwiseBody, _ inputs: [HostTensor], _ start: [HostTensor], _ groups: Groups,
    _ size: Int, _ types: [TensorType]
  ) throws -> [HostTensor] {
    // What lies outside is an element of its own, behind the others.
    let sources = zip(inputs, start).map { $0.appending($1) }
    let outside = inputs[0].count
    var groups = groups
    var parts = [[HostTensor]](repeating: [], count: types.count)
    var (positions, block): ([Int], [Int]) = ([], [])
    let most = max(1, (1 << 20) / max(size, 1))
    for first in stride(from: 0, to: types[0].count, by: most) {
      let count = min(most, types[0].count - first)
      block.removeAll(keepingCapacity: true)
      for _ in 0..<count {
        groups.next(&positions)
        block += positions
      }
      var accumulated = start.map { $0.repeated(count) }
      for step in 0..<size {
        let elements = sources.map { source in
          source.picking(source.type.with(shape: [count])) { group in
            let position = block[group * size + step]
            return position < 0 ? outside : position
          }
        }
        accumulated = try body.run(captures + accumulated + elements, count: count, in: context)
      }
      for (i, value) in accumulated.enumerated() { parts[i].append(value) }
    }
    return zip(types, parts).map { HostTensor($0, joining: $1) }
  }

  /// The operation by which `body` combines each input with its accumulator, in either order, if
  /// each is a known monoid.
  package static func monoids(in body: Block, captureCount: Int) -> [Binary]? {
    let count = body.results.count
    guard body.parameters.count == captureCount + 2 * count else { return nil }
    var operations: [Binary] = []
    for (i, result) in body.results.enumerated() {
      let wanted = [captureCount + i, captureCount + count + i]
      guard let equation = body.equations.first(where: { $0.results.contains(result) }),
        let operation = equation.operation as? Binary, operation.isMonoid,
        equation.operands == wanted || equation.operands == wanted.reversed()
      else { return nil }
      operations.append(operation)
    }
    return operations
  }

  /// The groups of `input` combined in the wide type; `nil` if `operation` has no meaning there.
  private static func fold<Groups: PositionGroups>(
    _ input: HostTensor, _ initial: HostTensor, _ groups: Groups, _ count: Int,
    _ operation: Binary
  ) -> Wide? {
    func fold<T>(_ x: [T], _ start: T, _ combine: (T, T) -> T) -> [T] {
      var (groups, positions, results) = (groups, [Int](), [T]())
      results.reserveCapacity(count)
      for _ in 0..<count {
        groups.next(&positions)
        var value = start
        for position in positions { value = combine(value, position < 0 ? start : x[position]) }
        results.append(value)
      }
      return results
    }
    func sum(_ x: [Double], _ start: Double) -> [Double] {
      var (groups, positions, results) = (groups, [Int](), [Double]())
      results.reserveCapacity(count)
      for _ in 0..<count {
        groups.next(&positions)
        var sum = DotAccumulator(start)
        for position in positions { sum.add(position < 0 ? start : x[position]) }
        results.append(sum.value)
      }
      return results
    }
    let row = operation.row
    let width = input.dtype.bitWidth
    // In Double throughout: the format here is that of the accumulator.
    let format = FloatFormat(11, 52)
    switch (input.wide, initial.wide) {
    case (.float(let x), .float(let start)):
      if operation == .add { return .float(sum(x, start[0])) }
      return row.float.map { f in .float(fold(x, start[0]) { f($0, $1, format) }) }
    case (.complex(let x), .complex(let start)):
      if operation == .add {
        let real = sum(x.map(\.real), start[0].real)
        let imaginary = sum(x.map(\.imaginary), start[0].imaginary)
        return .complex(zip(real, imaginary).map { WideComplex($0, $1) })
      }
      return row.complex.map { f in .complex(fold(x, start[0]) { f($0, $1, format) }) }
    case (.signed(let x), .signed(let start)):
      return row.signed.map { f in .signed(fold(x, start[0]) { f($0, $1, width) }) }
    case (.unsigned(let x), .unsigned(let start)):
      return row.unsigned.map { f in .unsigned(fold(x, start[0]) { f($0, $1, width) }) }
    case (.boolean(let x), .boolean(let start)):
      return row.boolean.map { f in .boolean(fold(x, start[0], f)) }
    default: return nil
    }
  }
}

extension DType {
  /// Whether a body may compute in `other` where the elements have this dtype: the same family,
  /// and at least as wide.
  func isPromotable(to other: DType) -> Bool {
    family == other.family && bitWidth <= other.bitWidth
  }
}

extension Primitive {
  /// Throws unless a body that combines elements of `inputs` takes twice what it gives, scalars to
  /// which the elements may be promoted.
  func checkReducer(
    _ body: Block, _ inputs: some Sequence<TensorType>, _ x: [TensorType], _ clause: String
  ) throws(TensorError) {
    let results = body.resultTypes
    let expected = results + results
    let own = Array(body.parameters.dropFirst(captureCount))
    let inputs = Array(inputs)
    guard own == expected, results.count == inputs.count,
      zip(inputs, results).allSatisfy({
        $1.rank == 0 && $1.dtype.isElement && $0.dtype.isPromotable(to: $1.dtype)
      })
    else {
      throw violation(
        clause, x,
        "the body must take twice what it gives, one scalar for each input; it takes "
          + "\(own) and gives \(results)")
    }
  }
}
