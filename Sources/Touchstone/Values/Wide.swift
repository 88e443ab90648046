/// A complex number in double precision.
///
/// Not swift-numerics' `Complex`, which takes all non-finite numbers for one point at infinity:
/// here each part follows IEEE 754 by itself, as StableHLO and NumPy have it.
public struct WideComplex: Hashable, Sendable, BitwiseCopyable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double
  /// The number `real + imaginary·i`.
  @inlinable public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }
}

/// Elements in the widest type of their family, in which the reference computes.
public enum Wide: Sendable {
  case boolean([Bool])
  case signed([Int64])
  case unsigned([UInt64])
  case float([Double])
  case complex([WideComplex])
}

extension HostTensor {
  /// The elements, exactly, in the widest type of their family; tokens and tuples have none.
  public var wide: Wide {
    switch dtype.family {
    case .boolean: .boolean(booleans)
    case .signed: .signed(signedIntegers)
    case .unsigned: .unsigned(unsignedIntegers)
    case .float: .float(doubles)
    case .complex: .complex(complexes)
    case .token, .tuple: .boolean([])
    }
  }

  /// A tensor of `type` from wide elements of its family: floats rounded to nearest even once,
  /// integers taken modulo 2 to the width.
  public init(_ type: TensorType, _ wide: Wide) {
    switch wide {
    case .boolean(let x): self.init(type, booleans: x)
    case .signed(let x): self.init(type, signed: x)
    case .unsigned(let x): self.init(type, unsigned: x)
    case .float(let x): self.init(type, doubles: x)
    case .complex(let x): self.init(type, complexes: x)
    }
  }

  /// The elements of a boolean tensor.
  public var booleans: [Bool] { withElements(of: UInt8.self) { $0.map { $0 != 0 } } }

  /// The elements of a tensor of signed integers.
  public var signedIntegers: [Int64] {
    switch dtype {
    case .i64: withElements(of: Int64.self, Array.init)
    case .i32: withElements(of: Int32.self) { $0.map(Int64.init) }
    case .i16: withElements(of: Int16.self) { $0.map(Int64.init) }
    default: withElements(of: Int8.self) { $0.map(Int64.init) }
    }
  }

  /// The elements of a tensor of unsigned integers.
  public var unsignedIntegers: [UInt64] {
    switch dtype {
    case .ui64: withElements(of: UInt64.self, Array.init)
    case .ui32: withElements(of: UInt32.self) { $0.map(UInt64.init) }
    case .ui16: withElements(of: UInt16.self) { $0.map(UInt64.init) }
    default: withElements(of: UInt8.self) { $0.map(UInt64.init) }
    }
  }

  /// The elements of a tensor of real floating-point numbers, exactly.
  public var doubles: [Double] {
    switch dtype {
    case .f64: return withElements(of: Double.self, Array.init)
    case .f32: return withElements(of: Float.self) { $0.map(Double.init) }
    case .f16, .bf16:
      guard let format = dtype.floatFormat else { return [] }
      return withElements(of: UInt16.self) { $0.map { format.decode(UInt64($0)) } }
    default:
      guard let format = dtype.floatFormat else {
        preconditionFailure("doubles is for float dtypes, not \(dtype)")
      }
      return withElements(of: UInt8.self) { $0.map { format.decode(UInt64($0)) } }
    }
  }

  /// The elements of a tensor of complex numbers, exactly.
  public var complexes: [WideComplex] {
    if dtype == .complex64 {
      return withElements(of: SIMD2<Float>.self) {
        $0.map { WideComplex(Double($0.x), Double($0.y)) }
      }
    }
    return withElements(of: SIMD2<Double>.self) { $0.map { WideComplex($0.x, $0.y) } }
  }

  /// A boolean tensor.
  public init(_ type: TensorType, booleans: [Bool]) {
    precondition(type.dtype == .i1 && booleans.count == type.count)
    self.init(type) { bytes in for (i, x) in booleans.enumerated() { bytes[i] = x ? 1 : 0 } }
  }

  /// A tensor of signed integers, each taken modulo 2 to the width.
  public init(_ type: TensorType, signed x: [Int64]) {
    precondition(type.dtype.family == .signed && x.count == type.count)
    let unused = 64 - type.dtype.bitWidth
    self.init(type) { bytes in
      switch type.dtype.byteWidth {
      case 8: bytes.fill(Int64.self, x) { $0 }
      case 4: bytes.fill(Int32.self, x) { Int32(truncatingIfNeeded: $0) }
      case 2: bytes.fill(Int16.self, x) { Int16(truncatingIfNeeded: $0) }
      default: bytes.fill(Int8.self, x) { Int8(truncatingIfNeeded: ($0 << unused) >> unused) }
      }
    }
  }

  /// A tensor of unsigned integers, each taken modulo 2 to the width.
  public init(_ type: TensorType, unsigned x: [UInt64]) {
    precondition(type.dtype.family == .unsigned && x.count == type.count)
    let unused = 64 - type.dtype.bitWidth
    self.init(type) { bytes in
      switch type.dtype.byteWidth {
      case 8: bytes.fill(UInt64.self, x) { $0 }
      case 4: bytes.fill(UInt32.self, x) { UInt32(truncatingIfNeeded: $0) }
      case 2: bytes.fill(UInt16.self, x) { UInt16(truncatingIfNeeded: $0) }
      default: bytes.fill(UInt8.self, x) { UInt8(truncatingIfNeeded: ($0 << unused) >> unused) }
      }
    }
  }

  /// A tensor of real floating-point numbers, each rounded once, to nearest even.
  public init(_ type: TensorType, doubles x: [Double]) {
    precondition(type.dtype.isFloat && x.count == type.count)
    self.init(type) { bytes in
      switch type.dtype {
      case .f64: bytes.fill(Double.self, x) { $0 }
      case .f32: bytes.fill(Float.self, x) { Float($0) }
      default:
        guard let format = type.dtype.floatFormat else { return }
        if type.dtype.byteWidth == 2 {
          bytes.fill(UInt16.self, x) { UInt16(format.encode($0)) }
        } else {
          bytes.fill(UInt8.self, x) { UInt8(format.encode($0)) }
        }
      }
    }
  }

  /// A tensor of complex numbers, each part rounded once, to nearest even.
  public init(_ type: TensorType, complexes x: [WideComplex]) {
    precondition(type.dtype.isComplex && x.count == type.count)
    self.init(type) { bytes in
      if type.dtype == .complex64 {
        bytes.fill(SIMD2<Float>.self, x) { SIMD2(Float($0.real), Float($0.imaginary)) }
      } else {
        bytes.fill(SIMD2<Double>.self, x) { SIMD2($0.real, $0.imaginary) }
      }
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  func fill<S, T: BitwiseCopyable>(_: T.Type, _ source: [S], _ convert: (S) -> T) {
    guard let base = baseAddress?.assumingMemoryBound(to: T.self) else { return }
    for (i, x) in source.enumerated() { base[i] = convert(x) }
  }
}

extension HostTensor {
  /// The elements of an integer or boolean tensor as `Int`; what does not fit is clamped.
  ///
  /// For indices and sizes that arrive as data.
  public var integers: [Int] {
    switch dtype.family {
    case .boolean: booleans.map { $0 ? 1 : 0 }
    case .unsigned: unsignedIntegers.map { Int(clamping: $0) }
    default: signedIntegers.map { Int($0) }
    }
  }

  /// A tensor of `type`, whose dtype is real, integer or boolean, with every element `value`.
  public static func full(_ type: TensorType, _ value: Double) -> HostTensor {
    let scalar = TensorType(type.dtype)
    let element =
      switch type.dtype.family {
      case .boolean: HostTensor(scalar, booleans: [value != 0])
      case .signed: HostTensor(scalar, signed: [Int64(value)])
      case .unsigned: HostTensor(scalar, unsigned: [UInt64(value)])
      case .complex: HostTensor(scalar, complexes: [WideComplex(value)])
      default: HostTensor(scalar, doubles: [value])
      }
    return element.picking(type) { _ in 0 }
  }
}
