/// An operation that combines elements of its inputs by a body, from init values on.
protocol Reducer: Primitive {
  var body: Block { get }
  /// The same with another body.
  func with(_ body: Block, captureCount: Int) -> Self
}

/// A value and its tangent.
struct Varying {
  let value: Tensor
  let tangent: Tensor?
}

extension Reducer {
  /// The operands by what they are, inputs and init values in the dtypes that the body has.
  func parts(_ x: [Tensor]) -> (captured: [Tensor], inputs: [Tensor], initial: [Tensor]) {
    let types = body.resultTypes
    let inputs = x[captureCount..<captureCount + types.count]
    return (
      Array(x.prefix(captureCount)), zip(inputs, types).map { $0.converted(to: $1.dtype) },
      zip(x.suffix(types.count), types).map { $0.converted(to: $1.dtype) }
    )
  }

  /// The tangents of parts in the dtypes that the body has.
  private func tangents(_ dx: [Tensor?]) -> (inputs: [Tensor?], initial: [Tensor?]) {
    let types = body.resultTypes
    func converted(_ dx: some Collection<Tensor?>) -> [Tensor?] {
      zip(dx, types).map { $1.dtype.isDifferentiable ? $0?.converted(to: $1.dtype) : nil }
    }
    return (
      converted(dx[captureCount..<captureCount + types.count]), converted(dx.suffix(types.count))
    )
  }

  /// Whether a result that has a derivative comes in such a way.
  func hasResult(_ isSuch: (Reducing) -> Bool) -> Bool {
    zip(body.reducing(captureCount), body.resultTypes).contains {
      $1.dtype.isDifferentiable && isSuch($0)
    }
  }

  /// The values, and the tangents of results that are selected or come by a known operation; those
  /// of the latter `known` gives, from input, init value and result.
  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?],
    known: (Binary, _ input: Varying, _ initial: Varying, Tensor) throws -> Tensor?
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let (captured, inputs, initial) = parts(x)
    let (dInputs, dInitial) = tangents(dx)
    let kinds = body.reducing(captureCount)
    let isActive = kinds.indices.map { dInputs[$0] != nil || dInitial[$0] != nil }

    // What selects one element also selects its position, and with it the tangent.
    var selections: [(predicate: Int, keepsOnTrue: Bool)] = []
    var places: [Int] = []
    for (i, kind) in kinds.enumerated() where isActive[i] {
      guard case .selection(let predicate, let keepsOnTrue) = kind else { continue }
      selections.append((predicate, keepsOnTrue))
      places.append(i)
    }
    var values: [Tensor]
    if selections.isEmpty {
      values = try apply(self, x)
    } else {
      let type = inputs[0].type
      let none = places.map { _ in Positions.none(type) }
      let selecting = with(
        try body.selecting(selections, none[0].type, captureCount), captureCount: captureCount)
      values = try apply(
        selecting, captured + inputs + places.map { _ in Positions.all(type) } + initial + none)
    }
    let positions = Dictionary(uniqueKeysWithValues: zip(places, values.dropFirst(kinds.count)))
    values = Array(values.prefix(kinds.count))
    let tangents = try kinds.indices.map { i -> Tensor? in
      guard isActive[i] else { return nil }
      if let positions = positions[i] {
        return Positions.elements(of: dInputs[i], at: positions, outside: dInitial[i])
      }
      guard case .monoid(let operation) = kinds[i] else { return nil }
      return try known(
        operation, Varying(value: inputs[i], tangent: dInputs[i]),
        Varying(value: initial[i], tangent: dInitial[i]), values[i])
    }
    return (values, tangents)
  }

  /// The cotangents of sums: `input` gives that of an input, `initial` that of an init value, from the
  /// result's and the operand's type.
  func transposeSum(
    _ ct: [Tensor?], _ x: [LinearOperand], input: (Tensor, TensorType) throws -> Tensor?,
    initial: (Tensor, TensorType) throws -> Tensor
  ) throws -> [Tensor?] {
    let count = body.results.count
    var back = [Tensor?](repeating: nil, count: x.count)
    for (i, kind) in body.reducing(captureCount).enumerated() {
      let (place, start) = (captureCount + i, captureCount + count + i)
      guard let ct = ct[i], x[place].isLinear || x[start].isLinear else { continue }
      guard case .monoid(.add) = kind else { throw notTransposable(x) }
      let type = x[place].type
      if x[place].isLinear { back[place] = try input(ct, type)?.converted(to: type.dtype) }
      if x[start].isLinear { back[start] = try initial(ct, type).converted(to: type.dtype) }
    }
    return back
  }
}
