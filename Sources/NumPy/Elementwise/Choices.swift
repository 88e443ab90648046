/// The elements of `x1` where `condition` holds, and of `x2` elsewhere.
///
/// The condition is whether an element differs from zero. `x1` and `x2` are promoted, all three
/// are broadcast. What is not chosen has no part in the gradient, but a NaN or infinity that its
/// own derivative makes of it does: guard the argument, not the result.
///
/// Specification: `numpy`.
public func `where`(_ condition: Tensor, _ x1: Tensor, _ x2: Tensor) -> Tensor {
  let choices = promoteDTypes("where", [x1, x2])
  let all = broadcastArrays("where", [truth(condition)] + choices)
  var result = select(all[0], all[1], all[2])
  result.isWeaklyTyped = choices.allSatisfy(\.isWeaklyTyped)
  return result
}

/// For each place the element of the first of `choicelist` whose condition holds there, and
/// `defaultValue` where none does.
public func select(
  _ condlist: [Tensor], _ choicelist: [Tensor], _ defaultValue: Tensor = 0
) -> Tensor {
  call("select", condlist + choicelist, else: .invalid) { call in
    try call.require(
      condlist.count == choicelist.count && !condlist.isEmpty,
      "expected as many conditions as choices and at least one, "
        + "got \(condlist.count) and \(choicelist.count)")
    var result = promoteDTypes("select", choicelist + [defaultValue]).last ?? defaultValue
    for (condition, choice) in zip(condlist, choicelist).reversed() {
      result = NumPy.where(condition, choice, result)
    }
    return result
  }
}

/// For each place the element of that of `choices` which `x` numbers; numbers outside are clipped.
public func choose(_ x: Tensor, _ choices: [Tensor]) -> Tensor {
  call("choose", [x] + choices, else: .invalid) { call in
    try call.require(!choices.isEmpty, "expected at least one choice")
    var result = choices[0]
    for (number, choice) in choices.enumerated().dropFirst() {
      result = NumPy.where(greaterEqual(x, Tensor(weak: number)), choice, result)
    }
    return result
  }
}

/// Whether each element differs from zero.
func truth(_ x: Tensor) -> Tensor { x.dtype == .i1 || x.isInvalid ? x : notEqual(x, 0) }
