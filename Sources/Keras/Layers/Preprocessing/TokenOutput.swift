/// What layers that turn values into numbers of tokens give.
public enum TokenOutput: String, CaseIterable, ConfigValue, Sendable {
  /// The number of each.
  case int
  /// A row for each, 1 at its number.
  case oneHot = "one_hot"
  /// A row for each example, 1 at the numbers that occur.
  case multiHot = "multi_hot"
  /// A row for each example: how often each number occurs.
  case count
  /// The same, each times a weight.
  case tfIdf = "tf_idf"
}

/// The numbers of tokens in the form of `mode`; `weights` are those of occurrences, for counts.
///
/// Shape: `oneHot` adds an axis of `size`, or replaces a last one of size 1; `multiHot` and `count`
/// reduce the last axis to `size`. Numbers outside have only zeros.
func encoded(
  _ numbers: Tensor, _ mode: TokenOutput, _ size: Int, dtype: DType, weights: Tensor? = nil,
  idf: Tensor? = nil
) -> Tensor {
  if mode == .int { return numbers.dtype == .i32 ? numbers : cast(numbers, dtype: .i32) }
  let numbers =
    numbers.dtype.isInteger ? numbers : cast(numbers, dtype: numbers.dtype == .i1 ? .i32 : .i64)
  if mode == .oneHot {
    let single = numbers.rank > 1 && numbers.shape.last == 1 ? squeeze(numbers, axis: -1) : numbers
    return oneHot(single, size, dtype: dtype)
  }
  let hot = oneHot(numbers, size, dtype: dtype)
  let axis = numbers.rank == 0 ? [] : [numbers.rank - 1]
  switch mode {
  case .multiHot: return axis.isEmpty ? hot : NumPy.max(hot, axis: axis, initial: 0)
  case .tfIdf:
    let counts = axis.isEmpty ? hot : sum(hot, axis: axis)
    return idf.map { counts * cast($0, dtype: dtype) } ?? counts
  default:
    let weighed = weights.map { hot * expandDims(cast($0, dtype: dtype), -1) } ?? hot
    return axis.isEmpty ? weighed : sum(weighed, axis: axis)
  }
}
