/// `x` normalized with the `mean` and `variance` given for each feature, scaled and offset.
///
/// Specification: `batch_norm_inference`.
public func batchNormInference(
  _ x: Tensor, _ scale: Tensor, _ offset: Tensor, _ mean: Tensor, _ variance: Tensor,
  epsilon: Float, featureIndex: Int
) -> Tensor {
  bind(
    BatchNormInference(epsilon: epsilon, featureIndex: featureIndex), x, scale, offset, mean,
    variance)
}

package struct BatchNormInference: Operation {
  package static let names = ["stablehlo.batch_norm_inference"]
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

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(5, x)
    try checkBatchNorm(
      featureIndex, x,
      vectors: [
        (1, "scale", "C3"), (2, "offset", "C4"), (3, "mean", "C5"), (4, "variance", "C6"),
      ])
    return x[0]
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let (operand, scale, offset) = (x[0].doubles, x[1].doubles, x[2].doubles)
    let (mean, variance) = (x[3].doubles, x[4].doubles)
    let deviation = variance.map { ($0 + Double(epsilon)).squareRoot() }
    let result = FeatureSlices(type, featureIndex: featureIndex).map(type.count) { f, i in
      scale[f] * ((operand[i] - mean[f]) / deviation[f]) + offset[f]
    }
    return HostTensor(type, doubles: result)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .reassociating }
}
