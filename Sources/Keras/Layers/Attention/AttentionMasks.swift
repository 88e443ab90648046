/// Which keys each query may see.
struct AttentionMasks {
  /// Where queries, values and keys are there, [batch, steps]; `nil` for everywhere.
  var query, value, key: Tensor?
  /// What the caller allows, [batch, queries, keys] or with the heads' axis as well.
  var given: Tensor?
  /// Whether no key later than the query is seen.
  var isCausal = false
  /// Only keys less than this many steps away are seen.
  var window: Int?

  /// The masks of a call; a `query_mask` among its arguments counts only if `takesQueryMask`: otherwise
  /// the query's own mask does.
  init(_ inputs: Inputs, takesQueryMask: Bool, window: Int? = nil) {
    func mask(_ name: String, _ place: Int) -> Tensor? {
      (inputs.tensor(name) ?? inputs.masks[safe: place].flatMap { $0 }).map { cast($0, dtype: .i1) }
    }
    let own = inputs.masks.first.flatMap { $0 }.map { cast($0, dtype: .i1) }
    query = takesQueryMask ? mask("query_mask", 0) : own
    value = mask("value_mask", 1)
    key = mask("key_mask", 2)
    given = inputs.tensor("attention_mask").map { cast($0, dtype: .i1) }
    isCausal = inputs.flag("use_causal_mask")
    self.window = window
  }

  /// All of them as one, [batch or 1, queries, keys] or of more axes; `nil` where all is seen.
  func combined(queries: Int, keys: Int) -> Tensor? {
    var parts: [Tensor] = []
    if let query { parts.append(expandDims(query, 2)) }
    if let value { parts.append(expandDims(value, 1)) }
    if let key { parts.append(expandDims(key, 1)) }
    let type = TensorType(.i32, [1, queries, keys])
    if isCausal { parts.append(greaterEqual(iota(type, axis: 1), iota(type, axis: 2))) }
    if let window {
      let distance = abs(iota(type, axis: 1) - iota(type, axis: 2))
      parts.append(less(distance, Tensor(weak: Double(window))))
    }
    var all = parts.dropFirst().reduce(parts.first) { a, b in a.map { logicalAnd($0, b) } }
    if let given {
      guard let automatic = all else { return given }
      var wide = automatic
      while wide.rank < given.rank { wide = expandDims(wide, 1) }
      all = logicalAnd(wide, given)
    }
    return all
  }
}

/// Shares of a whole of `scores` along the last `axes` axes, 0 where `mask` does not hold.
///
/// The mask lacks the axes of heads, which stand before those of queries and keys. Where it holds
/// nowhere along a row, the shares are 0, or with `evenly` all alike.
func attentionShares(
  _ scores: Tensor, _ mask: Tensor?, axes: Int = 1, evenly: Bool
) -> Tensor {
  let along = Array(-axes...(-1))
  guard var mask else { return softmax(scores, axis: along) }
  while mask.rank < scores.rank {
    mask = expandDims(mask, Swift.max(mask.rank - 2 * axes, 0))
  }
  let low = Tensor(weak: scores.dtype == .f16 ? -3e4 : -1e9)
  let shares = softmax(NumPy.where(mask, scores, low), axis: along)
  return evenly ? shares : NumPy.where(mask, shares, zerosLike(shares))
}
