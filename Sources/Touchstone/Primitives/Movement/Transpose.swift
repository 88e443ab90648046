/// `x` with its axes in the order `permutation`; reversed when `permutation` is `nil`.
///
/// Negative axes count from the last.
///
/// Shape: `result.shape[i] == x.shape[permutation[i]]`.
///
/// Specification: `transpose`.
public func transpose(_ x: Tensor, _ permutation: [Int]? = nil) -> Tensor {
  let axes = permutation ?? (0..<x.rank).reversed()
  return bind(Transpose(permutation: axes.map { $0 < 0 ? $0 + x.rank : $0 }), x)
}

package struct Transpose: Operation {
  package static let names = ["stablehlo.transpose"]
  package let permutation: [Int]

  package init(permutation: [Int]) { self.permutation = permutation }

  package init(_ source: inout OperationSource) throws(TensorError) {
    permutation = try source.integers("permutation")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("permutation", .integers(permutation, .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dims", attribute: "permutation", .list)], types: .functional)
  }
  package var resultClause: String { "C3" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    guard permutation.sorted() == Array(0..<x[0].rank) else {
      throw violation("C2", x, "permutation \(permutation) must reorder 0..<\(x[0].rank)")
    }
    return x[0].with(shape: permutation.map { x[0].shape[$0] })
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let strides = x[0].type.strides
    return x[0].picking(type, at: Strided(strides: permutation.map { strides[$0] }))
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let inverse = permutation.indices.sorted { permutation[$0] < permutation[$1] }
    return [ct[0].map { Touchstone.transpose($0, inverse) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    return ([Touchstone.transpose(x[0], [place] + permutation.makingRoom(at: place))], [0])
  }
}
