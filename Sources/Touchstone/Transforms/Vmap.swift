// Mapping over an axis: JAX's `jax.vmap`.

/// `f` mapped over an axis of the tensors in its argument, as one computation.
///
/// Each operation acts on every member as if it were alone. `inAxes` says which axis of which tensor
/// runs over the members (`nil`: every member sees the whole tensor), `outAxes` where the axis goes
/// in the results. `axisName` is what collective operations such as `psum` call the axis. The size
/// is that of the mapped axes, which must agree, or `axisSize` where none is mapped.
///
/// Specification: `vmap`.
public func vmap<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, inAxes: Axes = 0, outAxes: Axes = 0, axisName: String? = nil,
  axisSize: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A) -> R {
  let axes = MappedAxes(
    inAxes: inAxes, outAxes: outAxes, name: axisName, size: axisSize,
    place: Place(file, line))
  return { a in
    var call: FlatCall?
    return reporting("vmap", or: FlatCall.standIn(call) { f(a.invalidated) }) {
      let flat = try FlatCall(f, a)
      call = flat
      return try flat.result.tree(try axes.map(flat))
    }
  }
}

/// `f` mapped over an axis of the tensors in its arguments, as one computation.
///
/// `inAxes` is one answer for all arguments, or a list with one for each: `[0, nil]`.
///
/// Specification: `vmap`.
public func vmap<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, inAxes: Axes = 0, outAxes: Axes = 0, axisName: String? = nil,
  axisSize: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A, B) -> R {
  let axes = MappedAxes(
    inAxes: inAxes, outAxes: outAxes, name: axisName, size: axisSize,
    place: Place(file, line))
  return { a, b in
    var call: FlatCall?
    return reporting("vmap", or: FlatCall.standIn(call) { f(a.invalidated, b.invalidated) }) {
      let flat = try FlatCall(f, a, b)
      call = flat
      return try flat.result.tree(try axes.map(flat))
    }
  }
}

/// `f` mapped over an axis of the tensors in its arguments, as one computation.
///
/// `inAxes` is one answer for all arguments, or a list with one for each: `[0, nil]`.
///
/// Specification: `vmap`.
public func vmap<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, inAxes: Axes = 0, outAxes: Axes = 0, axisName: String? = nil,
  axisSize: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A, B, C) -> R {
  let axes = MappedAxes(
    inAxes: inAxes, outAxes: outAxes, name: axisName, size: axisSize,
    place: Place(file, line))
  return { a, b, c in
    var call: FlatCall?
    return reporting(
      "vmap", or: FlatCall.standIn(call) { f(a.invalidated, b.invalidated, c.invalidated) }
    ) {
      let flat = try FlatCall(f, a, b, c)
      call = flat
      return try flat.result.tree(try axes.map(flat))
    }
  }
}

/// `f` mapped over an axis of the tensors in its arguments, as one computation.
///
/// `inAxes` is one answer for all arguments, or a list with one for each: `[0, nil]`.
///
/// Specification: `vmap`.
public func vmap<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C, D) -> R, inAxes: Axes = 0, outAxes: Axes = 0, axisName: String? = nil,
  axisSize: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A, B, C, D) -> R {
  let axes = MappedAxes(
    inAxes: inAxes, outAxes: outAxes, name: axisName, size: axisSize,
    place: Place(file, line))
  return { a, b, c, d in
    var call: FlatCall?
    return reporting(
      "vmap",
      or: FlatCall.standIn(call) { f(a.invalidated, b.invalidated, c.invalidated, d.invalidated) }
    ) {
      let flat = try FlatCall(f, a, b, c, d)
      call = flat
      return try flat.result.tree(try axes.map(flat))
    }
  }
}

/// What `vmap` is asked to map over.
private struct MappedAxes {
  let inAxes: Axes
  let outAxes: Axes
  let name: String?
  let size: Int?
  let place: Place

  func map(_ call: FlatCall) throws -> [Tensor] {
    let arguments = call.arguments
    let structure =
      arguments.count == 1
      ? arguments.structures[0] : TreeStructure(listing: arguments.structures)
    var axes = try inAxes.perLeaf(of: structure, "inAxes")
    var sizes: [(leaf: Int, size: Int)] = []
    for (i, leaf) in arguments.leaves.enumerated() {
      guard let axis = axes[i], !leaf.isInvalid else { continue }
      guard (-leaf.rank..<leaf.rank).contains(axis) else {
        throw TensorError(
          "vmap", "", [leaf.type],
          "\(arguments.name(ofLeaf: i)) has rank \(leaf.rank), and so no axis \(axis)")
      }
      axes[i] = axis < 0 ? axis + leaf.rank : axis
      sizes.append((i, leaf.shape[axis < 0 ? axis + leaf.rank : axis]))
    }
    guard let count = size ?? sizes.first?.size else {
      throw TensorError(
        "vmap", "", arguments.types,
        "no argument is mapped over; say axisSize, or an axis in inAxes")
    }
    guard sizes.allSatisfy({ $0.size == count }) else {
      let list = sizes.map { "\($0.size) in \(arguments.name(ofLeaf: $0.leaf))" }
      throw TensorError(
        "vmap", "", arguments.types,
        "the mapped axes must have one size\(size.map { ", axisSize: \($0)" } ?? ""), got "
          + list.joined(separator: ", "))
    }
    var resultAxes: [Int?] = []
    return try Flat.vmap(
      { members in
        let results = try call.body(members)
        resultAxes = try outAxes.perLeaf(of: call.result.structures[0], "outAxes")
        return results
      }, arguments.leaves, inAxes: axes, outAxes: { resultAxes[$0] }, axisSize: count,
      axisName: name, place: place.description)
  }
}
