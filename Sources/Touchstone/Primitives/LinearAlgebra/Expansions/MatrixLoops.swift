// What factorizations in basic operations are written with: loops that count, masks, and single rows
// and columns of all matrices of a batch at once.

extension Tensor {
  /// The numbers of row and column at each place of these matrices.
  var places: (row: Tensor, column: Tensor) {
    let type = TensorType(.i32, shape)
    return (iota(type, axis: rank - 2), iota(type, axis: rank - 1))
  }

  /// The places along the last dimension.
  var lastPlaces: Tensor { iota(TensorType(.i32, shape), axis: rank - 1) }

  /// The column at place `j` of each matrix.
  func column(at j: Tensor) -> Tensor {
    let zeros = [Tensor](repeating: Tensor(Int32(0)), count: rank - 1)
    let part = dynamicSlice(self, at: zeros + [j], sizes: shape.dropLast() + [1])
    return reshape(part, Array(shape.dropLast()))
  }

  /// The row at place `i` of each matrix.
  func row(at i: Tensor) -> Tensor { matrixTransposed.column(at: i) }

  /// The element at place `j` of each vector.
  func element(at j: Tensor) -> Tensor {
    let zeros = [Tensor](repeating: Tensor(Int32(0)), count: rank - 1)
    let part = dynamicSlice(self, at: zeros + [j], sizes: shape.dropLast() + [1])
    return reshape(part, Array(shape.dropLast()))
  }

  /// One number for each matrix or vector of the batch, at every place of `x`.
  func everywhere(like x: Tensor) -> Tensor {
    broadcast(self, to: x.shape, axes: Array(0..<rank))
  }

  /// The products of the elements of this vector with those of `other`, as matrices.
  func outer(_ other: Tensor) -> Tensor {
    reshape(self, shape + [1]).times(
      reshape(other, other.shape.dropLast() + [1, other.shape[rank - 1]]))
  }

  /// The row vectors that these vectors make with the matrices `x`.
  func timesMatrix(_ x: Tensor) -> Tensor {
    let row = reshape(self, shape.dropLast() + [1, shape[rank - 1]])
    return reshape(row.times(x), x.shape.dropLast(2) + [x.columns])
  }

  /// The real part; real numbers as they are.
  var realPart: Tensor { dtype.isComplex ? real(self) : self }

  /// Real numbers in the dtype of `x`.
  func asDType(of x: Tensor) -> Tensor { dtype == x.dtype ? self : convert(self, to: x.dtype) }

  /// These slices along `axis` in the order that the vector `order` gives.
  func taking(_ order: Tensor, along axis: Int) -> Tensor {
    let count = order.shape[0]
    var sizes = shape
    sizes[axis] = 1
    let dimensions = GatherDimensionNumbers(
      offsetDims: (0..<rank).filter { $0 != axis }, collapsedSliceDims: [axis],
      operandBatchingDims: [], startIndicesBatchingDims: [], startIndexMap: [axis],
      indexVectorDim: 1)
    return gather(self, reshape(order, [count, 1]), dimensions, sliceSizes: sizes)
  }
}

extension Loops {
  /// What `body` makes of `values`, called with 0, 1, … below `count`.
  static func counting(
    to count: Int, _ values: [Tensor], _ body: (Tensor, [Tensor]) throws -> [Tensor]
  ) -> [Tensor] {
    if count == 0 { return values }
    return reporting("factorization", or: values.map { _ in .invalid }) {
      let results = try repeating(
        [Tensor(Int32(0))] + values, while: { less($0[0], Tensor(Int32(count))) },
        { [$0[0] + 1] + (try body($0[0], Array($0.dropFirst()))) },
        TraceOrigin(transformation: "factorization"))
      return Array(results.dropFirst())
    }
  }
}

/// Whether both hold.
func and(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Binary.and, x, y) }
