/// The elements of `x` as numbers of `dtype`.
///
/// To a float: rounded to nearest, ties to even. Float to integer: toward zero, what lies outside
/// the range becomes its nearest end, NaN becomes 0. Integer to integer: modulo 2 to the width.
/// To a boolean: whether the number differs from 0. Complex to real: the real part.
///
/// Specification: `convert`.
public func convert(_ x: Tensor, to dtype: DType) -> Tensor { bind(Convert(to: dtype), x) }

package struct Convert: ElementwiseOperation {
  package static let names = ["stablehlo.convert"]
  package let dtype: DType

  package init(to dtype: DType) { self.dtype = dtype }

  package init(_ source: inout OperationSource) throws(TensorError) {
    dtype = try source.resultType().dtype
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    guard dtype.isElement else { throw violation("C1", x, "\(dtype) is not a dtype of elements") }
    return x[0].with(dtype)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    x[0].converted(to: dtype)
  }
  package var derivative: Derivative {
    dtype.isFloat || dtype.isComplex ? .linear(positions: [0]) : .zero
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) -> [Tensor?] {
    [ct[0].map { convert($0, to: x[0].type.dtype) }]
  }
  package var promise: Promise { .exact }
}
