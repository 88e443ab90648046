/// Each element of `x`, brought into the range from `lower` to `upper`.
///
/// It is `minimum(maximum(x, lower), upper)`: NaN stays NaN, and crossed bounds give `upper`.
///
/// Shape: each bound is a scalar, or has the shape of `x`.
///
/// Specification: `clamp`.
public func clamp(_ lower: Tensor, _ x: Tensor, _ upper: Tensor) -> Tensor {
  bind(Clamp(), lower.yielding(to: x), x, upper.yielding(to: x))
}

package struct Clamp: ElementwiseOperation {
  package static let names = ["stablehlo.clamp"]

  package init() {}
  package init(_ source: inout OperationSource) throws(TensorError) {}
  package var resultClause: String { "C4" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    guard x[1].dtype.isElement else { throw violation("I2", x, "\(x[1]) is not a tensor") }
    guard x[0].dtype == x[1].dtype, x[2].dtype == x[1].dtype else {
      throw violation("C3", x, "bounds and operand must have the same dtype")
    }
    guard x[0].rank == 0 || x[0].shape == x[1].shape else {
      throw violation("C1", x, "the lower bound must be a scalar or have the operand's shape")
    }
    guard x[2].rank == 0 || x[2].shape == x[1].shape else {
      throw violation("C2", x, "the upper bound must be a scalar or have the operand's shape")
    }
    return x[1]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let lower = x[0].expanded(to: type)
    let upper = x[2].expanded(to: type)
    return Binary.minimum.row.map(Binary.maximum.row.map(x[1], lower), upper)
  }
  /// The operand strictly between the bounds; a bound where it is the one that acts.
  package var derivative: Derivative {
    .elementwise([
      { x, y in
        let (lower, upper) = (spread(x[0], y), spread(x[2], y))
        return indicator(bitwiseAnd(greater(lower, x[1]), less(lower, upper)), y)
      },
      { x, y in
        indicator(
          bitwiseAnd(greater(x[1], spread(x[0], y)), less(x[1], spread(x[2], y))), y)
      },
      { x, y in
        let (lower, upper) = (spread(x[0], y), spread(x[2], y))
        return indicator(bitwiseOr(less(upper, x[1]), less(upper, lower)), y)
      },
    ])
  }
  package var promise: Promise { .exact }
}

/// 1 where `condition` holds and 0 elsewhere, in the type of `y`.
private func indicator(_ condition: Tensor, _ y: Tensor) -> Tensor {
  select(condition, .full(1, like: y), .full(0, like: y))
}

/// A bound at every place of `y`; a scalar one is repeated.
private func spread(_ bound: Tensor, _ y: Tensor) -> Tensor {
  // Clamping between a scalar and itself leaves nothing but the scalar.
  bound.rank == y.rank ? bound : clamp(bound, .full(0, like: y), bound)
}

extension HostTensor {
  /// The scalar this is at every place of `type`; what has that shape already stays as it is.
  func expanded(to type: TensorType) -> HostTensor {
    self.type == type ? self : picking(type) { _ in 0 }
  }
}
