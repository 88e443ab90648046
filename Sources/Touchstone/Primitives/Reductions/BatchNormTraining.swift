/// `x` normalized over all dimensions but that of the features, with the mean and the variance
/// (divided by the number of elements, not one less) of each feature.
///
/// Specification: `batch_norm_training`.
public func batchNormTraining(
  _ x: Tensor, _ scale: Tensor, _ offset: Tensor, epsilon: Float, featureIndex: Int
) -> (output: Tensor, mean: Tensor, variance: Tensor) {
  let results = bind(
    BatchNormTraining(epsilon: epsilon, featureIndex: featureIndex), [x, scale, offset])
  return results.count == 3
    ? (results[0], results[1], results[2]) : (results[0], results[0], results[0])
}

package struct BatchNormTraining: Primitive {
  package static let names = ["stablehlo.batch_norm_training"]
  package let epsilon: Float
  package let featureIndex: Int

  package init(epsilon: Float, featureIndex: Int) {
    self.epsilon = epsilon
    self.featureIndex = featureIndex
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    epsilon = Float(try source.float("epsilon"))
    featureIndex = try source.integer("feature_index")
  }
  package var attributes: [NamedAttribute] { batchNormAttributes(epsilon, featureIndex) }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C7" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(3, x)
    try checkBatchNorm(
      featureIndex, x, vectors: [(1, "scale", "C3"), (2, "offset", "C4")])
    return [x[0], x[1], x[1]]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) -> [HostTensor] {
    let (operand, scale, offset) = (x[0].doubles, x[1].doubles, x[2].doubles)
    let slices = FeatureSlices(types[0], featureIndex: featureIndex)
    let count = Double(slices.offsets.count)
    let mean = slices.sums { operand[$1] }.map { $0 / count }
    let variance = slices.sums { f, i in
      let centered = operand[i] - mean[f]
      return centered * centered
    }.map { $0 / count }
    let deviation = variance.map { ($0 + Double(epsilon)).squareRoot() }
    let output = slices.map(types[0].count) { f, i in
      scale[f] * ((operand[i] - mean[f]) / deviation[f]) + offset[f]
    }
    return [
      HostTensor(types[0], doubles: output), HostTensor(types[1], doubles: mean),
      HostTensor(types[2], doubles: variance),
    ]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .reassociating }
}
