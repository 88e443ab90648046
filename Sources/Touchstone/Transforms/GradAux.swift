// Gradients of functions that return something beside the scalar: JAX's `has_aux`.
//
// The second result is not differentiated and comes out as it is; it may be any tree, so a number
// or a text as well.

/// The gradient of the first result of `f` by its argument, and the second result.
///
/// Specification: `grad`.
public func grad<A: TensorTree, X: TensorTree>(
  _ f: @escaping (A) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> (gradient: A, aux: X) {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { a in
    let result = both(a)
    return (result.gradient, result.value.aux)
  }
}

/// Both results of `f`, and the gradient of the first by its argument.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, X: TensorTree>(
  _ f: @escaping (A) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> (value: (Tensor, aux: X), gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, X: TensorTree>(
  _ f: @escaping (A) -> (Tensor, X), _ options: GradientOptions
) -> (A) -> (value: (Tensor, aux: X), gradient: A) {
  { a in
    reporting(options.name, or: ((.invalid, f(a).1.invalidated), a.invalidated)) {
      let call = try FlatCall(f, a)
      let (values, cotangents) = try gradients(of: call, options)
      let aux: X = try call.result.tree(values, result: 1)
      return ((values[0], aux), try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}

/// The gradient of the first result of `f` by the first of its arguments, and the second result.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> (gradient: A, aux: X) {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { a, b in
    let result = both(a, b)
    return (result.gradient, result.value.aux)
  }
}

/// Both results of `f`, and the gradient of the first by the first of its arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> (value: (Tensor, aux: X), gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B) -> (Tensor, X), _ options: GradientOptions
) -> (A, B) -> (value: (Tensor, aux: X), gradient: A) {
  { a, b in
    reporting(options.name, or: ((.invalid, f(a, b).1.invalidated), a.invalidated)) {
      let call = try FlatCall(f, a, b)
      let (values, cotangents) = try gradients(of: call, options)
      let aux: X = try call.result.tree(values, result: 1)
      return ((values[0], aux), try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}

/// The gradient of the first result of `f` by the first of its arguments, and the second result.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, C: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B, C) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> (gradient: A, aux: X) {
  let both = valueAndGrad(f, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { a, b, c in
    let result = both(a, b, c)
    return (result.gradient, result.value.aux)
  }
}

/// Both results of `f`, and the gradient of the first by the first of its arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B, C) -> (Tensor, X), holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B, C) -> (value: (Tensor, aux: X), gradient: A) {
  valueAndGrad(f, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, X: TensorTree>(
  _ f: @escaping (A, B, C) -> (Tensor, X), _ options: GradientOptions
) -> (A, B, C) -> (value: (Tensor, aux: X), gradient: A) {
  { a, b, c in
    reporting(options.name, or: ((.invalid, f(a, b, c).1.invalidated), a.invalidated)) {
      let call = try FlatCall(f, a, b, c)
      let (values, cotangents) = try gradients(of: call, options)
      let aux: X = try call.result.tree(values, result: 1)
      return ((values[0], aux), try A(call.arguments.structures[0], leaves: cotangents[0]))
    }
  }
}
