import Touchstone

extension KernelTable {
  /// Operations that combine many elements into one.
  mutating func addReductions() {
    add(Reduce.self) { reduce, operands in
      guard let folders = Folder.all(reduce.body, reduce.captureCount, operands) else { return nil }
      return { x, types, _ in
        let inputs = x.dropFirst(reduce.captureCount)
        let starts = inputs.dropFirst(types.count)
        return zip(zip(folders, inputs), zip(starts, types)).map {
          $0.0.reduction($0.1, reduce.dimensions, $1.0, $1.1)
        }
      }
    }
    add(ReduceWindow.self) { reduce, operands in
      guard let folders = Folder.all(reduce.body, reduce.captureCount, operands) else { return nil }
      return { x, types, context in
        let inputs = x.dropFirst(reduce.captureCount)
        let starts = inputs.dropFirst(types.count)
        // Windows are folded dimension by dimension, and padding left out: right for a unit only.
        guard zip(folders, starts).allSatisfy({ $0.isUnit($1) }) else {
          return try reduce.evaluate(x, types, in: context)
        }
        try reduce.checkWindowSize(reduce.windows, operands)
        return zip(zip(folders, inputs), zip(starts, types)).map {
          $0.0.windows(reduce.windows, $0.1, $1.0, $1.1)
        }
      }
    }
  }
}

extension Folder {
  /// The loops for each input of a reduction, if its body is one known monoid for each.
  static func all(_ body: Block, _ captureCount: Int, _ operands: [TensorType]) -> [Folder]? {
    guard let operations = Reduction.monoids(in: body, captureCount: captureCount),
      operands.count == captureCount + 2 * operations.count
    else { return nil }
    var folders: [Folder] = []
    for (i, operation) in operations.enumerated() {
      let input = operands[captureCount + i].dtype
      guard body.resultTypes[i].dtype == input, let folder = Folder(operation, input) else {
        return nil
      }
      folders.append(folder)
    }
    return folders
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

  /// As `folder`, for narrower elements: folded in `wide` and rounded once, or wrapped.
  private init(narrow folder: Folder, _ wide: DType) {
    reduction = { x, dimensions, start, type in
      let result = folder.reduction(
        widened(x, to: wide), dimensions, widened(start, to: wide), type.with(wide))
      return rounded(result, to: type.dtype)
    }
    windows = { windows, x, start, type in
      let result = folder.windows(
        windows, widened(x, to: wide), widened(start, to: wide), type.with(wide))
      return rounded(result, to: type.dtype)
    }
    isUnit = { folder.isUnit(widened($0, to: wide)) }
  }

  /// The loops for `operation` on `dtype`, or `nil` where there are none.
  init?(_ operation: Binary, _ dtype: DType) {
    func float<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>(_: T.Type) -> Folder? {
      switch operation {
      case .add: Folder(Sum<T>.self, unit: 0)
      case .multiply: Folder(Product<T>.self, unit: 1)
      case .maximum: Folder(Largest<T>.self, unit: -.infinity)
      case .minimum: Folder(Smallest<T>.self, unit: .infinity)
      default: nil
      }
    }
    func complex<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>(_: T.Type) -> Folder? {
      switch operation {
      case .add: Folder(ComplexSum<T>.self, unit: ComplexNumber(real: 0, imaginary: 0))
      case .multiply: Folder(ComplexProduct<T>.self, unit: ComplexNumber(real: 1, imaginary: 0))
      default: nil
      }
    }
    func integer<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Folder? {
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
    case .f8E8M0FNU: found = float(Double.self).map { Folder(narrow: $0, .f64) }
    case _ where dtype.isFloat: found = float(Float.self).map { Folder(narrow: $0, .f32) }
    case .i2, .i4: found = integer(Int8.self).map { Folder(narrow: $0, .i8) }
    case .ui2, .ui4: found = integer(UInt8.self).map { Folder(narrow: $0, .ui8) }
    case .complex64: found = complex(Float.self)
    case .complex128: found = complex(Double.self)
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
