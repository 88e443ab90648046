import Touchstone

extension KernelTable {
  /// Operations that combine many elements into one.
  mutating func addReductions() {
    add(Reduce.self) { reduce, operands in
      guard reduce.captureCount == 0, operands.count == 2,
        let operation = reduce.body.soleOperation as? Binary,
        reduce.body.resultTypes[0].dtype == operands[0].dtype,
        let fold = Folder(operation, operands[0].dtype)
      else { return nil }
      return { x, types, _ in [fold.reduction(x[0], reduce.dimensions, x[1], types[0])] }
    }
  }
}

/// One associative operation on one dtype, with its loops.
struct Folder: Sendable {
  /// `x` folded over dimensions, from a scalar.
  let reduction: @Sendable (HostTensor, [Int], HostTensor, TensorType) -> HostTensor
  /// Windows of `x` along each dimension, from a scalar that is the operation's unit.
  let windows: @Sendable ([Window], HostTensor, HostTensor, TensorType) -> HostTensor
  /// Whether a scalar is the operation's unit.
  let isUnit: @Sendable (HostTensor) -> Bool

  private init<F: Folding>(_: F.Type, unit: F.Element) where F.Element: Equatable {
    reduction = { x, dimensions, start, type in
      F.reduction(x, dimensions, start.withElements(of: F.Element.self) { $0[0] }, type)
    }
    windows = { windows, x, start, type in
      F.windows(windows, x, start.withElements(of: F.Element.self) { $0[0] }, type)
    }
    isUnit = { $0.withElements(of: F.Element.self) { $0[0] == unit } }
  }

  /// As `folder`, for 16-bit floats: folded in `f32` and rounded once.
  private init(narrow folder: Folder) {
    reduction = { x, dimensions, start, type in
      let wide = folder.reduction(
        Narrow.widened(x), dimensions, Narrow.widened(start), type.with(.f32))
      return Narrow.narrowed(wide, to: type.dtype)
    }
    windows = { windows, x, start, type in
      let wide = folder.windows(windows, Narrow.widened(x), Narrow.widened(start), type.with(.f32))
      return Narrow.narrowed(wide, to: type.dtype)
    }
    isUnit = { folder.isUnit(Narrow.widened($0)) }
  }

  /// The loops for `operation` on `dtype`, or `nil` where there are none.
  init?(_ operation: Binary, _ dtype: DType) {
    func float<T: BinaryFloatingPoint & BitwiseCopyable>(_: T.Type) -> Folder? {
      switch operation {
      case .add: Folder(Sum<T>.self, unit: 0)
      case .multiply: Folder(Product<T>.self, unit: 1)
      case .maximum: Folder(Largest<T>.self, unit: -.infinity)
      case .minimum: Folder(Smallest<T>.self, unit: .infinity)
      default: nil
      }
    }
    func integer<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) -> Folder? {
      switch operation {
      case .add: Folder(WrappingSum<T>.self, unit: 0)
      case .multiply: Folder(WrappingProduct<T>.self, unit: 1)
      case .maximum: Folder(LargestInteger<T>.self, unit: .min)
      case .minimum: Folder(SmallestInteger<T>.self, unit: .max)
      case .and: Folder(BitAnd<T>.self, unit: ~0)
      case .or: Folder(BitOr<T>.self, unit: 0)
      case .xor: Folder(BitXor<T>.self, unit: 0)
      default: nil
      }
    }
    let found: Folder?
    switch dtype {
    case .f32: found = float(Float.self)
    case .f64: found = float(Double.self)
    case .f16, .bf16: found = float(Float.self).map { Folder(narrow: $0) }
    case .i8: found = integer(Int8.self)
    case .i16: found = integer(Int16.self)
    case .i32: found = integer(Int32.self)
    case .i64: found = integer(Int64.self)
    case .ui8: found = integer(UInt8.self)
    case .ui16: found = integer(UInt16.self)
    case .ui32: found = integer(UInt32.self)
    case .ui64: found = integer(UInt64.self)
    case .i1:
      switch operation {
      case .add, .or, .maximum: found = Folder(BitOr<UInt8>.self, unit: 0)
      case .multiply, .and, .minimum: found = Folder(BitAnd<UInt8>.self, unit: 1)
      case .xor: found = Folder(BitXor<UInt8>.self, unit: 0)
      default: found = nil
      }
    default: found = nil
    }
    guard let found else { return nil }
    self = found
  }
}
