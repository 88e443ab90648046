// Reverse mode for results of any form: JAX's `jax.vjp` and `jax.linear_transpose`.

/// The value of `f`, and the map from cotangents of it to cotangents of the argument.
///
/// The pullback may be called any number of times. A cotangent has the form and types of the value;
/// what it says of tensors of integers or booleans is ignored, and such arguments get tensors of
/// false.
///
/// Specification: `vjp`.
public func vjp<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, _ a: A,
  file: String = #fileID, line: Int = #line
) -> (value: R, pullback: (R) -> A) {
  let place = Place(file, line)
  var call: FlatCall?
  return reporting(
    "vjp", or: (FlatCall.standIn(call) { f(a.invalidated) }, { _ in a.invalidated })
  ) {
    let flat = try FlatCall(f, a)
    call = flat
    let pullback = try FlatPullback(flat, place)
    let build: ([[Tensor]]) throws -> A = { try A(flat.arguments.structures[0], leaves: $0[0]) }
    return (
      try flat.result.tree(pullback.values),
      { cotangent in
        reporting("vjp", or: a.invalidated) { try build(try pullback(cotangent)) }
      }
    )
  }
}

/// The first result of `f`, the map from cotangents of it to cotangents of the argument, and
/// the second result, which is not differentiated.
///
/// Specification: `vjp`.
public func vjp<A: TensorTree, R: TensorTree, X: TensorTree>(
  _ f: @escaping (A) -> (R, X), _ a: A,
  file: String = #fileID, line: Int = #line
) -> (value: R, pullback: (R) -> A, aux: X) {
  var aux: X?
  let (value, pullback) = vjpKeeping(f, a, Place(file, line)) { aux = $0 }
  return (value, pullback, aux ?? f(a.invalidated).1.invalidated)
}

private func vjpKeeping<A: TensorTree, R: TensorTree, X: TensorTree>(
  _ f: @escaping (A) -> (R, X), _ a: A, _ place: Place,
  _ keep: (X) -> Void
) -> (R, (R) -> A) {
  reporting("vjp", or: (f(a.invalidated).0.invalidated, { _ in a.invalidated })) {
    let flat = try FlatCall(f, a)
    let pullback = try FlatPullback(flat, place)
    let build: ([[Tensor]]) throws -> A = { try A(flat.arguments.structures[0], leaves: $0[0]) }
    keep(try flat.result.tree(pullback.values, result: 1))
    return (
      try flat.result.tree(pullback.values),
      { cotangent in
        reporting("vjp", or: a.invalidated) { try build(try pullback(cotangent)) }
      }
    )
  }
}

/// The value of `f`, and the map from cotangents of it to cotangents of the arguments.
///
/// Specification: `vjp`.
public func vjp<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, _ a: A, _ b: B,
  file: String = #fileID, line: Int = #line
) -> (value: R, pullback: (R) -> (A, B)) {
  let place = Place(file, line)
  var call: FlatCall?
  return reporting(
    "vjp",
    or: (
      FlatCall.standIn(call) { f(a.invalidated, b.invalidated) },
      { _ in (a.invalidated, b.invalidated) }
    )
  ) {
    let flat = try FlatCall(f, a, b)
    call = flat
    let pullback = try FlatPullback(flat, place)
    let build: ([[Tensor]]) throws -> (A, B) = {
      (
        try A(flat.arguments.structures[0], leaves: $0[0]),
        try B(flat.arguments.structures[1], leaves: $0[1])
      )
    }
    return (
      try flat.result.tree(pullback.values),
      { cotangent in
        reporting("vjp", or: (a.invalidated, b.invalidated)) { try build(try pullback(cotangent)) }
      }
    )
  }
}

/// The first result of `f`, the map from cotangents of it to cotangents of the arguments, and
/// the second result, which is not differentiated.
///
/// Specification: `vjp`.
public func vjp<A: TensorTree, B: TensorTree, R: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B) -> (R, X), _ a: A, _ b: B,
  file: String = #fileID, line: Int = #line
) -> (value: R, pullback: (R) -> (A, B), aux: X) {
  var aux: X?
  let (value, pullback) = vjpKeeping(f, a, b, Place(file, line)) { aux = $0 }
  return (value, pullback, aux ?? f(a.invalidated, b.invalidated).1.invalidated)
}

private func vjpKeeping<A: TensorTree, B: TensorTree, R: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B) -> (R, X), _ a: A, _ b: B, _ place: Place,
  _ keep: (X) -> Void
) -> (R, (R) -> (A, B)) {
  reporting(
    "vjp",
    or: (f(a.invalidated, b.invalidated).0.invalidated, { _ in (a.invalidated, b.invalidated) })
  ) {
    let flat = try FlatCall(f, a, b)
    let pullback = try FlatPullback(flat, place)
    let build: ([[Tensor]]) throws -> (A, B) = {
      (
        try A(flat.arguments.structures[0], leaves: $0[0]),
        try B(flat.arguments.structures[1], leaves: $0[1])
      )
    }
    keep(try flat.result.tree(pullback.values, result: 1))
    return (
      try flat.result.tree(pullback.values),
      { cotangent in
        reporting("vjp", or: (a.invalidated, b.invalidated)) { try build(try pullback(cotangent)) }
      }
    )
  }
}

/// The value of `f`, and the map from cotangents of it to cotangents of the arguments.
///
/// Specification: `vjp`.
public func vjp<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, _ a: A, _ b: B, _ c: C,
  file: String = #fileID, line: Int = #line
) -> (value: R, pullback: (R) -> (A, B, C)) {
  let place = Place(file, line)
  var call: FlatCall?
  return reporting(
    "vjp",
    or: (
      FlatCall.standIn(call) { f(a.invalidated, b.invalidated, c.invalidated) },
      { _ in (a.invalidated, b.invalidated, c.invalidated) }
    )
  ) {
    let flat = try FlatCall(f, a, b, c)
    call = flat
    let pullback = try FlatPullback(flat, place)
    let build: ([[Tensor]]) throws -> (A, B, C) = {
      (
        try A(flat.arguments.structures[0], leaves: $0[0]),
        try B(flat.arguments.structures[1], leaves: $0[1]),
        try C(flat.arguments.structures[2], leaves: $0[2])
      )
    }
    return (
      try flat.result.tree(pullback.values),
      { cotangent in
        reporting("vjp", or: (a.invalidated, b.invalidated, c.invalidated)) {
          try build(try pullback(cotangent))
        }
      }
    )
  }
}

/// The transpose of the linear function `f`, for arguments of the form and types of `a`.
///
/// `f` is traced, not run, so of `a` only the types count. A function that is not linear is refused
/// by the first operation that is not.
///
/// Specification: `linear_transpose`.
public func linearTranspose<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, _ a: A, file: String = #fileID, line: Int = #line
) -> (R) -> A {
  let place = Place(file, line)
  return { cotangent in
    reporting("linearTranspose", or: a.invalidated) {
      let call = try FlatCall(f, a)
      let arguments = call.arguments
      let (block, captured) = try call.recorded("linearTranspose", place)
      let seeds = try matching(
        cotangent, call.result.structures[0], block.resultTypes, operation: "linearTranspose",
        subject: "the cotangent")
      let known = captured.map { Optional($0) } + arguments.leaves.map { _ in nil }
      let cotangents = try block.transposed(known, seeds).dropFirst(captured.count)
      return try A(
        arguments.structures[0], leaves: filled(Array(cotangents), like: arguments.leaves))
    }
  }
}
