import Foundation

/// Forward Fourier transforms of one length on real and imaginary parts kept apart.
///
/// Stockham's form, which needs no reordering (W. T. Cochran et al., Proc. IEEE 55, 1967), by the
/// prime factors of the length; a large prime becomes a convolution of a power of two
/// (L. I. Bluestein, IEEE Trans. Audio Electroacoust. 18, 1970).
final class FourierTransform: Sendable {
  let length: Int
  private let radices: [Int]
  /// The parts of exp(-2πi·k / length).
  private let cosines: [Double]
  private let sines: [Double]
  private let chirp: Chirp?

  /// The greatest prime factor for which the sums are done as they are written.
  private static let largestRadix = 61

  typealias Part = UnsafeMutablePointer<Double>

  init(_ length: Int) {
    self.length = length
    var rest = length
    var radices: [Int] = []
    for radix in [4] + Array(2...Self.largestRadix) {
      while rest > 1, rest.isMultiple(of: radix) {
        radices.append(radix)
        rest /= radix
      }
    }
    self.radices = radices
    chirp = rest > 1 ? Chirp(length) : nil
    let roots = rest > 1 ? [] : (0..<length).map { unitRoot($0, length) }
    cosines = roots.map(\.cosine)
    sines = roots.map { -$0.sine }
  }

  /// How many numbers of scratch a transform takes.
  var scratchCount: Int { chirp?.scratchCount ?? 2 * length }

  /// Transforms `re` and `im` in place.
  func transform(_ re: Part, _ im: Part, _ scratch: Part) {
    if length <= 1 { return }
    if let chirp { return chirp.transform(re, im, scratch) }
    var (fromRe, fromIm) = (re, im)
    var (toRe, toIm) = (scratch, scratch + length)
    var (count, step) = (length, 1)
    for radix in radices {
      switch radix {
      case 2: pass2(fromRe, fromIm, toRe, toIm, count / 2, step)
      case 4: pass4(fromRe, fromIm, toRe, toIm, count / 4, step)
      default: pass(radix, fromRe, fromIm, toRe, toIm, count / radix, step)
      }
      swap(&fromRe, &toRe)
      swap(&fromIm, &toIm)
      count /= radix
      step *= radix
    }
    if fromRe != re {
      re.update(from: fromRe, count: length)
      im.update(from: fromIm, count: length)
    }
  }

  private func pass2(_ xr: Part, _ xi: Part, _ yr: Part, _ yi: Part, _ m: Int, _ s: Int) {
    for p in 0..<m {
      let (wr, wi) = (cosines[p * s], sines[p * s])
      let (a, b, c, d) = (s * p, s * (p + m), s * 2 * p, s * (2 * p + 1))
      for q in 0..<s {
        let (dr, di) = (xr[a + q] - xr[b + q], xi[a + q] - xi[b + q])
        yr[c + q] = xr[a + q] + xr[b + q]
        yi[c + q] = xi[a + q] + xi[b + q]
        yr[d + q] = dr * wr - di * wi
        yi[d + q] = dr * wi + di * wr
      }
    }
  }

  private func pass4(_ xr: Part, _ xi: Part, _ yr: Part, _ yi: Part, _ m: Int, _ s: Int) {
    for p in 0..<m {
      let (w1r, w1i) = (cosines[p * s], sines[p * s])
      let (w2r, w2i) = (cosines[2 * p * s], sines[2 * p * s])
      let (w3r, w3i) = (cosines[3 * p * s], sines[3 * p * s])
      let (a, b, c, d) = (s * p, s * (p + m), s * (p + 2 * m), s * (p + 3 * m))
      let t = s * 4 * p
      for q in 0..<s {
        let (acr, aci) = (xr[a + q] + xr[c + q], xi[a + q] + xi[c + q])
        let (amr, ami) = (xr[a + q] - xr[c + q], xi[a + q] - xi[c + q])
        let (bdr, bdi) = (xr[b + q] + xr[d + q], xi[b + q] + xi[d + q])
        // The difference of the odd ones, times i.
        let (ibr, ibi) = (xi[d + q] - xi[b + q], xr[b + q] - xr[d + q])
        yr[t + q] = acr + bdr
        yi[t + q] = aci + bdi
        let (ur, ui) = (amr - ibr, ami - ibi)
        yr[t + s + q] = ur * w1r - ui * w1i
        yi[t + s + q] = ur * w1i + ui * w1r
        let (vr, vi) = (acr - bdr, aci - bdi)
        yr[t + 2 * s + q] = vr * w2r - vi * w2i
        yi[t + 2 * s + q] = vr * w2i + vi * w2r
        let (zr, zi) = (amr + ibr, ami + ibi)
        yr[t + 3 * s + q] = zr * w3r - zi * w3i
        yi[t + 3 * s + q] = zr * w3i + zi * w3r
      }
    }
  }

  private func pass(
    _ radix: Int, _ xr: Part, _ xi: Part, _ yr: Part, _ yi: Part, _ m: Int, _ s: Int
  ) {
    let turn = length / radix
    for p in 0..<m {
      for k in 0..<radix {
        let (wr, wi) = (cosines[p * k * s], sines[p * k * s])
        let target = s * (radix * p + k)
        for q in 0..<s {
          var (sumR, sumI) = (xr[s * p + q], xi[s * p + q])
          for j in 1..<radix {
            let (ur, ui) = (cosines[j * k % radix * turn], sines[j * k % radix * turn])
            let source = s * (p + j * m) + q
            sumR += xr[source] * ur - xi[source] * ui
            sumI += xr[source] * ui + xi[source] * ur
          }
          yr[target + q] = sumR * wr - sumI * wi
          yi[target + q] = sumR * wi + sumI * wr
        }
      }
    }
  }

  /// Bluestein's form: with `w[k] = exp(-πi k²/n)`, `X[k] = w[k] · Σ (x[j] w[j]) · conj(w[k - j])`.
  private final class Chirp: Sendable {
    let length: Int
    let weights: [(re: Double, im: Double)]
    let plan: FourierTransform
    let kernel: [(re: Double, im: Double)]

    init(_ length: Int) {
      self.length = length
      var padded = 1
      while padded < 2 * length - 1 { padded *= 2 }
      let weights = (0..<length).map { k -> (re: Double, im: Double) in
        // k² modulo 2n, exactly.
        let square = k.multipliedFullWidth(by: k)
        let root = unitRoot((2 * length).dividingFullWidth(square).remainder, 2 * length)
        return (root.cosine, -root.sine)
      }
      let plan = FourierTransform(padded)
      self.weights = weights
      self.plan = plan
      var numbers = [Double](repeating: 0, count: 2 * padded)
      for k in 0..<length {
        for place in [k, (padded - k) % padded] {
          numbers[place] = weights[k].re
          numbers[padded + place] = -weights[k].im
        }
      }
      var scratch = [Double](repeating: 0, count: plan.scratchCount)
      kernel = numbers.withUnsafeMutableBufferPointer { numbers in
        scratch.withUnsafeMutableBufferPointer { scratch in
          guard let re = numbers.baseAddress, let work = scratch.baseAddress else { return [] }
          plan.transform(re, re + padded, work)
          return (0..<padded).map { (re[$0], re[padded + $0]) }
        }
      }
    }

    var scratchCount: Int { 2 * plan.length + plan.scratchCount }

    func transform(_ re: Part, _ im: Part, _ scratch: Part) {
      let padded = plan.length
      let (tr, ti, work) = (scratch, scratch + padded, scratch + 2 * padded)
      tr.update(repeating: 0, count: padded)
      ti.update(repeating: 0, count: padded)
      for k in 0..<length {
        let w = weights[k]
        tr[k] = re[k] * w.re - im[k] * w.im
        ti[k] = re[k] * w.im + im[k] * w.re
      }
      plan.transform(tr, ti, work)
      // The inverse is the transform of the conjugate, conjugated.
      for k in 0..<padded {
        let w = kernel[k]
        (tr[k], ti[k]) = (tr[k] * w.re - ti[k] * w.im, -(tr[k] * w.im + ti[k] * w.re))
      }
      plan.transform(tr, ti, work)
      for k in 0..<length {
        let w = weights[k]
        let (ar, ai) = (tr[k] / Double(padded), -ti[k] / Double(padded))
        re[k] = ar * w.re - ai * w.im
        im[k] = ar * w.im + ai * w.re
      }
    }
  }
}

/// The cosine and sine of 2π·`k` / `n`, for `k` below `n`, by way of at most an eighth of a turn.
private func unitRoot(_ k: Int, _ n: Int) -> (cosine: Double, sine: Double) {
  let quarter = 4 * k / n
  let rest = 4 * k - quarter * n
  let isFlipped = 2 * rest > n
  let angle = Double.pi / 2 * (Double(isFlipped ? n - rest : rest) / Double(n))
  let (c, s) = isFlipped ? (sin(angle), cos(angle)) : (cos(angle), sin(angle))
  return switch quarter {
  case 0: (c, s)
  case 1: (-s, c)
  case 2: (-c, -s)
  default: (s, -c)
  }
}
