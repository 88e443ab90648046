/// A case's loss with targets and predictions.
struct LossUse {
  private let loss: Loss
  private let inputs: NamedArrays

  /// The loss of `one`, computed in `dtype` if it is given.
  init(_ one: KerasCase, _ dtype: DType? = nil) throws {
    loss = try deserialize(dtype.map { Policies.with($0, one.serialized) } ?? one.serialized)
    inputs = one.inputs
  }

  /// `y_true`, `y_pred`, and those of `sample_weight` and `mask` that are there.
  private func point() throws -> [Tensor] {
    [try inputs.require("y_true"), try inputs.require("y_pred")]
      + [inputs["sample_weight"], inputs["mask"]].compactMap { $0 }
  }
  private func value(_ x: [Tensor]) -> Tensor {
    let weight = inputs["sample_weight"].map { _ in x[2] }
    let mask = inputs["mask"].map { _ in x[weight == nil ? 2 : 3] }
    return loss(x[0], x[1], sampleWeight: weight, mask: mask)
  }

  /// `out0`.
  func value() throws -> KerasFunction {
    KerasFunction(point: try point()) { [("out0", value($0))] }
  }

  /// `grad:y_pred`: of the sum, if there are several values.
  func gradient() throws -> KerasFunction {
    KerasFunction(point: try point()) { x in
      let gradient = grad { (yPred: Tensor) in sum(value([x[0], yPred] + x.dropFirst(2))) }(x[1])
      return [("grad:y_pred", gradient)]
    }
  }
}
