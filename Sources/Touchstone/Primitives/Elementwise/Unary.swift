/// An operation on each element of one operand that keeps its type: one case and one row each.
///
/// Those whose result has another dtype, or that have attributes, are types of their own.
package enum Unary: String, ElementwiseOperation, CaseIterable {
  case cbrt = "stablehlo.cbrt"
  case ceil = "stablehlo.ceil"
  case cosine = "stablehlo.cosine"
  case countLeadingZeros = "stablehlo.count_leading_zeros"
  case exponential = "stablehlo.exponential"
  case exponentialMinusOne = "stablehlo.exponential_minus_one"
  case floor = "stablehlo.floor"
  case log = "stablehlo.log"
  case logPlusOne = "stablehlo.log_plus_one"
  case logistic = "stablehlo.logistic"
  case negate = "stablehlo.negate"
  case not = "stablehlo.not"
  case popcnt = "stablehlo.popcnt"
  case roundNearestAfz = "stablehlo.round_nearest_afz"
  case roundNearestEven = "stablehlo.round_nearest_even"
  case rsqrt = "stablehlo.rsqrt"
  case sign = "stablehlo.sign"
  case sine = "stablehlo.sine"
  case sqrt = "stablehlo.sqrt"
  case tan = "stablehlo.tan"
  case tanh = "stablehlo.tanh"
  case acos = "chlo.acos"
  case acosh = "chlo.acosh"
  case asin = "chlo.asin"
  case asinh = "chlo.asinh"
  case atan = "chlo.atan"
  case atanh = "chlo.atanh"
  case besselI1e = "chlo.bessel_i1e"
  case chloTan = "chlo.tan"
  case conj = "chlo.conj"
  case cosh = "chlo.cosh"
  case digamma = "chlo.digamma"
  case erf = "chlo.erf"
  case erfInv = "chlo.erf_inv"
  case erfc = "chlo.erfc"
  case lgamma = "chlo.lgamma"
  case sinh = "chlo.sinh"
  case square = "chlo.square"
}

extension Unary {
  package static let names = allCases.map(\.rawValue)

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Unary(rawValue: source.name) else {
      throw source.invalid("not a unary elementwise operation")
    }
    self = operation
  }
  package var fullName: String { rawValue }
  package static func syntax(of name: String) -> Syntax { .elementwise(name) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard accepts(x[0].dtype.family) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor { row.map(x[0]) }
  package var derivative: Derivative { row.derivative }
  package func derivative(on x: [TensorType]) -> Derivative {
    self == .sign && x.first?.dtype.isComplex == true ? .custom : derivative
  }
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    guard self == .sign, x[0].dtype.isComplex, let dx = dx[0] else {
      return try differentiateAsDeclared(x, dx)
    }
    // z / |z| changes by what of dz is across z.
    let y = try apply(self, x)[0]
    let (size, zero) = (abs(x[0]), Tensor.zeros(like: real(y)))
    let isZero = equal(size, zero)
    let scale = select(isZero, zero, 1 / select(isZero, zero + 1, size))
    let across = dx - y * complex(real(Touchstone.conj(y) * dx), zero)
    return ([y], [across * complex(scale, zero)])
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    switch self {
    case .negate, .conj: [ct[0].map { bind(self, $0) }]
    default: throw notTransposable(x)
    }
  }
  package var promise: Promise { row.promise }
  package func promise(on x: [TensorType]) -> Promise {
    self == .sign && x.first?.dtype.isComplex == true ? .elementary : promise
  }
}

extension Syntax {
  /// Operands and types alone, as the operation's dialect writes them.
  static func elementwise(_ name: String) -> Syntax {
    Syntax(types: name.hasPrefix("chlo.") ? .arrow : .shortest)
  }
}
