import Touchstone
import Workers

/// One operand of a product as matrices over a batch.
private struct MatrixStack {
  let tensor: HostTensor
  let batchShape: [Int]
  let batchStrides: [Int]
  let view: (leading: Int, isTransposed: Bool)

  /// The operand's rows and columns, without a copy where memory allows it.
  init(_ x: HostTensor, batch: [Int], rows: [Int], columns: [Int]) {
    let strides = x.type.strides
    let shape = x.shape
    let rowCount = rows.reduce(1) { $0 * shape[$1] }
    let columnCount = columns.reduce(1) { $0 * shape[$1] }
    batchShape = batch.map { shape[$0] }
    if let row = Self.merged(rows, shape, strides),
      let column = Self.merged(columns, shape, strides)
    {
      // BLAS wants one of the two strides to be 1 and the other at least the row's length.
      if column == 1 || columnCount == 1, row >= columnCount || rowCount == 1 {
        tensor = x
        batchStrides = batch.map { strides[$0] }
        view = (max(rowCount == 1 ? columnCount : row, 1), false)
        return
      }
      if row == 1 || rowCount == 1, column >= rowCount || columnCount == 1 {
        tensor = x
        batchStrides = batch.map { strides[$0] }
        view = (max(columnCount == 1 ? rowCount : column, 1), true)
        return
      }
    }
    let order = batch + rows + columns
    let layout = StridedLayout(shape: order.map { shape[$0] }, strides: order.map { strides[$0] })
    tensor = rearranged(x, layout, x.type.with(shape: layout.shape))
    batchStrides = Array(tensor.type.strides.prefix(batch.count))
    view = (max(columnCount, 1), false)
  }

  /// The stride of dimensions walked as one, or `nil` if they do not lie so.
  private static func merged(_ dimensions: [Int], _ shape: [Int], _ strides: [Int]) -> Int? {
    let real = dimensions.filter { shape[$0] != 1 }
    for (outer, inner) in zip(real, real.dropFirst())
    where strides[outer] != strides[inner] * shape[inner] { return nil }
    return real.last.map { strides[$0] } ?? 1
  }
}

/// The product of `x` and `y`, both of the dtype of `type`, one that BLAS multiplies.
func blasProduct(
  _ x: HostTensor, _ y: HostTensor, _ dimensions: DotDimensions, _ type: TensorType,
  _ blas: BLASType
) -> HostTensor {
  let lhsFree = x.shape.indices.filter {
    !dimensions.lhsBatching.contains($0) && !dimensions.lhsContracting.contains($0)
  }
  let rhsFree = y.shape.indices.filter {
    !dimensions.rhsBatching.contains($0) && !dimensions.rhsContracting.contains($0)
  }
  let m = lhsFree.reduce(1) { $0 * x.shape[$1] }
  let n = rhsFree.reduce(1) { $0 * y.shape[$1] }
  let k = dimensions.lhsContracting.reduce(1) { $0 * x.shape[$1] }
  if type.count == 0 || k == 0 { return .full(type, 0) }
  let a = MatrixStack(
    x, batch: dimensions.lhsBatching, rows: lhsFree, columns: dimensions.lhsContracting)
  let b = MatrixStack(
    y, batch: dimensions.rhsBatching, rows: dimensions.rhsContracting, columns: rhsFree)
  let width = type.dtype.byteWidth
  return a.tensor.withBytes { aBytes in
    b.tensor.withBytes { bBytes in
      HostTensor(type) { result in
        guard let aBase = aBytes.baseAddress, let bBase = bBytes.baseAddress,
          let target = result.baseAddress
        else { return }
        var pairs: [(Int, Int)] = []
        forEachOffset(a.batchShape, a.batchStrides, b.batchStrides) { pairs.append(($0, $1)) }
        let products = pairs
        let tiles = ProductTiles(m, n, k)
        // Few multiplications do not pay for being handed over.
        let atOnce = max(1, ProductTiles.leastWork / max(m * n * k, 1))
        Work.forEach(products.count * tiles.count, by: atOnce) { range in
          for number in range {
            let (product, tile) = number.quotientAndRemainder(dividingBy: tiles.count)
            let (rows, columns) = tiles[tile]
            blas.multiply(
              MatrixView(
                base: aBase + products[product].0 * width, leading: a.view.leading,
                isTransposed: a.view.isTransposed
              ).from(row: rows.lowerBound, column: 0, width),
              MatrixView(
                base: bBase + products[product].1 * width, leading: b.view.leading,
                isTransposed: b.view.isTransposed
              ).from(row: 0, column: columns.lowerBound, width),
              into: target + ((product * m + rows.lowerBound) * n + columns.lowerBound) * width,
              ldc: n, m: rows.count, n: columns.count, k: k)
          }
        }
      }
    }
  }
}

/// The product of integer operands, both of the dtype of `type`, wrapping.
func integerProduct<T: FixedWidthInteger & BitwiseCopyable>(
  _: T.Type, _ x: HostTensor, _ y: HostTensor, _ dimensions: DotDimensions, _ type: TensorType
) -> HostTensor {
  let lhsFree = x.shape.indices.filter {
    !dimensions.lhsBatching.contains($0) && !dimensions.lhsContracting.contains($0)
  }
  let rhsFree = y.shape.indices.filter {
    !dimensions.rhsBatching.contains($0) && !dimensions.rhsContracting.contains($0)
  }
  func contiguous(_ x: HostTensor, _ order: [Int]) -> HostTensor {
    let strides = x.type.strides
    let layout = StridedLayout(
      shape: order.map { x.shape[$0] }, strides: order.map { strides[$0] })
    return rearranged(x, layout, x.type.with(shape: layout.shape))
  }
  let a = contiguous(x, dimensions.lhsBatching + lhsFree + dimensions.lhsContracting)
  let b = contiguous(y, dimensions.rhsBatching + dimensions.rhsContracting + rhsFree)
  let batch = dimensions.lhsBatching.reduce(1) { $0 * x.shape[$1] }
  let m = lhsFree.reduce(1) { $0 * x.shape[$1] }
  let n = rhsFree.reduce(1) { $0 * y.shape[$1] }
  let k = dimensions.lhsContracting.reduce(1) { $0 * x.shape[$1] }
  return a.withElements(of: T.self) { a in
    b.withElements(of: T.self) { b in
      HostTensor(type) { bytes in
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        guard let a = a.baseAddress, let b = b.baseAddress,
          let c = bytes.baseAddress?.assumingMemoryBound(to: T.self)
        else { return }
        if m == 0 { return }
        Work.forEach(batch * m, cost: k * n) { range in
          for i in range {
            let row = c + i * n
            for p in 0..<k {
              let factor = a[i * k + p]
              let other = b + (i / m * k + p) * n
              for j in 0..<n { row[j] = row[j] &+ factor &* other[j] }
            }
          }
        }
      }
    }
  }
}
