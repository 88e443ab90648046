import Touchstone

extension KernelTable {
  /// Changes of dtype, and complex numbers taken apart and put together.
  mutating func addConversions() {
    add(Convert.self) { convert, operands in
      guard let from = operands.first?.dtype else { return nil }
      let kernel = conversion(from, convert.dtype)
      return from == convert.dtype ? kernel : kernel.map { Self.inPieces($0) }
    }
    add(Abs.self) { _, operands in
      guard let dtype = operands.first?.dtype, let kernel = absKernel(dtype) else { return nil }
      return dtype == .f8E8M0FNU
        ? kernel : Self.inPieces(kernel, dtype.isComplex ? .function : .plain)
    }
    add(ComplexPart.self) { part, operands in
      switch operands.first?.dtype {
      case .complex64: Self.inPieces(partKernel(part, Float.self))
      case .complex128: Self.inPieces(partKernel(part, Double.self))
      case let dtype? where dtype.isFloat && part == .real: { x, _, _ in [x[0]] }
      case let dtype? where dtype.isFloat: { _, t, _ in [.full(t[0], 0)] }
      default: nil
      }
    }
    addInPieces(ComplexFromParts.self) { _, operands in
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
    addInPieces(ReducePrecision.self) { operation, operands in
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

private func absKernel(_ dtype: DType) -> Kernel? {
  switch dtype {
  case .f32: return { x, t, _ in mapping(&x, t[0]) { (a: Float) in a.magnitude } }
  case .f64: return { x, t, _ in mapping(&x, t[0]) { (a: Double) in a.magnitude } }
  case .f16, .bf16:
    return { x, t, _ in mapping(&x, t[0]) { (a: UInt16) in a & 0x7fff } }
  case .f8E8M0FNU: return { x, _, _ in [x[0]] }
  case _ where dtype.isFloat:
    return narrowKernel({ x, t, _ in mapping(&x, t[0]) { (a: Float) in a.magnitude } }, dtype)
  case .complex64: return complexAbsKernel(Float.self)
  case .complex128: return complexAbsKernel(Double.self)
  default:
    return dtype.wholeBytes.flatMap { AbsMaker().make(for: $0) }
      .map { dtype.isSubByte ? subByteKernel($0, dtype) : $0 }
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
  case (.complex64, .complex128): return complexConversion(Float.self, Double.self)
  case (.complex128, .complex64): return complexConversion(Double.self, Float.self)
  case (.complex64, .i1): return nonzeroKernel(Float.self)
  case (.complex128, .i1): return nonzeroKernel(Double.self)
  case _ where from.isComplex:
    return chained(
      from == .complex64
        ? partKernel(.real, Float.self) : partKernel(.real, Double.self), from.realPart,
      conversion(from.realPart, to))
  case _ where to.isComplex:
    let made = to == .complex64 ? complexKernel(Float.self) : complexKernel(Double.self)
    return chained(conversion(from, to.realPart), to.realPart, made)
  case (.f32, .f64): return { x, t, _ in mapping(&x, t[0]) { (a: Float) in Double(a) } }
  case (.f64, .f32): return { x, t, _ in mapping(&x, t[0]) { (a: Double) in Float(a) } }
  case (.i1, .f32): return { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in Float(a) } }
  case (.i1, .f64): return { x, t, _ in mapping(&x, t[0]) { (a: UInt8) in Double(a) } }
  case (.f32, .i1): return { x, t, _ in mapping(&x, t[0]) { (a: Float) in UInt8(a != 0 ? 1 : 0) } }
  case (.f64, .i1): return { x, t, _ in mapping(&x, t[0]) { (a: Double) in UInt8(a != 0 ? 1 : 0) } }
  case (.f32, _) where to.narrowWidening != nil, (.f64, _) where to.narrowWidening != nil:
    return { x, t, _ in [Narrow.narrowed(x[0], to: t[0].dtype)] }
  case (_, .f32) where from.narrowWidening != nil, (_, .f64) where from.narrowWidening != nil:
    return { x, t, _ in [Narrow.widened(x[0], to: t[0].dtype)] }
  // What is narrow, or has few bits, goes by way of what is exact.
  case _ where from.narrowWidening != nil:
    guard let wide = from.narrowWidening else { return nil }
    return chained(conversion(from, wide), wide, conversion(wide, to))
  case _ where from.isSubByte:
    guard let wide = from.wholeBytes, let next = conversion(wide, to) else { return nil }
    return { x, types, context in
      var operand = [x[0].reinterpreted(as: x[0].type.with(wide))]
      x = []
      return try next(&operand, types, context)
    }
  case _ where to.narrowWidening != nil && (from == .i1 || from.isInteger && from.bitWidth <= 32):
    return chained(conversion(from, .f64), .f64, conversion(.f64, to))
  case _ where to.isSubByte && (from == .i1 || from.isInteger):
    guard let wide = to.wholeBytes else { return nil }
    return chained(conversion(from, wide), wide) { x, types, _ in
      [wrapped(x[0], to: types[0].dtype)]
    }
  case (.f32, _) where to.isSubByte: return saturating(Float.self, to)
  case (.f64, _) where to.isSubByte: return saturating(Double.self, to)
  case (.f32, _): return FromFloatMaker<Float>().make(for: to)
  case (.f64, _): return FromFloatMaker<Double>().make(for: to)
  case (_, .f32): return ToFloatMaker<Float>().make(for: from)
  case (_, .f64): return ToFloatMaker<Double>().make(for: from)
  case (.i1, _): return FromBooleanMaker().make(for: to)
  case (_, .i1): return ToBooleanMaker().make(for: from)
  default: return FromIntegerMaker(to: to).make(for: from)
  }
}

/// One kernel after the other, on tensors of `middle` in between.
private func chained(_ first: Kernel?, _ middle: DType, _ second: Kernel?) -> Kernel? {
  guard let first, let second else { return nil }
  return { x, types, context in
    var between = try first(&x, types.map { $0.with(middle) }, context)
    x = []
    return try second(&between, types, context)
  }
}

private func complexKernel<T: LibmFloat>(_: T.Type) -> Kernel {
  { x, t, _ in mapping(&x, t[0]) { (a: T) in ComplexNumber(real: a, imaginary: 0) } }
}

private func nonzeroKernel<T: LibmFloat>(_: T.Type) -> Kernel {
  { x, t, _ in
    mapping(&x, t[0]) { (a: ComplexNumber<T>) in UInt8(a.real != 0 || a.imaginary != 0 ? 1 : 0) }
  }
}

private func complexConversion<A: LibmFloat, B: LibmFloat>(_: A.Type, _: B.Type) -> Kernel {
  { x, t, _ in
    mapping(&x, t[0]) { (a: ComplexNumber<A>) in
      ComplexNumber(real: B(a.real), imaginary: B(a.imaginary))
    }
  }
}

/// Toward zero, to the nearest integer of few bits there is; NaN becomes zero.
private func saturating<F: LibmFloat>(_: F.Type, _ to: DType) -> Kernel {
  let width = to.bitWidth
  let least = to.family == .signed ? -(1 << (width - 1)) : 0
  let most = least + (1 << width) - 1
  return { x, t, _ in
    mapping(&x, t[0]) { (a: F) -> UInt8 in
      if a.isNaN { return 0 }
      let bounded = a >= F(most) ? most : a <= F(least) ? least : Int(a)
      return UInt8(truncatingIfNeeded: bounded)
    }
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
