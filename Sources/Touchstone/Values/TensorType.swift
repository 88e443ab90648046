/// The dtype and shape of a tensor: all that is known of it before a program runs.
///
/// Specification: `types`.
public struct TensorType: Hashable, Sendable {
  /// The type of each element.
  public let dtype: DType
  /// The size of each dimension; empty for a scalar.
  public let shape: [Int]
  /// The types a tuple holds; empty unless `dtype` is `tuple`.
  public let elements: [TensorType]

  /// The type of tensors of `dtype` with `shape`, each size 0 or more.
  public init(_ dtype: DType, _ shape: [Int] = []) {
    self.dtype = dtype
    self.shape = shape
    self.elements = []
  }

  /// The type of tuples of `elements`.
  public init(tuple elements: [TensorType]) {
    self.dtype = .tuple
    self.shape = []
    self.elements = elements
  }

  /// The type of a value that only orders effects.
  public static let token = TensorType(.token)
}

extension TensorType {
  /// The number of dimensions.
  public var rank: Int { shape.count }
  /// The number of elements; for a token or tuple 0.
  public var count: Int {
    // Sizes whose product is no integer are allowed beside a zero.
    dtype.isElement && !shape.contains(0) ? shape.reduce(1, *) : 0
  }
  /// The bytes the elements take in memory.
  public var byteCount: Int { count * dtype.byteWidth }

  /// The number of elements, or `nil` if it or the bytes they take do not fit in an `Int`.
  public var checkedCount: Int? {
    if shape.contains(0) { return 0 }
    var total = max(dtype.byteWidth, 1)
    for size in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      total = product
    }
    return total / max(dtype.byteWidth, 1)
  }

  /// The same shape with another dtype.
  public func with(_ dtype: DType) -> TensorType { TensorType(dtype, shape) }
  /// The same dtype with another shape.
  public func with(shape: [Int]) -> TensorType { TensorType(dtype, shape) }

  /// How many elements apart two neighbours along each dimension lie, in row-major order.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for i in stride(from: rank - 2, through: 0, by: -1) {
      // Where the product is no integer there are no elements to reach.
      strides[i] = strides[i + 1] &* shape[i + 1]
    }
    return strides
  }
}

extension TensorType: CustomStringConvertible {
  /// Short form for messages: `f32[2,3]`, `token`, `(f32[2], i1[])`.
  public var description: String {
    switch dtype {
    case .token: "token"
    case .tuple: "(\(elements.map(\.description).joined(separator: ", ")))"
    default: "\(dtype.rawValue)[\(shape.map(String.init).joined(separator: ","))]"
    }
  }

  /// As StableHLO's text writes it: `tensor<2x3xf32>`.
  public var text: String {
    switch dtype {
    case .token: "!stablehlo.token"
    case .tuple: "tuple<\(elements.map(\.text).joined(separator: ", "))>"
    default: "tensor<\(shape.map { "\($0)x" }.joined())\(dtype)>"
    }
  }
}
