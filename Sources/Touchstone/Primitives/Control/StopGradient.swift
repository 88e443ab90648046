/// `x` itself, whose derivative is zero.
///
/// Specification: `stop_gradient`.
public func stopGradient(_ x: Tensor) -> Tensor {
  // Where nothing is traced there is no gradient to stop.
  Context.interpreter == nil ? x : bind(StopGradient(), x)
}

package struct StopGradient: ElementwiseOperation {
  package static let names = ["touchstone.stop_gradient"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { x[0] }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
