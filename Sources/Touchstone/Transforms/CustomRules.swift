// Functions with derivative rules of their own: JAX's `jax.custom_jvp`, `jax.custom_vjp` and
// `jax.checkpoint`.

/// `f`, whose tangents are those that `jvp` gives.
///
/// `jvp` takes arguments and their tangents (zeros where there are none), and gives the result and
/// its tangent. It serves forward and reverse mode, and is differentiated and batched in turn.
///
/// Specification: `custom rules`.
public func customJVP<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, jvp: @escaping (_ primals: A, _ tangents: A) -> (R, R)
) -> (A) -> R {
  { a in
    reporting("customJVP", or: f(a).invalidated) {
      let (leaves, structure) = try a.flattened()
      let form = ResultForm<R>()
      let results = try CustomJVP.call(
        { try form.leaves(f(try A(structure, leaves: $0))) },
        { primals, tangents in
          let (value, tangent) = jvp(
            try A(structure, leaves: primals), try A(structure, leaves: tangents))
          return (try form.leaves(value), try form.leaves(tangent))
        }, leaves)
      return try form.tree(results)
    }
  }
}

/// `f`, whose tangents are those that `jvp` gives.
///
/// Specification: `custom rules`.
public func customJVP<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R,
  jvp: @escaping (_ primals: (A, B), _ tangents: (A, B)) -> (R, R)
) -> (A, B) -> R {
  let joined = customJVP(
    { (x: Pair<A, B>) in f(x.first, x.second) },
    jvp: { x, dx in jvp((x.first, x.second), (dx.first, dx.second)) })
  return { joined(Pair(first: $0, second: $1)) }
}

/// `f`, whose cotangents are those that `backward` gives.
///
/// `forward` gives the result and what `backward` needs of it; `backward` takes that and a cotangent
/// of the result, and gives one of the argument. There is no forward mode.
///
/// Specification: `custom rules`.
public func customVJP<A: TensorTree, R: TensorTree, S: TensorTree>(
  _ f: @escaping (A) -> R, forward: @escaping (A) -> (R, S),
  backward: @escaping (_ residuals: S, _ cotangent: R) -> A
) -> (A) -> R {
  { a in
    reporting("customVJP", or: f(a).invalidated) {
      let (leaves, structure) = try a.flattened()
      let (form, kept) = (ResultForm<R>(), ResultForm<S>())
      let results = try CustomVJP.call(
        { try form.leaves(f(try A(structure, leaves: $0))) },
        { x in
          let (value, residuals) = forward(try A(structure, leaves: x))
          return (try form.leaves(value), try kept.leaves(residuals))
        },
        { residuals, ct in
          let back = try backward(try kept.tree(residuals), try form.tree(ct)).flattened()
          if let difference = back.structure.difference(from: structure) {
            throw TensorError(
              "customVJP", "", [],
              "the backward rule must give a cotangent of the argument's form: \(difference)")
          }
          return back.leaves
        }, leaves)
      return try form.tree(results)
    }
  }
}

/// `f`, whose cotangents are those that `backward` gives.
///
/// Specification: `custom rules`.
public func customVJP<A: TensorTree, B: TensorTree, R: TensorTree, S: TensorTree>(
  _ f: @escaping (A, B) -> R, forward: @escaping (A, B) -> (R, S),
  backward: @escaping (_ residuals: S, _ cotangent: R) -> (A, B)
) -> (A, B) -> R {
  let joined = customVJP(
    { (x: Pair<A, B>) in f(x.first, x.second) }, forward: { forward($0.first, $0.second) },
    backward: { (residuals: S, ct: R) in
      let (first, second) = backward(residuals, ct)
      return Pair(first: first, second: second)
    })
  return { joined(Pair(first: $0, second: $1)) }
}

/// `f`, whose intermediate values are not kept for the backward pass but computed again.
///
/// Values and derivatives are those of `f`. `policy` says which values are kept after all.
///
/// Specification: `checkpoint`.
public func checkpoint<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, policy: CheckpointPolicy = .nothingSaveable
) -> (A) -> R {
  { a in
    reporting("checkpoint", or: f(a).invalidated) {
      let (leaves, structure) = try a.flattened()
      let form = ResultForm<R>()
      let results = try Checkpoint.call(
        { try form.leaves(f(try A(structure, leaves: $0))) }, leaves, policy)
      return try form.tree(results)
    }
  }
}

/// `f`, whose intermediate values are not kept for the backward pass but computed again.
///
/// Specification: `checkpoint`.
public func checkpoint<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, policy: CheckpointPolicy = .nothingSaveable
) -> (A, B) -> R {
  let joined = checkpoint({ (x: Pair<A, B>) in f(x.first, x.second) }, policy: policy)
  return { joined(Pair(first: $0, second: $1)) }
}

/// Two arguments as one tree.
private struct Pair<A: TensorTree, B: TensorTree>: TensorTree {
  var first: A
  var second: B
}

/// The form that a function's result is found to have.
private final class ResultForm<R: TensorTree> {
  private var structure: TreeStructure?

  func leaves(_ value: R) throws -> [Tensor] {
    let (leaves, structure) = try value.flattened()
    self.structure = structure
    return leaves
  }
  func tree(_ leaves: [Tensor]) throws -> R {
    guard let structure else {
      throw TensorError("custom", "", [], "the function's rule did not run")
    }
    return try R(structure, leaves: leaves)
  }
}
