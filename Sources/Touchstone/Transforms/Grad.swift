// Reverse-mode derivatives of functions with a scalar result.
//
// JAX's `jax.grad` and `jax.value_and_grad`. There is one overload for each number of arguments,
// because parameter packs do not compose: `jit(grad(f))` would need annotations.

/// The gradient of `f` by its argument, as a function of the same arguments.
///
/// The result of `f` must be a real scalar. A gradient has the form and types of what it is a
/// gradient by; where that is complex, the convention is JAX's: the cotangent is not conjugated.
/// With `holomorphic`, inputs and result must be complex. Tensors of integers or booleans have no
/// derivative and are refused unless `allowInt`, which gives a tensor of false for each.
///
/// Specification: `grad`.
public func grad<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> A {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0).gradient }
}

/// The value of `f` and its gradient by its argument.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> (value: Tensor, gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, _ options: GradientOptions
) -> (A) -> (value: Tensor, gradient: A) {
  { a in
    reporting(options.name, or: (.invalid, a.invalidated)) {
      let call = try FlatCall(f, a)
      let (values, cotangents) = try gradients(of: call, options)
      return (values[0], try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}

/// The gradient of `f` by the first of its arguments, as a function of the same arguments.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> A {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1).gradient }
}

/// The value of `f` and its gradient by the first of its arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> (value: Tensor, gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, _ options: GradientOptions
) -> (A, B) -> (value: Tensor, gradient: A) {
  { a, b in
    reporting(options.name, or: (.invalid, a.invalidated)) {
      let call = try FlatCall(f, a, b)
      let (values, cotangents) = try gradients(of: call, options)
      return (values[0], try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}

/// The gradient of `f` by the first of its arguments, as a function of the same arguments.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, C: TensorTree>(
  _ f: @escaping (A, B, C) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> A {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1, $2).gradient }
}

/// The value of `f` and its gradient by the first of its arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree>(
  _ f: @escaping (A, B, C) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> (value: Tensor, gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree>(
  _ f: @escaping (A, B, C) -> Tensor, _ options: GradientOptions
) -> (A, B, C) -> (value: Tensor, gradient: A) {
  { a, b, c in
    reporting(options.name, or: (.invalid, a.invalidated)) {
      let call = try FlatCall(f, a, b, c)
      let (values, cotangents) = try gradients(of: call, options)
      return (values[0], try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}

/// The gradient of `f` by the first of its arguments, as a function of the same arguments.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree>(
  _ f: @escaping (A, B, C, D) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C, D) -> A {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1, $2, $3).gradient }
}

/// The value of `f` and its gradient by the first of its arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree>(
  _ f: @escaping (A, B, C, D) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C, D) -> (value: Tensor, gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree>(
  _ f: @escaping (A, B, C, D) -> Tensor, _ options: GradientOptions
) -> (A, B, C, D) -> (value: Tensor, gradient: A) {
  { a, b, c, d in
    reporting(options.name, or: (.invalid, a.invalidated)) {
      let call = try FlatCall(f, a, b, c, d)
      let (values, cotangents) = try gradients(of: call, options)
      return (values[0], try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}
