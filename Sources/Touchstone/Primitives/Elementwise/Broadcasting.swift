// The operations of chlo that broadcast their operands to a common shape first: dimensions of size
// 1 are repeated, missing leading ones are added.

/// How the operands of a broadcasting operation meet.
package struct Broadcasting: Sendable {
  /// Where the dimensions of the operand of lower rank go; the last ones if `nil`.
  let dimensions: [Int]?

  package init(dimensions: [Int]? = nil) { self.dimensions = dimensions }
  init(_ source: inout OperationSource) throws(TensorError) {
    dimensions = try source.optionalIntegers("broadcast_dimensions")
  }
  var attributes: [NamedAttribute] {
    dimensions.map { [NamedAttribute("broadcast_dimensions", .integers($0, .i64))] } ?? []
  }

  /// Where the dimensions of an operand go in a result of `rank`.
  package func placement(_ x: TensorType, _ rank: Int) -> [Int] {
    let last = Array(rank - x.rank..<rank)
    return x.rank < rank ? dimensions ?? last : last
  }

  /// The common shape.
  package func shape(
    _ operation: some Primitive, _ x: [TensorType]
  ) throws(TensorError) -> [Int] {
    let rank = x.map(\.rank).max() ?? 0
    if let dimensions {
      let low = x.map(\.rank).min() ?? 0
      let grows = zip(dimensions, dimensions.dropFirst()).allSatisfy { $0 < $1 }
      guard dimensions.count == low, grows, dimensions.allSatisfy({ 0..<rank ~= $0 }) else {
        throw operation.violation(
          "C2", x,
          "broadcast_dimensions \(dimensions) must place \(low) dimensions among \(rank), "
            + "in increasing order")
      }
    }
    var shape = [Int](repeating: 1, count: rank)
    for operand in x {
      for (axis, place) in placement(operand, rank).enumerated() where operand.shape[axis] != 1 {
        guard shape[place] == 1 || shape[place] == operand.shape[axis] else {
          throw operation.violation(
            "C1", x,
            "sizes \(shape[place]) and \(operand.shape[axis]) of dimension \(place) differ")
        }
        shape[place] = operand.shape[axis]
      }
    }
    // The widest dtype any of these operations gives.
    guard TensorType(.complex128, shape).checkedCount != nil else {
      throw operation.violation("C1", x, "the common shape \(shape) has too many elements")
    }
    return shape
  }

  /// `x` repeated to `shape`.
  func expand(_ x: HostTensor, to shape: [Int]) -> HostTensor {
    if x.shape == shape { return x }
    let places = placement(x.type, shape.count)
    var from = [Int](repeating: 0, count: places.count)
    return x.picking(x.type.with(shape: shape)) { index in
      for (axis, place) in places.enumerated() {
        from[axis] = x.shape[axis] == 1 ? 0 : index[place]
      }
      return from
    }
  }
}

extension Broadcasting: Hashable {}

extension Syntax {
  /// Operands and types; attributes in braces.
  fileprivate static let broadcasting = Syntax(types: .functional)
}

/// A binary elementwise operation on operands broadcast to a common shape.
///
/// Specification: `broadcast_add` and its kind.
package struct BroadcastBinary: Operation {
  private static let prefix = "chlo.broadcast_"
  private static let byName: [String: Binary] = {
    let operations: [Binary] = [
      .add, .and, .atan2, .divide, .maximum, .minimum, .multiply, .nextAfter, .or, .polygamma,
      .power, .remainder, .shiftLeft, .shiftRightArithmetic, .shiftRightLogical, .subtract, .xor,
      .zeta,
    ]
    return Dictionary(uniqueKeysWithValues: operations.map { (prefix + $0.name, $0) })
  }()
  package static let names = byName.keys.sorted()
  /// What is done to each pair of elements.
  package let operation: Binary
  package let broadcasting: Broadcasting

  package init(_ operation: Binary) {
    self.operation = operation
    broadcasting = Broadcasting()
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let operation = Self.byName[source.name] else {
      throw source.invalid("not a broadcasting operation")
    }
    self.operation = operation
    broadcasting = try Broadcasting(&source)
  }
  package var fullName: String { Self.prefix + operation.name }
  package var attributes: [NamedAttribute] { broadcasting.attributes }
  package static func syntax(of name: String) -> Syntax { .broadcasting }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0].dtype == x[1].dtype else {
      throw violation("C3", x, "the operands must have the same dtype")
    }
    guard operation.row.accepts(x[0].dtype.family) else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0].with(shape: try broadcasting.shape(self, x))
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    operation.row.map(
      broadcasting.expand(x[0], to: type.shape), broadcasting.expand(x[1], to: type.shape))
  }
  package var derivative: Derivative {
    if case .zero = operation.derivative { .zero } else { .custom }
  }
  package var promise: Promise { operation.promise }
}

/// `compare` on operands broadcast to a common shape.
///
/// Specification: `broadcast_compare`.
package struct BroadcastCompare: Operation {
  package static let names = ["chlo.broadcast_compare"]
  /// What is asked of each pair of elements.
  package let operation: Compare
  package let broadcasting: Broadcasting

  package init(_ source: inout OperationSource) throws(TensorError) {
    operation = try Compare(&source)
    broadcasting = try Broadcasting(&source)
  }
  package var attributes: [NamedAttribute] { operation.attributes + broadcasting.attributes }
  package static func syntax(of name: String) -> Syntax { .broadcasting }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    guard x[0].dtype == x[1].dtype else {
      throw violation("C3", x, "the operands must have the same dtype")
    }
    guard operation.compares(x[0].dtype) else {
      throw violation("C4", x, "\(x[0].dtype) is not compared as \(operation.kind.rawValue)")
    }
    return TensorType(.i1, try broadcasting.shape(self, x))
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    operation.evaluate(x.map { broadcasting.expand($0, to: type.shape) }, type)
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

/// `complex` on operands broadcast to a common shape.
///
/// Specification: `broadcast_complex`.
package struct BroadcastComplex: Operation {
  package static let names = ["chlo.broadcast_complex"]
  package let broadcasting: Broadcasting

  package init(_ source: inout OperationSource) throws(TensorError) {
    broadcasting = try Broadcasting(&source)
  }
  package var attributes: [NamedAttribute] { broadcasting.attributes }
  package static func syntax(of name: String) -> Syntax { .broadcasting }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    guard x[0].dtype == x[1].dtype else {
      throw violation("C3", x, "both parts must have the same dtype")
    }
    guard let dtype = x[0].dtype.complexCounterpart else {
      throw violation("I1", x, "expected parts of f32 or f64, got \(x[0].dtype)")
    }
    return TensorType(dtype, try broadcasting.shape(self, x))
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    ComplexFromParts().evaluate(x.map { broadcasting.expand($0, to: type.shape) }, type)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}

/// `select` on operands broadcast to a common shape.
///
/// Specification: `broadcast_select`.
package struct BroadcastSelect: Operation {
  package static let names = ["chlo.broadcast_select"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package static func syntax(of name: String) -> Syntax { .broadcasting }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    guard x[0].dtype == .i1 else { throw violation("I1", x, "the predicate must be of i1") }
    guard x[1].dtype == x[2].dtype, x[1].dtype.isElement else {
      throw violation("C2", x, "both choices must have the same dtype")
    }
    return TensorType(x[1].dtype, try Broadcasting().shape(self, x))
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    Select().evaluate(x.map { Broadcasting().expand($0, to: type.shape) }, type)
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .exact }
}
