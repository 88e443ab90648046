extension FlatCall {
  /// What `call` returned in form, with stand-ins for its tensors, or what `run` returns if there
  /// is no call.
  static func standIn<R: TensorTree>(_ call: FlatCall?, _ run: () -> R) -> R {
    if let form = call?.formOfResult,
      let value = try? R(form, leaves: Array(repeating: .invalid, count: form.leafCount))
    {
      return value
    }
    return run().invalidated
  }
}

/// The tensors of `tree`, a tangent or cotangent of values of this structure and these types; `nil`
/// for those that have none.
///
/// `subject` begins the sentence of an error, and `place` says where a tensor lies.
func matching(
  _ tree: some TensorTree, _ structure: TreeStructure, _ types: some Collection<TensorType>,
  operation: String, subject: String
) throws(TensorError) -> [Tensor?] {
  let (leaves, found) = try tree.flattened()
  if let difference = found.difference(from: structure) {
    throw TensorError(operation, "", leaves.map(\.type), "\(subject) differs \(difference)")
  }
  var matched: [Tensor?] = []
  for (i, (leaf, type)) in zip(leaves, types).enumerated() {
    if !type.dtype.isDifferentiable {
      matched.append(nil)
      continue
    }
    guard leaf.type == type || leaf.isInvalid else {
      let path = structure.leafPaths[i]
      throw TensorError(
        operation, "", [leaf.type],
        "\(subject)\(path.isEmpty ? "" : " at \(path)") must have the type \(type), "
          + "got \(leaf.type)")
    }
    matched.append(leaf)
  }
  return matched
}

/// `tangents` with zeros where there are none, as tangents of `values`.
func filled(_ tangents: [Tensor?], like values: [Tensor]) -> [Tensor] {
  zip(tangents, values).map { tangent, value in
    guard value.dtype.isDifferentiable, let tangent else {
      return value.isInvalid ? .invalid : .zeroTangent(value.type)
    }
    return tangent
  }
}

extension FlatArguments {
  /// The numbers of the tensors that have derivatives.
  var differentiable: [Int] {
    leaves.indices.filter { leaves[$0].dtype.isDifferentiable }
  }

  /// The tangents of all tensors; `nil` for those that have none.
  func tangents(
    _ trees: [any TensorTree], _ operation: String
  ) throws(TensorError) -> [Tensor?] {
    var all: [Tensor?] = []
    for (i, tree) in trees.enumerated() {
      all += try matching(
        tree, structures[i], leaves[ranges[i]].map(\.type), operation: operation,
        subject: "the tangent of argument \(i)")
    }
    return all
  }
}

/// A call's value, and the maps that differentiate it there.
struct FlatPullback {
  let call: FlatCall
  let values: [Tensor]
  private let active: [Int]
  private let map: LinearMap

  init(_ call: FlatCall, _ place: Place) throws {
    self.call = call
    active = call.arguments.differentiable
    (values, map) = try Flat.linearize(
      call.arguments.varying(active, call.body), active.map { call.arguments.leaves[$0] },
      transformation: "vjp", place: place.description)
  }

  /// The cotangents of each argument's tensors for `cotangent` of the first result.
  func callAsFunction(_ cotangent: some TensorTree) throws -> [[Tensor]] {
    let result = call.result
    var seeds = try matching(
      cotangent, result.structures[0], values[result.ranges[0]].map(\.type), operation: "vjp",
      subject: "the cotangent")
    seeds += values.dropFirst(seeds.count).map { _ in nil }
    return call.arguments.cotangents(
      Array(0..<call.arguments.count), active, try map.transposed(seeds))
  }
}

/// A call's value, and the linear map from tangents of its arguments to tangents of its result.
struct FlatTangentMap {
  let call: FlatCall
  let values: [Tensor]
  private let active: [Int]
  private let map: LinearMap

  init(_ call: FlatCall, _ place: Place) throws {
    self.call = call
    active = call.arguments.differentiable
    (values, map) = try Flat.linearize(
      call.arguments.varying(active, call.body), active.map { call.arguments.leaves[$0] },
      place: place.description)
  }

  func callAsFunction(_ tangents: [any TensorTree]) throws -> [Tensor] {
    let all = try call.arguments.tangents(tangents, "linearize")
    return filled(try map(active.map { all[$0] }), like: values)
  }
}
