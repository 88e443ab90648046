// Whole derivatives by other arguments than the first: JAX's `argnums`, as `grad` has them.

/// The derivative of every element of what `f` returns by every element of the selected ones of
/// its arguments, in reverse mode.
///
/// Specification: `jacobians`.
public func jacrev<A: TensorTree, B: TensorTree, G>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, G>, holomorphic: Bool = false,
  allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> G {
  { a, b in
    reporting("jacrev", or: argnums.fallback(a, b)) {
      let call = try FlatCall(f, a, b)
      let options = GradientOptions("jacrev", holomorphic, allowInt, Place(file, line))
      let blocks = try jacrevBlocks(call, options.selecting(argnums.numbers))
      return try argnums.gradient(call.arguments, blocks[0])
    }
  }
}

/// The derivative of every element of what `f` returns by every element of the selected ones of
/// its arguments, in reverse mode.
///
/// Specification: `jacobians`.
public func jacrev<A: TensorTree, B: TensorTree, C: TensorTree, G>(
  _ f: @escaping (A, B, C) -> Tensor, argnums: Argnums3<A, B, C, G>, holomorphic: Bool = false,
  allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> G {
  { a, b, c in
    reporting("jacrev", or: argnums.fallback(a, b, c)) {
      let call = try FlatCall(f, a, b, c)
      let options = GradientOptions("jacrev", holomorphic, allowInt, Place(file, line))
      let blocks = try jacrevBlocks(call, options.selecting(argnums.numbers))
      return try argnums.gradient(call.arguments, blocks[0])
    }
  }
}

/// The derivatives by the arguments of those numbers; negative ones count from the end.
///
/// Specification: `jacobians`.
public func jacrev<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (P, P) -> [P] {
  { a, b in
    reporting("jacrev", or: argnums.map { _ in a.invalidated }) {
      let call = try FlatCall(f, a, b)
      let options = GradientOptions("jacrev", holomorphic, allowInt, Place(file, line))
      let blocks = try jacrevBlocks(call, options.selecting(argnums))
      return try call.arguments.trees(argnums, blocks[0], "jacrev")
    }
  }
}

/// The derivative by the argument of that number; a negative one counts from the end.
///
/// Specification: `jacobians`.
public func jacrev<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: Int, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (P, P) -> P {
  let all = jacrev(
    f, argnums: [argnums], holomorphic: holomorphic, allowInt: allowInt, file: file, line: line)
  return { all($0, $1)[0] }
}

/// The derivative of every element of what `f` returns by every element of the selected ones of
/// its arguments, in forward mode.
///
/// Specification: `jacobians`.
public func jacfwd<A: TensorTree, B: TensorTree, G>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, G>, holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> G {
  { a, b in
    reporting("jacfwd", or: argnums.fallback(a, b)) {
      let call = try FlatCall(f, a, b)
      let options = GradientOptions("jacfwd", holomorphic, false, Place(file, line))
      let blocks = try jacfwdBlocks(call, options.selecting(argnums.numbers))
      return try argnums.gradient(call.arguments, blocks[0])
    }
  }
}

/// The derivative of every element of what `f` returns by every element of the selected ones of
/// its arguments, in forward mode.
///
/// Specification: `jacobians`.
public func jacfwd<A: TensorTree, B: TensorTree, C: TensorTree, G>(
  _ f: @escaping (A, B, C) -> Tensor, argnums: Argnums3<A, B, C, G>, holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> G {
  { a, b, c in
    reporting("jacfwd", or: argnums.fallback(a, b, c)) {
      let call = try FlatCall(f, a, b, c)
      let options = GradientOptions("jacfwd", holomorphic, false, Place(file, line))
      let blocks = try jacfwdBlocks(call, options.selecting(argnums.numbers))
      return try argnums.gradient(call.arguments, blocks[0])
    }
  }
}

/// The derivatives by the arguments of those numbers; negative ones count from the end.
///
/// Specification: `jacobians`.
public func jacfwd<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (P, P) -> [P] {
  { a, b in
    reporting("jacfwd", or: argnums.map { _ in a.invalidated }) {
      let call = try FlatCall(f, a, b)
      let options = GradientOptions("jacfwd", holomorphic, false, Place(file, line))
      let blocks = try jacfwdBlocks(call, options.selecting(argnums))
      return try call.arguments.trees(argnums, blocks[0], "jacfwd")
    }
  }
}

/// The derivative by the argument of that number; a negative one counts from the end.
///
/// Specification: `jacobians`.
public func jacfwd<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: Int, holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (P, P) -> P {
  let all = jacfwd(f, argnums: [argnums], holomorphic: holomorphic, file: file, line: line)
  return { all($0, $1)[0] }
}

/// The second derivatives of `f` by the selected argument.
///
/// Specification: `jacobians`.
public func hessian<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, Tensor>, holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> Tensor {
  jacfwd(
    jacrev(f, argnums: argnums, holomorphic: holomorphic, file: file, line: line),
    argnums: argnums, holomorphic: holomorphic, file: file, line: line)
}

/// The second derivatives of `f` by each pair of tensors of the selected argument.
///
/// The row of a tensor holds the derivatives of the gradient by it.
///
/// Specification: `jacobians`.
public func hessian<A: TensorTree, B: TensorTree, G: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, G>, holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> Jacobian<G> {
  let inner = jacrev(f, argnums: argnums, holomorphic: holomorphic, file: file, line: line)
  return { a, b in
    reporting("hessian", or: Jacobian(rows: [], structure: .leaf)) {
      let call = try FlatCall(inner, a, b)
      let options = GradientOptions("hessian", holomorphic, false, Place(file, line))
      let blocks = try jacfwdBlocks(call, options.selecting(argnums.numbers))
      return Jacobian(
        rows: try blocks.map { try argnums.gradient(call.arguments, $0) },
        structure: call.result.structures[0])
    }
  }
}

/// The second derivatives of `f` by each pair of the arguments of those numbers, negative ones
/// counted from the end: the row of an argument holds the derivatives of the gradient by it.
///
/// Specification: `jacobians`.
public func hessian(
  _ f: @escaping (Tensor, Tensor) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (Tensor, Tensor) -> [[Tensor]] {
  let inner = jacrev(f, argnums: argnums, holomorphic: holomorphic, file: file, line: line)
  return { a, b in
    reporting("hessian", or: argnums.map { _ in argnums.map { _ in .invalid } }) {
      let call = try FlatCall(inner, a, b)
      let options = GradientOptions("hessian", holomorphic, false, Place(file, line))
      return try jacfwdBlocks(call, options.selecting(argnums)).map { $0.map { $0[0] } }
    }
  }
}

extension FlatArguments {
  /// The arguments `argnums` with `leaves` in place of their tensors.
  fileprivate func trees<P: TensorTree>(
    _ argnums: [Int], _ leaves: [[Tensor]], _ name: String
  ) throws -> [P] {
    try zip(selecting(argnums, name), leaves).map { try P(structures[$0], leaves: $1) }
  }
}
