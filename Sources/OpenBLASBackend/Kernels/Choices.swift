import Touchstone

extension KernelTable {
  /// Comparisons, and what chooses by them.
  mutating func addChoices() {
    addInPieces(Compare.self) { compare, operands in
      guard let dtype = operands.first?.dtype else { return nil }
      if compare.kind == .totalOrder {
        switch dtype {
        case .f32: return compareKernel(compare.direction, totalOrder: Int32.self)
        case .f64: return compareKernel(compare.direction, totalOrder: Int64.self)
        case .f16, .bf16: return compareKernel(compare.direction, totalOrder: Int16.self)
        default: return nil
        }
      }
      switch dtype {
      case .f32: return compareKernel(compare.direction, Float.self)
      case .f64: return compareKernel(compare.direction, Double.self)
      case .f8E8M0FNU:
        return compareKernel(compare.direction, Double.self).map { narrowKernel($0, dtype) }
      case _ where dtype.isFloat:
        return compareKernel(compare.direction, Float.self).map { narrowKernel($0, dtype) }
      case .i1: return compareKernel(compare.direction, UInt8.self)
      case .complex64: return complexCompareKernel(compare.direction, Float.self)
      case .complex128: return complexCompareKernel(compare.direction, Double.self)
      default:
        return dtype.wholeBytes.flatMap { CompareMaker(direction: compare.direction).make(for: $0) }
      }
    }
    add(Select.self) { _, operands in
      guard operands.count == 3 else { return nil }
      if operands[0].rank == 0 {
        return { x, _, _ in [x[0].withElements(of: UInt8.self) { $0[0] } != 0 ? x[1] : x[2]] }
      }
      return switch operands[1].dtype.byteWidth {
      case 1: Self.inPieces(selectKernel(UInt8.self))
      case 2: Self.inPieces(selectKernel(UInt16.self))
      case 4: Self.inPieces(selectKernel(UInt32.self))
      case 8: Self.inPieces(selectKernel(UInt64.self))
      default: Self.inPieces(selectKernel(SIMD2<UInt64>.self))
      }
    }
    addInPieces(Clamp.self) { _, operands in
      guard operands.count == 3,
        let maximum = KernelTable.all.kernel(for: Binary.maximum, [operands[1], operands[1]]),
        let minimum = KernelTable.all.kernel(for: Binary.minimum, [operands[1], operands[1]])
      else { return nil }
      return { x, types, context in
        var lower = [x[1], spread(x[0], types[0])]
        let upper = spread(x[2], types[0])
        x = []
        var both = try maximum(&lower, types, context) + [upper]
        return try minimum(&both, types, context)
      }
    }
    addInPieces(Predicate.self) { predicate, operands in
      switch operands.first?.dtype {
      case .f32: predicateKernel(predicate, Float.self)
      case .f64: predicateKernel(predicate, Double.self)
      case .f8E8M0FNU: narrowKernel(predicateKernel(predicate, Double.self), .f8E8M0FNU)
      case let dtype? where dtype.isFloat:
        narrowKernel(predicateKernel(predicate, Float.self), dtype)
      default: nil
      }
    }
  }
}

/// The scalar `x` at every place of `type`; what has that shape already stays as it is.
private func spread(_ x: HostTensor, _ type: TensorType) -> HostTensor {
  if x.type == type { return x }
  return rearranged(x, StridedLayout(shape: type.shape, strides: type.shape.map { _ in 0 }), type)
}

private func compareKernel<T: Comparable & BitwiseCopyable & Sendable>(
  _ direction: Compare.Direction, _: T.Type
) -> Kernel? {
  switch direction {
  case .equal: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a == b ? 1 : 0) } }
  case .notEqual: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a != b ? 1 : 0) } }
  case .greaterOrEqual: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a >= b ? 1 : 0) } }
  case .greater: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a > b ? 1 : 0) } }
  case .lessOrEqual: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a <= b ? 1 : 0) } }
  case .less: { x, t, _ in zipping(&x, t[0]) { (a: T, b: T) in UInt8(a < b ? 1 : 0) } }
  }
}

/// Complex numbers are equal or not; they have no order.
private func complexCompareKernel<T: LibmFloat>(
  _ direction: Compare.Direction, _: T.Type
) -> Kernel? {
  typealias C = ComplexNumber<T>
  return switch direction {
  case .equal:
    { x, t, _ in
      zipping(&x, t[0]) { (a: C, b: C) in
        UInt8(a.real == b.real && a.imaginary == b.imaginary ? 1 : 0)
      }
    }
  case .notEqual:
    { x, t, _ in
      zipping(&x, t[0]) { (a: C, b: C) in
        UInt8(a.real != b.real || a.imaginary != b.imaginary ? 1 : 0)
      }
    }
  default: nil
  }
}

/// IEEE floats in total order, by their bits taken for signed integers.
private func compareKernel<T: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
  _ direction: Compare.Direction, totalOrder _: T.Type
) -> Kernel? {
  guard let compare = compareKernel(direction, T.self) else { return nil }
  return { x, types, context in
    var keys = x.map { totalOrderKeys($0, T.self) }
    return try compare(&keys, types, context)
  }
}

/// The place of each IEEE float of `x` in total order, as integers of the same width.
func totalOrderKeys<T: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
  _ x: HostTensor, _: T.Type
) -> HostTensor {
  let dtype: DType = T.bitWidth == 64 ? .i64 : T.bitWidth == 32 ? .i32 : .i16
  return inPieces(x, x.type.with(dtype)) { x, types in
    mapping(&x, types[0]) { (bits: T) in bits < 0 ? bits ^ T.max : bits }
  }
}

private struct CompareMaker: IntegerMaker {
  let direction: Compare.Direction
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    compareKernel(direction, T.self)
  }
}

private func selectKernel<T: BitwiseCopyable & Sendable>(_: T.Type) -> Kernel {
  { x, types, _ in
    let result = resultTensor(types[0])
    let target = result.storage.base.assumingMemoryBound(to: T.self)
    x[0].withElements(of: UInt8.self) { predicate in
      x[1].withElements(of: T.self) { onTrue in
        x[2].withElements(of: T.self) { onFalse in
          for i in 0..<types[0].count { target[i] = predicate[i] != 0 ? onTrue[i] : onFalse[i] }
        }
      }
    }
    return [result]
  }
}

private func predicateKernel<T: LibmFloat>(_ predicate: Predicate, _: T.Type) -> Kernel {
  switch predicate {
  case .isFinite: { x, t, _ in mapping(&x, t[0]) { (a: T) in UInt8(a.isFinite ? 1 : 0) } }
  case .isInf: { x, t, _ in mapping(&x, t[0]) { (a: T) in UInt8(a.isInfinite ? 1 : 0) } }
  case .isNegInf: { x, t, _ in mapping(&x, t[0]) { (a: T) in UInt8(a == -.infinity ? 1 : 0) } }
  case .isPosInf: { x, t, _ in mapping(&x, t[0]) { (a: T) in UInt8(a == .infinity ? 1 : 0) } }
  }
}
