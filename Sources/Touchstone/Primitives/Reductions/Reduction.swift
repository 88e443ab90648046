/// Combines groups of elements by a body: what `reduce`, `reduce_window` and their kind share.
///
/// A body that is one known monoid is accumulated in the wide type and rounded once; any other runs
/// step by step in its own dtype, from the init value over the elements in the order given.
struct Reduction {
  let body: Block
  let captures: [HostTensor]
  let context: EvaluationContext

  /// The result for each group of positions in `inputs`; a negative position stands for an element
  /// equal to the init value.
  func results(
    of inputs: [HostTensor], _ initial: [HostTensor], groups: [[Int]], _ types: [TensorType]
  ) throws -> [HostTensor] {
    if inputs.count == 1, captures.isEmpty, inputs[0].dtype == types[0].dtype,
      let operation = body.soleOperation as? Binary
    {
      if let wide = wideResult(inputs[0], initial[0], groups, operation) {
        return [HostTensor(types[0], wide)]
      }
    }
    var results = [[HostTensor]](repeating: [], count: types.count)
    for group in groups {
      var accumulated = zip(initial, types).map { $0.converted(to: $1.dtype) }
      for position in group {
        let elements = inputs.indices.map { i in
          let x = position < 0 ? initial[i] : inputs[i].scalar(at: position)
          return x.converted(to: types[i].dtype)
        }
        accumulated = try context.run(body, captures + accumulated + elements)
      }
      for (i, value) in accumulated.enumerated() { results[i].append(value) }
    }
    return zip(types, results).map { HostTensor($0, scalars: $1) }
  }

  private func wideResult(
    _ input: HostTensor, _ initial: HostTensor, _ groups: [[Int]], _ operation: Binary
  ) -> Wide? {
    func fold<T>(_ x: [T], _ start: T, _ combine: (T, T) -> T) -> [T] {
      groups.map { group in
        group.reduce(start) { combine($0, $1 < 0 ? start : x[$1]) }
      }
    }
    let row = operation.row
    let format = input.dtype.realPart.floatFormat ?? FloatFormat(11, 52)
    switch (input.wide, initial.wide) {
    case (.float(let x), .float(let start)):
      if operation == .add {
        return .float(
          groups.map { group in
            var sum = CompensatedSum(start[0])
            for position in group { sum.add(position < 0 ? start[0] : x[position]) }
            return sum.value
          })
      }
      guard operation.isMonoid, let combine = row.float else { return nil }
      // In Double throughout: the format here is that of the accumulator.
      return .float(fold(x, start[0]) { combine($0, $1, FloatFormat(11, 52)) })
    case (.complex(let x), .complex(let start)):
      guard operation == .add || operation == .multiply, let combine = row.complex else {
        return nil
      }
      return .complex(fold(x, start[0]) { combine($0, $1, format) })
    case (.signed(let x), .signed(let start)):
      guard operation.isMonoid, let combine = row.signed else { return nil }
      return .signed(fold(x, start[0]) { combine($0, $1, input.dtype.bitWidth) })
    case (.unsigned(let x), .unsigned(let start)):
      guard operation.isMonoid, let combine = row.unsigned else { return nil }
      return .unsigned(fold(x, start[0]) { combine($0, $1, input.dtype.bitWidth) })
    case (.boolean(let x), .boolean(let start)):
      guard operation.isMonoid, let combine = row.boolean else { return nil }
      return .boolean(fold(x, start[0], combine))
    default: return nil
    }
  }
}

/// A sum of doubles that carries what rounding loses (Neumaier, 1974).
struct CompensatedSum {
  private var sum: Double
  private var lost = 0.0

  init(_ start: Double) { sum = start }

  mutating func add(_ x: Double) {
    let total = sum + x
    lost += sum.magnitude >= x.magnitude ? (sum - total) + x : (x - total) + sum
    sum = total
  }

  /// The sum; where it left the finite numbers, as plain addition has it.
  var value: Double { sum.isFinite ? sum + lost : sum }
}
