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

/// 16-bit floats by way of `f32`, in which their arithmetic is carried out and rounded once.
///
/// For one addition, product, quotient or square root this is the correctly rounded result: 24 bits
/// hold twice the 11 or 8 of the operands and two more (Figueroa, 1995).
enum Narrow {
  /// The elements of a `bf16` or `f16` tensor as `f32`.
  static func widened(_ x: HostTensor) -> HostTensor {
    let type = x.type.with(.f32)
    let isBrain = x.dtype == .bf16
    return x.withElements(of: UInt16.self) { source in
      HostTensor(type) { bytes in
        guard let target = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
        if isBrain {
          for i in 0..<type.count { target[i] = Float(bitPattern: UInt32(source[i]) << 16) }
        } else {
          for i in 0..<type.count { target[i] = Float(Float16(bitPattern: source[i])) }
        }
      }
    }
  }

  /// An `f32` tensor rounded to `bf16` or `f16`, ties to even.
  static func narrowed(_ x: HostTensor, to dtype: DType) -> HostTensor {
    let type = x.type.with(dtype)
    return x.withElements(of: Float.self) { source in
      HostTensor(type) { bytes in
        guard let target = bytes.baseAddress?.assumingMemoryBound(to: UInt16.self) else { return }
        if dtype == .bf16 {
          for i in 0..<type.count { target[i] = NarrowBrain.bits(source[i]) }
        } else {
          for i in 0..<type.count { target[i] = Float16(source[i]).bitPattern }
        }
      }
    }
  }
}
