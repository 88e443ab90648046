import Foundation

/// Σ softmax(query·key · `scale`) · value over the keys, for each head.
///
/// `mask` holds where a key may be seen, `isCausal` lets none later than the query be; `bias` is
/// added to the products. There may be fewer heads of keys and values than of queries, each then
/// serving as many in turn.
///
/// Shape: query batch × T × heads × size, key and value batch × S × heads × size.
///
/// Source: A. Vaswani et al., Attention Is All You Need, 2017.
public func dotProductAttention(
  _ query: Tensor, _ key: Tensor, _ value: Tensor, bias: Tensor? = nil, mask: Tensor? = nil,
  scale: Double? = nil, isCausal: Bool = false, attnLogitsSoftCap: Double? = nil
) -> Tensor {
  call("dotProductAttention", query, key, value) { call in
    for x in [query, key, value] {
      try call.require(
        x.rank == 4, "expected batch, time, heads and size, the shape is \(x.shape)")
    }
    let (heads, groups) = (query.shape[2], key.shape[2])
    try call.require(
      groups > 0 && heads.isMultiple(of: groups) && value.shape[2] == groups,
      "\(heads) heads of queries are not served by \(groups)")
    let keys = heads == groups ? key : NumPy.repeat(key, heads / groups, axis: 2)
    let values = heads == groups ? value : NumPy.repeat(value, heads / groups, axis: 2)
    let factor = scale ?? 1 / Double(query.shape[3]).squareRoot()
    var logits = einsum("bthd,bshd->bhts", query, keys) * factor
    if let cap = attnLogitsSoftCap { logits = tanh(logits / cap) * cap }
    if let bias { logits = logits + cast(bias, logits.dtype) }
    var seen = mask.map(truth)
    if isCausal {
      let causal = tri(query.shape[1], key.shape[1], dtype: .i1)
      seen = seen.map { bitwiseAnd($0, causal) } ?? causal
    }
    if let seen {
      // Far below every logit, yet finite: a row where nothing is seen has no NaN.
      logits = NumPy.where(seen, logits, Tensor(weak: 0.7 * -logits.dtype.greatestFinite))
    }
    return einsum("bhts,bshd->bthd", softmax(logits, axis: -1), values)
  }
}
