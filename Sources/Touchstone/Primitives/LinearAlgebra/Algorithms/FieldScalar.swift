/// A number that matrices are made of here: a `Double`, or a pair of them.
///
/// Each algorithm is written once over this. It uses only `+ - * /` and the square root, which
/// IEEE 754 rounds the same everywhere, so that factorizations are the same bits on every machine.
protocol FieldScalar: Hashable, Sendable {
  /// The number with real part `real` and no imaginary part.
  init(_ real: Double)
  /// The real part.
  var real: Double { get }
  /// The imaginary part.
  var imaginary: Double { get }
  /// The number with the imaginary part negated.
  var conjugate: Self { get }
  static prefix func - (x: Self) -> Self
  static func + (x: Self, y: Self) -> Self
  static func - (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self
  /// The number times a real one.
  func scaled(by factor: Double) -> Self
  /// The elements of `tensor`, exactly.
  static func elements(of tensor: HostTensor) -> [Self]
  /// `elements` as a part of a result.
  static func part(_ elements: [Self]) -> MatrixPart
}

extension FieldScalar {
  /// Not a number, in both parts.
  static var undefined: Self { Self(.nan).replacingImaginary(.nan) }
  static func += (x: inout Self, y: Self) { x = x + y }
  static func -= (x: inout Self, y: Self) { x = x - y }
  static func *= (x: inout Self, y: Self) { x = x * y }

  var isZero: Bool { real == 0 && imaginary == 0 }
  var isFinite: Bool { real.isFinite && imaginary.isFinite }
  var squaredMagnitude: Double { real * real + imaginary * imaginary }
  /// The absolute value, without overflow on the way.
  var magnitude: Double {
    let a = real.magnitude
    let b = imaginary.magnitude
    let larger = a > b ? a : b
    if larger == 0 || !larger.isFinite { return larger + (a > b ? b : a) * 0 }
    let ratio = (a > b ? b : a) / larger
    return larger * (1 + ratio * ratio).squareRoot()
  }
  /// The sum of the parts' absolute values, by which LAPACK chooses pivots.
  var taxicabMagnitude: Double { real.magnitude + imaginary.magnitude }

  private func replacingImaginary(_ value: Double) -> Self {
    (WideComplex(real, value) as? Self) ?? self
  }
}

extension Double: FieldScalar {
  var real: Double { self }
  var imaginary: Double { 0 }
  var conjugate: Double { self }
  func scaled(by factor: Double) -> Double { self * factor }
  static func elements(of tensor: HostTensor) -> [Double] { tensor.doubles }
  static func part(_ elements: [Double]) -> MatrixPart { .real(elements) }
}

extension WideComplex: FieldScalar {
  init(_ real: Double) { self.init(real, 0) }
  var conjugate: WideComplex { WideComplex(real, -imaginary) }
  func scaled(by factor: Double) -> WideComplex { WideComplex(real * factor, imaginary * factor) }
  static func elements(of tensor: HostTensor) -> [WideComplex] { tensor.complexes }
  static func part(_ elements: [WideComplex]) -> MatrixPart { .complex(elements) }

  static prefix func - (x: WideComplex) -> WideComplex { WideComplex(-x.real, -x.imaginary) }
  static func + (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(x.real + y.real, x.imaginary + y.imaginary)
  }
  static func - (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(x.real - y.real, x.imaginary - y.imaginary)
  }
  static func * (x: WideComplex, y: WideComplex) -> WideComplex {
    WideComplex(
      x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real)
  }
  /// The quotient, the divisor first scaled by a power of two so that its square neither
  /// overflows nor vanishes; by zero, each part divided by zero.
  static func / (x: WideComplex, y: WideComplex) -> WideComplex {
    let size = max(y.real.magnitude, y.imaginary.magnitude)
    if size == 0 { return WideComplex(x.real / size, x.imaginary / size) }
    guard size.isFinite else {
      return x.isFinite && !(y.real.isNaN || y.imaginary.isNaN) ? WideComplex(0, 0) : .undefined
    }
    let scale = powerOfTwo(-size.exponent)
    let divisor = y.scaled(by: scale)
    let numerator = x.scaled(by: scale) * divisor.conjugate
    let square = divisor.squaredMagnitude
    return WideComplex(numerator.real / square, numerator.imaginary / square)
  }
}

/// 2 to `exponent`, which is brought into the range where that is a normal number.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: min(max(exponent, -1022), 1023), significand: 1)
}
