// Tracing without running: JAX's `jax.eval_shape` and `jax.make_jaxpr`.

/// The form of a tree and the types of its tensors.
public struct TreeType: Hashable, Sendable, CustomStringConvertible {
  /// The types in the order of the tree's tensors.
  public let types: [TensorType]
  /// All else about the tree.
  public let structure: TreeStructure

  /// One line for each tensor: its place and its type.
  public var description: String {
    zip(structure.leafPaths, types).map { $0.isEmpty ? "\($1)" : "\($0): \($1)" }
      .joined(separator: "\n")
  }
}

/// The form and types of what `f` returns, without computing it.
///
/// Specification: `eval_shape`.
public func evalShape<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, _ a: A, file: String = #fileID, line: Int = #line
) throws -> TreeType {
  let call = try FlatCall(f, a)
  let block = try call.recorded("evalShape", Place(file, line)).block
  return TreeType(types: block.resultTypes, structure: call.result.structures[0])
}

/// The program that `f` is for arguments of given forms and types, to be listed or compiled.
///
/// Tensors that `f` uses without being given them are parameters before those of the arguments,
/// unless they are small.
///
/// Specification: `make_program`.
public func makeProgram<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, file: String = #fileID, line: Int = #line
) -> (A) throws -> Program {
  { a in
    let call = try FlatCall(f, a)
    return Program(try call.recorded("makeProgram", Place(file, line)).block)
  }
}

/// The form and types of what `f` returns, without computing it.
///
/// Specification: `eval_shape`.
public func evalShape<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, _ a: A, _ b: B, file: String = #fileID, line: Int = #line
) throws -> TreeType {
  let call = try FlatCall(f, a, b)
  let block = try call.recorded("evalShape", Place(file, line)).block
  return TreeType(types: block.resultTypes, structure: call.result.structures[0])
}

/// The program that `f` is for arguments of given forms and types, to be listed or compiled.
///
/// Tensors that `f` uses without being given them are parameters before those of the arguments,
/// unless they are small.
///
/// Specification: `make_program`.
public func makeProgram<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, file: String = #fileID, line: Int = #line
) -> (A, B) throws -> Program {
  { a, b in
    let call = try FlatCall(f, a, b)
    return Program(try call.recorded("makeProgram", Place(file, line)).block)
  }
}

/// The form and types of what `f` returns, without computing it.
///
/// Specification: `eval_shape`.
public func evalShape<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, _ a: A, _ b: B, _ c: C, file: String = #fileID, line: Int = #line
) throws -> TreeType {
  let call = try FlatCall(f, a, b, c)
  let block = try call.recorded("evalShape", Place(file, line)).block
  return TreeType(types: block.resultTypes, structure: call.result.structures[0])
}

/// The program that `f` is for arguments of given forms and types, to be listed or compiled.
///
/// Tensors that `f` uses without being given them are parameters before those of the arguments,
/// unless they are small.
///
/// Specification: `make_program`.
public func makeProgram<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, file: String = #fileID, line: Int = #line
) -> (A, B, C) throws -> Program {
  { a, b, c in
    let call = try FlatCall(f, a, b, c)
    return Program(try call.recorded("makeProgram", Place(file, line)).block)
  }
}
