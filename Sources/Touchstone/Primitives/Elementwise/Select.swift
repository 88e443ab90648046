/// The elements of `onTrue` where `predicate` holds, and of `onFalse` elsewhere.
///
/// Shape: `predicate` is a scalar, or has the shape of the others.
///
/// Specification: `select`.
public func select(_ predicate: Tensor, _ onTrue: Tensor, _ onFalse: Tensor) -> Tensor {
  bind(Select(), predicate, onTrue.yielding(to: onFalse), onFalse.yielding(to: onTrue))
}

package struct Select: ElementwiseOperation {
  package static let names = ["stablehlo.select"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { Syntax(types: .select) }
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    guard x[0].dtype == .i1 else { throw violation("I1", x, "the predicate must be of i1") }
    guard x[1] == x[2], x[1].dtype.isElement else {
      throw violation("C2", x, "both choices must have the same type")
    }
    guard x[0].rank == 0 || x[0].shape == x[1].shape else {
      throw violation("C1", x, "the predicate must be a scalar or have the choices' shape")
    }
    return x[1]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let predicate = x[0].booleans
    if x[0].type.rank == 0 { return predicate[0] ? x[1] : x[2] }
    return HostTensor(type) { result in
      x[1].withBytes { onTrue in
        x[2].withBytes { onFalse in
          let width = type.dtype.byteWidth
          for (i, isTrue) in predicate.enumerated() {
            let source = isTrue ? onTrue : onFalse
            for byte in i * width..<(i + 1) * width { result[byte] = source[byte] }
          }
        }
      }
    }
  }
  package var derivative: Derivative { .linear(positions: [1, 2]) }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0], let predicate = x[0].known else { return [nil, nil, nil] }
    let zero = Tensor.zeros(like: ct)
    return [
      nil, x[1].isLinear ? select(predicate, ct, zero) : nil,
      x[2].isLinear ? select(predicate, zero, ct) : nil,
    ]
  }
  package var promise: Promise { .exact }
}
