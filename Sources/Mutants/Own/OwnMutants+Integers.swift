extension OwnMutants {
  /// The right result, with zeros where the divisor is 0.
  private static let zeroWhereDividedByZero: Mutant.Alteration = { a in
    guard a.y.dtype.isInteger, a.y.count == a.result.count else { return nil }
    let scalars = a.y.integers.enumerated().map { i, divisor in
      divisor == 0 ? a.result.zeroScalar : a.result.scalar(at: i)
    }
    return [HostTensor(a.type, scalars: scalars)]
  }

  static let integers: [Mutant] = [
    .kernels(
      "O-IN-01", ["shift_left", "shift_right_logical", "shift_right_arithmetic"],
      "shifts count modulo the width"
    ) { a in
      guard a.y.dtype.isInteger else { return nil }
      let width = Int64(a.type.dtype.bitWidth)
      return try a.running(a.operation, [a.x, a.y.mapIntegers { $0 & (width - 1) }])
    },
    .kernel("O-IN-02", "shift_right_logical", "signed numbers keep their sign") { a in
      guard a.x.dtype.family == .signed else { return nil }
      return try a.running(Binary.shiftRightArithmetic)
    },
    .kernel("O-IN-03", "shift_right_arithmetic", "zeros come in") { a in
      try a.running(Binary.shiftRightLogical)
    },
    .kernel("O-IN-04", "divide", "quotients are rounded down") { a in
      guard a.x.dtype.family == .signed else { return nil }
      let (x, y) = (a.x.signedIntegers, a.y.signedIntegers)
      guard x.count == y.count else { return nil }
      return [
        HostTensor(
          a.type,
          signed: a.result.signedIntegers.enumerated().map { i, q in
            y[i] != 0 && x[i] % y[i] != 0 && (x[i] < 0) != (y[i] < 0) ? q - 1 : q
          })
      ]
    },
    .kernel("O-IN-05", "divide", "a quotient by 0 is 0", zeroWhereDividedByZero),
    .kernel("O-IN-06", "remainder", "a remainder by 0 is 0", zeroWhereDividedByZero),
    .kernel("O-IN-07", "convert", "floats are rounded to integers, not truncated") { a in
      guard a.x.dtype.isFloat, a.type.dtype.isInteger else { return nil }
      return try a.running(a.operation, [a.x.mapParts { $0.rounded() }])
    },
    .kernel("O-IN-08", "convert", "floats beyond an integer's range wrap") { a in
      guard a.x.dtype.isFloat, a.type.dtype.isInteger, a.type.dtype.bitWidth <= 32 else {
        return nil
      }
      let values = a.x.doubles.map { x -> Int64 in
        x.isFinite && x.magnitude < 9e18 ? Int64(x) : 0
      }
      return [
        a.type.dtype.family == .signed
          ? HostTensor(a.type, signed: values)
          : HostTensor(a.type, unsigned: values.map { UInt64(bitPattern: $0) })
      ]
    },
    .kernel("O-IN-09", "convert", "NaN becomes the least integer") { a in
      guard a.x.dtype.isFloat, a.type.dtype.family == .signed else { return nil }
      let least = Int64.min >> Int64(64 - a.type.dtype.bitWidth)
      return [
        HostTensor(
          a.type,
          signed: zip(a.x.doubles, a.result.signedIntegers).map { $0.isNaN ? least : $1 })
      ]
    },
    .kernel("O-IN-10", "convert", "floats are truncated to fewer bits") { a in
      guard a.x.dtype.isFloat, let format = a.type.dtype.floatFormat, a.type.dtype.isFloat,
        a.x.dtype.bitWidth > a.type.dtype.bitWidth
      else { return nil }
      return a.floats { x, y in
        guard x.isFinite, y.isFinite, y.magnitude > x.magnitude, y != 0 else { return y }
        let unit = Double(
          sign: .plus, exponent: Int(x.exponent) - format.significandBits, significand: 1)
        return (x / unit).rounded(.towardZero) * unit
      }
    },
    .kernel("O-IN-11", "convert", "f64 goes to 16 bits through f32") { a in
      guard a.x.dtype == .f64, a.type.dtype.bitWidth == 16 else { return nil }
      return a.floats { x, _ in Double(Float(x)) }
    },
    .kernel("O-IN-12", "convert", "to a boolean through an integer: 1/2 is false") { a in
      guard a.x.dtype.isFloat, a.type.dtype == .i1 else { return nil }
      return [
        HostTensor(a.type, booleans: a.x.doubles.map { $0.isNaN || $0.rounded(.towardZero) != 0 })
      ]
    },
    .kernel("O-IN-13", "convert", "64-bit integers go to f32 through f64") { a in
      guard a.x.dtype == .i64 || a.x.dtype == .ui64, a.type.dtype == .f32 else { return nil }
      let doubles =
        a.x.dtype == .i64
        ? a.x.signedIntegers.map { Double($0) } : a.x.unsignedIntegers.map { Double($0) }
      return [HostTensor(a.type, doubles: doubles)]
    },
    .kernel("O-IN-14", "convert", "unsigned words are taken as signed") { a in
      guard a.x.dtype.family == .unsigned, let other = a.x.dtype.otherSignedness else { return nil }
      return try a.running(a.operation, [a.x.reinterpreted(as: a.x.type.with(other))])
    },
    .kernel("O-IN-15", "abs", "the least integer saturates") { a in
      guard a.x.dtype.family == .signed, a.x.dtype.bitWidth < 64 else { return nil }
      return [a.result.mapIntegers { $0 < 0 ? a.type.dtype.limits.upperBound : $0 }]
    },
    .kernel("O-IN-16", "count_leading_zeros", "narrow integers are counted in 32 bits") { a in
      guard a.x.dtype.bitWidth < 32, a.x.dtype.isInteger else { return nil }
      let more = Int64(32 - a.x.dtype.bitWidth)
      return [a.result.mapIntegers { $0 + more }]
    },
    .kernel("O-IN-17", "popcnt", "negative narrow integers are counted in 64 bits") { a in
      guard a.x.dtype.family == .signed else { return nil }
      return [HostTensor(a.type, signed: a.x.signedIntegers.map { Int64($0.nonzeroBitCount) })]
    },
    .kernel("O-IN-18", "not", "booleans are inverted bit by bit") { a in
      guard a.type.dtype == .i1 else { return nil }
      return [HostTensor(a.type, booleans: a.x.booleans.map { _ in true })]
    },
    .kernel("O-IN-19", "mulhi", "the low half") { a in try a.running(Binary.multiply) },
    .kernel("O-IN-20", "multiply", "integers go through f32") { a in
      guard a.type.dtype.bitWidth == 32 else { return nil }
      return a.integers { x, y in
        let product = Float(x) * Float(y)
        return product.isFinite && product.magnitude < 9e18 ? Int64(product) : 0
      }
    },
    .kernel("O-IN-21", "bitcast_convert", "the order of bytes is turned") { a in
      guard a.x.dtype.byteWidth != a.type.dtype.byteWidth, a.type.count > 1 else { return nil }
      let width = max(a.x.dtype.byteWidth, a.type.dtype.byteWidth)
      let step = width / a.type.dtype.byteWidth
      guard step > 1 else { return nil }
      return [a.result.picking(a.type) { $0 / step * step + step - 1 - $0 % step }]
    },
    .kernel("O-IN-22", "iota", "counts in bytes") { a in
      guard a.type.dtype.isInteger, a.type.dtype.bitWidth > 8 else { return nil }
      return [a.result.mapIntegers { $0 & 0xff }]
    },
    .kernel("O-IN-23", "subtract", "unsigned differences stop at 0") { a in
      guard a.type.dtype.family == .unsigned else { return nil }
      return a.integers { x, y in
        UInt64(bitPattern: x) < UInt64(bitPattern: y) ? 0 : x &- y
      }
    },
    .kernel("O-IN-24", "power", "negative exponents of integers give 0 for 1 and -1 too") { a in
      guard a.type.dtype.family == .signed, a.y.count == a.result.count else { return nil }
      return [
        HostTensor(
          a.type,
          signed: zip(a.y.signedIntegers, a.result.signedIntegers).map { $0 < 0 ? 0 : $1 })
      ]
    },
  ]
}
