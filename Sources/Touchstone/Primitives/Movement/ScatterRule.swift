/// The type rule of `scatter`.
extension Scatter {
  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let arguments = Array(x.dropFirst(captureCount))
    guard arguments.count >= 3, !arguments.count.isMultiple(of: 2) else {
      throw violation("C5", x, "expected as many updates as inputs, and indices between them")
    }
    let count = arguments.count / 2
    let inputs = Array(arguments.prefix(count))
    let indices = arguments[count]
    let updates = Array(arguments.suffix(count))
    try requireElements(arguments)
    guard indices.dtype.isInteger else {
      throw violation("I2", x, "scatter_indices must be integers, not \(indices.dtype)")
    }
    for input in inputs where input.shape != inputs[0].shape {
      throw violation("C1", x, "all inputs must have one shape")
    }
    for update in updates where update.shape != updates[0].shape {
      throw violation("C3", x, "all updates must have one shape")
    }
    for (input, update) in zip(inputs, updates) where input.dtype != update.dtype {
      throw violation("C6", x, "an input of \(input.dtype) needs updates of it")
    }
    try requireAxes(inputs[0], indices, updates[0], x)
    try requireUpdateShape(inputs[0], indices, updates[0], x)
    try checkReducer(body, inputs, x, "C23")
    return zip(inputs, body.resultTypes).map { $0.with($1.dtype) }
  }

  private func requireAxes(
    _ input: TensorType, _ indices: TensorType, _ updates: TensorType, _ x: [TensorType]
  ) throws(TensorError) {
    let vectorDim = dimensions.indexVectorDim
    guard vectorDim >= 0, vectorDim <= indices.rank else {
      throw violation("C22", x, "index_vector_dim \(vectorDim) must lie in 0...\(indices.rank)")
    }
    let (window, inserted) = (dimensions.updateWindowDims, dimensions.insertedWindowDims)
    let batching = dimensions.inputBatchingDims
    guard input.rank == window.count + inserted.count + batching.count else {
      throw violation(
        "C2", x,
        "update_window_dims, inserted_window_dims and input_batching_dims must have one entry "
          + "for each of \(input.rank) axes, they have \(window.count), \(inserted.count) and "
          + "\(batching.count)")
    }
    try requireUnique(window, "update_window_dims", "C7", x)
    try requireSorted(window, "update_window_dims", "C7", x)
    try requireAxes(window, "update_window_dims", below: updates.rank, "C8", x)
    try requireUnique(
      inserted + batching, "inserted_window_dims and input_batching_dims", "C9", x)
    try requireSorted(inserted, "inserted_window_dims", "C10", x)
    try requireAxes(inserted, "inserted_window_dims", below: input.rank, "C11", x)
    try requireSorted(batching, "input_batching_dims", "C12", x)
    try requireAxes(batching, "input_batching_dims", below: input.rank, "C13", x)
    try requireBatching(
      input, batching, indices, dimensions.scatterIndicesBatchingDims, vectorDim, x,
      ["C14", "C15", "C16", "C17", "C18"])
    let map = dimensions.scatterDimsToOperandDims
    let components = vectorDim < indices.rank ? indices.shape[vectorDim] : 1
    guard map.count == components else {
      throw violation(
        "C19", x,
        "scatter_dims_to_operand_dims \(map) must have the \(components) axes of an index")
    }
    try requireUnique(
      map + batching, "scatter_dims_to_operand_dims and input_batching_dims", "C20", x)
    try requireAxes(map, "scatter_dims_to_operand_dims", below: input.rank, "C21", x)
  }

  private func requireUpdateShape(
    _ input: TensorType, _ indices: TensorType, _ updates: TensorType, _ x: [TensorType]
  ) throws(TensorError) {
    let scatterDims = dimensions.scatterDims(updates.rank)
    let batchAxes = indices.shape.indices.filter { $0 != dimensions.indexVectorDim }
    guard scatterDims.map({ updates.shape[$0] }) == batchAxes.map({ indices.shape[$0] }) else {
      throw violation(
        "C4", x,
        "the axes \(scatterDims) of the updates must have the sizes of the indices' axes "
          + "\(Array(batchAxes))")
    }
    for (i, axis) in zip(dimensions.updateWindowDims, dimensions.windowAxes(input.rank))
    where updates.shape[i] > input.shape[axis] {
      throw violation(
        "C4", x,
        "axis \(i) of the updates, of size \(updates.shape[i]), does not fit into axis \(axis) "
          + "of the inputs, of size \(input.shape[axis])")
    }
  }
}
