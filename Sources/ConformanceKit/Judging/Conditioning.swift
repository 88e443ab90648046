import Touchstone

/// How much an elementary function's result moves when its operands move by a rounding.
enum Conditioning {
  /// The sum over the operands of `|x · f'(x)|` for each element, from the declared derivative in
  /// f64; `nil` where it declares none, or where operands are not real.
  static func sums(_ operation: any Primitive, _ operands: [HostTensor]) -> [Double]? {
    guard case .elementwise(let partials) = operation.derivative,
      partials.count == operands.count, operands.allSatisfy(\.dtype.isFloat),
      operands.allSatisfy({ $0.shape == operands[0].shape })
    else { return nil }
    let wide = operands.map {
      Tensor(HostTensor($0.type.with(.f64), doubles: $0.doubles))
    }
    let values: [[Double]]? = try? withBackend(ReferenceBackend()) {
      try checking {
        let y = try ReferenceBackend().evaluate(operation, wide)
        return try zip(wide, partials).map { x, partial in
          guard let partial else { return [Double](repeating: 0, count: x.type.count) }
          let slopes = try partial(wide, y[0]).host()
          let points = try x.host().doubles
          guard slopes.dtype == .f64 else { return points.map { _ in 0 } }
          let list =
            slopes.count == points.count
            ? slopes.doubles : points.map { _ in slopes.doubles.first ?? 0 }
          return zip(points, list).map { ($0 * $1).magnitude }
        }
      }
    }
    guard let values else { return nil }
    return (0..<operands[0].count).map { i in
      let sum = values.reduce(0) { $0 + $1[i] }
      // At a pole or an edge of the domain the derivative says nothing.
      return sum.isFinite ? sum : 0
    }
  }
}
