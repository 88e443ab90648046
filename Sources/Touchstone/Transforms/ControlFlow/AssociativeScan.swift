// JAX's `lax.associative_scan`.

/// All partial results of combining the slices of `elements` along `axis` with `f`: place i holds
/// what slices 0 … i give.
///
/// `f` must be associative and takes and gives stacks of slices. It is applied in a tree of
/// logarithmic depth, so floating-point results may differ from those of one step after the other.
/// `reverse` combines from the last slice on. The algorithm is Blelloch's (Prefix sums and their
/// applications, 1990), in the odd-even form that JAX has.
///
/// Specification: `transformations`.
public func associativeScan<T: TensorTree>(
  _ f: @escaping (T, T) -> T, _ elements: T, reverse: Bool = false, axis: Int = 0,
  file: String = #fileID, line: Int = #line
) -> T {
  reporting("associativeScan", or: elements.invalidated) {
    let (leaves, structure) = try elements.flattened()
    guard let first = leaves.first else { return elements }
    let places = leaves.map { axis < 0 ? axis + $0.rank : axis }
    for (leaf, place) in zip(leaves, places) {
      guard leaf.shape.indices.contains(place) else {
        throw TensorError(
          "associativeScan", "", [leaf.type], "\(leaf.type) has no axis \(axis) to go along")
      }
      guard leaf.shape[place] == first.shape[places[0]] else {
        throw TensorError(
          "associativeScan", "", leaves.map(\.type),
          "all tensors must have one size along axis \(axis)")
      }
    }
    let tree = PrefixTree(places: places) { a, b in
      let combined = f(try T(structure, leaves: a), try T(structure, leaves: b))
      return try combined.flattened().leaves
    }
    let turned = reverse ? tree.flipped(leaves) : leaves
    let results = try tree.prefixes(turned)
    return try T(structure, leaves: reverse ? tree.flipped(results) : results)
  }
}

private struct PrefixTree {
  let places: [Int]
  let combine: ([Tensor], [Tensor]) throws -> [Tensor]

  func flipped(_ x: [Tensor]) -> [Tensor] {
    zip(x, places).map { reverse($0, axes: [$1]) }
  }

  /// Every second slice from `start` up to `end`, or to the last.
  private func every(_ step: Int, _ x: [Tensor], from start: Int, to end: Int? = nil) -> [Tensor] {
    zip(x, places).map { x, place in
      var (low, high) = (x.shape.map { _ in 0 }, x.shape)
      var strides = x.shape.map { _ in 1 }
      (low[place], high[place], strides[place]) = (
        min(start, x.shape[place]), end ?? x.shape[place], step
      )
      return slice(x, from: low, to: high, strides: strides)
    }
  }

  func prefixes(_ x: [Tensor]) throws -> [Tensor] {
    let count = x[0].shape[places[0]]
    if count < 2 { return x }
    // Neighbours combined, then the prefixes of those: the results at odd places.
    let pairs = try combine(every(2, x, from: 0, to: count - 1), every(2, x, from: 1))
    let odd = try prefixes(pairs)
    // At even places: what comes before combined with the slice itself.
    let before = count.isMultiple(of: 2) ? every(1, odd, from: 0, to: count / 2 - 1) : odd
    let later = every(2, x, from: 2)
    let first = every(1, x, from: 0, to: 1)
    let even = later[0].shape[places[0]] == 0 ? first : joined(first, try combine(before, later))
    return interleaved(even, odd)
  }

  private func joined(_ x: [Tensor], _ y: [Tensor]) -> [Tensor] {
    x.indices.map { concatenate([x[$0], y[$0]], axis: places[$0]) }
  }

  private func interleaved(_ even: [Tensor], _ odd: [Tensor]) -> [Tensor] {
    even.indices.map { i in
      let place = places[i]
      let (a, b) = (even[i], odd[i])
      let zero = Tensor.full(TensorType(a.dtype), 0)
      func spread(_ x: Tensor, low: Int, count: Int) -> Tensor {
        let none = x.shape.map { _ in 0 }
        var (before, after, between) = (none, none, none)
        before[place] = low
        between[place] = 1
        after[place] = count - low - (x.shape[place] == 0 ? 0 : 2 * x.shape[place] - 1)
        return pad(x, with: zero, low: before, high: after, interior: between)
      }
      let count = a.shape[place] + b.shape[place]
      let isEven = TensorType(.i32, a.shape.enumerated().map { $0 == place ? count : $1 })
      let parity = remainder(iota(isEven, axis: place), .full(isEven, 2))
      return select(
        equal(parity, .full(isEven, 0)), spread(a, low: 0, count: count),
        spread(b, low: 1, count: count))
    }
  }
}
