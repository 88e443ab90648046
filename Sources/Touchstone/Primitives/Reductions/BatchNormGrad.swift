/// The gradients of `batchNormTraining` by operand, scale and offset, where `gradOutput` is that by
/// the output.
///
/// Specification: `batch_norm_grad`.
public func batchNormGrad(
  _ x: Tensor, _ scale: Tensor, _ mean: Tensor, _ variance: Tensor, _ gradOutput: Tensor,
  epsilon: Float, featureIndex: Int
) -> (operand: Tensor, scale: Tensor, offset: Tensor) {
  let results = bind(
    BatchNormGrad(epsilon: epsilon, featureIndex: featureIndex),
    [x, scale, mean, variance, gradOutput])
  return results.count == 3
    ? (results[0], results[1], results[2]) : (results[0], results[0], results[0])
}

package struct BatchNormGrad: Primitive {
  package static let names = ["stablehlo.batch_norm_grad"]
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
  package var resultClause: String { "C3" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(5, x)
    try checkBatchNorm(featureIndex, x, vectors: [])
    guard x[4].shape == x[0].shape else {
      throw violation("C3", x, "grad_output must have shape \(x[0].shape), got \(x[4].shape)")
    }
    guard x[1].rank == 1, x[2].shape == x[1].shape, x[3].shape == x[1].shape else {
      throw violation("C4", x, "scale, mean and variance must have one shape of rank 1")
    }
    guard x[1].shape[0] == x[0].shape[featureIndex] else {
      throw violation(
        "C5", x, "scale must have \(x[0].shape[featureIndex]) elements, got \(x[1].shape[0])")
    }
    return [x[0], x[1], x[1]]
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) -> [HostTensor] {
    let (operand, scale, mean) = (x[0].doubles, x[1].doubles, x[2].doubles)
    let (given, gradient) = (x[3].doubles, x[4].doubles)
    let slices = FeatureSlices(types[0], featureIndex: featureIndex)
    let count = Double(slices.offsets.count)
    let variance = given.map { $0 + Double(epsilon) }
    let deviation = variance.map { $0.squareRoot() }
    let total = slices.sums { gradient[$1] }
    let moment = slices.sums { f, i in gradient[i] * (operand[i] - mean[f]) }
    let operandGradient = slices.map(types[0].count) { f, i in
      let centered = operand[i] - mean[f]
      return scale[f] / deviation[f] / count
        * (gradient[i] * count - total[f] - moment[f] * centered / variance[f])
    }
    let scaleGradient = slices.sums { f, i in gradient[i] * ((operand[i] - mean[f]) / deviation[f])
    }
    return [
      HostTensor(types[0], doubles: operandGradient), HostTensor(types[1], doubles: scaleGradient),
      HostTensor(types[2], doubles: total),
    ]
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .reassociating }
}
