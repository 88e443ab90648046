extension Scatter {
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let (own, places) = (parts(x), parts(axes))
    // The body works on scalars: a captured one that differs between members has no place in it.
    if places.captured.contains(where: { $0 != nil }) {
      return try batchedOneByOne(x, axes, axis)
    }
    let inputAxis = places.inputs.lazy.compactMap { $0 }.first ?? 0
    let updatesRank = own.updates[0].rank - (places.updates[0] == nil ? 0 : 1)
    var numbers = dimensions
    let updateAxis: Int
    if let indicesAxis = places.indices {
      updateAxis = numbers.addIndicesAxis(indicesAxis, updatesRank: updatesRank)
      numbers.makeRoomInInputs(at: inputAxis)
      numbers.pair(inputAxis, indicesAxis)
    } else {
      let inputRank = own.inputs[0].rank - (places.inputs[0] == nil ? 0 : 1)
      updateAxis = numbers.addWindowAxis(
        inputAxis, ofRank: inputRank, updatesRank: updatesRank)
      numbers.makeRoomInInputs(at: inputAxis)
    }
    // What is sorted for each member need not be so for all of them together.
    let batched = Scatter(
      numbers, body: body, captureCount: captureCount,
      indicesAreSorted: indicesAreSorted && places.indices == nil, uniqueIndices: uniqueIndices)
    let inputs = zip(own.inputs, places.inputs).map {
      $0.withBatchAxis($1, at: inputAxis, axis.size)
    }
    let updates = zip(own.updates, places.updates).map {
      $0.withBatchAxis($1, at: updateAxis, axis.size)
    }
    let results = try apply(batched, own.captured + inputs + [own.indices] + updates)
    return (results, results.map { _ in inputAxis })
  }
}

extension ScatterDimensionNumbers {
  /// Puts an axis into the indices at `axis`: one more for the updates (a gather's result) to run
  /// over, at the place returned.
  mutating func addIndicesAxis(_ axis: Int, updatesRank: Int) -> Int {
    let scatterDims = scatterDims(updatesRank)
    scatterIndicesBatchingDims = scatterIndicesBatchingDims.makingRoom(at: axis)
    if axis <= indexVectorDim { indexVectorDim += 1 }
    let before = axis - (indexVectorDim < axis ? 1 : 0)
    let place = before < scatterDims.count ? scatterDims[before] : updatesRank
    updateWindowDims = updateWindowDims.makingRoom(at: place)
    return place
  }

  /// Puts into the updates the axis of windows that have one more at `axis` of the inputs, before of
  /// `rank`: the place returned.
  mutating func addWindowAxis(_ axis: Int, ofRank rank: Int, updatesRank: Int) -> Int {
    let before = windowAxes(rank).count { $0 < axis }
    let place = before < updateWindowDims.count ? updateWindowDims[before] : updatesRank
    updateWindowDims = updateWindowDims.makingRoom(at: place).inserting(place, at: before)
    return place
  }

  /// Numbers the inputs' axes as they are when one more is put in at `axis`.
  mutating func makeRoomInInputs(at axis: Int) {
    insertedWindowDims = insertedWindowDims.makingRoom(at: axis)
    inputBatchingDims = inputBatchingDims.makingRoom(at: axis)
    scatterDimsToOperandDims = scatterDimsToOperandDims.makingRoom(at: axis)
  }

  /// Lets an axis of the inputs run together with one of the indices.
  mutating func pair(_ inputAxis: Int, _ indicesAxis: Int) {
    let place = inputBatchingDims.count { $0 < inputAxis }
    inputBatchingDims.insert(inputAxis, at: place)
    scatterIndicesBatchingDims.insert(indicesAxis, at: place)
  }
}

extension Scatter: ControlFlow {
  func expandBodies(_ x: [Tensor]) throws -> [Tensor] {
    let captured = Array(x.prefix(captureCount))
    let scalars = Array(body.parameters.dropFirst(captureCount))
    let region = try Region(TraceOrigin(transformation: "expansion"), scalars) {
      try body.expandedResults(captured + $0)
    }
    let scatter = Scatter(
      dimensions, body: region.block, captureCount: region.captured.count,
      indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices)
    return try apply(scatter, region.captured + x.dropFirst(captureCount))
  }
}
