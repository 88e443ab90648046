/// A tensor repeated along new leading axes; `broadcast_in_dim` has replaced it.
///
/// Specification: `broadcast`.
package struct Broadcast: Operation {
  package static let names = ["stablehlo.broadcast"]
  package let sizes: [Int]

  package init(sizes: [Int]) { self.sizes = sizes }

  package init(_ source: inout OperationSource) throws(TensorError) {
    sizes = try source.integers("broadcast_sizes")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("broadcast_sizes", .integers(sizes, .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("sizes", attribute: "broadcast_sizes", .list)], types: .functional)
  }
  package var resultClause: String { "C3" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    guard sizes.allSatisfy({ $0 >= 0 }) else {
      throw violation("C2", x, "broadcast_sizes \(sizes) must not be negative")
    }
    return try representable(x[0].with(shape: sizes + x[0].shape), "C3", x)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    broadcasting(x[0], x[0].shape.indices.map { $0 + sizes.count }, type)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0].map { summed($0, x[0].type.shape.indices.map { $0 + sizes.count }, x[0].type) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    (try apply(self, x), [axes[0].map { $0 + sizes.count }])
  }
}
