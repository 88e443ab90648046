extension HostTensor {
  /// Every element converted to `dtype`, as the operation `convert` does.
  ///
  /// Numbers a float dtype does not have are rounded to nearest even, once, whatever the source.
  /// Float to integer truncates, saturates and takes NaN to 0; integer to integer wraps; to `i1`
  /// it is `x != 0`. Complex to real keeps the real part. NaN stays NaN of the same sign, without
  /// its payload; a tensor that has the dtype already stays as it is, bit for bit.
  ///
  /// Specification: `conversion`.
  package func converted(to dtype: DType) -> HostTensor {
    if dtype == self.dtype { return self }
    precondition(dtype.isElement && self.dtype.isElement, "only elements can be converted")
    let type = TensorType(dtype, shape)
    if dtype == .i1 { return HostTensor(type, booleans: nonzero) }
    switch wide {
    case .boolean(let x): return Self.converted(type, unsigned: x.map { $0 ? 1 : 0 })
    case .unsigned(let x): return Self.converted(type, unsigned: x)
    case .signed(let x): return Self.converted(type, signed: x)
    case .float(let x): return Self.converted(type, doubles: x)
    case .complex(let x):
      guard dtype.isComplex else { return Self.converted(type, doubles: x.map(\.real)) }
      return HostTensor(
        type, complexes: x.map { WideComplex($0.real.plainNaN, $0.imaginary.plainNaN) })
    }
  }

  private var nonzero: [Bool] {
    switch wide {
    case .boolean(let x): x
    case .unsigned(let x): x.map { $0 != 0 }
    case .signed(let x): x.map { $0 != 0 }
    case .float(let x): x.map { $0 != 0 }
    case .complex(let x): x.map { $0.real != 0 || $0.imaginary != 0 }
    }
  }

  private static func converted(_ type: TensorType, unsigned x: [UInt64]) -> HostTensor {
    switch type.dtype.family {
    case .signed: HostTensor(type, signed: x.map { Int64(truncatingIfNeeded: $0) })
    case .unsigned: HostTensor(type, unsigned: x)
    default: fromIntegers(type, x.map { (false, $0) })
    }
  }

  private static func converted(_ type: TensorType, signed x: [Int64]) -> HostTensor {
    switch type.dtype.family {
    case .signed: HostTensor(type, signed: x)
    case .unsigned: HostTensor(type, unsigned: x.map { UInt64(truncatingIfNeeded: $0) })
    default: fromIntegers(type, x.map { ($0 < 0, $0.magnitude) })
    }
  }

  /// Integers of 64 bits rounded once: by way of `Double` some would be rounded twice.
  private static func fromIntegers(
    _ type: TensorType, _ x: [(negative: Bool, magnitude: UInt64)]
  ) -> HostTensor {
    func double(_ x: (negative: Bool, magnitude: UInt64)) -> Double {
      x.negative ? -Double(x.magnitude) : Double(x.magnitude)
    }
    func float(_ x: (negative: Bool, magnitude: UInt64)) -> Float {
      x.negative ? -Float(x.magnitude) : Float(x.magnitude)
    }
    return HostTensor(type) { bytes in
      switch type.dtype {
      case .f64: bytes.fill(Double.self, x, double)
      case .complex128: bytes.fill(SIMD2<Double>.self, x) { SIMD2(double($0), 0) }
      case .f32: bytes.fill(Float.self, x, float)
      case .complex64: bytes.fill(SIMD2<Float>.self, x) { SIMD2(float($0), 0) }
      default:
        guard let format = type.dtype.floatFormat else {
          preconditionFailure("\(type.dtype) is not a float dtype")
        }
        func pattern(_ x: (negative: Bool, magnitude: UInt64)) -> UInt64 {
          format.encode(negative: x.negative, significand: x.magnitude, exponent: 0)
        }
        if type.dtype.byteWidth == 2 {
          bytes.fill(UInt16.self, x) { UInt16(pattern($0)) }
        } else {
          bytes.fill(UInt8.self, x) { UInt8(pattern($0)) }
        }
      }
    }
  }

  private static func converted(_ type: TensorType, doubles x: [Double]) -> HostTensor {
    let width = UInt64(type.dtype.bitWidth)
    switch type.dtype.family {
    case .signed:
      let most = Int64.max >> Int64(64 - width)
      return HostTensor(
        type,
        signed: x.map { $0.isNaN ? 0 : Swift.min(Swift.max(Int64(saturating: $0), ~most), most) })
    case .unsigned:
      let most = UInt64.max >> (64 - width)
      return HostTensor(
        type, unsigned: x.map { $0.isNaN ? 0 : Swift.min(UInt64(saturating: $0), most) })
    case .complex:
      return HostTensor(type, complexes: x.map { WideComplex($0.plainNaN) })
    default:
      return HostTensor(type, doubles: x.map(\.plainNaN))
    }
  }
}

extension FixedWidthInteger {
  /// `x`, not NaN, without its fraction, or the end of the range beyond which it lies.
  fileprivate init(saturating x: Double) {
    // Double(Self.max) is one above the largest integer of 64 bits.
    self = x >= Double(Self.max) ? .max : x <= Double(Self.min) ? .min : Self(x)
  }
}

extension Double {
  /// The same number; NaN without its payload.
  fileprivate var plainNaN: Double { isNaN ? (sign == .minus ? -Double.nan : .nan) : self }
}
