/// Sums of products over the contracting dimensions of `lhs` and `rhs`.
///
/// Shape: the batching dimensions, then what is left of `lhs`, then what is left of `rhs`.
///
/// Specification: `dot_general`.
public func dotGeneral(
  _ lhs: Tensor, _ rhs: Tensor, contracting: (lhs: [Int], rhs: [Int]),
  batching: (lhs: [Int], rhs: [Int]) = ([], []), precision: [Precision] = [],
  preferredElementType: DType? = nil
) -> Tensor {
  let dimensions = DotDimensions(
    lhsBatching: batching.lhs, rhsBatching: batching.rhs, lhsContracting: contracting.lhs,
    rhsContracting: contracting.rhs)
  let dot = DotGeneral(
    dimensions, precision: precision, elementType: preferredElementType ?? lhs.dtype)
  return bind(dot, lhs, rhs)
}

/// Which dimensions of the operands of a product go together.
package struct DotDimensions: Hashable, Sendable {
  package let lhsBatching: [Int]
  package let rhsBatching: [Int]
  package let lhsContracting: [Int]
  package let rhsContracting: [Int]

  package init(
    lhsBatching: [Int] = [], rhsBatching: [Int] = [], lhsContracting: [Int] = [],
    rhsContracting: [Int] = []
  ) {
    self.lhsBatching = lhsBatching
    self.rhsBatching = rhsBatching
    self.lhsContracting = lhsContracting
    self.rhsContracting = rhsContracting
  }

  init(_ source: inout OperationSource) throws(TensorError) {
    lhsBatching = try source.optionalIntegers("lhs_batching_dimensions") ?? []
    rhsBatching = try source.optionalIntegers("rhs_batching_dimensions") ?? []
    lhsContracting = try source.optionalIntegers("lhs_contracting_dimensions") ?? []
    rhsContracting = try source.optionalIntegers("rhs_contracting_dimensions") ?? []
  }

  var fields: [NamedAttribute] {
    [
      NamedAttribute("lhs_batching_dimensions", .integers(lhsBatching, .i64)),
      NamedAttribute("rhs_batching_dimensions", .integers(rhsBatching, .i64)),
      NamedAttribute("lhs_contracting_dimensions", .integers(lhsContracting, .i64)),
      NamedAttribute("rhs_contracting_dimensions", .integers(rhsContracting, .i64)),
    ]
  }

  /// The dimensions of `lhs`, which has rank `rank`, that the result keeps besides the batching.
  package func lhsFree(_ rank: Int) -> [Int] {
    (0..<rank).filter { !lhsBatching.contains($0) && !lhsContracting.contains($0) }
  }
  /// The dimensions of `rhs`, which has rank `rank`, that the result keeps besides the batching.
  package func rhsFree(_ rank: Int) -> [Int] {
    (0..<rank).filter { !rhsBatching.contains($0) && !rhsContracting.contains($0) }
  }
}

package struct DotGeneral: Operation {
  package static let names = ["stablehlo.dot_general"]
  package let dimensions: DotDimensions
  package let precision: [Precision]
  package let algorithm: DotAlgorithm?
  package let elementType: DType

  package init(
    _ dimensions: DotDimensions, precision: [Precision] = [], algorithm: DotAlgorithm? = nil,
    elementType: DType
  ) {
    self.dimensions = dimensions
    self.precision = precision
    self.algorithm = algorithm
    self.elementType = elementType
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    var numbers = try source.structure("dot_dimension_numbers")
    dimensions = try DotDimensions(&numbers)
    precision = try source.precisions()
    if var fields = try source.optionalStructure("algorithm") {
      algorithm = try DotAlgorithm(&fields)
    } else {
      algorithm = nil
    }
    elementType = try source.elementType()
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dot_dimension_numbers", .structure("stablehlo.dot", dimensions.fields))]
      + precision.attributes()
      + (algorithm.map { [NamedAttribute("algorithm", $0.attribute)] } ?? [])
  }
  package static func syntax(of name: String) -> Syntax { .special("dot_general") }
  package var resultClause: String { "C12" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(2, x)
    let (lhs, rhs) = (x[0], x[1])
    guard lhs.dtype.isElement, rhs.dtype.isElement, elementType.isElement else {
      throw violation("I1", x, "the operands and the result must be tensors")
    }
    let d = dimensions
    guard d.lhsBatching.count == d.rhsBatching.count else {
      throw violation(
        "C1", x, "\(d.lhsBatching.count) and \(d.rhsBatching.count) batching dimensions")
    }
    guard d.lhsContracting.count == d.rhsContracting.count else {
      throw violation(
        "C2", x, "\(d.lhsContracting.count) and \(d.rhsContracting.count) contracting dimensions")
    }
    guard (d.lhsBatching + d.lhsContracting).areUnique else {
      throw violation(
        "C3", x, "dimensions \(d.lhsBatching) and \(d.lhsContracting) of lhs must all differ")
    }
    guard (d.rhsBatching + d.rhsContracting).areUnique else {
      throw violation(
        "C4", x, "dimensions \(d.rhsBatching) and \(d.rhsContracting) of rhs must all differ")
    }
    let ranges = [
      ("C5", "batching", "lhs", d.lhsBatching, lhs),
      ("C6", "contracting", "lhs", d.lhsContracting, lhs),
      ("C7", "batching", "rhs", d.rhsBatching, rhs),
      ("C8", "contracting", "rhs", d.rhsContracting, rhs),
    ]
    for (clause, role, side, list, type) in ranges {
      guard list.allSatisfy(type.shape.indices.contains) else {
        throw violation(
          clause, x, "\(role) dimensions \(list) of \(side) must lie in 0..<\(type.rank)")
      }
    }
    for (l, r) in zip(d.lhsBatching, d.rhsBatching) where lhs.shape[l] != rhs.shape[r] {
      throw violation("C9", x, "batching sizes \(lhs.shape[l]) and \(rhs.shape[r]) differ")
    }
    for (l, r) in zip(d.lhsContracting, d.rhsContracting) where lhs.shape[l] != rhs.shape[r] {
      throw violation("C10", x, "contracted sizes \(lhs.shape[l]) and \(rhs.shape[r]) differ")
    }
    guard precision.isEmpty || precision.count == 2 else {
      throw violation("C11", x, "expected 2 precisions, got \(precision.count)")
    }
    guard lhs.dtype.mayBeMultiplied(with: rhs.dtype) else {
      throw violation("C13", x, "element types \(lhs.dtype) and \(rhs.dtype) differ")
    }
    if let algorithm {
      guard precision.allSatisfy({ $0 == .standard }) else {
        throw violation("C21", x, "with an algorithm, both precisions must be DEFAULT")
      }
      for (clause, count, what) in [
        ("C22", algorithm.lhsComponentCount, "lhs_component_count"),
        ("C23", algorithm.rhsComponentCount, "rhs_component_count"),
        ("C24", algorithm.primitiveOperationCount, "num_primitive_operations"),
      ] where count <= 0 {
        throw violation(clause, x, "\(what) must be positive, got \(count)")
      }
    }
    let shape =
      d.lhsBatching.map { lhs.shape[$0] } + d.lhsFree(lhs.rank).map { lhs.shape[$0] }
      + d.rhsFree(rhs.rank).map { rhs.shape[$0] }
    return try sized(TensorType(elementType, shape), x, "C12")
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if type.count == 0 { return HostTensor(type) { _ in } }
    return DotBody(dimensions, x[0].type, x[1].type).result(x[0], x[1], type)
  }
  package var derivative: Derivative { .bilinear }
  package var promise: Promise { .reassociating }
}

/// A general dot product, by the positions of what is multiplied.
struct DotBody: ProductBody {
  /// Positions in `lhs` and `rhs` of each batch, each kept element, each contracted element.
  let lhs: (batch: [Int], free: [Int], contracted: [Int])
  let rhs: (batch: [Int], free: [Int], contracted: [Int])

  init(_ d: DotDimensions, _ x: TensorType, _ y: TensorType) {
    lhs = (
      x.offsets(along: d.lhsBatching), x.offsets(along: d.lhsFree(x.rank)),
      x.offsets(along: d.lhsContracting)
    )
    rhs = (
      y.offsets(along: d.rhsBatching), y.offsets(along: d.rhsFree(y.rank)),
      y.offsets(along: d.rhsContracting)
    )
  }

  func elements<P: ProductSum>(
    _: P.Type, _ x: UnsafePointer<P.Element>, _ y: UnsafePointer<P.Element>
  ) -> [P.Element] {
    let length = lhs.contracted.count
    // What is multiplied lies side by side in these, a row for each element that is kept.
    let rows = Self.rows(x, lhs)
    let columns = Self.rows(y, rhs)
    let (batches, m, n) = (lhs.batch.count, lhs.free.count, rhs.free.count)
    return [P.Element](filling: batches * m * n) { result in
      rows.withUnsafeBufferPointer { rows in
        columns.withUnsafeBufferPointer { columns in
          guard let rows = rows.baseAddress, let columns = columns.baseAddress else {
            return result.initialize(repeating: P.zero)
          }
          for row in 0..<batches * m {
            let first = row / m * n
            for column in 0..<n {
              result[row * n + column] = P.sum(
                rows + row * length, columns + (first + column) * length, length)
            }
          }
        }
      }
    }
  }

  private static func rows<E: BitwiseCopyable>(
    _ x: UnsafePointer<E>, _ positions: (batch: [Int], free: [Int], contracted: [Int])
  ) -> [E] {
    let count = positions.batch.count * positions.free.count * positions.contracted.count
    return [E](filling: count) { rows in
      var next = 0
      for batch in positions.batch {
        for free in positions.free {
          let base = batch + free
          for offset in positions.contracted {
            rows[next] = x[base + offset]
            next += 1
          }
        }
      }
    }
  }
}

extension DType {
  /// Whether one product may take both: equal dtypes, or two floats of at most 8 bits, which
  /// hardware multiplies in any combination.
  func mayBeMultiplied(with other: DType) -> Bool {
    self == other || isFloat && other.isFloat && max(bitWidth, other.bitWidth) <= 8
  }
}

extension [Int] {
  /// Whether no number occurs twice.
  var areUnique: Bool { Set(self).count == count }
}

extension Primitive {
  /// `type`, or the error that a tensor of it has too many elements to be held.
  func sized(
    _ type: TensorType, _ x: [TensorType], _ clause: String
  ) throws(TensorError) -> TensorType {
    guard type.checkedCount != nil else {
      throw violation(clause, x, "the result \(type) has too many elements")
    }
    return type
  }
}

extension OperationSource {
  /// The dtype of the declared result; where none is declared, that of the first argument.
  func elementType() throws(TensorError) -> DType {
    if results.isEmpty, let first = arguments.first { return first.dtype }
    return try resultType().dtype
  }
}
