extension Convolution {
  /// One convolution for all members: the batch axis becomes part of the input's batch, of the
  /// features, or of the groups.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axis.size == 0 { return try batchedOneByOne(x, axes, axis) }
    let d = settings.dimensions
    var other = settings
    func run(_ lhs: Tensor, _ rhs: Tensor) throws -> Tensor {
      try apply(Convolution(other, padding: padding), [lhs, rhs])[0]
    }
    switch (axes[0], axes[1]) {
    case (nil, nil): return (try apply(self, x), [nil])
    case (let l?, let r?):
      let lhs: Tensor
      if settings.batchGroupCount > 1 {
        lhs = x[0].foldingAxis(l, into: d.inputBatch)
        other.batchGroupCount *= axis.size
      } else {
        lhs = x[0].foldingAxis(l, into: d.inputFeature)
        other.featureGroupCount *= axis.size
      }
      let result = try run(lhs, x[1].foldingAxis(r, into: d.kernelOutputFeature))
      return ([result.splittingAxis(d.outputFeature, axis.size)], [d.outputFeature])
    case (let l?, nil):
      let lhs = x[0].folding(l, into: d.inputBatch, groups: settings.batchGroupCount)
      let result = try run(lhs, x[1])
      return ([result.splittingAxis(d.outputBatch, axis.size)], [d.outputBatch])
    case (nil, let r?):
      let groups = max(settings.featureGroupCount, settings.batchGroupCount)
      let rhs = x[1].folding(r, into: d.kernelOutputFeature, groups: groups)
      let result = try run(x[0], rhs)
      let place = d.outputFeature
      if groups == 1 { return ([result.splittingAxis(place, axis.size)], [place]) }
      // Groups are outermost: the members' features lie within them.
      let parts = result.splittingAxis(place, groups).splittingAxis(place + 1, axis.size)
      return ([parts.foldingAxis(place, into: place + 1)], [place])
    }
  }
}

extension Tensor {
  /// The axis `from` made part of the axis that is `into` without it, inside its outermost `groups`.
  fileprivate func folding(_ from: Int, into: Int, groups: Int) -> Tensor {
    let moved = movingAxis(from, to: into)
    if groups == 1 { return moved.mergingAxis(into) }
    return moved.splittingAxis(into + 1, groups).movingAxis(into + 1, to: into)
      .mergingAxis(into + 1).mergingAxis(into)
  }
}
