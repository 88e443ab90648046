/// What the batch normalizations are made of, for their derivatives.
private struct Normalization {
  let shape: [Int]
  let featureIndex: Int
  let epsilon: Double

  /// How many elements each feature has.
  var count: Double {
    Double(shape.indices.reduce(1) { $1 == featureIndex ? $0 : $0 * shape[$1] })
  }
  /// A number for each feature, at all its elements.
  func spread(_ x: Tensor) -> Tensor { broadcast(x, to: shape, axes: [featureIndex]) }
  /// The sum over the elements of each feature.
  func total(_ x: Tensor) -> Tensor {
    x.summed(shape.indices.filter { $0 != featureIndex })
  }
  func deviation(_ variance: Tensor) -> Tensor { sqrt(variance + epsilon) }
  /// The elements of `x` normalized, scaled and offset.
  func normalized(
    _ x: Tensor, _ scale: Tensor, _ offset: Tensor, _ mean: Tensor, _ variance: Tensor
  ) -> Tensor {
    spread(scale) * ((x - spread(mean)) / spread(deviation(variance))) + spread(offset)
  }
}

extension BatchNormTraining: Composed {
  func composed(_ x: [Tensor]) -> [Tensor] {
    let n = Normalization(
      shape: x[0].shape, featureIndex: featureIndex, epsilon: Double(epsilon))
    let mean = n.total(x[0]) / n.count
    let centered = x[0] - n.spread(mean)
    let variance = n.total(centered * centered) / n.count
    return [n.normalized(x[0], x[1], x[2], mean, variance), mean, variance]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batchedByFeature(
      x, axes, axis, featureIndex, full: [0], fullResults: [0],
      self)
  }
}

extension BatchNormInference: Composed {
  func composed(_ x: [Tensor]) -> [Tensor] {
    let n = Normalization(
      shape: x[0].shape, featureIndex: featureIndex, epsilon: Double(epsilon))
    return [n.normalized(x[0], x[1], x[2], x[3], x[4])]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batchedByFeature(x, axes, axis, featureIndex, full: [0], fullResults: [0], self)
  }
}

extension BatchNormGrad: Composed {
  func composed(_ x: [Tensor]) -> [Tensor] {
    let n = Normalization(
      shape: x[0].shape, featureIndex: featureIndex, epsilon: Double(epsilon))
    let (scale, mean, gradient) = (x[1], x[2], x[4])
    let centered = x[0] - n.spread(mean)
    let deviation = n.deviation(x[3])
    let total = n.total(gradient)
    let moment = n.total(gradient * centered)
    let slope = n.spread(scale / deviation) / n.count
    let pull = n.spread(moment / (x[3] + Double(epsilon))) * centered
    return [slope * (gradient * n.count - n.spread(total) - pull), moment / deviation, total]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batchedByFeature(x, axes, axis, featureIndex, full: [0, 4], fullResults: [0], self)
  }
}

extension Primitive {
  /// A batch normalization of all members at once: the features of each are features of one tensor.
  ///
  /// `full` names the operands that have all dimensions, `fullResults` such results; the others have
  /// that of the features alone.
  fileprivate func batchedByFeature(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis, _ featureIndex: Int, full: Set<Int>,
    fullResults: Set<Int>, _ operation: any Primitive
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.allSatisfy({ $0 == nil }) {
      let values = try apply(operation, x)
      return (values, values.map { _ in nil })
    }
    let folded = x.indices.map { i in
      x[i].withBatchAxis(axes[i], at: full.contains(i) ? featureIndex : 0, axis.size)
        .mergingAxis(full.contains(i) ? featureIndex : 0)
    }
    let results = try apply(operation, folded)
    let places = results.indices.map { fullResults.contains($0) ? featureIndex : 0 }
    return (zip(results, places).map { $0.splittingAxis($1, axis.size) }, places)
  }
}

extension Tensor {
  /// The axes `axis` and `axis + 1` made one.
  func mergingAxis(_ axis: Int) -> Tensor {
    var shape = self.shape
    let count = shape.remove(at: axis)
    shape[axis] *= count
    return reshape(self, shape)
  }

  /// `axis` made two, of which the first has `count` indices.
  func splittingAxis(_ axis: Int, _ count: Int) -> Tensor {
    var shape = self.shape
    shape[axis] /= max(count, 1)
    shape.insert(count, at: axis)
    return reshape(self, shape)
  }

  /// The axis `from` made the outer part of the axis that is `into` without it.
  func foldingAxis(_ from: Int, into: Int) -> Tensor {
    movingAxis(from, to: into).mergingAxis(into)
  }
}
