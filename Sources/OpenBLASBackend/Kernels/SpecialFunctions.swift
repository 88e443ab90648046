import Touchstone

/// Functions that the mathematics library lacks, by series and continued fractions in `Double`.
extension Unary {
  /// The function of that kind, if this is one.
  var special: Exact.Unary? {
    switch self {
    case .besselI1e: .besselI1e
    case .digamma: .digamma
    case .erfInv: .erfInv
    case .lgamma: .lgamma
    default: nil
    }
  }

  /// The function of complex numbers, where it is more than arithmetic.
  var complex: ExactComplex.Unary? {
    switch self {
    case .acos: .acos
    case .acosh: .acosh
    case .asin: .asin
    case .asinh: .asinh
    case .atan: .atan
    case .atanh: .atanh
    case .cbrt: .cbrt
    case .cosh: .cosh
    case .cosine: .cosine
    case .exponential: .exponential
    case .exponentialMinusOne: .exponentialMinusOne
    case .log: .log
    case .logPlusOne: .logPlusOne
    case .logistic: .logistic
    case .rsqrt: .rsqrt
    case .sign: .sign
    case .sine: .sine
    case .sinh: .sinh
    case .sqrt: .sqrt
    case .square: .square
    case .tan, .chloTan: .tan
    case .tanh: .tanh
    default: nil
    }
  }
}

extension Binary {
  /// The function by series, if this is one.
  var special: Exact.Binary? {
    switch self {
    case .polygamma: .polygamma
    case .zeta: .zeta
    default: nil
    }
  }

  /// The function of complex numbers, where it is more than a sum or product of parts.
  var complex: ExactComplex.Binary? {
    switch self {
    case .atan2: .atan2
    case .divide: .divide
    case .power: .power
    default: nil
    }
  }
}

func specialKernel<T: LibmFloat>(_ function: Exact.Unary, _: T.Type) -> Kernel {
  { x, t, _ in mapping(&x, t[0]) { (a: T) in T(Platform.value(function, Double(a))) } }
}

func specialKernel<T: LibmFloat>(_ function: Exact.Binary, _: T.Type) -> Kernel {
  { x, t, _ in
    zipping(&x, t[0]) { (a: T, b: T) in T(Platform.value(function, Double(a), Double(b))) }
  }
}

extension ComplexNumber {
  fileprivate var wide: WideComplex { WideComplex(Double(real), Double(imaginary)) }
  fileprivate init(_ wide: WideComplex) {
    self.init(real: Part(wide.real), imaginary: Part(wide.imaginary))
  }
}

extension ExactComplex.Unary {
  /// The power of two by which the result is greater when the argument is greater by `tinyShift`; `nil`
  /// for functions that know none.
  fileprivate var shift: Int? {
    switch self {
    case .sign: 0
    case .sqrt: WideComplex.tinyShift / 2
    case .cbrt: WideComplex.tinyShift / 3
    case .rsqrt: -WideComplex.tinyShift / 2
    default: nil
    }
  }
}

extension WideComplex {
  fileprivate static let tinyShift = 600

  /// Whether the modulus is, or comes near to, a subnormal number, so that it has few digits.
  fileprivate var isTiny: Bool {
    let size = max(real.magnitude, imaginary.magnitude)
    return size > 0 && size < 0x1p-1000
  }

  fileprivate func scaled(by power: Int) -> WideComplex {
    let factor = Double(sign: .plus, exponent: power, significand: 1)
    return WideComplex(real * factor, imaginary * factor)
  }
}

func complexKernel<T: LibmFloat>(_ operation: Unary, _ dtype: DType, _: T.Type) -> Kernel? {
  typealias C = ComplexNumber<T>
  switch operation {
  case .negate:
    return { x, t, _ in
      mapping(&x, t[0]) { (a: C) in C(real: -a.real, imaginary: -a.imaginary) }
    }
  case .conj:
    return { x, t, _ in mapping(&x, t[0]) { (a: C) in C(real: a.real, imaginary: -a.imaginary) } }
  default:
    guard let function = operation.complex, let format = dtype.realPart.floatFormat else {
      return nil
    }
    return { x, t, _ in
      mapping(&x, t[0]) { (a: C) in
        guard let shift = function.shift, a.wide.isTiny else {
          return C(PlatformComplex.complete(function, a.wide, format))
        }
        let large = a.wide.scaled(by: WideComplex.tinyShift)
        return C(PlatformComplex.complete(function, large, format).scaled(by: -shift))
      }
    }
  }
}

func complexKernel<T: LibmFloat>(_ function: ExactComplex.Binary, _: T.Type) -> Kernel {
  typealias C = ComplexNumber<T>
  return { x, t, _ in
    zipping(&x, t[0]) { (a: C, b: C) in C(PlatformComplex.complete(function, a.wide, b.wide)) }
  }
}

func complexAbsKernel<T: LibmFloat>(_: T.Type) -> Kernel {
  { x, t, _ in
    mapping(&x, t[0]) { (a: ComplexNumber<T>) in
      T(Platform.value(.hypot, Double(a.real), Double(a.imaginary)))
    }
  }
}
