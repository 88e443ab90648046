/// `x` with the order of its elements reversed along each of `axes`.
///
/// Shape: `x.shape`. Specification: `reverse`.
public func reverse(_ x: Tensor, axes: [Int]) -> Tensor { bind(Reverse(axes: axes), x) }

package struct Reverse: Operation {
  package static let names = ["stablehlo.reverse"]
  package let axes: [Int]

  package init(axes: [Int]) { self.axes = axes }

  package init(_ source: inout OperationSource) throws(TensorError) {
    axes = try source.integers("dimensions")
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("dimensions", .integers(axes, .i64))]
  }
  package static func syntax(of name: String) -> Syntax {
    Syntax([.keyword("dims", attribute: "dimensions", .list)])
  }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    try requireElements(x)
    try requireUnique(axes, "dimensions", "C2", x)
    try requireAxes(axes, "dimensions", below: x[0].rank, "C3", x)
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    if type.count == 0 { return x[0] }
    var place = Strided(strides: type.strides)
    for axis in axes {
      place.base += (type.shape[axis] - 1) * place.strides[axis]
      place.strides[axis] *= -1
    }
    return x[0].picking(type, at: place)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [ct[0].map { reverse($0, axes: axes) }]
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard let place = axes[0] else { return (try apply(self, x), [nil]) }
    return ([reverse(x[0], axes: self.axes.makingRoom(at: place))], [place])
  }
}
