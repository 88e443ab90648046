// Operations of our own as composites: their names for those who know them, and what they do in
// operations of StableHLO for those who do not.

/// An operation of our own whose results are also had by operations of StableHLO alone.
protocol Decomposed: ExpandedElsewhere {
  /// The same results by basic operations, under the interpreter in force.
  func decomposition(_ x: [Tensor]) throws -> [Tensor]
}

extension Decomposed {
  func expand(_ x: [Tensor]) throws -> [Tensor] { try composite(x) }

  /// The composite of this name.
  fileprivate func composite(_ x: [Tensor]) throws -> [Tensor] {
    let types = x.map(\.type)
    let block = try Recorder.record(types, decomposition).expanded()
    // A program may factorize matrices of several shapes: what differs has a name of its own.
    let settings = attributes.filter { $0.value == .bool(true) }.map(\.name)
    let shapes = types.map { type in
      ["\(type.dtype)".filter { $0.isLetter || $0.isNumber }] + type.shape.map(String.init)
    }
    let parts = [Self.names[0].replacing(".", with: "_")] + settings + shapes.flatMap { $0 }
    let function = Function(parts.joined(separator: "_"), block, isPrivate: true)
    return try apply(Composite(Self.names[0], function, parameters: attributes), x)
  }
}

/// For those who transform a printed program once more.
extension StopGradient: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] { x }
  /// What has no derivative anyway needs no stop.
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    x[0].dtype.isDifferentiable ? try composite(x) : x
  }
}

extension QR: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    let (m, n) = (x[0].rows, x[0].columns)
    let inner = fullMatrices ? m : min(m, n)
    let (packed, factors) = x[0].reflected()
    let q = packed.topLeft(columns: min(inner, n)).extended(rows: m, columns: inner)
      .productOfReflectors(factors)
    let isFinite = x[0].isFiniteThroughout
    return [q, packed.topLeft(rows: inner).keeping(.upper)].map { $0.undefined(unless: isFinite) }
  }
}

extension HouseholderQR: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    let (packed, factors) = x[0].reflected()
    return [packed, factors].map { $0.undefined(unless: x[0].isFiniteThroughout) }
  }
}

extension HouseholderProduct: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] { [x[0].productOfReflectors(x[1])] }
}

extension LU: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    let isFinite = x[0].isFiniteThroughout
    let usable = select(isFinite.everywhere(like: x[0]), x[0], .zeros(like: x[0]))
    let results = usable.eliminated()
    return [results[0].undefined(unless: isFinite)] + results.dropFirst()
  }
}

extension TridiagonalSolve: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    if x[3].shape.contains(0) { return [x[3]] }
    let n = x[1].shape[x[1].rank - 1]
    let matrices = Tensor.zeros(TensorType(x[1].dtype, x[1].shape + [n]))
    let below = x[0].asColumns(like: matrices).keeping(.lower)
    let above = x[2].asColumns(like: matrices).keeping(.upper)
    let (row, column) = matrices.places
    let dense = select(
      equal(row, column), x[1].asColumns(like: matrices),
      select(
        equal(row, column + 1), below,
        select(equal(row + 1, column), above, matrices)))
    let (packed, _, order) = lu(dense)
    let half = triangularSolve(packed, x[3].rows(inOrder: order), unitDiagonal: true)
    let smallest = reduceMin(abs(packed.matrixDiagonal), [x[1].rank - 1])
    let isRegular = greater(smallest, .zeros(like: smallest))
    return [triangularSolve(packed, half, lower: false).undefined(unless: isRegular)]
  }
}

extension Eigh: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    let (w, v) = x[0].hermitian(lower: lower).hermitianEigen()
    return [w, v]
  }
}

extension SVD: Decomposed {
  func decomposition(_ x: [Tensor]) -> [Tensor] {
    let (u, s, vh) = x[0].singularParts(full: fullMatrices)
    return computesVectors ? [u, s, vh] : [s]
  }
}
