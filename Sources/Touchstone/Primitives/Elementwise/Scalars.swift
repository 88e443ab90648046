/// A Swift type whose values are elements of tensors.
public protocol TensorScalar: BitwiseCopyable, Sendable {
  /// The dtype that holds these values with the same bits.
  static var dtype: DType { get }
}

extension Bool: TensorScalar {
  /// `i1`.
  public static var dtype: DType { .i1 }
}
extension Int8: TensorScalar {
  /// `i8`.
  public static var dtype: DType { .i8 }
}
extension Int16: TensorScalar {
  /// `i16`.
  public static var dtype: DType { .i16 }
}
extension Int32: TensorScalar {
  /// `i32`.
  public static var dtype: DType { .i32 }
}
extension Int64: TensorScalar {
  /// `i64`.
  public static var dtype: DType { .i64 }
}
extension Int: TensorScalar {
  /// `i64`.
  public static var dtype: DType { .i64 }
}
extension UInt8: TensorScalar {
  /// `ui8`.
  public static var dtype: DType { .ui8 }
}
extension UInt16: TensorScalar {
  /// `ui16`.
  public static var dtype: DType { .ui16 }
}
extension UInt32: TensorScalar {
  /// `ui32`.
  public static var dtype: DType { .ui32 }
}
extension UInt64: TensorScalar {
  /// `ui64`.
  public static var dtype: DType { .ui64 }
}
extension UInt: TensorScalar {
  /// `ui64`.
  public static var dtype: DType { .ui64 }
}
extension Float: TensorScalar {
  /// `f32`.
  public static var dtype: DType { .f32 }
}
extension Double: TensorScalar {
  /// `f64`.
  public static var dtype: DType { .f64 }
}

extension Tensor {
  /// A vector of `scalars`, in the dtype of their Swift type: `Tensor([1, 2] as [Float])`.
  public init<S: TensorScalar>(_ scalars: [S]) { self.init(scalars, shape: [scalars.count]) }

  /// A tensor of `shape` whose elements in row-major order are `scalars`.
  ///
  /// Their number must be that of the shape's elements.
  public init<S: TensorScalar>(_ scalars: [S], shape: [Int]) {
    let type = TensorType(S.dtype, shape)
    guard shape.allSatisfy({ $0 >= 0 }), type.checkedCount == scalars.count else {
      ErrorScope.report(
        TensorError("value", "", [type], "\(scalars.count) scalars do not fill this shape"))
      self = .invalid
      return
    }
    self.init(
      HostTensor(type) { bytes in scalars.withUnsafeBytes { bytes.copyMemory(from: $0) } })
  }

  /// A tensor without dimensions that holds `scalar`.
  public init<S: TensorScalar>(_ scalar: S) { self.init([scalar], shape: []) }

  /// The elements in row-major order; the tensor's dtype must be that of `S`.
  public func scalars<S: TensorScalar>(as _: S.Type = S.self) throws -> [S] {
    guard dtype == S.dtype else {
      throw TensorError("value", "", [type], "elements of \(dtype) are not of \(S.self)")
    }
    return try host().withElements(of: S.self, Array.init)
  }

  /// A tensor of `type` with every element `value`.
  ///
  /// A fraction is no element of an integer tensor.
  public static func full(_ type: TensorType, _ value: Double) -> Tensor {
    let holds =
      switch type.dtype.family {
      case .signed: Int64(exactly: value) != nil
      case .unsigned: UInt64(exactly: value) != nil
      case .token, .tuple: false
      default: true
      }
    guard holds else {
      ErrorScope.report(
        TensorError("value", "", [type], "\(value) is not an element of \(type.dtype)"))
      return .invalid
    }
    do { try type.requireRoom("value") } catch {
      ErrorScope.report(error)
      return .invalid
    }
    if Context.interpreter != nil, type.rank > 0 {
      // A program holds the number once, not once for each element.
      return broadcast(Tensor(HostTensor.full(TensorType(type.dtype), value)), to: type.shape)
    }
    return Tensor(HostTensor.full(type, value))
  }

  /// A tensor of `type` with every element `value`, exactly also where a `Double` could not hold it.
  public static func full(_ type: TensorType, _ value: Int) -> Tensor {
    guard type.dtype.isInteger, value.magnitude > 1 << 53 else { return full(type, Double(value)) }
    let scalar = TensorType(type.dtype)
    let holds = type.dtype.family == .signed || value >= 0
    guard holds else { return full(type, Double(value)) }
    let element =
      type.dtype.family == .signed
      ? HostTensor(scalar, signed: [Int64(value)])
      : HostTensor(scalar, unsigned: [UInt64(value)])
    return broadcast(Tensor(element), to: type.shape, axes: [])
  }

  /// A tensor of the type of `x` with every element `value`.
  public static func full(_ value: Double, like x: Tensor) -> Tensor { full(x.type, value) }
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A weakly typed scalar of `f32`.
  public init(floatLiteral value: Double) { self.init(weak: value) }

  /// A weakly typed scalar of `i32`, or `i64` if it is too large for that.
  public init(integerLiteral value: Int) { self.init(weak: value) }

  /// A scalar whose dtype gives way to what it meets: `f32` where nothing is met.
  ///
  /// It keeps the precision of `value` until it does: beside `f64` nothing of it is lost.
  public init(weak value: Double) {
    self.init(WeakNumber(value))
    isWeaklyTyped = true
  }

  /// A scalar whose dtype gives way to what it meets: `i32` where nothing is met, or `i64` if the
  /// number is too large for that.
  public init(weak value: Int) {
    let dtype: DType = Int32(exactly: value) == nil ? .i64 : .i32
    self.init(HostTensor(TensorType(dtype), signed: [Int64(value)]))
    isWeaklyTyped = true
  }
}
