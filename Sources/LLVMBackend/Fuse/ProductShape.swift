import Touchstone

/// A product of matrices, or of each pair of matrices of two stacks, as BLAS takes it: nothing is
/// copied, transposed operands are read as they lie.
struct ProductShape {
  /// How the matrices of one operand lie.
  struct Operand: Hashable {
    let offset: Int
    let leading: Int
    let isTransposed: Bool
    /// How far apart the matrices lie, along each dimension of the batch.
    let batchStrides: [Int]
  }
  let dtype: DType
  let batchShape: [Int]
  let m: Int
  let n: Int
  let k: Int
  let lhs: Operand
  let rhs: Operand
  /// How the matrices of the result lie; never transposed.
  let result: Operand
  /// Whether `lhs` is the second operand, transposed, since the result is wanted transposed.
  let isSwapped: Bool

  /// The product that `dot` is of operands that lie at `places`, its result where `strides` of its
  /// dimensions say, by default as it comes; `nil` if BLAS cannot take or give them so.
  init?(
    _ dot: DotGeneral, _ types: [TensorType], _ result: TensorType, _ places: [Layout],
    strides: [Int]? = nil
  ) {
    let dtype = result.dtype
    guard dtype == .f32 || dtype == .f64, dot.elementType == dtype,
      types.allSatisfy({ $0.dtype == dtype }),
      let x = places[0].strides(along: types[0].shape),
      let y = places[1].strides(along: types[1].shape)
    else { return nil }
    let dimensions = dot.dimensions
    let (a, b) = (types[0].shape, types[1].shape)
    let batchShape = dimensions.lhsBatching.map { a[$0] }
    let lhsFree = a.indices.filter {
      !dimensions.lhsBatching.contains($0) && !dimensions.lhsContracting.contains($0)
    }
    let rhsFree = b.indices.filter {
      !dimensions.rhsBatching.contains($0) && !dimensions.rhsContracting.contains($0)
    }
    self.dtype = dtype
    self.batchShape = batchShape
    let m = lhsFree.reduce(1) { $0 * a[$1] }
    let n = rhsFree.reduce(1) { $0 * b[$1] }
    let k = dimensions.lhsContracting.reduce(1) { $0 * a[$1] }
    guard min(m, n, k) > 0, !batchShape.contains(0), max(m, n, k) < 1 << 31,
      let lhs = Operand(
        places[0].offset, a, x, dimensions.lhsBatching, rows: lhsFree,
        columns: dimensions.lhsContracting),
      let rhs = Operand(
        places[1].offset, b, y, dimensions.rhsBatching, rows: dimensions.rhsContracting,
        columns: rhsFree)
    else { return nil }
    self.k = k
    let batch = Array(0..<batchShape.count)
    let rows = Array(batch.count..<batch.count + lhsFree.count)
    let columns = Array(batch.count + lhsFree.count..<result.rank)
    let target = Operand(
      0, result.shape, strides ?? rowMajorStrides(result.shape), batch, rows: rows,
      columns: columns)
    guard let target else { return nil }
    isSwapped = target.isTransposed
    if isSwapped {
      (self.m, self.n) = (n, m)
      (self.lhs, self.rhs, self.result) = (rhs.transposed, lhs.transposed, target.transposed)
    } else {
      (self.m, self.n) = (m, n)
      (self.lhs, self.rhs, self.result) = (lhs, rhs, target)
    }
  }
}

extension ProductShape.Operand {
  /// The same memory with rows for columns.
  fileprivate var transposed: Self {
    Self(
      offset: offset, leading: leading, isTransposed: !isTransposed, batchStrides: batchStrides)
  }

  fileprivate init?(
    _ offset: Int, _ shape: [Int], _ strides: [Int], _ batch: [Int], rows: [Int], columns: [Int]
  ) {
    guard let row = Self.merged(rows, shape, strides),
      let column = Self.merged(columns, shape, strides)
    else { return nil }
    let rowCount = rows.reduce(1) { $0 * shape[$1] }
    let columnCount = columns.reduce(1) { $0 * shape[$1] }
    let (leading, isTransposed): (Int, Bool)
    // BLAS wants one of the two strides to be 1 and the other at least the row's length.
    if column == 1 || columnCount == 1, row >= columnCount || rowCount == 1 {
      (leading, isTransposed) = (max(rowCount == 1 ? columnCount : row, 1), false)
    } else if row == 1 || rowCount == 1, column >= rowCount || columnCount == 1 {
      (leading, isTransposed) = (max(columnCount == 1 ? rowCount : column, 1), true)
    } else {
      return nil
    }
    guard leading < 1 << 31 else { return nil }
    self.init(
      offset: offset, leading: leading, isTransposed: isTransposed,
      batchStrides: batch.map { strides[$0] })
  }

  /// The stride of dimensions walked as one, or `nil` if they do not lie so.
  private static func merged(_ axes: [Int], _ shape: [Int], _ strides: [Int]) -> Int? {
    let real = axes.filter { shape[$0] != 1 }
    for (outer, inner) in zip(real, real.dropFirst())
    where strides[outer] != strides[inner] * shape[inner] { return nil }
    return real.last.map { strides[$0] } ?? 1
  }
}
