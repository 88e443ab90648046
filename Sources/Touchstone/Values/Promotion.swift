// Which dtype operands of different dtypes meet in: the lattice of JAX.
//
// Specification: `promotion`.

/// A place in the lattice of promotion: a dtype, or the kind of a number of weak type.
package enum PromotionNode: Hashable, Sendable {
  case dtype(DType)
  case weakInteger
  case weakFloat
  case weakComplex

  /// Where a tensor of `dtype` stands.
  package init(_ dtype: DType, isWeak: Bool) {
    switch (isWeak, dtype.family) {
    case (true, .signed), (true, .unsigned): self = .weakInteger
    case (true, .float): self = .weakFloat
    case (true, .complex): self = .weakComplex
    default: self = .dtype(dtype)
    }
  }

  package var isWeak: Bool { if case .dtype = self { false } else { true } }

  /// The dtype a result has that stands here; a weak one gets the default of its kind.
  package var dtype: DType {
    switch self {
    case .dtype(let dtype): dtype
    case .weakInteger: .i32
    case .weakFloat: .f32
    case .weakComplex: .complex64
    }
  }

  /// The nodes right above.
  private var above: [PromotionNode] {
    switch self {
    case .weakInteger:
      [.dtype(.ui8), .dtype(.i8), .dtype(.i2), .dtype(.i4), .dtype(.ui2), .dtype(.ui4)]
    case .weakFloat:
      [.dtype(.bf16), .dtype(.f16), .weakComplex]
        + DType.allCases.filter { $0.isFloat && $0.bitWidth <= 8 }.map { .dtype($0) }
    case .weakComplex: [.dtype(.complex64)]
    case .dtype(let dtype):
      switch dtype {
      case .i1: [.weakInteger]
      case .ui8: [.dtype(.i16), .dtype(.ui16)]
      case .ui16: [.dtype(.i32), .dtype(.ui32)]
      case .ui32: [.dtype(.i64), .dtype(.ui64)]
      case .i8: [.dtype(.i16)]
      case .i16: [.dtype(.i32)]
      case .i32: [.dtype(.i64)]
      case .ui64, .i64: [.weakFloat]
      case .bf16, .f16: [.dtype(.f32)]
      case .f32: [.dtype(.f64), .dtype(.complex64)]
      case .f64, .complex64: [.dtype(.complex128)]
      default: []
      }
    }
  }

  /// This node and all above it.
  private var upwards: Set<PromotionNode> {
    var seen: Set<PromotionNode> = [self]
    var open = [self]
    while let node = open.popLast() {
      for next in node.above where seen.insert(next).inserted { open.append(next) }
    }
    return seen
  }

  /// The least node above both, or `nil` where there is none.
  package func join(_ other: PromotionNode) -> PromotionNode? {
    self == other ? self : Self.joins[number * Self.all.count + other.number]
  }

  private static let all =
    DType.allCases.map { PromotionNode.dtype($0) } + [.weakInteger, .weakFloat, .weakComplex]

  /// The place in `all`: an enumeration of plain cases is one byte that counts them.
  private var number: Int {
    switch self {
    case .dtype(let dtype): Int(unsafeBitCast(dtype, to: UInt8.self))
    case .weakInteger: Self.all.count - 3
    case .weakFloat: Self.all.count - 2
    case .weakComplex: Self.all.count - 1
    }
  }

  /// The join of every two nodes, row by row.
  private static let joins: [PromotionNode?] = {
    let upwards = all.map(\.upwards)
    return upwards.flatMap { a in
      upwards.map { b in
        let common = a.intersection(b)
        return common.first { common.isSubset(of: $0.upwards) }
      }
    }
  }()
}

/// The dtype in which tensors of two dtypes meet, neither weak; `nil` where there is none.
///
/// Floats of 8 bits or fewer meet no other float, and integers of fewer than 8 bits nothing but
/// booleans and numbers of weak type: these must be converted explicitly.
///
/// Specification: `promotion`.
public func promoteTypes(_ x: DType, _ y: DType) -> DType? {
  PromotionNode.dtype(x).join(.dtype(y))?.dtype
}

/// The dtype in which `operands` meet; `f32` where there are none.
///
/// Specification: `promotion`.
public func resultType(_ operands: Tensor...) -> DType { resultType(operands) }

/// The dtype in which `operands` meet; `f32` where there are none.
///
/// Specification: `promotion`.
public func resultType(_ operands: [Tensor]) -> DType {
  do {
    return try meetingNode("promotion", operands)?.dtype ?? .f32
  } catch {
    ErrorScope.report(error)
    return .f32
  }
}

private func meetingNode(
  _ name: String, _ x: [Tensor]
) throws(TensorError) -> PromotionNode? {
  guard let first = x.first else { return nil }
  var node = PromotionNode(first.dtype, isWeak: first.isWeaklyTyped)
  for tensor in x.dropFirst() {
    guard let next = node.join(PromotionNode(tensor.dtype, isWeak: tensor.isWeaklyTyped)) else {
      throw TensorError(
        name, "C1", x.map(\.type),
        "\(node.dtype) and \(tensor.dtype) meet in no dtype; convert one of them explicitly")
    }
    node = next
  }
  return node
}

/// The shape to which `shapes` broadcast, as NumPy has it: aligned at the last axis, sizes of one
/// repeated; `nil` where two sizes differ and neither is one.
///
/// Specification: `promotion`.
public func broadcastShapes(_ shapes: [Int]...) -> [Int]? { broadcastShapes(shapes) }

/// The shape to which `shapes` broadcast, as NumPy has it; `nil` where two sizes differ and neither
/// is one.
///
/// Specification: `promotion`.
public func broadcastShapes(_ shapes: [[Int]]) -> [Int]? {
  var result = [Int](repeating: 1, count: shapes.map(\.count).max() ?? 0)
  for shape in shapes {
    for (i, size) in shape.enumerated() where size != 1 {
      let place = i + result.count - shape.count
      guard result[place] == 1 || result[place] == size else { return nil }
      result[place] = size
    }
  }
  return result
}

// MARK: Tensors brought together

/// `operation` on `x` and `y`, which are promoted to one dtype and broadcast to one shape first.
///
/// What has one type already goes to the operation as it is.
package func bindPromoted(_ operation: Binary, _ x: Tensor, _ y: Tensor) -> Tensor {
  if !x.isWeaklyTyped, !y.isWeaklyTyped {
    if let result = evaluatedPair(operation, x, y) { return result }
    if x.type == y.type { return bind(operation, x, y) }
  }
  if let number = WeakNumber.folded(operation, x, y) { return Tensor(number, isWeak: true) }
  return promoted(operation.name, [x, y]) { bind(operation, $0[0], $0[1]) }
}

/// `operation` of `x`; weak if that is, and still the number itself if that is a literal.
package func bindWeakly(_ operation: Unary, _ x: Tensor) -> Tensor {
  guard x.isWeaklyTyped else { return bind(operation, x) }
  if let number = x.buffer as? WeakNumber {
    return Tensor(WeakNumber.folded(operation, number.value), isWeak: true)
  }
  var result = bind(operation, x)
  result.isWeaklyTyped = result.dtype.family == x.dtype.family
  return result
}

/// What `body` gives for `x` promoted to one dtype and broadcast to one shape; weakly typed if all
/// of `x` are.
package func promoted(
  _ name: String, _ x: [Tensor], _ body: ([Tensor]) -> Tensor
) -> Tensor {
  do {
    guard !x.contains(where: \.isInvalid) else { return .invalid }
    guard let node = try meetingNode(name, x) else { return body(x) }
    // Converted first: a literal then is one number, and no wide tensor is.
    var result = body(try broadcasted(name, x.map { $0.taken(as: node.dtype) }))
    // What asks a question of numbers is a boolean, which is never weak.
    result.isWeaklyTyped = node.isWeak && result.dtype.family == node.dtype.family
    return result
  } catch {
    ErrorScope.report(error)
    return .invalid
  }
}

/// `x` converted to the dtype they meet in; shapes stay. What is weak stays weak.
package func promoteDTypes(_ name: String, _ x: [Tensor]) -> [Tensor] {
  do {
    guard let first = x.first, !x.contains(where: \.isInvalid) else { return x }
    if x.allSatisfy({ $0.dtype == first.dtype && !$0.isWeaklyTyped }) { return x }
    guard let node = try meetingNode(name, x) else { return x }
    return x.map {
      var result = $0.taken(as: node.dtype)
      result.isWeaklyTyped = node.isWeak
      return result
    }
  } catch {
    ErrorScope.report(error)
    return x.map { _ in .invalid }
  }
}

/// `x`, converted to `f32` if its elements are integers or booleans.
///
/// Functions whose results are no whole numbers take their operands so.
///
/// Specification: `promotion`.
package func inexact(_ x: Tensor) -> Tensor {
  if x.dtype.isFloat || x.dtype.isComplex || x.isInvalid { return x }
  if let number = x.literal { return Tensor(weak: number) }
  var result = x.taken(as: .f32)
  result.isWeaklyTyped = x.isWeaklyTyped
  return result
}

private func broadcasted(_ name: String, _ x: [Tensor]) throws(TensorError) -> [Tensor] {
  guard let shape = broadcastShapes(x.map(\.shape)) else {
    throw TensorError(
      name, "C1", x.map(\.type),
      "the shapes \(x.map { "\($0.shape)" }.joined(separator: " and ")) do not broadcast: "
        + "aligned at the last axis, sizes must be equal or 1")
  }
  return x.map { $0.shape == shape ? $0 : broadcast($0, to: shape) }
}

extension Tensor {
  /// The tensor in `dtype`, no longer weak; a literal's number is taken with all its digits.
  package func taken(as dtype: DType) -> Tensor {
    if isInvalid { return self }
    if isWeaklyTyped, dtype.isFloat || dtype.isComplex, let number = buffer as? WeakNumber {
      return Tensor(HostTensor.full(TensorType(dtype), number.value))
    }
    if dtype == self.dtype {
      var result = self
      result.isWeaklyTyped = false
      return result
    }
    if rank == 0, isWeaklyTyped, let host = buffer as? HostTensor {
      return Tensor(host.converted(to: dtype))
    }
    return convert(self, to: dtype)
  }
}

extension Tensor {
  fileprivate init(_ number: WeakNumber, isWeak: Bool) {
    self.init(number)
    isWeaklyTyped = isWeak
  }

  /// The tensor in the dtype of `other` if its own is weak; else as it is.
  package func yielding(to other: Tensor) -> Tensor {
    isWeaklyTyped && !other.isWeaklyTyped && !other.isInvalid ? taken(as: other.dtype) : self
  }

  /// The number that a literal, or what was made of literals only, stands for.
  fileprivate var literal: Double? {
    guard isWeaklyTyped, rank == 0 else { return nil }
    if let number = buffer as? WeakNumber { return number.value }
    guard dtype.isInteger, let host = buffer as? HostTensor else { return nil }
    return host.converted(to: .f64).doubles[0]
  }
}

/// The number a float literal stands for: shown as `f32`, with all its digits for what it meets.
///
/// What is made of such numbers alone is worked out at once in `f64`, so that `2 * log(3.0) * x`
/// means the same whether the compiler takes `3.0` for a `Double` or for a tensor.
struct WeakNumber: Buffer {
  let value: Double

  init(_ value: Double) { self.value = value }
  var type: TensorType { TensorType(.f32) }
  func host() -> HostTensor { .full(type, value) }

  static func folded(_ operation: Unary, _ x: Double) -> WeakNumber {
    let type = TensorType(.f64)
    return WeakNumber(operation.evaluate([.full(type, x)], type).doubles[0])
  }

  /// The result for two literals, unless both are integers or the operation is for integers.
  static func folded(_ operation: Binary, _ x: Tensor, _ y: Tensor) -> WeakNumber? {
    guard x.isWeaklyTyped, y.isWeaklyTyped, !(x.dtype.isInteger && y.dtype.isInteger),
      operation.accepts(.float), let a = x.literal, let b = y.literal
    else { return nil }
    let type = TensorType(.f64)
    return WeakNumber(operation.evaluate([.full(type, a), .full(type, b)], type).doubles[0])
  }
}
