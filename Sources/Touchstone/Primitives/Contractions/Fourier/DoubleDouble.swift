/// A number as the unevaluated sum of two doubles, the second at most half an ulp of the first:
/// about 106 bits (T. J. Dekker, "A floating-point technique for extending the available
/// precision", Numer. Math. 18, 1971).
struct DoubleDouble: BitwiseCopyable {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// `x + y` without error.
  @inline(__always) static func sum(_ x: Double, _ y: Double) -> DoubleDouble {
    let total = x + y
    let part = total - x
    return DoubleDouble(total, (x - (total - part)) + (y - part))
  }

  /// `x + y` without error, where `x` is the larger in magnitude.
  @inline(__always) private static func quickSum(_ x: Double, _ y: Double) -> DoubleDouble {
    let total = x + y
    return DoubleDouble(total, y - (total - x))
  }

  @inline(__always) static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let (high, low) = (sum(x.high, y.high), sum(x.low, y.low))
    let middle = quickSum(high.high, high.low + low.high)
    return quickSum(middle.high, middle.low + low.low)
  }
  @inline(__always) static prefix func - (x: DoubleDouble) -> DoubleDouble {
    DoubleDouble(-x.high, -x.low)
  }
  @inline(__always) static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble { x + -y }

  @inline(__always) static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = x.high * y.high
    let error = (-product).addingProduct(x.high, y.high)
    return quickSum(product, error + (x.high * y.low + x.low * y.high))
  }

  /// The quotient by a positive integer.
  func divided(by n: Int) -> DoubleDouble {
    let divisor = Double(n)
    let first = high / divisor
    let rest = self - DoubleDouble(first) * DoubleDouble(divisor)
    return Self.quickSum(first, rest.high / divisor)
  }
}

/// What a Fourier transform computes in: `Double` where the result is rounded to a narrower dtype,
/// twice its precision where it is not.
protocol FourierNumber: BitwiseCopyable {
  init(_ x: Double)
  init(_ x: DoubleDouble)
  var double: Double { get }
  static func + (x: Self, y: Self) -> Self
  static func - (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static prefix func - (x: Self) -> Self
  func divided(by n: Int) -> Self
}

extension Double: FourierNumber {
  init(_ x: DoubleDouble) { self = x.high }
  var double: Double { self }
  func divided(by n: Int) -> Double { self / Double(n) }
}

extension DoubleDouble: FourierNumber {
  init(_ x: Double) { self.init(x, 0) }
  init(_ x: DoubleDouble) { self = x }
  var double: Double { high + low }
}

/// A complex number of two `FourierNumber`s.
struct FourierComplex<T: FourierNumber>: BitwiseCopyable {
  var real: T
  var imaginary: T

  @inline(__always) init(_ real: T, _ imaginary: T) {
    self.real = real
    self.imaginary = imaginary
  }
  static var zero: Self { Self(T(0.0), T(0.0)) }

  @inline(__always) static func + (x: Self, y: Self) -> Self {
    Self(x.real + y.real, x.imaginary + y.imaginary)
  }
  @inline(__always) static func * (x: Self, y: Self) -> Self {
    Self(
      x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real)
  }
  var conjugate: Self { Self(real, -imaginary) }
}

/// `exp(-2πi · k / n)`, the same on every machine.
func unitRoot<T: FourierNumber>(_ k: Int, _ n: Int, _: T.Type) -> FourierComplex<T> {
  // Reduced exactly to an eighth of the circle: 8k/n = octant + rest/n.
  let (octant, rest) = (k % n * 8).quotientAndRemainder(dividingBy: n)
  let mirrored = octant % 2 == 1
  let fraction = mirrored ? n - rest : rest
  let quarterPi = DoubleDouble(0x1.921FB54442D18p-1, 0x1.1A62633145C07p-55)
  let angle = (quarterPi * DoubleDouble(Double(fraction))).divided(by: n)
  let (sine, cosine) = sineAndCosine(angle)
  let (s, c) = mirrored ? (cosine, sine) : (sine, cosine)
  // Here (c, s) belongs to the angle within its quarter, after mirroring at its middle.
  let (x, y): (DoubleDouble, DoubleDouble) =
    switch octant / 2 {
    case 0: (c, s)
    case 1: (-s, c)
    case 2: (-c, -s)
    default: (s, -c)
    }
  return FourierComplex(T(x), T(-y))
}

/// Sine and cosine of `x` in 0...π/4, by their Taylor series.
private func sineAndCosine(_ x: DoubleDouble) -> (DoubleDouble, DoubleDouble) {
  let square = x * x
  // 27 terms leave less than 2⁻¹¹⁰: (π/4)²⁸ / 28! < 10⁻³².
  var sine = DoubleDouble(0.0)
  var cosine = DoubleDouble(0.0)
  for n in stride(from: 26, through: 2, by: -2) {
    cosine = (DoubleDouble(1.0) - cosine) * square
    cosine = cosine.divided(by: n * (n - 1))
    sine = (DoubleDouble(1.0) - sine) * square
    sine = sine.divided(by: n * (n + 1))
  }
  return ((DoubleDouble(1.0) - sine) * x, DoubleDouble(1.0) - cosine)
}
