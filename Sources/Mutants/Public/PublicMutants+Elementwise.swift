import Foundation

extension PublicMutants {
  static let elementwise: [Mutant] = [
    .kernel("P-EW-01", "abs", "select(x < 0, -x, x): abs(-0) = -0") { a in
      a.floats { x, _ in x < 0 ? -x : x }
    },
    .kernel("P-EW-02", "round_nearest_even", "half away from zero") { a in
      a.floats { x, _ in x.rounded(.toNearestOrAwayFromZero) }
    },
    .kernel("P-EW-03", "is_finite", "constantly true") { a in
      [HostTensor.full(a.type, 1)]
    },
  ]

  static let functions: [Mutant] = [
    .kernel("P-EL-01", "log_plus_one", "log(1 + x)") { a in
      a.floats { x, _ in log(a.rounded(1 + x)) }
    },
    .kernel("P-EL-02", "tanh", "(exp(2x) - 1) / (exp(2x) + 1)") { a in
      a.floats { x, y in
        // The quotient itself, rounded well, so that only its overflow is wrong.
        let e = a.rounded(exp(2 * x))
        return e.isInfinite ? .nan : y
      }
    },
    .kernel("P-EL-03", "atan2", "signs of zeros are lost") { a in
      a.floats { y, x, right in
        guard y == 0 else { return right }
        return x < 0 ? Double.pi : x == 0 ? 0 : right
      }
    },
    .kernel("P-EL-04", "erf", "Abramowitz and Stegun 7.1.26") { a in
      a.floats { x, _ in
        let t = 1 / (1 + 0.3275911 * abs(x))
        let poly =
          ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t
          + 0.254829592
        return (x < 0 ? -1 : 1) * (1 - poly * t * exp(-x * x))
      }
    },
  ]

  static let integers: [Mutant] = [
    .kernels("P-IN-01", ["add", "multiply"], "bytes saturate") { a in
      guard a.type.dtype.isInteger, a.type.dtype.bitWidth == 8 else { return nil }
      let limits = a.type.dtype.limits
      let isSum = a.operation.name == "add"
      return a.integers { x, y in
        min(max(isSum ? x &+ y : x &* y, limits.lowerBound), limits.upperBound)
      }
    },
    .kernel("P-IN-02", "convert", "f32 to bf16: NaN with a low payload becomes infinity") { a in
      guard a.x.dtype == .f32, a.type.dtype == .bf16 else { return nil }
      let bits = (0..<a.x.count).map { a.x.pattern($0) }
      return [
        HostTensor(
          a.type,
          doubles: zip(bits, a.result.doubles).map { bits, y in
            guard bits & 0x7f80_0000 == 0x7f80_0000, bits & 0x7f_0000 == 0, bits & 0xffff != 0
            else { return y }
            return bits >> 31 == 0 ? .infinity : -.infinity
          })
      ]
    },
    .kernels("P-IN-03", ["dot_general", "dot"], "bytes are summed in 16 bits, saturating") { a in
      guard a.x.dtype.isInteger, a.x.dtype.bitWidth == 8, a.type.dtype == .i32 else { return nil }
      return [a.result.mapIntegers { min(max($0, -32768), 32767) }]
    },
  ]
}
