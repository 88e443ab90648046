// Gradients by other arguments than the first: JAX's `argnums`.
//
// Numbers select among arguments of one type; among arguments of several types names do, since the
// selection decides the type of the gradient: `.second`, `.both`, `.all`.

/// Which of two arguments to differentiate by.
public struct Argnums2<A: TensorTree, B: TensorTree, G> {
  let numbers: [Int]
  let gradient: (FlatArguments, [[Tensor]]) throws -> G
  let fallback: (A, B) -> G
}

extension Argnums2 where G == A {
  /// The first.
  public static var first: Self {
    Self(
      numbers: [0], gradient: { try A($0.structures[0], leaves: $1[0]) },
      fallback: { a, _ in a.invalidated })
  }
}
extension Argnums2 where G == B {
  /// The second.
  public static var second: Self {
    Self(
      numbers: [1], gradient: { try B($0.structures[1], leaves: $1[0]) },
      fallback: { _, b in b.invalidated })
  }
}
extension Argnums2 where G == (A, B) {
  /// Both; the gradient is a pair.
  public static var both: Self {
    Self(
      numbers: [0, 1],
      gradient: {
        (try A($0.structures[0], leaves: $1[0]), try B($0.structures[1], leaves: $1[1]))
      },
      fallback: { ($0.invalidated, $1.invalidated) })
  }
}

/// Which of three arguments to differentiate by.
public struct Argnums3<A: TensorTree, B: TensorTree, C: TensorTree, G> {
  let numbers: [Int]
  let gradient: (FlatArguments, [[Tensor]]) throws -> G
  let fallback: (A, B, C) -> G
}

extension Argnums3 where G == A {
  /// The first.
  public static var first: Self {
    Self(
      numbers: [0], gradient: { try A($0.structures[0], leaves: $1[0]) },
      fallback: { a, _, _ in a.invalidated })
  }
}
extension Argnums3 where G == B {
  /// The second.
  public static var second: Self {
    Self(
      numbers: [1], gradient: { try B($0.structures[1], leaves: $1[0]) },
      fallback: { _, b, _ in b.invalidated })
  }
}
extension Argnums3 where G == C {
  /// The third.
  public static var third: Self {
    Self(
      numbers: [2], gradient: { try C($0.structures[2], leaves: $1[0]) },
      fallback: { _, _, c in c.invalidated })
  }
}
extension Argnums3 where G == (A, B) {
  /// The first and the second; the gradient is a pair.
  public static var firstTwo: Self {
    Self(
      numbers: [0, 1],
      gradient: {
        (try A($0.structures[0], leaves: $1[0]), try B($0.structures[1], leaves: $1[1]))
      },
      fallback: { a, b, _ in (a.invalidated, b.invalidated) })
  }
}
extension Argnums3 where G == (A, B, C) {
  /// All of them; the gradient is a triple.
  public static var all: Self {
    Self(
      numbers: [0, 1, 2],
      gradient: {
        (
          try A($0.structures[0], leaves: $1[0]), try B($0.structures[1], leaves: $1[1]),
          try C($0.structures[2], leaves: $1[2])
        )
      },
      fallback: { ($0.invalidated, $1.invalidated, $2.invalidated) })
  }
}

/// The gradient of `f` by the selected ones of its two arguments.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, G>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, G>, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (A, B) -> G {
  let both = valueAndGrad(
    f, argnums, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1).gradient }
}

/// The value of `f` and its gradient by the selected ones of its two arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, G>(
  _ f: @escaping (A, B) -> Tensor, argnums: Argnums2<A, B, G>, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (A, B) -> (value: Tensor, gradient: G) {
  valueAndGrad(
    f, argnums, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, G>(
  _ f: @escaping (A, B) -> Tensor, _ argnums: Argnums2<A, B, G>, _ options: GradientOptions
) -> (A, B) -> (value: Tensor, gradient: G) {
  { a, b in
    reporting(options.name, or: (.invalid, argnums.fallback(a, b))) {
      let call = try FlatCall(f, a, b)
      let (values, cotangents) = try gradients(of: call, options.selecting(argnums.numbers))
      return (values[0], try argnums.gradient(call.arguments, cotangents))
    }
  }
}

/// The gradient of `f` by the argument of that number; a negative one counts from the end.
///
/// Specification: `grad`.
public func grad<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: Int, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P) -> P {
  let both = valueAndGrad(
    f, [argnums], GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1).gradient[0] }
}

/// The gradients of `f` by the arguments of those numbers; negative ones count from the end.
///
/// Specification: `grad`.
public func grad<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P) -> [P] {
  let both = valueAndGrad(
    f, argnums, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1).gradient }
}

/// The value of `f` and its gradient by the argument of that number; a negative one counts from
/// the end.
///
/// Specification: `grad`.
public func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: Int, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P) -> (value: Tensor, gradient: P) {
  let both = valueAndGrad(
    f, [argnums], GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
  return { a, b in
    let (value, gradient) = both(a, b)
    return (value, gradient[0])
  }
}

/// The value of `f` and its gradients by the arguments of those numbers; negative ones count from
/// the end.
///
/// Specification: `grad`.
public func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P) -> (value: Tensor, gradient: [P]) {
  valueAndGrad(
    f, argnums, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P) -> Tensor, _ argnums: [Int], _ options: GradientOptions
) -> (P, P) -> (value: Tensor, gradient: [P]) {
  { a, b in
    reporting(options.name, or: (.invalid, argnums.map { _ in a.invalidated })) {
      let call = try FlatCall(f, a, b)
      let (values, cotangents) = try gradients(of: call, options.selecting(argnums))
      let numbers = try call.arguments.selecting(argnums, options.name)
      let trees = try zip(numbers, cotangents).map {
        try P(call.arguments.structures[$0], leaves: $1)
      }
      return (values[0], trees)
    }
  }
}

/// The gradient of `f` by the selected ones of its three arguments.
///
/// Specification: `grad`.
public func grad<A: TensorTree, B: TensorTree, C: TensorTree, G>(
  _ f: @escaping (A, B, C) -> Tensor, argnums: Argnums3<A, B, C, G>, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (A, B, C) -> G {
  let both = valueAndGrad(
    f, argnums, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1, $2).gradient }
}

/// The value of `f` and its gradient by the selected ones of its three arguments.
///
/// Specification: `grad`.
public func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, G>(
  _ f: @escaping (A, B, C) -> Tensor, argnums: Argnums3<A, B, C, G>, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (A, B, C) -> (value: Tensor, gradient: G) {
  valueAndGrad(
    f, argnums, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<A: TensorTree, B: TensorTree, C: TensorTree, G>(
  _ f: @escaping (A, B, C) -> Tensor, _ argnums: Argnums3<A, B, C, G>, _ options: GradientOptions
) -> (A, B, C) -> (value: Tensor, gradient: G) {
  { a, b, c in
    reporting(options.name, or: (.invalid, argnums.fallback(a, b, c))) {
      let call = try FlatCall(f, a, b, c)
      let (values, cotangents) = try gradients(of: call, options.selecting(argnums.numbers))
      return (values[0], try argnums.gradient(call.arguments, cotangents))
    }
  }
}

/// The gradient of `f` by the argument of that number; a negative one counts from the end.
///
/// Specification: `grad`.
public func grad<P: TensorTree>(
  _ f: @escaping (P, P, P) -> Tensor, argnums: Int, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P, P) -> P {
  let both = valueAndGrad(
    f, [argnums], GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1, $2).gradient[0] }
}

/// The gradients of `f` by the arguments of those numbers; negative ones count from the end.
///
/// Specification: `grad`.
public func grad<P: TensorTree>(
  _ f: @escaping (P, P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P, P) -> [P] {
  let both = valueAndGrad(
    f, argnums, GradientOptions("grad", holomorphic, allowInt, Place(file, line)))
  return { both($0, $1, $2).gradient }
}

/// The value of `f` and its gradient by the argument of that number; a negative one counts from
/// the end.
///
/// Specification: `grad`.
public func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P, P) -> Tensor, argnums: Int, holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P, P) -> (value: Tensor, gradient: P) {
  let both = valueAndGrad(
    f, [argnums], GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
  return { a, b, c in
    let (value, gradient) = both(a, b, c)
    return (value, gradient[0])
  }
}

/// The value of `f` and its gradients by the arguments of those numbers; negative ones count from
/// the end.
///
/// Specification: `grad`.
public func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P, P) -> Tensor, argnums: [Int], holomorphic: Bool = false,
  allowInt: Bool = false, file: String = #fileID, line: Int = #line
) -> (P, P, P) -> (value: Tensor, gradient: [P]) {
  valueAndGrad(
    f, argnums, GradientOptions("valueAndGrad", holomorphic, allowInt, Place(file, line)))
}

private func valueAndGrad<P: TensorTree>(
  _ f: @escaping (P, P, P) -> Tensor, _ argnums: [Int], _ options: GradientOptions
) -> (P, P, P) -> (value: Tensor, gradient: [P]) {
  { a, b, c in
    reporting(options.name, or: (.invalid, argnums.map { _ in a.invalidated })) {
      let call = try FlatCall(f, a, b, c)
      let (values, cotangents) = try gradients(of: call, options.selecting(argnums))
      let numbers = try call.arguments.selecting(argnums, options.name)
      let trees = try zip(numbers, cotangents).map {
        try P(call.arguments.structures[$0], leaves: $1)
      }
      return (values[0], trees)
    }
  }
}
