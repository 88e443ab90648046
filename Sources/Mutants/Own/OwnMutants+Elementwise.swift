import Foundation

extension OwnMutants {
  static let elementwise: [Mutant] = [
    .kernel("O-EW-01", "sign", "the sign of -0 is 0") { a in a.floats { x, y in x == 0 ? 0 : y } },
    .kernel("O-EW-02", "sign", "the sign of NaN is 0") { a in a.floats { x, y in x.isNaN ? 0 : y }
    },
    .kernel("O-EW-03", "ceil", "of numbers above -1 it is 0, not -0") { a in
      a.floats { _, y in y == 0 ? 0 : y }
    },
    .kernel("O-EW-04", "floor", "truncation") { a in a.floats { x, _ in x.rounded(.towardZero) } },
    .kernel("O-EW-05", "maximum", "of NaN and a number the number") { a in
      a.floats { x, y, r in x.isNaN ? y : y.isNaN ? x : r }
    },
    .kernel("O-EW-06", "minimum", "of NaN and a number the number") { a in
      a.floats { x, y, r in x.isNaN ? y : y.isNaN ? x : r }
    },
    .kernel("O-EW-07", "maximum", "of zeros the first") { a in
      a.floats { x, y, r in x == 0 && y == 0 ? x : r }
    },
    .kernel("O-EW-08", "minimum", "of zeros the first") { a in
      a.floats { x, y, r in x == 0 && y == 0 ? x : r }
    },
    .kernel("O-EW-09", "maximum", "y if x < y, else x: NaN in x stays, in y is lost") { a in
      a.floats { x, y, _ in x < y ? y : x }
    },
    .kernel("O-EW-10", "negate", "0 - x: the negative of 0 is 0") { a in
      a.floats { x, _ in 0 - x }
    },
    .kernel("O-EW-11", "round_nearest_afz", "floor(x + 1/2)") { a in
      a.floats { x, _ in (x.magnitude + 0.5).rounded(.down) * (x.sign == .minus ? -1 : 1) }
    },
    .kernel("O-EW-12", "remainder", "with the sign of the divisor") { a in
      a.floats { x, y, r in r != 0 && (r < 0) != (y < 0) ? r + y : r }
    },
    .kernel("O-EW-13", "remainder", "x - trunc(x / y) · y in the dtype") { a in
      a.floats { x, y, _ in
        let q = a.rounded(x / y).rounded(.towardZero)
        return x - a.rounded(q * y)
      }
    },
    .kernel("O-EW-14", "divide", "multiplication by the reciprocal") { a in
      a.floats { x, y, _ in x * a.rounded(1 / y) }
    },
    .kernel("O-EW-15", "sqrt", "the root of -0 is 0") { a in a.floats { x, y in x == 0 ? 0 : y } },
    .kernel("O-EW-16", "clamp", "NaN becomes the least") { a in
      guard a.operands.count == 3, a.y.dtype.isFloat, a.y.count == a.result.count else {
        return nil
      }
      let low = a.x.doubles
      return [
        HostTensor(
          a.type,
          doubles: zip(a.y.doubles, a.result.doubles).enumerated().map { i, pair in
            pair.0.isNaN ? low[low.count == 1 ? 0 : i] : pair.1
          })
      ]
    },
    .kernel("O-EW-17", "compare", "NaN is equal to NaN") { a in
      guard let compare = a.operation as? Compare, a.x.dtype.isFloat, a.x.count == a.y.count,
        compare.direction == .equal
      else { return nil }
      return [
        HostTensor(
          a.type,
          booleans: zip(zip(a.x.doubles, a.y.doubles), a.result.booleans).map {
            $0.0.isNaN && $0.1.isNaN || $1
          })
      ]
    },
    .kernel("O-EW-18", "compare", "a comparison with NaN holds") { a in
      guard a.x.dtype.isFloat, a.x.count == a.y.count else { return nil }
      return [
        HostTensor(
          a.type,
          booleans: zip(zip(a.x.doubles, a.y.doubles), a.result.booleans).map {
            $0.0.isNaN || $0.1.isNaN ? true : $1
          })
      ]
    },
    .kernel("O-EW-19", "select", "the branches are exchanged where the predicate is a scalar") {
      a in
      guard a.x.count == 1, a.result.count > 1 else { return nil }
      return [a.x.booleans[0] ? a.operands[2] : a.y]
    },
    .kernel("O-EW-20", "next_after", "from zero it goes to the least normal number") { a in
      a.floats { x, y, r in
        guard x == 0, y != 0, let format = a.type.dtype.floatFormat else { return r }
        let least = Double(sign: .plus, exponent: 1 - format.bias, significand: 1)
        return y < 0 ? -least : least
      }
    },
    .kernel("O-EW-21", "power", "of 0 exponent NaN stays NaN") { a in
      a.floats { x, y, r in y == 0 && x.isNaN ? .nan : r }
    },
    .kernel("O-EW-22", "power", "negative numbers to whole powers give NaN") { a in
      a.floats { x, y, r in x < 0 && y.isFinite ? .nan : r }
    },
    .kernel("O-EW-23", "multiply", "0 times anything is 0") { a in
      a.floats { x, y, r in x == 0 || y == 0 ? 0 : r }
    },
    .kernel("O-EW-24", "add", "subnormal sums are flushed") { a in
      a.floats { _, _, r in
        let least = a.type.dtype.floatFormat.map {
          Double(sign: .plus, exponent: 1 - $0.bias, significand: 1)
        }
        return r.magnitude < (least ?? 0) ? 0 : r
      }
    },
    .kernel("O-EW-25", "is_finite", "infinities are finite") { a in
      [HostTensor(a.type, booleans: a.x.doubles.map { !$0.isNaN })]
    },
    .kernel("O-EW-26", "conj", "imaginary zeros keep their sign") { a in
      guard a.x.dtype.isComplex else { return nil }
      return [
        HostTensor(
          a.type,
          complexes: a.x.complexes.map {
            WideComplex($0.real, $0.imaginary == 0 ? $0.imaginary : -$0.imaginary)
          })
      ]
    },
    .kernel("O-EW-27", "reduce_precision", "truncates") { a in
      guard a.x.dtype.isFloat, let narrow = a.operation as? ReducePrecision else { return nil }
      let bits = narrow.mantissaBits
      return a.floats { x, y in
        guard x.isFinite, y.isFinite, y != x else { return y }
        let unit = Double(sign: .plus, exponent: Int(x.exponent) - bits, significand: 1)
        return (x / unit).rounded(.towardZero) * unit
      }
    },
  ]

  static let functions: [Mutant] = [
    .kernel("O-EL-01", "exponential_minus_one", "exp(x) - 1") { a in
      a.floats { x, _ in a.rounded(exp(x)) - 1 }
    },
    .kernel("O-EL-02", "sinh", "(exp(x) - exp(-x)) / 2") { a in
      a.floats { x, _ in (a.rounded(exp(x)) - a.rounded(exp(-x))) / 2 }
    },
    .kernel("O-EL-03", "cosh", "exp(x) overflows before its half") { a in
      a.floats { x, y in a.rounded(exp(x.magnitude)).isInfinite ? .infinity : y }
    },
    .kernel("O-EL-04", "asinh", "log(x + sqrt(x² + 1))") { a in
      a.floats { x, _ in log(a.rounded(x + a.rounded((a.rounded(x * x) + 1).squareRoot()))) }
    },
    .kernel("O-EL-05", "acosh", "log(x + sqrt(x² - 1))") { a in
      a.floats { x, _ in log(a.rounded(x + a.rounded((a.rounded(x * x) - 1).squareRoot()))) }
    },
    .kernel("O-EL-06", "atanh", "log((1 + x) / (1 - x)) / 2") { a in
      a.floats { x, _ in log(a.rounded(a.rounded(1 + x) / a.rounded(1 - x))) / 2 }
    },
    .kernel("O-EL-07", "logistic", "exp(x) / (1 + exp(x))") { a in
      a.floats { x, y in a.rounded(exp(x)).isInfinite ? .nan : y }
    },
    .kernel("O-EL-08", "erfc", "1 - erf(x)") { a in a.floats { x, _ in 1 - a.rounded(erf(x)) } },
    .kernel("O-EL-09", "lgamma", "log(gamma(x)), which overflows") { a in
      a.floats { x, y in a.rounded(tgamma(x)).isInfinite && x.isFinite ? .infinity : y }
    },
    .kernel("O-EL-10", "lgamma", "not reflected for negative numbers") { a in
      a.floats { x, y in x < 0 ? .nan : y }
    },
    .kernel("O-EL-11", "digamma", "not reflected for negative numbers") { a in
      a.floats { x, y in x < 0 ? .nan : y }
    },
    .kernel("O-EL-12", "erf_inv", "at 1 and -1 the greatest number") { a in
      a.floats { x, y in x.magnitude == 1 ? (x < 0 ? -1 : 1) * a.type.dtype.greatest : y }
    },
    .kernels("O-EL-13", ["sine", "cosine", "tan"], "angles are reduced in the dtype") { a in
      a.floats { x, y in
        guard x.isFinite, x.magnitude > 8 else { return y }
        let turn = a.rounded(2 * Double.pi)
        let rest = a.rounded(x - a.rounded((x / turn).rounded() * turn))
        switch a.operation.name {
        case "sine": return sin(rest)
        case "cosine": return cos(rest)
        default: return tan(rest)
        }
      }
    },
    .kernel("O-EL-14", "exponential", "results below the least normal number are 0") { a in
      a.floats { _, y in
        let least = a.type.dtype.floatFormat.map {
          Double(sign: .plus, exponent: 1 - $0.bias, significand: 1)
        }
        return y.magnitude < (least ?? 0) ? 0 : y
      }
    },
    .kernel("O-EL-15", "log", "of subnormal numbers minus infinity") { a in
      a.floats { x, y in
        let least = a.type.dtype.floatFormat.map {
          Double(sign: .plus, exponent: 1 - $0.bias, significand: 1)
        }
        return x > 0 && x < (least ?? 0) ? -.infinity : y
      }
    },
    .kernel("O-EL-16", "power", "exp(y · log(x)) in the dtype") { a in
      a.floats { x, y, r in
        x > 0 && x.isFinite && y.isFinite ? exp(a.rounded(y * a.rounded(log(x)))) : r
      }
    },
    .kernel("O-EL-17", "rsqrt", "twelve bits, as hardware estimates") { a in
      a.floats { _, y in
        guard y.isFinite, y != 0 else { return y }
        let unit = Double(sign: .plus, exponent: Int(y.exponent) - 12, significand: 1)
        return (y / unit).rounded() * unit
      }
    },
    .kernel("O-EL-18", "cbrt", "negative numbers give NaN") { a in
      a.floats { x, y in x < 0 ? .nan : y }
    },
    .kernel("O-EL-19", "atan2", "atan(y / x) without the quadrant") { a in
      a.floats { y, x, r in x == 0 ? r : atan(y / x) }
    },
    .kernel("O-EL-20", "tanh", "a polynomial near 0 of too low a degree") { a in
      a.floats { x, y in x.magnitude < 0.25 ? x - x * x * x / 3 : y }
    },
    .kernel("O-EL-21", "log_plus_one", "at -1 NaN, not minus infinity") { a in
      a.floats { x, y in x == -1 ? .nan : y }
    },
    .kernel("O-EL-22", "exponential", "of infinity NaN") { a in
      a.floats { x, y in x.isInfinite ? .nan : y }
    },
    .kernel("O-EL-23", "acos", "π/2 - asin(x)") { a in
      a.floats { x, _ in a.rounded(Double.pi / 2) - a.rounded(asin(x)) }
    },
    .kernel("O-EL-24", "sqrt", "the branch cut of complex roots is on the other side") { a in
      guard a.x.dtype.isComplex else { return nil }
      return [
        HostTensor(
          a.type,
          complexes: zip(a.x.complexes, a.result.complexes).map { z, w in
            z.imaginary == 0 && z.imaginary.sign == .minus
              ? WideComplex(w.real, -w.imaginary) : w
          })
      ]
    },
    .kernel("O-EL-25", "log", "the angle of complex numbers is that of atan") { a in
      guard a.x.dtype.isComplex else { return nil }
      return [
        HostTensor(
          a.type,
          complexes: zip(a.x.complexes, a.result.complexes).map { z, w in
            z.real < 0 ? WideComplex(w.real, atan(z.imaginary / z.real)) : w
          })
      ]
    },
    .kernel("O-EL-26", "exponential", "16-bit results are rounded twice, through 8 bits") { a in
      guard a.type.dtype.bitWidth == 16 else { return nil }
      return a.floats { _, y in
        guard y.isFinite, y != 0 else { return y }
        let unit = Double(sign: .plus, exponent: Int(y.exponent) - 5, significand: 1)
        return (y / unit).rounded() * unit
      }
    },
    .kernel("O-EL-27", "abs", "the modulus of large complex numbers overflows") { a in
      guard a.x.dtype.isComplex else { return nil }
      return [
        HostTensor(
          a.type,
          doubles: a.x.complexes.map { z in
            a.rounded(
              a.rounded(a.rounded(z.real * z.real) + a.rounded(z.imaginary * z.imaginary))
                .squareRoot())
          })
      ]
    },
    .kernel("O-EL-28", "bessel_i1e", "is even") { a in a.floats { _, y in y.magnitude } },
    .kernel("O-EL-29", "zeta", "the second argument is taken for 1") { a in
      guard a.operands.count == 2 else { return nil }
      return try a.running(a.operation, [a.x, a.y.mapParts { $0.isFinite ? 1 : $0 }])
    },
    .kernel("O-EL-30", "polygamma", "the order is taken for 1") { a in
      guard a.operands.count == 2 else { return nil }
      return try a.running(a.operation, [a.x.mapParts { $0 > 1 ? 1 : $0 }, a.y])
    },
  ]
}
