extension Variable {
  /// Moves the value towards `target` by `share` of the way, and gives the new value.
  func moved(to target: Tensor, by share: Double) -> Tensor {
    let old = rawValue
    let new = old + (target - old) * share
    assign(new)
    return new
  }

  /// Keeps `share` of the value, takes the rest from `target`, and gives the new value.
  func moved(to target: Tensor, keeping share: Double) -> Tensor {
    let new = share * rawValue + (1 - share) * target
    assign(new)
    return new
  }
}
