/// Discrete Fourier transforms of one length, prepared once for many.
///
/// Lengths are split into their prime factors (J. W. Cooley and J. W. Tukey, Math. Comp. 19, 1965);
/// a large prime becomes a convolution of a power of two (L. I. Bluestein, IEEE Trans. Audio
/// Electroacoust. 18, 1970).
final class FourierPlan<T: FourierNumber> {
  typealias Number = FourierComplex<T>
  private let length: Int
  private let factors: [Int]
  /// `exp(-2πi · k / length)`.
  private let roots: [Number]
  private let chirp: Chirp?
  private var scratch: [Number]

  /// The greatest prime factor for which the sums are done as they are written.
  private static var largestPlainPrime: Int { 61 }

  init(_ length: Int) {
    self.length = length
    let factors = primeFactors(length)
    self.factors = factors
    chirp = factors.max().map { $0 > Self.largestPlainPrime } == true ? Chirp(length) : nil
    roots = chirp == nil ? (0..<length).map { unitRoot($0, length, T.self) } : []
    scratch = [Number](repeating: .zero, count: factors.max() ?? 1)
  }

  /// The transform of `x`, which has the plan's length.
  func transform(_ x: [Number]) -> [Number] {
    if length <= 1 { return x }
    if let chirp { return chirp.transform(x) }
    var result = x
    x.withUnsafeBufferPointer { input in
      result.withUnsafeMutableBufferPointer { output in
        step(input, 0, 1, output, 0, length, factors[...])
      }
    }
    return result
  }

  /// Puts the transform of the `count` elements of `input` from `first` on, `stride` apart, into
  /// `output` from `start` on.
  private func step(
    _ input: UnsafeBufferPointer<Number>, _ first: Int, _ stride: Int,
    _ output: UnsafeMutableBufferPointer<Number>, _ start: Int, _ count: Int,
    _ factors: ArraySlice<Int>
  ) {
    guard let radix = factors.first else { return output[start] = input[first] }
    let part = count / radix
    for r in 0..<radix {
      step(
        input, first + r * stride, stride * radix, output, start + r * part, part,
        factors.dropFirst())
    }
    // Element k + q·part of the result is the sum over r of part r's element k, turned.
    let turn = length / count
    for k in 0..<part {
      for r in 0..<radix {
        scratch[r] = output[start + r * part + k] * roots[r * k * turn]
      }
      for q in 0..<radix {
        var sum = scratch[0]
        for r in 1..<radix {
          sum = sum + scratch[r] * roots[r * q * part * turn % length]
        }
        output[start + q * part + k] = sum
      }
    }
  }

  /// Bluestein's form: with `w[k] = exp(-πi k²/n)`, `X[k] = w[k] · Σ (x[j] w[j]) · conj(w[k - j])`.
  private final class Chirp {
    let length: Int
    let padded: Int
    let weights: [Number]
    let plan: FourierPlan<T>
    let kernel: [Number]

    init(_ length: Int) {
      self.length = length
      var padded = 1
      while padded < 2 * length - 1 { padded *= 2 }
      self.padded = padded
      weights = (0..<length).map { k in
        // k² modulo 2n, exactly.
        let square = k.multipliedFullWidth(by: k)
        let reduced = (2 * length).dividingFullWidth(square).remainder
        return unitRoot(reduced, 2 * length, T.self)
      }
      plan = FourierPlan(padded)
      var kernel = [Number](repeating: .zero, count: padded)
      kernel[0] = weights[0].conjugate
      for k in 1..<length {
        kernel[k] = weights[k].conjugate
        kernel[padded - k] = kernel[k]
      }
      self.kernel = plan.transform(kernel)
    }

    func transform(_ x: [Number]) -> [Number] {
      var turned = [Number](repeating: .zero, count: padded)
      for k in 0..<length { turned[k] = x[k] * weights[k] }
      turned = plan.transform(turned)
      // The inverse is the transform of the conjugate, conjugated.
      for k in 0..<padded { turned[k] = (turned[k] * kernel[k]).conjugate }
      turned = plan.transform(turned)
      return (0..<length).map { k in
        let value = turned[k].conjugate
        let scaled = Number(value.real.divided(by: padded), value.imaginary.divided(by: padded))
        return scaled * weights[k]
      }
    }
  }
}

/// The prime factors of `n` in ascending order; none for 0 and 1.
private func primeFactors(_ n: Int) -> [Int] {
  var (rest, factors, candidate) = (n, [Int](), 2)
  while rest > 1, candidate <= rest / candidate {
    while rest.isMultiple(of: candidate) {
      factors.append(candidate)
      rest /= candidate
    }
    candidate += 1
  }
  return rest > 1 ? factors + [rest] : factors
}
