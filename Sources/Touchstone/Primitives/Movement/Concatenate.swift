/// The tensors `inputs` one after the other along `axis`, their dtypes promoted to one.
///
/// A negative `axis` counts from the last.
///
/// Shape: that of the inputs, with their sizes along `axis` added up. Specification: `concatenate`.
public func concatenate(_ inputs: [Tensor], axis: Int = 0) -> Tensor {
  let axis = axis < 0 ? axis + (inputs.first?.rank ?? 0) : axis
  let inputs = promoteDTypes("concatenate", inputs)
  return bind(Concatenate(count: inputs.count, axis: axis) as any Primitive, inputs)[0]
}

package struct Concatenate: Operation {
  package static let names = ["stablehlo.concatenate"]
  /// How many inputs there are.
  package let count: Int
  package let axis: Int

  package init(count: Int, axis: Int) {
    self.count = count
    self.axis = axis
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    count = source.operands.count
    axis = try source.integer("dimension")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimension", .integer(Int64(axis), .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dim", attribute: "dimension", .integer(.i64))], types: .functional)
  }
  package var resultClause: String { "C6" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    guard let first = x.first else {
      throw violation("C3", x, "expected at least one input")
    }
    try requireOperands(count, x)
    try requireElements(x)
    guard x.allSatisfy({ $0.dtype == first.dtype }) else {
      throw violation("C1", x, "the inputs must have one dtype")
    }
    try requireAxes([axis], "dimension", below: first.rank, "C4", x)
    var size = 0
    for type in x {
      guard type.rank == first.rank,
        first.shape.indices.allSatisfy({ $0 == axis || type.shape[$0] == first.shape[$0] })
      else {
        throw violation("C2", x, "the inputs must agree in all sizes but that of axis \(axis)")
      }
      let (sum, overflow) = size.addingReportingOverflow(type.shape[axis])
      guard !overflow else { throw violation("C6", x, "the sizes add up to more than an integer") }
      size = sum
    }
    var shape = first.shape
    shape[axis] = size
    return try representable(first.with(shape: shape), "C6", x)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    var result = HostTensor(type) { _ in }
    var place = Strided(strides: type.strides)
    for input in x {
      result.write(input, input.shape, from: Strided(strides: input.type.strides), to: place)
      place.base += input.shape[axis] * place.strides[axis]
    }
    return result
  }
  package var derivative: Derivative { .linear(positions: Array(0..<count)) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return x.map { _ in nil } }
    var start = ct.shape.map { _ in 0 }
    var limit = ct.shape
    return x.map { operand in
      let size = operand.type.shape[axis]
      limit[axis] = start[axis] + size
      defer { start[axis] += size }
      return operand.isLinear ? slice(ct, from: start, to: limit) : nil
    }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes.lazy.compactMap({ $0 }).first else { return (try apply(self, x), [nil]) }
    let members = zip(x, axes).map { $0.withBatchAxis($1, at: place, axis.size) }
    return ([concatenate(members, axis: self.axis < place ? self.axis : self.axis + 1)], [place])
  }
}
