import COpenBLAS
import Touchstone

/// The product of the matrices that lie in values of `frame`, into the memory of `result`.
func multiply(_ shape: ProductShape, _ frame: Frame, _ a: Int, _ b: Int, _ result: Int) {
  guard let x = frame.addresses[a], let y = frame.addresses[b], let z = frame.addresses[result]
  else { preconditionFailure("a product's operand is not there") }
  if shape.dtype == .f32 {
    let x = UnsafePointer(x.assumingMemoryBound(to: Float.self)) + shape.lhs.offset
    let y = UnsafePointer(y.assumingMemoryBound(to: Float.self)) + shape.rhs.offset
    var z = z.assumingMemoryBound(to: Float.self)
    forEachMatrix(shape) { p, q in
      cblas_sgemm(
        CblasRowMajor, shape.lhs.order, shape.rhs.order, Int32(shape.m), Int32(shape.n),
        Int32(shape.k), 1, x + p, Int32(shape.lhs.leading), y + q, Int32(shape.rhs.leading), 0, z,
        Int32(shape.n))
      z += shape.m * shape.n
    }
  } else {
    let x = UnsafePointer(x.assumingMemoryBound(to: Double.self)) + shape.lhs.offset
    let y = UnsafePointer(y.assumingMemoryBound(to: Double.self)) + shape.rhs.offset
    var z = z.assumingMemoryBound(to: Double.self)
    forEachMatrix(shape) { p, q in
      cblas_dgemm(
        CblasRowMajor, shape.lhs.order, shape.rhs.order, Int32(shape.m), Int32(shape.n),
        Int32(shape.k), 1, x + p, Int32(shape.lhs.leading), y + q, Int32(shape.rhs.leading), 0, z,
        Int32(shape.n))
      z += shape.m * shape.n
    }
  }
}

extension ProductShape.Operand {
  fileprivate var order: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
}

/// Calls `body` with where each pair of matrices lies.
private func forEachMatrix(_ shape: ProductShape, _ body: (Int, Int) -> Void) {
  var index = [Int](repeating: 0, count: shape.batchShape.count)
  var (p, q) = (0, 0)
  while true {
    body(p, q)
    var axis = index.count - 1
    while axis >= 0 {
      index[axis] += 1
      p += shape.lhs.batchStrides[axis]
      q += shape.rhs.batchStrides[axis]
      if index[axis] < shape.batchShape[axis] { break }
      p -= shape.lhs.batchStrides[axis] * index[axis]
      q -= shape.rhs.batchStrides[axis] * index[axis]
      index[axis] = 0
      axis -= 1
    }
    if axis < 0 { return }
  }
}
