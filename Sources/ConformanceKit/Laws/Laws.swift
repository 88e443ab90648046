import Foundation
import Touchstone

/// Laws that hold for every function of tensors: what a derivative, a batch, a program must agree
/// with.
///
/// Each returns the sentences of what does not hold; none if all does. Functions take and give lists
/// of tensors; only real and complex ones have derivatives, the others are held fixed.
///
/// Specification: `laws`.
public enum Laws {
  /// A function of tensors.
  public typealias Function = ([Tensor]) throws -> [Tensor]
}

extension Laws {
  /// Numbers that look random and are the same at every run.
  struct Stream {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    /// The next number, uniform on -1...1 and a multiple of 2⁻²⁰, so that steps stay exact.
    mutating func next() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(Int64(state >> 43) - (1 << 20)) / Double(1 << 20)
    }
  }

  /// The real numbers that `x` consists of, real parts and imaginary parts alternating.
  static func parts(_ x: HostTensor) -> [Double] {
    x.dtype.isComplex ? x.complexes.flatMap { [$0.real, $0.imaginary] } : x.doubles
  }

  /// The tensor of `type` that consists of `parts`.
  static func tensor(_ type: TensorType, _ parts: [Double]) -> HostTensor {
    guard type.dtype.isComplex else { return HostTensor(type, doubles: parts) }
    return HostTensor(
      type,
      complexes: stride(from: 0, to: parts.count, by: 2).map {
        WideComplex(parts[$0], parts[$0 + 1])
      })
  }

  /// A tensor of random parts.
  static func random(_ type: TensorType, _ stream: inout Stream) -> HostTensor {
    let count = type.count * (type.dtype.isComplex ? 2 : 1)
    return tensor(type, (0..<count).map { _ in stream.next() })
  }

  /// The sum of the products of parts: for complex numbers the real part of Σ x·y, the pairing under
  /// which a transpose without conjugation is the adjoint.
  static func pairing(_ x: [HostTensor?], _ y: [HostTensor?]) -> (value: Double, size: Double) {
    var (value, size) = (0.0, 0.0)
    for case (let x?, let y?) in zip(x, y) where x.dtype.isDifferentiable {
      if x.dtype.isComplex {
        for (a, b) in zip(x.complexes, y.complexes) {
          value += a.real * b.real - a.imaginary * b.imaginary
          size += abs(a.real * b.real) + abs(a.imaginary * b.imaginary)
        }
      } else {
        for (a, b) in zip(x.doubles, y.doubles) {
          value += a * b
          size += abs(a * b)
        }
      }
    }
    return (value, size)
  }

  static func hosts(_ x: [Tensor]) throws -> [HostTensor] { try x.map { try $0.host() } }
}
