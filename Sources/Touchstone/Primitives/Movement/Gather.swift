/// Slices of `x` that begin at the indices in `indices`, put together as `dimensions` says.
///
/// A start from which the slice would not fit is dealt with as `mode` says; with `.fillOrDrop` the
/// slice is made of `fill`, which is NaN, the smallest signed or the largest unsigned integer, or
/// `true` when left out.
///
/// Shape: the axes of `indices` without that of the index vectors, and between them, at the places
/// `dimensions.offsetDims`, the axes of a slice. Specification: `gather`.
public func gather(
  _ x: Tensor, _ indices: Tensor, _ dimensions: GatherDimensionNumbers, sliceSizes: [Int],
  indicesAreSorted: Bool = false, mode: OutOfRange = .clip, fill: Tensor? = nil
) -> Tensor {
  let operation = Gather(dimensions, sliceSizes: sliceSizes, indicesAreSorted: indicesAreSorted)
  let result = bind(operation, x, indices)
  if mode != .fillOrDrop || result.isInvalid { return result }
  let ranges = IndexRanges(
    limits: dimensions.startIndexMap.map { x.shape[$0] - sliceSizes[$0] },
    vectorDim: dimensions.indexVectorDim)
  let inside = broadcast(
    ranges.contain(indices), to: result.shape, axes: dimensions.batchDims(indices.rank))
  let missing = fill ?? Tensor(HostTensor.missing(x.dtype))
  return select(inside, result, broadcast(missing, to: result.shape, axes: []))
}

package struct Gather: Operation {
  package static let names = ["stablehlo.gather"]
  package let dimensions: GatherDimensionNumbers
  package let sliceSizes: [Int]
  /// A promise of the program that no rule of the reference relies on.
  package let indicesAreSorted: Bool

  package init(
    _ dimensions: GatherDimensionNumbers, sliceSizes: [Int], indicesAreSorted: Bool = false
  ) {
    self.dimensions = dimensions
    self.sliceSizes = sliceSizes
    self.indicesAreSorted = indicesAreSorted
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    var structure = try source.structure("dimension_numbers")
    dimensions = try GatherDimensionNumbers(&structure)
    sliceSizes = try source.integers("slice_sizes")
    indicesAreSorted = try source.flag("indices_are_sorted")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("dimension_numbers", dimensions.attribute),
      NamedAttribute("indices_are_sorted", .bool(indicesAreSorted)),
      NamedAttribute("slice_sizes", .integers(sliceSizes, .i64)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C22" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    return try gatherType(x, dimensions, sliceSizes) { $0 }
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    gathering(x[0], x[1], dimensions, sliceSizes, type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}

extension Primitive {
  /// The type rule of `gather` and, with its own labels, of its dynamic form.
  func gatherType(
    _ x: [TensorType], _ numbers: GatherDimensionNumbers, _ sliceSizes: [Int],
    label: (String) -> String
  ) throws(TensorError) -> TensorType {
    let (operand, indices) = (x[0], x[1])
    try requireElements(x)
    guard indices.dtype.isInteger else {
      throw violation("I2", x, "start_indices must be integers, not \(indices.dtype)")
    }
    let vectorDim = numbers.indexVectorDim
    guard vectorDim >= 0, vectorDim <= indices.rank else {
      throw violation(
        label("C2"), x, "index_vector_dim \(vectorDim) must lie in 0...\(indices.rank)")
    }
    let map = numbers.startIndexMap
    let components = vectorDim < indices.rank ? indices.shape[vectorDim] : 1
    guard map.count == components else {
      throw violation(
        label("C3"), x, "start_index_map \(map) must have the \(components) axes of an index")
    }
    let (offset, collapsed) = (numbers.offsetDims, numbers.collapsedSliceDims)
    let batching = numbers.operandBatchingDims
    guard operand.rank == offset.count + collapsed.count + batching.count else {
      throw violation(
        label("C1"), x,
        "offset_dims, collapsed_slice_dims and operand_batching_dims must have one entry for "
          + "each of \(operand.rank) axes, they have \(offset.count), \(collapsed.count) and "
          + "\(batching.count)")
    }
    try requireUnique(offset, "offset_dims", label("C4"), x)
    try requireSorted(offset, "offset_dims", label("C4"), x)
    let rank = indices.rank - (vectorDim < indices.rank ? 1 : 0) + offset.count
    try requireAxes(offset, "offset_dims", below: rank, label("C5"), x)
    try requireUnique(
      collapsed + batching, "collapsed_slice_dims and operand_batching_dims", label("C6"), x)
    try requireSorted(collapsed, "collapsed_slice_dims", label("C7"), x)
    try requireAxes(collapsed, "collapsed_slice_dims", below: operand.rank, label("C8"), x)
    try requireSorted(batching, "operand_batching_dims", label("C10"), x)
    try requireAxes(batching, "operand_batching_dims", below: operand.rank, label("C11"), x)
    try requireUnique(
      map + batching, "start_index_map and operand_batching_dims", label("C18"), x)
    try requireAxes(map, "start_index_map", below: operand.rank, label("C19"), x)
    try requireCount(sliceSizes, "slice_sizes", operand.rank, label("C20"), x)
    for (size, all) in zip(sliceSizes, operand.shape) where size < 0 || size > all {
      throw violation(
        label("C21"), x, "slice_sizes \(sliceSizes) must lie between 0 and \(operand.shape)")
    }
    for axis in collapsed where sliceSizes[axis] > 1 {
      throw violation(
        label("C9"), x, "slice_sizes \(sliceSizes) must be at most 1 at the axes \(collapsed)")
    }
    for axis in batching where sliceSizes[axis] > 1 {
      throw violation(
        label("C12"), x, "slice_sizes \(sliceSizes) must be at most 1 at the axes \(batching)")
    }
    try requireBatching(
      operand, batching, indices, numbers.startIndicesBatchingDims, vectorDim, x,
      [label("C13"), label("C14"), label("C15"), label("C16"), label("C17")])

    var shape = [Int](repeating: 0, count: rank)
    for (i, axis) in zip(offset, numbers.offsetAxes(operand.rank)) { shape[i] = sliceSizes[axis] }
    let batchAxes = indices.shape.indices.filter { $0 != vectorDim }
    for (i, axis) in zip(numbers.batchDims(indices.rank), batchAxes) {
      shape[i] = indices.shape[axis]
    }
    return try representable(operand.with(shape: shape), label("C22"), x)
  }

  /// The rule for axes of the indices that run together with axes of the operand: clauses that the
  /// former differ, lie inside, spare the index vectors, are as many, and have the same sizes.
  func requireBatching(
    _ operand: TensorType, _ operandDims: [Int], _ indices: TensorType, _ indicesDims: [Int],
    _ vectorDim: Int, _ x: [TensorType], _ labels: [String]
  ) throws(TensorError) {
    let what = "the batching dims of the indices,"
    try requireUnique(indicesDims, what, labels[0], x)
    try requireAxes(indicesDims, what, below: indices.rank, labels[1], x)
    guard !indicesDims.contains(vectorDim) else {
      throw violation(labels[2], x, "\(what) \(indicesDims) must not contain \(vectorDim)")
    }
    guard operandDims.count == indicesDims.count else {
      throw violation(
        labels[3], x,
        "the batching dims \(operandDims) and \(indicesDims) must be as many as each other")
    }
    for (a, b) in zip(operandDims, indicesDims) where operand.shape[a] != indices.shape[b] {
      throw violation(
        labels[4], x,
        "axis \(a) of the operand and axis \(b) of the indices must have one size, not "
          + "\(operand.shape[a]) and \(indices.shape[b])")
    }
  }

  /// The meaning of `gather` and of its dynamic form.
  func gathering(
    _ operand: HostTensor, _ indices: HostTensor, _ numbers: GatherDimensionNumbers,
    _ sliceSizes: [Int], _ type: TensorType
  ) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    // A slice may have no element although the result, which lacks that axis, has some.
    if sliceSizes.contains(0) { return .full(type, 0) }
    let vectorDim = numbers.indexVectorDim
    let starts = indices.integers
    let strides = operand.type.strides

    // The same batch index as a place in the result, in the indices, and in the operand.
    let batchDims = numbers.batchDims(indices.type.rank)
    let batchAxes = indices.shape.indices.filter { $0 != vectorDim }
    let batchShape = batchDims.map { type.shape[$0] }
    var inResult = StridedPositions(
      batchShape, Strided(strides: batchDims.map { type.strides[$0] }))
    var inIndices = StridedPositions(
      batchShape, Strided(strides: batchAxes.map { indices.type.strides[$0] }))
    var inOperand = StridedPositions(
      batchShape,
      Strided(
        strides: batchAxes.map { axis in
          numbers.startIndicesBatchingDims.firstIndex(of: axis).map {
            strides[numbers.operandBatchingDims[$0]]
          } ?? 0
        }))

    // Where the elements of one slice lie in operand and result, from its first element on.
    let offsetAxes = numbers.offsetAxes(operand.type.rank)
    let sliceShape = offsetAxes.map { sliceSizes[$0] }
    let slice = TensorType(.i1, sliceShape)
    var sliceFrom = StridedPositions(sliceShape, Strided(strides: offsetAxes.map { strides[$0] }))
    var sliceTo = StridedPositions(
      sliceShape, Strided(strides: numbers.offsetDims.map { type.strides[$0] }))
    var offsets: [(from: Int, to: Int)] = []
    for _ in 0..<slice.count {
      offsets.append((sliceFrom.position, sliceTo.position))
      sliceFrom.advance()
      sliceTo.advance()
    }

    let map = numbers.startIndexMap
    let limits = map.map { operand.shape[$0] - sliceSizes[$0] }
    let componentStride = vectorDim < indices.type.rank ? indices.type.strides[vectorDim] : 0
    var source = [Int](repeating: 0, count: type.count)
    for _ in 0..<type.count / slice.count {
      var base = inOperand.position
      for (component, axis) in map.enumerated() {
        let start = starts[inIndices.position + component * componentStride]
        base += min(max(start, 0), limits[component]) * strides[axis]
      }
      for offset in offsets { source[inResult.position + offset.to] = base + offset.from }
      inResult.advance()
      inIndices.advance()
      inOperand.advance()
    }
    return operand.picking(type) { source[$0] }
  }
}
