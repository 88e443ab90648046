import Touchstone

extension KernelTable {
  /// Changes of dtype, and complex numbers taken apart and put together.
  mutating func addConversions() {
    add(Convert.self) { convert, operands in
      guard let from = operands.first?.dtype else { return nil }
      return conversion(from, convert.dtype)
    }
    add(Abs.self) { _, operands in
      guard let dtype = operands.first?.dtype else { return nil }
      switch dtype {
      case .f32: return { x, t, _ in mapping(&x, t[0]) { (a: Float) in a.magnitude } }
      case .f64: return { x, t, _ in mapping(&x, t[0]) { (a: Double) in a.magnitude } }
      case .f16, .bf16:
        return { x, t, _ in mapping(&x, t[0]) { (a: UInt16) in a & 0x7fff } }
      case .complex64: return complexAbsKernel(Float.self)
      case .complex128: return complexAbsKernel(Double.self)
      default: return AbsMaker().make(for: dtype)
      }
    }
    add(ComplexPart.self) { part, operands in
      switch operands.first?.dtype {
      case .complex64: partKernel(part, Float.self)
      case .complex128: partKernel(part, Double.self)
      default: nil
      }
    }
    add(ComplexFromParts.self) { _, operands in
      switch operands.first?.dtype {
      case .f32:
        { x, t, _ in
          zipping(&x, t[0]) { (a: Float, b: Float) in ComplexNumber(real: a, imaginary: b) }
        }
      case .f64:
        { x, t, _ in
          zipping(&x, t[0]) { (a: Double, b: Double) in ComplexNumber(real: a, imaginary: b) }
        }
      default: nil
      }
    }
    add(ReducePrecision.self) { operation, operands in
      guard let dtype = operands.first?.dtype, let format = dtype.floatFormat else { return nil }
      func kernel<T: LibmFloat>(_: T.Type) -> Kernel {
        { x, t, _ in mapping(&x, t[0]) { (a: T) in T(operation.reduced(Double(a), format)) } }
      }
      return switch dtype {
      case .f32: kernel(Float.self)
      case .f64: kernel(Double.self)
      case .f16, .bf16: narrowKernel(kernel(Float.self), dtype)
      default: nil
      }
    }
    add(BitcastConvert.self) { bitcast, operands in
      guard let from = operands.first?.dtype, from.bitWidth >= 8, bitcast.dtype.bitWidth >= 8 else {
        return nil
      }
      return { x, types, _ in [x[0].reinterpreted(as: types[0])] }
    }
  }
}

private func partKernel<T: LibmFloat>(_ part: ComplexPart, _: T.Type) -> Kernel {
  typealias C = ComplexNumber<T>
  return switch part {
  case .real: { x, t, _ in mapping(&x, t[0]) { (a: C) in a.real } }
  case .imaginary: { x, t, _ in mapping(&x, t[0]) { (a: C) in a.imaginary } }
  }
}

private struct AbsMaker: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in mapping(&x, t[0]) { (a: T) in a < 0 ? 0 &- a : a } }
  }
}

/// The loop that converts between two dtypes, or `nil` where there is none of our own.
private func conversion(_ from: DType, _ to: DType) -> Kernel? {
  if from == to { return { x, _, _ in [x[0]] } }
  switch (from, to) {
  case (.f32, .f64): return { x, t, _ in mapping(&x, t[0]) { (a: Float) in Double(a) } }
  case (.f64, .f32): return { x, t, _ in mapping(&x, t[0]) { (a: Double) in Float(a) } }
  case (.f16, .f32), (.bf16, .f32): return { x, _, _ in [Narrow.widened(x[0])] }
  case (.f32, .f16), (.f32, .bf16): return { x, t, _ in [Narrow.narrowed(x[0], to: t[0].dtype)] }
  case (.i1, .f32): return { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in Float(a) } }
  case (.i1, .f64): return { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in Double(a) } }
  case (.f32, .i1): return { x, t, _ in mapping(&x, t[0]) { (a: Float) in UInt8(a != 0 ? 1 : 0) } }
  case (.f64, .i1): return { x, t, _ in mapping(&x, t[0]) { (a: Double) in UInt8(a != 0 ? 1 : 0) } }
  case (.f32, _): return FromFloatMaker<Float>().make(for: to)
  case (.f64, _): return FromFloatMaker<Double>().make(for: to)
  case (_, .f32): return ToFloatMaker<Float>().make(for: from)
  case (_, .f64): return ToFloatMaker<Double>().make(for: from)
  case (.i1, _): return FromBooleanMaker().make(for: to)
  case (_, .i1): return ToBooleanMaker().make(for: from)
  default: return FromIntegerMaker(to: to).make(for: from)
  }
}

/// Toward zero; what is too large becomes the nearest integer there is, NaN zero.
private struct FromFloatMaker<F: LibmFloat>: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in
      mapping(&x, t[0]) { (a: F) -> T in
        if a.isNaN { return 0 }
        // The least integer is a power of two, and so exact; the greatest rounds up to one.
        if a >= F(T.max) { return T.max }
        return a <= F(T.min) ? T.min : T(a)
      }
    }
  }
}

private struct ToFloatMaker<F: LibmFloat>: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in mapping(&x, t[0]) { (a: T) in F(a) } }
  }
}

private struct FromBooleanMaker: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in T(a) } }
  }
}

private struct ToBooleanMaker: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in mapping(&x, t[0]) { (a: T) in UInt8(a != 0 ? 1 : 0) } }
  }
}

/// From one integer dtype to another, modulo 2 to the width.
private struct FromIntegerMaker: IntegerMaker {
  let to: DType
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    ToIntegerMaker<T>().make(for: to)
  }
}

private struct ToIntegerMaker<S: FixedWidthInteger & BitwiseCopyable & Sendable>: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    { x, t, _ in mapping(&x, t[0]) { (a: S) in T(truncatingIfNeeded: a) } }
  }
}
