/// The magnitude of each element; of a complex number the modulus, a real number.
///
/// The least integer of its dtype has no positive counterpart and stays as it is. What has no sign,
/// unsigned integers and booleans, passes through.
///
/// Specification: `abs`.
public func abs(_ x: Tensor) -> Tensor {
  if x.dtype.family == .unsigned || x.dtype == .i1 { return x }
  return bind(Abs(), x)
}

package struct Abs: ElementwiseOperation {
  package static let names = ["stablehlo.abs"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package var resultClause: String { "C2" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    switch x[0].dtype.family {
    case .signed, .float, .complex: return x[0].with(x[0].dtype.realPart)
    default: throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    switch x[0].wide {
    case .float(let e): return HostTensor(type, doubles: e.map(\.magnitude))
    case .complex(let e):
      let format = type.dtype.floatFormat ?? FloatFormat(11, 52)
      return HostTensor(type, doubles: e.map { ExactComplex.abs($0, format) })
    case .signed(let e): return HostTensor(type, signed: e.map { $0 < 0 ? 0 &- $0 : $0 })
    case .unsigned, .boolean:
      preconditionFailure("the type rule let \(x[0].type) through to abs")
    }
  }
  package var derivative: Derivative {
    .partial { x, y in
      guard x.dtype.isComplex else { return sign(x) }
      // Not by `sign`, so that the derivative of the modulus in turn goes into the next one.
      let zero = Tensor.zeros(like: y)
      return conj(x) / complex(select(equal(y, zero), zero + 1, y), zero)
    }
  }
  package var promise: Promise { .exact }
  package func promise(on x: [TensorType]) -> Promise {
    x.first?.dtype.isComplex == true ? .elementary : .exact
  }
}
