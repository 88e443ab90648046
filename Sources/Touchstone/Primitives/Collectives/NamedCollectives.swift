// Operations along an axis that `vmap` or `pmap` maps over under a name: each member of the batch
// gives its value, and gets what the others give. Several names stand for one axis, the first name
// varying slowest.

/// The sum of `x` over the members along `axisName`.
///
/// Specification: `psum`.
public func psum(_ x: Tensor, axisName: String...) -> Tensor { combine(.sum, x, axisName) }

/// The greatest `x` of the members along `axisName`, element by element; NaN if one is.
///
/// Specification: `pmax`.
public func pmax(_ x: Tensor, axisName: String...) -> Tensor { combine(.maximum, x, axisName) }

/// The least `x` of the members along `axisName`, element by element; NaN if one is.
///
/// Specification: `pmin`.
public func pmin(_ x: Tensor, axisName: String...) -> Tensor { combine(.minimum, x, axisName) }

/// The mean of `x` over the members along `axisName`.
public func pmean(_ x: Tensor, axisName: String...) -> Tensor {
  let sum = combine(.sum, x, axisName)
  return sum.isInvalid ? sum : sum / Double(product(of: axisName))
}

/// The number of members along `axisName`.
public func axisSize(_ axisName: String) -> Int { size(axisName, "axis_size") ?? 0 }

/// The number of the member along `axisName`, an `i32` scalar.
///
/// Specification: `axis_index`.
public func axisIndex(_ axisName: String...) -> Tensor {
  var index: Tensor?
  for name in axisName {
    guard let size = size(name, "axis_index") else { return .invalid }
    let own = bind(AxisIndex(name), [])[0]
    index = index.map { $0 * size + own } ?? own
  }
  return index ?? Tensor(Int32(0))
}

/// The values of all members along `axisName`, stacked along a new axis `axis`, or one after another
/// along the axis `axis` of `x` if `tiled`.
///
/// Shape: for n members, that of `x` with n inserted at `axis`; `tiled`, with `axis` n times as long.
///
/// Specification: `all_gather_named`.
public func allGather(
  _ x: Tensor, axisName: String..., axis: Int = 0, tiled: Bool = false
) -> Tensor {
  // The first of several names varies slowest, so its members are gathered last.
  var result = x
  for name in axisName.reversed() {
    guard !result.isInvalid, let size = size(name, "all_gather") else { return .invalid }
    let rank = tiled || name != axisName.last ? result.rank : result.rank + 1
    let place = axis < 0 ? axis + rank : axis
    let isTiled = tiled || name != axisName.last
    result = bind(AllGatherNamed(name, size: size, axis: place, isTiled: isTiled), [result])[0]
  }
  return result
}

/// The sum of `x` over the members along `axisName`, of which each member keeps its part along
/// `scatterDimension`: that of its number, or an equal share if `tiled`.
///
/// Shape: for n members, that of `x` without `scatterDimension`, whose size is n; `tiled`, with an
/// n-th of it.
///
/// Specification: `psum_scatter`.
public func psumScatter(
  _ x: Tensor, axisName: String, scatterDimension: Int = 0, tiled: Bool = false
) -> Tensor {
  guard let size = size(axisName, "psum_scatter") else { return .invalid }
  let place = scatterDimension < 0 ? scatterDimension + x.rank : scatterDimension
  return bind(PsumScatter(axisName, size: size, axis: place, isTiled: tiled), [x])[0]
}

/// The `x` of another member: of the one that `permutation` pairs, as source, with this as target;
/// zeros for a member that is no target.
///
/// Specification: `ppermute`.
public func ppermute(
  _ x: Tensor, axisName: String, _ permutation: [(source: Int, target: Int)]
) -> Tensor {
  guard let size = size(axisName, "ppermute") else { return .invalid }
  return bind(
    Ppermute(axisName, size: size, pairs: permutation.map { [$0.source, $0.target] }), [x])[0]
}

/// The parts along `splitAxis` that all members along `axisName` have for this one, stacked along a
/// new axis `concatAxis` in place of the split one, or one after another along it if `tiled`.
///
/// Shape: for n members, `splitAxis` of size n is taken away and n inserted at `concatAxis`; `tiled`,
/// `splitAxis` becomes an n-th and `concatAxis` n times as long.
///
/// Specification: `all_to_all_named`.
public func allToAll(
  _ x: Tensor, axisName: String, splitAxis: Int, concatAxis: Int, tiled: Bool = false
) -> Tensor {
  guard let size = size(axisName, "all_to_all") else { return .invalid }
  let places = [splitAxis, concatAxis].map { $0 < 0 ? $0 + x.rank : $0 }
  return bind(
    AllToAllNamed(
      axisName, size: size, splitAxis: places[0], concatAxis: places[1], isTiled: tiled), [x])[0]
}

private func combine(_ kind: NamedReduction.Kind, _ x: Tensor, _ names: [String]) -> Tensor {
  for name in names where size(name, "p\(kind.rawValue)") == nil { return .invalid }
  return names.isEmpty ? x : bind(NamedReduction(kind, names), [x])[0]
}

/// The number of members along `name`; `nil`, reported, where no axis has the name.
private func size(_ name: String, _ operation: String) -> Int? {
  do throws(TensorError) {
    return try Context.size(ofAxis: name, for: operation)
  } catch {
    ErrorScope.report(error)
    return nil
  }
}

private func product(of names: [String]) -> Int {
  names.reduce(1) { $0 * (size($1, "pmean") ?? 1) }
}
