/// A dot product in which groups of different sizes along one dimension of `lhs` are told apart.
///
/// The kind of that dimension decides: kept, each group has a `rhs` of its own; contracted, each
/// group gives a result of its own; batching, it is a plain dot product.
///
/// Specification: `ragged_dot`.
package struct RaggedDot: Operation {
  package static let names = ["chlo.ragged_dot"]
  package let dimensions: DotDimensions
  package let lhsRagged: [Int]
  package let rhsGroup: [Int]
  package let precision: [Precision]
  package let elementType: DType

  package init(
    _ dimensions: DotDimensions, lhsRagged: Int, rhsGroup: Int? = nil,
    precision: [Precision] = [], elementType: DType
  ) {
    self.dimensions = dimensions
    self.lhsRagged = [lhsRagged]
    self.rhsGroup = rhsGroup.map { [$0] } ?? []
    self.precision = precision
    self.elementType = elementType
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    var numbers = try source.structure("ragged_dot_dimension_numbers")
    dimensions = try DotDimensions(&numbers)
    lhsRagged = try numbers.optionalIntegers("lhs_ragged_dimensions") ?? []
    rhsGroup = try numbers.optionalIntegers("rhs_group_dimensions") ?? []
    precision = try source.precisions()
    elementType = try source.elementType()
  }
  package var attributes: [NamedAttribute] {
    let fields =
      dimensions.fields + [
        NamedAttribute("lhs_ragged_dimensions", .integers(lhsRagged, .i64)),
        NamedAttribute("rhs_group_dimensions", .integers(rhsGroup, .i64)),
      ]
    return [NamedAttribute("ragged_dot_dimension_numbers", .structure("chlo.ragged_dot", fields))]
      + precision.attributes(dialect: "chlo")
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C10" }

  /// What the ragged dimension is to the product.
  package enum Mode { case kept, contracted, batching }
  package var mode: Mode {
    if lhsRagged.contains(where: dimensions.lhsContracting.contains) { return .contracted }
    return lhsRagged.contains(where: dimensions.lhsBatching.contains) ? .batching : .kept
  }

  /// The dimensions of `lhs` whose indices choose among rows of group sizes: those of the ragged
  /// dimension's kind that come before it, after the batching ones.
  func leading(_ lhs: TensorType) -> [Int] {
    let ragged = lhsRagged[0]
    switch mode {
    case .kept:
      return dimensions.lhsBatching + dimensions.lhsFree(lhs.rank).prefix { $0 != ragged }
    case .contracted:
      return dimensions.lhsBatching + dimensions.lhsContracting.prefix { $0 != ragged }
    case .batching: return Array(dimensions.lhsBatching.prefix { $0 != ragged })
    }
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    let (lhs, rhs, sizes) = (x[0], x[1], x[2])
    guard x.allSatisfy(\.dtype.isElement), elementType.isElement else {
      throw violation("I1", x, "the operands and the result must be tensors")
    }
    guard sizes.dtype.isInteger else {
      throw violation("I3", x, "group sizes must be integers, got \(sizes.dtype)")
    }
    let d = dimensions
    guard lhsRagged.count == 1, lhs.shape.indices.contains(lhsRagged[0]) else {
      throw violation(
        "C1", x, "expected one ragged dimension in 0..<\(lhs.rank), got \(lhsRagged)")
    }
    guard rhsGroup.count == (mode == .kept ? 1 : 0),
      rhsGroup.allSatisfy(rhs.shape.indices.contains)
    else {
      throw violation(
        "C2", x,
        "expected \(mode == .kept ? "one group dimension" : "no group dimension") "
          + "in 0..<\(rhs.rank), got \(rhsGroup)")
    }
    guard !rhsGroup.contains(where: (d.rhsBatching + d.rhsContracting).contains) else {
      throw violation(
        "C3", x, "group dimension \(rhsGroup) must be neither batching nor contracted")
    }
    guard d.lhsBatching.count == d.rhsBatching.count,
      d.lhsContracting.count == d.rhsContracting.count
    else { throw violation("C4", x, "lhs and rhs must pair as many dimensions") }
    for (list, type) in [
      (d.lhsBatching + d.lhsContracting, lhs), (d.rhsBatching + d.rhsContracting, rhs),
    ] {
      guard list.areUnique, list.allSatisfy(type.shape.indices.contains) else {
        throw violation("C5", x, "dimensions \(list) must differ and lie in 0..<\(type.rank)")
      }
    }
    let pairs = zip(d.lhsBatching + d.lhsContracting, d.rhsBatching + d.rhsContracting)
    for (l, r) in pairs where lhs.shape[l] != rhs.shape[r] {
      throw violation("C6", x, "paired sizes \(lhs.shape[l]) and \(rhs.shape[r]) differ")
    }
    let expected = leading(lhs).map { lhs.shape[$0] }
    guard let groups = sizes.shape.last,
      sizes.rank == 1 || Array(sizes.shape.dropLast()) == expected
    else {
      throw violation(
        "C7", x, "group sizes must have shape [g] or \(expected) + [g], got \(sizes.shape)")
    }
    for dimension in rhsGroup where rhs.shape[dimension] != groups {
      throw violation("C8", x, "rhs has \(rhs.shape[dimension]) groups, the sizes \(groups)")
    }
    guard precision.isEmpty || precision.count == 2 else {
      throw violation("C9", x, "expected 2 precisions, got \(precision.count)")
    }
    guard lhs.dtype.mayBeMultiplied(with: rhs.dtype) else {
      throw violation("C11", x, "element types \(lhs.dtype) and \(rhs.dtype) differ")
    }
    let free = d.rhsFree(rhs.rank).filter { !rhsGroup.contains($0) }
    let shape =
      (mode == .contracted ? [groups] : []) + d.lhsBatching.map { lhs.shape[$0] }
      + d.lhsFree(lhs.rank).map { lhs.shape[$0] } + free.map { rhs.shape[$0] }
    return try sized(TensorType(elementType, shape), x, "C10")
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    let body = DotBody(dimensions, x[0].type, x[1].type)
    guard mode != .batching else { return body.result(x[0], x[1], type) }
    let ragged = RaggedBody(
      plain: body, isContracted: mode == .contracted,
      groups: x[2].shape[x[2].type.rank - 1],
      freeOfGroup: groupOffsets(x[1].type), groupOf: groupsOfElements(x[0].type, x[2]))
    return ragged.result(x[0], x[1], type)
  }

  /// Positions in `rhs` of each group, and of what else it keeps.
  private func groupOffsets(_ rhs: TensorType) -> (groups: [Int], free: [Int]) {
    let free = dimensions.rhsFree(rhs.rank).filter { !rhsGroup.contains($0) }
    return (rhs.offsets(along: rhsGroup), rhs.offsets(along: free))
  }

  /// For each batch, and in it each element of the kept or contracted dimensions of `lhs`, the
  /// group it is in; -1 past the last group.
  private func groupsOfElements(_ lhs: TensorType, _ sizes: HostTensor) -> [[Int]] {
    let along = mode == .kept ? dimensions.lhsFree(lhs.rank) : dimensions.lhsContracting
    let values = sizes.integers.map { max(0, $0) }
    let groups = sizes.shape[sizes.type.rank - 1]
    let leading = self.leading(lhs)
    let inner = along.prefix { $0 != lhsRagged[0] }
    let innerCount = inner.reduce(1) { $0 * lhs.shape[$1] }
    let batches = dimensions.lhsBatching.reduce(1) { $0 * lhs.shape[$1] }
    precondition(leading.count == dimensions.lhsBatching.count + inner.count)
    let length = lhs.shape[lhsRagged[0]]
    let below = along.drop { $0 != lhsRagged[0] }.dropFirst().reduce(1) { $0 * lhs.shape[$1] }
    return (0..<batches).map { batch in
      (0..<innerCount).flatMap { index -> [Int] in
        let row = sizes.type.rank == 1 ? 0 : (batch * innerCount + index) * groups
        var result: [Int] = []
        var (group, rest) = (0, groups == 0 ? 0 : values[row])
        for _ in 0..<length {
          while rest == 0, group < groups {
            group += 1
            if group < groups { rest = values[row + group] }
          }
          result += [Int](repeating: group < groups ? group : -1, count: below)
          rest -= 1
        }
        return result
      }
    }
  }
  package var derivative: Derivative { .bilinear }
  package var promise: Promise { .reassociating }
}

/// A dot product of groups, by the positions of what is multiplied.
private struct RaggedBody: ProductBody {
  let plain: DotBody
  let isContracted: Bool
  let groups: Int
  let freeOfGroup: (groups: [Int], free: [Int])
  let groupOf: [[Int]]

  func elements<P: ProductSum>(
    _: P.Type, _ x: UnsafePointer<P.Element>, _ y: UnsafePointer<P.Element>
  ) -> [P.Element] {
    let (lhs, rhs) = (plain.lhs, plain.rhs)
    var result: [P.Element] = []
    var (left, right): ([P.Element], [P.Element]) = ([], [])
    func append(_ batch: Int, _ m: Int, _ n: Int, _ group: Int, inGroup: (Int) -> Bool) {
      left.removeAll(keepingCapacity: true)
      right.removeAll(keepingCapacity: true)
      for k in lhs.contracted.indices where inGroup(k) {
        left.append(x[lhs.batch[batch] + lhs.free[m] + lhs.contracted[k]])
        right.append(y[rhs.batch[batch] + group + n + rhs.contracted[k]])
      }
      result.append(P.sum(left, right, left.count))
    }
    for group in 0..<(isContracted ? groups : 1) {
      for batch in lhs.batch.indices {
        for m in lhs.free.indices {
          let own = isContracted ? 0 : groupOf[batch][m]
          for n in freeOfGroup.free {
            if own < 0 {
              result.append(P.zero)
            } else if isContracted {
              append(batch, m, n, 0) { groupOf[batch][$0] == group }
            } else {
              append(batch, m, n, freeOfGroup.groups[own]) { _ in true }
            }
          }
        }
      }
    }
    return result
  }
}
