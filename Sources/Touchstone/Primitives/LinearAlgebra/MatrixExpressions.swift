// What the rules of factorizations are written with: matrices of a batch lie in the last two
// dimensions, vectors in the last one.

/// A part of a matrix, by row i and column j.
enum MatrixRegion {
  /// i ≥ j
  case lower
  /// i > j
  case strictlyLower
  /// i ≤ j
  case upper
  /// i < j
  case strictlyUpper
  /// i = j
  case diagonal
  /// i ≠ j
  case offDiagonal
}

extension Tensor {
  /// The number of rows of each matrix; 0 of what an operation has rejected, whose error is kept.
  var rows: Int { rank < 2 ? 0 : shape[rank - 2] }
  /// The number of columns of each matrix, likewise.
  var columns: Int { rank < 2 ? 0 : shape[rank - 1] }
  /// The dimensions before those of the matrices.
  private var leading: [Int] { Array(0..<max(rank - 2, 0)) }

  /// Rows and columns exchanged.
  var matrixTransposed: Tensor { transpose(self, leading + [rank - 1, rank - 2]) }

  /// Each element conjugated; nothing is done to real numbers.
  var conjugate: Tensor { dtype.isComplex ? conj(self) : self }

  /// Rows and columns exchanged, and each element conjugated.
  var adjoint: Tensor { matrixTransposed.conjugate }

  /// The product of the matrices of this batch and another, as accurate as their dtype allows.
  func times(_ other: Tensor) -> Tensor {
    dotGeneral(
      self, other, contracting: ([rank - 1], [rank - 2]), batching: (leading, leading),
      precision: [.highest, .highest])
  }

  /// Whether each place of a matrix of this shape lies in `region`, at every place of the batch.
  private func isIn(_ region: MatrixRegion) -> Tensor {
    let places = TensorType(.i32, [rows, columns])
    let (row, column) = (iota(places, axis: 0), iota(places, axis: 1))
    let mask =
      switch region {
      case .lower: greaterEqual(row, column)
      case .strictlyLower: greater(row, column)
      case .upper: lessEqual(row, column)
      case .strictlyUpper: less(row, column)
      case .diagonal: equal(row, column)
      case .offDiagonal: notEqual(row, column)
      }
    return broadcast(mask, to: shape)
  }

  /// This matrix in `region`, `other` elsewhere.
  func keeping(_ region: MatrixRegion, else other: Tensor? = nil) -> Tensor {
    select(isIn(region), self, other ?? .zeros(like: self))
  }

  /// The Hermitian matrix whose one triangle is that of this matrix; the diagonal's real part.
  func hermitian(lower: Bool) -> Tensor {
    let part = keeping(lower ? .strictlyLower : .strictlyUpper)
    let diagonal = keeping(.diagonal)
    return part + part.adjoint
      + (dtype.isComplex ? (diagonal + conj(diagonal)) * 0.5 : diagonal)
  }

  /// The identity matrices of this shape.
  var identityMatrices: Tensor { Tensor.full(1, like: self).keeping(.diagonal) }

  /// The diagonals of square matrices.
  var matrixDiagonal: Tensor { reduceSum(keeping(.diagonal), [rank - 1]) }

  /// Each column times the element of `vector` at its place.
  func scalingColumns(by vector: Tensor) -> Tensor { self * vector.asRows(like: self) }
  /// Each row times the element of `vector` at its place.
  func scalingRows(by vector: Tensor) -> Tensor { self * vector.asColumns(like: self) }

  /// This vector as every row of a matrix of the shape of `x`.
  func asRows(like x: Tensor) -> Tensor {
    broadcast(self, to: x.shape, axes: x.leading + [x.rank - 1])
  }
  /// This vector as every column of a matrix of the shape of `x`.
  func asColumns(like x: Tensor) -> Tensor {
    broadcast(self, to: x.shape, axes: x.leading + [x.rank - 2])
  }

  /// The first `rows` rows and `columns` columns, all where they are not given.
  func topLeft(rows: Int? = nil, columns: Int? = nil) -> Tensor {
    let limit = shape.dropLast(2) + [rows ?? self.rows, columns ?? self.columns]
    return limit == shape[...]
      ? self : Touchstone.slice(self, from: shape.map { _ in 0 }, to: Array(limit))
  }

  /// The columns from `first` on.
  func columns(from first: Int) -> Tensor {
    var start = shape.map { _ in 0 }
    start[rank - 1] = first
    return Touchstone.slice(self, from: start, to: shape)
  }

  /// This matrix with rows and columns of zeros after it up to this size.
  func extended(rows: Int, columns: Int) -> Tensor {
    let high = leading.map { _ in 0 } + [rows - self.rows, columns - self.columns]
    return high.allSatisfy { $0 == 0 } ? self : pad(self, with: zero, high: high)
  }

  /// This tensor with its elements moved by `offset` places along `axis`, zeros moving in.
  func shifted(by offset: Int, along axis: Int) -> Tensor {
    var (low, high) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    low[axis] = offset
    high[axis] = -offset
    return pad(self, with: zero, low: low, high: high)
  }
  private var zero: Tensor { .full(TensorType(dtype), 0) }

  /// The rows of each matrix in the order that the vector `order` gives.
  func rows(inOrder order: Tensor) -> Tensor {
    // Slices of size 1 do not fit where there is nothing to take.
    if shape.contains(0) { return self }
    let indices = reshape(order, order.shape + [1])
    let dimensions = GatherDimensionNumbers(
      offsetDims: [rank - 1], collapsedSliceDims: [rank - 2], operandBatchingDims: leading,
      startIndicesBatchingDims: leading, startIndexMap: [rank - 2], indexVectorDim: rank - 1)
    return gather(
      self, indices, dimensions, sliceSizes: leading.map { _ in 1 } + [1, columns])
  }

  /// X with A·X = `b` for each square matrix A of this batch, by Gaussian elimination.
  func solving(_ b: Tensor) -> Tensor {
    let (packed, _, permutation) = lu(self)
    let y = triangularSolve(packed, b.rows(inOrder: permutation), unitDiagonal: true)
    return triangularSolve(packed, y, lower: false)
  }
}

extension MatrixPrimitive {
  /// The batch axis is one more of the leading dimensions.
  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let operands = zip(x, axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
    let values = try apply(self, operands)
    return (values, values.map { _ in 0 })
  }
}
