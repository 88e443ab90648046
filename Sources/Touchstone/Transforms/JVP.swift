// Forward mode: JAX's `jax.jvp` and `jax.linearize`.

/// The value of `f` at `primals`, and its tangent in the direction `tangents`.
///
/// Tangents have the form and types of the primals; what they say of tensors of integers or booleans
/// is ignored, and the tangents of such results are tensors of false.
///
/// Specification: `jvp`.
public func jvp<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, _ primals: A, _ tangents: A,
  file: String = #fileID, line: Int = #line
) -> (value: R, tangent: R) {
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(primals.invalidated) } }
  return reporting("jvp", or: (standIn(), standIn())) {
    let flat = try FlatCall(f, primals)
    call = flat
    let directions = try flat.arguments.tangents([tangents], "jvp")
    let (values, tangents) = try Flat.jvp(
      flat.body, flat.arguments.leaves, directions, place: "\(file):\(line)")
    return (
      try flat.result.tree(values), try flat.result.tree(filled(tangents, like: values))
    )
  }
}

/// The value of `f`, and the linear map from tangents of the argument to tangents of the value.
///
/// `f` runs once, here; the map may be called any number of times.
///
/// Specification: `linearize`.
public func linearize<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, _ a: A,
  file: String = #fileID, line: Int = #line
) -> (value: R, tangentMap: (A) -> R) {
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(a.invalidated) } }
  return reporting("linearize", or: (standIn(), { _ in standIn() })) {
    let flat = try FlatCall(f, a)
    call = flat
    let map = try FlatTangentMap(flat, Place(file, line))
    return (
      try flat.result.tree(map.values),
      { da in
        reporting("linearize", or: standIn()) { try flat.result.tree(try map([da])) }
      }
    )
  }
}

/// The value of `f` at `primals`, and its tangent in the direction `tangents`.
///
/// Specification: `jvp`.
public func jvp<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, _ primals: (A, B), _ tangents: (A, B),
  file: String = #fileID, line: Int = #line
) -> (value: R, tangent: R) {
  let (a, b) = primals
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(a.invalidated, b.invalidated) } }
  return reporting("jvp", or: (standIn(), standIn())) {
    let flat = try FlatCall(f, a, b)
    call = flat
    let directions = try flat.arguments.tangents([tangents.0, tangents.1], "jvp")
    let (values, tangents) = try Flat.jvp(
      flat.body, flat.arguments.leaves, directions, place: "\(file):\(line)")
    return (
      try flat.result.tree(values), try flat.result.tree(filled(tangents, like: values))
    )
  }
}

/// The value of `f`, and the linear map from tangents of the arguments to tangents of the value.
///
/// Specification: `linearize`.
public func linearize<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, _ a: A, _ b: B,
  file: String = #fileID, line: Int = #line
) -> (value: R, tangentMap: (A, B) -> R) {
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(a.invalidated, b.invalidated) } }
  return reporting("linearize", or: (standIn(), { _, _ in standIn() })) {
    let flat = try FlatCall(f, a, b)
    call = flat
    let map = try FlatTangentMap(flat, Place(file, line))
    return (
      try flat.result.tree(map.values),
      { da, db in
        reporting("linearize", or: standIn()) { try flat.result.tree(try map([da, db])) }
      }
    )
  }
}

/// The value of `f` at `primals`, and its tangent in the direction `tangents`.
///
/// Specification: `jvp`.
public func jvp<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, _ primals: (A, B, C), _ tangents: (A, B, C),
  file: String = #fileID, line: Int = #line
) -> (value: R, tangent: R) {
  let (a, b, c) = primals
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(a.invalidated, b.invalidated, c.invalidated) } }
  return reporting("jvp", or: (standIn(), standIn())) {
    let flat = try FlatCall(f, a, b, c)
    call = flat
    let directions = try flat.arguments.tangents([tangents.0, tangents.1, tangents.2], "jvp")
    let (values, tangents) = try Flat.jvp(
      flat.body, flat.arguments.leaves, directions, place: "\(file):\(line)")
    return (
      try flat.result.tree(values), try flat.result.tree(filled(tangents, like: values))
    )
  }
}

/// The value of `f`, and the linear map from tangents of the arguments to tangents of the value.
///
/// Specification: `linearize`.
public func linearize<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, _ a: A, _ b: B, _ c: C,
  file: String = #fileID, line: Int = #line
) -> (value: R, tangentMap: (A, B, C) -> R) {
  var call: FlatCall?
  func standIn() -> R { FlatCall.standIn(call) { f(a.invalidated, b.invalidated, c.invalidated) } }
  return reporting("linearize", or: (standIn(), { _, _, _ in standIn() })) {
    let flat = try FlatCall(f, a, b, c)
    call = flat
    let map = try FlatTangentMap(flat, Place(file, line))
    return (
      try flat.result.tree(map.values),
      { da, db, dc in
        reporting("linearize", or: standIn()) { try flat.result.tree(try map([da, db, dc])) }
      }
    )
  }
}
