import Touchstone

/// Loops for arithmetic on two tensors of one type, found by operation and dtype.
enum PairLoops {
  static func loop(for operation: Binary, _ dtype: DType) -> PairLoop? {
    all[operation.ordinal * DType.allCases.count + dtype.ordinal]
  }

  private static let all: [PairLoop?] = Binary.allCases.flatMap { operation in
    DType.allCases.map { made(operation, $0) }
  }

  private static func made(_ operation: Binary, _ dtype: DType) -> PairLoop? {
    switch dtype {
    case .f32: floats(operation, Float.self)
    case .f64: floats(operation, Double.self)
    case .i32: integers(operation, Int32.self)
    case .i64: integers(operation, Int64.self)
    default: nil
    }
  }

  private static func floats<T: LibmFloat>(_ operation: Binary, _: T.Type) -> PairLoop? {
    switch operation {
    case .add: over(Sum<T>.combine)
    case .subtract: over { (a: T, b: T) in a - b }
    case .multiply: over(Product<T>.combine)
    case .divide: over { (a: T, b: T) in a / b }
    case .maximum: over(Largest<T>.combine)
    case .minimum: over(Smallest<T>.combine)
    default: nil
    }
  }

  private static func integers<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ operation: Binary, _: T.Type
  ) -> PairLoop? {
    switch operation {
    case .add: over(WrappingSum<T>.combine)
    case .subtract: over { (a: T, b: T) in a &- b }
    case .multiply: over(WrappingProduct<T>.combine)
    case .maximum: over(LargestInteger<T>.combine)
    case .minimum: over(SmallestInteger<T>.combine)
    default: nil
    }
  }

  @inline(__always)
  private static func over<T: BitwiseCopyable>(
    _ f: @escaping @Sendable (T, T) -> T
  ) -> PairLoop {
    { x, y, result, count in
      let (a, b) = (x.assumingMemoryBound(to: T.self), y.assumingMemoryBound(to: T.self))
      let target = result.assumingMemoryBound(to: T.self)
      for i in 0..<count { target[i] = f(a[i], b[i]) }
    }
  }
}

extension OpenBLASBackend: PairLoopBackend {
  package func pairLoop(for operation: Binary, _ dtype: DType) -> PairLoop? {
    PairLoops.loop(for: operation, dtype)
  }
}

extension ThreadedBackend: PairLoopBackend {
  package func pairLoop(for operation: Binary, _ dtype: DType) -> PairLoop? {
    PairLoops.loop(for: operation, dtype)
  }
}
