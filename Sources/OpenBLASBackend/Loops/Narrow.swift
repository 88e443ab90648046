import Touchstone

/// A 16-bit float format, element by element.
protocol NarrowFormat: Sendable, SendableMetatype {
  static func value(_ bits: UInt16) -> Float
  static func bits(_ value: Float) -> UInt16
}

/// `f16`.
enum NarrowHalf: NarrowFormat {
  static func value(_ bits: UInt16) -> Float { Float(Float16(bitPattern: bits)) }
  static func bits(_ value: Float) -> UInt16 { Float16(value).bitPattern }
}

/// `bf16`.
enum NarrowBrain: NarrowFormat {
  static func value(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
  @inline(__always)
  static func bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = bits &+ 0x7fff &+ (bits >> 16 & 1)
    return UInt16(truncatingIfNeeded: (value.isNaN ? bits | 0x0040_0000 : rounded) >> 16)
  }
}

extension DType {
  /// The dtype in which the arithmetic of a float of 16 bits or fewer is carried out; `nil` for all
  /// other dtypes.
  ///
  /// Powers of two alone go from 2⁻¹²⁷ to 2¹²⁷: their products leave `f32`.
  var narrowWidening: DType? {
    guard isFloat, bitWidth <= 16 else { return nil }
    return self == .f8E8M0FNU ? .f64 : .f32
  }
}

/// Narrow floats by way of a wide one, in which their arithmetic is carried out and rounded once.
///
/// For one addition, product, quotient or square root this is the correctly rounded result: 24 bits
/// hold twice the 11 or fewer of the operands and two more (Figueroa, 1995).
enum Narrow {
  /// The elements of a tensor of narrow floats in the dtype they are computed in, or in `dtype`.
  static func widened(_ x: HostTensor, to dtype: DType? = nil) -> HostTensor {
    let wide = dtype ?? x.dtype.narrowWidening ?? .f32
    if x.dtype == wide { return x }
    let type = x.type.with(wide)
    if wide == .f64 {
      return x.dtype.byteWidth == 2 ? x.converted(to: .f64) : decoded(x, type) { $0 }
    }
    switch x.dtype {
    case .bf16: return converted(x, type) { NarrowBrain.value($0) }
    case .f16: return converted(x, type) { NarrowHalf.value($0) }
    default: return decoded(x, type) { Float($0) }
    }
  }

  /// A tensor of `f32` or `f64` rounded to a narrow float, ties to even.
  static func narrowed(_ x: HostTensor, to dtype: DType) -> HostTensor {
    let type = x.type.with(dtype)
    switch (x.dtype, dtype) {
    case (.f32, .bf16): return converted(x, type) { (a: Float) in NarrowBrain.bits(a) }
    case (.f32, .f16): return converted(x, type) { (a: Float) in NarrowHalf.bits(a) }
    default: break
    }
    guard let format = dtype.floatFormat else { preconditionFailure("\(dtype) is no float") }
    let isWide = x.dtype == .f64
    if dtype.byteWidth == 2 {
      return isWide
        ? converted(x, type) { (a: Double) in UInt16(format.encode(a)) }
        : converted(x, type) { (a: Float) in UInt16(format.encode(Double(a))) }
    }
    return isWide
      ? converted(x, type) { (a: Double) in UInt8(format.encode(a)) }
      : converted(x, type) { (a: Float) in UInt8(format.encode(Double(a))) }
  }

  /// One of at most 256 values for each byte.
  private static func decoded<T: BitwiseCopyable>(
    _ x: HostTensor, _ type: TensorType, _ value: (Double) -> T
  ) -> HostTensor {
    guard let format = x.dtype.floatFormat else { preconditionFailure("\(x.dtype) is no float") }
    let values = (0..<256).map { value(format.decode(UInt64($0))) }
    return values.withUnsafeBufferPointer { values in
      converted(x, type) { (byte: UInt8) in values[Int(byte)] }
    }
  }

  @inline(__always)
  private static func converted<T: BitwiseCopyable, R: BitwiseCopyable>(
    _ x: HostTensor, _ type: TensorType, _ f: (T) -> R
  ) -> HostTensor {
    let result = resultTensor(type)
    let target = result.storage.base.assumingMemoryBound(to: R.self)
    x.withElements(of: T.self) { source in
      for i in 0..<type.count { target[i] = f(source[i]) }
    }
    return result
  }
}
