// Whole derivatives: JAX's `jax.jacfwd`, `jax.jacrev` and `jax.hessian`.
//
// In each block the axes of the result come first, those of the argument last.

/// The derivatives of each tensor of a result by each tensor of an argument.
public struct Jacobian<A: TensorTree> {
  /// For each tensor of the result, in order, the argument's tree with the derivatives in place of
  /// its tensors.
  public let rows: [A]
  /// The form of the result.
  public let structure: TreeStructure
}

/// The derivative of every element of what `f` returns by every element of its argument, in reverse
/// mode.
///
/// It takes a vector product with the transpose for each element of the result.
///
/// Specification: `jacobians`.
public func jacrev<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> A {
  { a in
    reporting("jacrev", or: a.invalidated) {
      let call = try FlatCall(f, a)
      let blocks = try jacrevBlocks(
        call, GradientOptions("jacrev", holomorphic, allowInt, Place(file, line)))
      return try A(call.arguments.structures[0], leaves: blocks[0][0])
    }
  }
}

/// The derivative of every element of what `f` returns by every element of its argument, in reverse
/// mode.
///
/// It takes a vector product with the transpose for each element of the result.
///
/// Specification: `jacobians`.
public func jacrev<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A, B) -> A {
  { a, b in
    jacrev({ f($0, b) }, holomorphic: holomorphic, allowInt: allowInt, file: file, line: line)(a)
  }
}

/// The same for functions that return a tree of tensors.
///
/// Specification: `jacobians`.
public func jacrev<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, holomorphic: Bool = false, allowInt: Bool = false,
  file: String = #fileID, line: Int = #line
) -> (A) -> Jacobian<A> {
  { a in
    reporting("jacrev", or: Jacobian(rows: [], structure: .leaf)) {
      let call = try FlatCall(f, a)
      let blocks = try jacrevBlocks(
        call, GradientOptions("jacrev", holomorphic, allowInt, Place(file, line)))
      return Jacobian(
        rows: try blocks.map { try A(call.arguments.structures[0], leaves: $0[0]) },
        structure: call.result.structures[0])
    }
  }
}

/// The derivative of every element of what `f` returns by every element of its argument, in forward
/// mode.
///
/// It takes a product for each element of the argument.
///
/// Specification: `jacobians`.
public func jacfwd<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, holomorphic: Bool = false, file: String = #fileID, line: Int = #line
) -> (A) -> A {
  { a in
    reporting("jacfwd", or: a.invalidated) {
      let call = try FlatCall(f, a)
      let blocks = try jacfwdBlocks(
        call, GradientOptions("jacfwd", holomorphic, false, Place(file, line)))
      return try A(call.arguments.structures[0], leaves: blocks[0][0])
    }
  }
}

/// The derivative of every element of what `f` returns by every element of its argument, in forward
/// mode.
///
/// It takes a product for each element of the argument.
///
/// Specification: `jacobians`.
public func jacfwd<A: TensorTree, B: TensorTree>(
  _ f: @escaping (A, B) -> Tensor, holomorphic: Bool = false, file: String = #fileID,
  line: Int = #line
) -> (A, B) -> A {
  { a, b in jacfwd({ f($0, b) }, holomorphic: holomorphic, file: file, line: line)(a) }
}

/// The same for functions that return a tree of tensors.
///
/// Specification: `jacobians`.
public func jacfwd<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, holomorphic: Bool = false, file: String = #fileID, line: Int = #line
) -> (A) -> Jacobian<A> {
  { a in
    reporting("jacfwd", or: Jacobian(rows: [], structure: .leaf)) {
      let call = try FlatCall(f, a)
      let blocks = try jacfwdBlocks(
        call, GradientOptions("jacfwd", holomorphic, false, Place(file, line)))
      return Jacobian(
        rows: try blocks.map { try A(call.arguments.structures[0], leaves: $0[0]) },
        structure: call.result.structures[0])
    }
  }
}

/// The second derivatives of `f`, a scalar or any tensor, by its argument: forward mode over reverse.
///
/// Specification: `jacobians`.
public func hessian(
  _ f: @escaping (Tensor) -> Tensor, holomorphic: Bool = false, file: String = #fileID,
  line: Int = #line
) -> (Tensor) -> Tensor {
  jacfwd(
    jacrev(f, holomorphic: holomorphic, file: file, line: line), holomorphic: holomorphic,
    file: file, line: line)
}

/// The second derivatives of `f` by each pair of tensors of its argument.
///
/// The row of a tensor holds the derivatives of the gradient by it.
///
/// Specification: `jacobians`.
public func hessian<A: TensorTree>(
  _ f: @escaping (A) -> Tensor, holomorphic: Bool = false, file: String = #fileID, line: Int = #line
) -> (A) -> Jacobian<A> {
  jacfwd(
    jacrev(f, holomorphic: holomorphic, file: file, line: line) as (A) -> A,
    holomorphic: holomorphic, file: file, line: line)
}

/// The derivative of each result (outer) by each tensor (inner) of each selected argument.
func jacrevBlocks(_ call: FlatCall, _ options: GradientOptions) throws -> [[[Tensor]]] {
  let selected = try call.arguments.selecting(options.argnums, options.name)
  let active = try call.arguments.differentiable(selected, options)
  let inputs = active.map { call.arguments.leaves[$0] }
  let (values, map) = try Flat.linearize(
    call.arguments.varying(active, call.body), inputs, transformation: options.name,
    place: options.place.description)
  return try values.enumerated().map { i, value in
    if value.isInvalid {
      return selected.map { call.arguments.ranges[$0].map { _ in .invalid } }
    }
    try options.requireOutput(value.type)
    let seeds = { (ct: Tensor) in values.indices.map { $0 == i ? ct : nil } }
    let rows = try Flat.vmap(
      { filled(try map.transposed(seeds($0[0])), like: inputs) }, [basis(of: value.type)],
      inAxes: [0], outAxes: { _ in 0 }, axisSize: value.type.count,
      transformation: options.name, place: options.place.description)
    let blocks = zip(rows, inputs).map { reshape($0, value.shape + $1.shape) }
    return call.arguments.blocks(selected, active, blocks, of: value)
  }
}

/// The derivative of each result (outer) by each tensor (inner) of each selected argument.
func jacfwdBlocks(_ call: FlatCall, _ options: GradientOptions) throws -> [[[Tensor]]] {
  let selected = try call.arguments.selecting(options.argnums, options.name)
  let active = try call.arguments.differentiable(selected, options)
  let inputs = active.map { call.arguments.leaves[$0] }
  for (leaf, place) in zip(inputs, active) where leaf.dtype.isComplex && !options.holomorphic {
    throw TensorError(
      options.name, "", [leaf.type],
      "\(call.arguments.name(ofLeaf: place)) is complex; for a holomorphic function pass "
        + "holomorphic: true")
  }
  let body = call.arguments.varying(active, call.body)
  var columns: [[Tensor]] = []
  for (i, input) in inputs.enumerated() {
    let column = try Flat.vmap(
      { direction in
        let tangents = inputs.indices.map { $0 == i ? direction[0] : nil }
        let (values, tangent) = try Flat.jvp(
          body, inputs, tangents, place: options.place.description)
        return filled(tangent, like: values)
      }, [basis(of: input.type)], inAxes: [0], outAxes: { _ in -1 },
      axisSize: input.type.count, transformation: options.name,
      place: options.place.description)
    columns.append(column.map { reshape($0, $0.shape.dropLast() + input.shape) })
  }
  guard let count = columns.first?.count else { return [] }
  return (0..<count).map { row in
    // Here every tensor of a selected argument has derivatives.
    call.arguments.blocks(selected, active, columns.map { $0[row] })
  }
}

extension FlatArguments {
  /// The `blocks` of active tensors by argument, each the derivative of `value`; where a tensor has
  /// none, false everywhere in the shape of one.
  fileprivate func blocks(
    _ selected: [Int], _ active: [Int], _ blocks: [Tensor], of value: Tensor? = nil
  ) -> [[Tensor]] {
    let byLeaf = Dictionary(uniqueKeysWithValues: zip(active, blocks))
    return selected.map { argument in
      ranges[argument].map { leaf in
        let type = leaves[leaf].type
        return byLeaf[leaf]
          ?? .withoutDerivative(type.with(shape: (value?.shape ?? []) + type.shape))
      }
    }
  }
}

/// A stack of tensors of `type`, each with a one in another place and zeros elsewhere.
private func basis(of type: TensorType) -> Tensor {
  let square = TensorType(.i64, [type.count, type.count])
  let isDiagonal = equal(iota(square, axis: 0), iota(square, axis: 1))
  return reshape(convert(isDiagonal, to: type.dtype), [type.count] + type.shape)
}
