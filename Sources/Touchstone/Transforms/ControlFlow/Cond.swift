// Choices by value: JAX's `lax.cond` and `lax.switch`.

/// What `trueBranch` makes of `operand` where `predicate` holds, and `falseBranch` elsewhere.
///
/// `predicate` is a scalar of `i1`. Both branches give results of one form and types, and may use
/// other tensors. Only the branch that is taken runs; under `vmap` with a predicate that differs
/// between members both do.
///
/// Specification: `case`.
public func cond<A: TensorTree, R: TensorTree>(
  _ predicate: Tensor, _ trueBranch: (A) -> R, _ falseBranch: (A) -> R, _ operand: A,
  file: String = #fileID, line: Int = #line
) -> R {
  cond(predicate, { trueBranch(operand) }, { falseBranch(operand) }, file: file, line: line)
}

/// What `trueBranch` gives where `predicate` holds, and `falseBranch` elsewhere.
///
/// Specification: `case`.
public func cond<R: TensorTree>(
  _ predicate: Tensor, _ trueBranch: () -> R, _ falseBranch: () -> R, file: String = #fileID,
  line: Int = #line
) -> R {
  reporting("cond", or: trueBranch().invalidated) {
    guard predicate.isInvalid || predicate.type == TensorType(.i1) else {
      throw TensorError(
        "cond", "", [predicate.type], "the predicate must be i1[], got \(predicate.type)")
    }
    return try withoutActuallyEscaping(trueBranch) { onTrue in
      try withoutActuallyEscaping(falseBranch) { onFalse in
        try chosen(
          convert(predicate, to: .i32), [onFalse, onTrue], "cond", Place(file, line))
      }
    }
  }
}

/// What the branch that `index` names makes of `operand`; an index out of range is brought to the
/// nearest branch.
///
/// `index` is a scalar of an integer dtype. A Swift keyword: write `Touchstone.switch(…)`.
///
/// Specification: `case`.
public func `switch`<A: TensorTree, R: TensorTree>(
  _ index: Tensor, _ branches: [(A) -> R], _ operand: A, file: String = #fileID, line: Int = #line
) -> R {
  guard let first = branches.first else {
    fatalError("switch needs at least one branch, got none (\(file):\(line))")
  }
  return reporting("switch", or: first(operand).invalidated) {
    guard index.isInvalid || index.rank == 0 && index.dtype.isInteger else {
      throw TensorError(
        "switch", "", [index.type], "the index must be a scalar integer, got \(index.type)")
    }
    let last = Tensor.full(index.type, branches.count - 1)
    let inRange = clamp(.full(index.type, 0), index, last)
    return try chosen(
      convert(inRange, to: .i32), branches.map { branch in { branch(operand) } }, "switch",
      Place(file, line))
  }
}

private func chosen<R: TensorTree>(
  _ index: Tensor, _ branches: [() -> R], _ operation: String, _ place: Place
) throws -> R {
  let origin = TraceOrigin(transformation: operation, place: place.description)
  var form: TreeStructure?
  var types: [TensorType] = []
  let results = try Loops.choose(
    index,
    branches.enumerated().map { i, branch in
      {
        let (leaves, structure) = try branch().flattened()
        guard let first = form else {
          form = structure
          types = leaves.map(\.type)
          return leaves
        }
        if let difference = structure.difference(from: first) {
          throw TensorError(
            operation, "", [], "all branches must give results of one form: \(difference)")
        }
        return try zip(leaves, types).enumerated().map { j, pair in
          let (leaf, type) = pair
          if leaf.type == type || leaf.isInvalid { return leaf }
          if leaf.isWeaklyTyped, leaf.shape == type.shape { return leaf.taken(as: type.dtype) }
          throw TensorError(
            operation, "", [type, leaf.type],
            "all branches must give results of one type: branch 0 gives \(type) and branch \(i) "
              + "\(leaf.type)" + (first.leafPaths[j].isEmpty ? "" : " at \(first.leafPaths[j])"))
        }
      }
    }, origin)
  guard let form else { throw TensorError(operation, "", [], "no branch was traced") }
  return try R(form, leaves: results)
}
