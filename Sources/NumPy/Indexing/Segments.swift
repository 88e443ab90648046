// Slices of the first axis combined by the segment each belongs to.

/// The sums of the slices of `data` with the same number in `segmentIds`; 0 for a number that does
/// not occur.
///
/// Numbers outside 0..<`numSegments` are left out. Without `numSegments` it is one more than the
/// greatest number, which only a tensor with elements can tell, not a traced one.
///
/// Specification: `numpy`.
public func segmentSum(
  _ data: Tensor, _ segmentIds: Tensor, numSegments: Int? = nil, sorted: Bool = false
) -> Tensor {
  segments("segmentSum", data, segmentIds, numSegments, sorted, { zeros($0, dtype: $1) }) {
    $0 + $1
  }
}

/// The products of the slices of `data` with the same number in `segmentIds`; 1 for a number that
/// does not occur. See `segmentSum`.
public func segmentProd(
  _ data: Tensor, _ segmentIds: Tensor, numSegments: Int? = nil, sorted: Bool = false
) -> Tensor {
  segments("segmentProd", data, segmentIds, numSegments, sorted, { ones($0, dtype: $1) }) {
    $0 * $1
  }
}

/// The greatest of the slices of `data` with the same number in `segmentIds`; the least number of
/// the dtype, -∞ for floats, for a number that does not occur. See `segmentSum`.
public func segmentMax(
  _ data: Tensor, _ segmentIds: Tensor, numSegments: Int? = nil, sorted: Bool = false
) -> Tensor {
  segments("segmentMax", data, segmentIds, numSegments, sorted, { full($0, $1.leastScalar) }) {
    maximum($0, $1)
  }
}

/// The least of the slices of `data` with the same number in `segmentIds`; the greatest number of
/// the dtype, ∞ for floats, for a number that does not occur. See `segmentSum`.
public func segmentMin(
  _ data: Tensor, _ segmentIds: Tensor, numSegments: Int? = nil, sorted: Bool = false
) -> Tensor {
  segments("segmentMin", data, segmentIds, numSegments, sorted, { full($0, $1.greatestScalar) }) {
    minimum($0, $1)
  }
}

private func segments(
  _ name: String, _ data: Tensor, _ segmentIds: Tensor, _ numSegments: Int?, _ isSorted: Bool,
  _ start: ([Int], DType) -> Tensor, _ combine: (Tensor, Tensor) -> Tensor
) -> Tensor {
  call(name, data, segmentIds) { call in
    try call.require(
      data.rank >= 1 && segmentIds.shape == [data.shape[0]],
      "expected a number for each of the slices, got \(segmentIds.shape) for \(data.shape)")
    let ids = settled(segmentIds)
    let number = try numSegments ?? ((known(call, ids, "numSegments").max() ?? -1) + 1)
    let values = settled(data)
    let rest = Array(data.shape.dropFirst())
    let dimensions = ScatterDimensionNumbers(
      updateWindowDims: Array(1..<data.rank), insertedWindowDims: [0],
      scatterDimsToOperandDims: [0], indexVectorDim: 1)
    return scatter(
      start([number] + rest, data.dtype), ids, values, dimensions, indicesAreSorted: isSorted,
      combine)
  }
}

extension DType {
  /// The least scalar: minus infinity for floats.
  var leastScalar: Tensor {
    switch family {
    case .float: scalar(-.infinity, self)
    case .signed: convert(leastInteger, to: self)
    default: scalar(0, self)
    }
  }

  /// The greatest scalar: infinity for floats.
  var greatestScalar: Tensor {
    switch family {
    case .float: scalar(.infinity, self)
    case .unsigned where bitWidth == 64: bitwiseNot(scalar(0, self))
    case .boolean: scalar(1, self)
    default: convert(greatestInteger, to: self)
    }
  }
}
