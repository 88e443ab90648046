import Touchstone
import Workers

extension KernelTable {
  /// Products of groups of rows, each group by itself.
  mutating func addRaggedProducts() {
    add(RaggedDot.self) { dot, operands in
      guard operands.count == 3, let compute = productDType(operands, dot.elementType) else {
        return nil
      }
      if dot.mode == .batching {
        // The sizes say nothing then.
        let plain = DotGeneral(dot.dimensions, elementType: dot.elementType)
        let pair = Array(operands.prefix(2))
        guard let kernel = KernelTable.all.kernel(for: plain, pair) else { return nil }
        return { x, types, context in
          x.removeLast()
          return try kernel(&x, types, context)
        }
      }
      guard let adding = ProductAdder(compute) else { return nil }
      return { x, types, _ in
        let product = RaggedProduct(
          dot: dot, lhs: widened(x[0], to: compute), rhs: widened(x[1], to: compute),
          sizes: x[2], type: types[0].with(compute), adding: adding)
        return [rounded(product.result(), to: types[0].dtype)]
      }
    }
  }
}

/// Adds the product of two matrices in memory to a third.
struct ProductAdder: Sendable {
  typealias Body =
    @Sendable (
      _ a: MatrixView, _ b: MatrixView, _ c: UnsafeMutableRawPointer, _ m: Int, _ n: Int, _ k: Int
    ) -> Void
  let body: Body

  /// The loops for `dtype`: those of BLAS, or for integers our own; `nil` where there are none.
  init?(_ dtype: DType) {
    if let blas = BLASType(dtype) {
      body = { a, b, c, m, n, k in
        blas.multiply(a, b, into: c, ldc: n, m: m, n: n, k: k, adding: true)
      }
    } else if let body = IntegerAdderMaker().make(for: dtype) {
      self.body = body
    } else {
      return nil
    }
  }
}

private struct IntegerAdderMaker: IntegerMaker {
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> ProductAdder.Body? {
    { a, b, c, m, n, k in
      let (x, y) = (
        a.base.assumingMemoryBound(to: T.self), b.base.assumingMemoryBound(to: T.self)
      )
      let z = c.assumingMemoryBound(to: T.self)
      for i in 0..<m {
        for p in 0..<k {
          let factor = a.isTransposed ? x[p * a.leading + i] : x[i * a.leading + p]
          for j in 0..<n { z[i * n + j] = z[i * n + j] &+ factor &* y[p * b.leading + j] }
        }
      }
    }
  }
}

/// A product in which groups of neighbouring rows of `lhs`, or of what is contracted, are apart.
private struct RaggedProduct {
  let dot: RaggedDot
  let lhs: HostTensor
  let rhs: HostTensor
  let sizes: HostTensor
  let type: TensorType
  let adding: ProductAdder

  func result() -> HostTensor {
    let d = dot.dimensions
    let ragged = dot.lhsRagged[0]
    let isKept = dot.mode == .kept
    // The ragged dimension stands among those of its kind, in their order.
    let along = isKept ? d.lhsFree(lhs.type.rank) : d.lhsContracting
    let (outer, inner) = (
      along.prefix { $0 != ragged }, along.drop { $0 != ragged }.dropFirst()
    )
    let lhsRest = isKept ? d.lhsContracting : d.lhsFree(lhs.type.rank)
    let rhsFree = d.rhsFree(rhs.type.rank).filter { !dot.rhsGroup.contains($0) }
    let a = arranged(lhs, d.lhsBatching + along + lhsRest)
    let b = arranged(rhs, d.rhsBatching + dot.rhsGroup + d.rhsContracting + rhsFree)
    func size(_ x: HostTensor, _ dimensions: some Sequence<Int>) -> Int {
      dimensions.reduce(1) { $0 * x.shape[$1] }
    }
    let shape = Shape(
      batch: size(lhs, d.lhsBatching), outer: size(lhs, outer), length: lhs.shape[ragged],
      inner: size(lhs, inner), rest: size(lhs, lhsRest), columns: size(rhs, rhsFree),
      groups: sizes.shape[sizes.type.rank - 1])
    return a.withBytes { a in
      b.withBytes { b in
        HostTensor(type) { bytes in
          bytes.initializeMemory(as: UInt8.self, repeating: 0)
          guard let a = a.baseAddress, let b = b.baseAddress, let c = bytes.baseAddress else {
            return
          }
          if type.count > 0 { isKept ? kept(shape, a, b, c) : contracted(shape, a, b, c) }
        }
      }
    }
  }

  private struct Shape {
    let batch, outer, length, inner, rest, columns, groups: Int
  }

  private func arranged(_ x: HostTensor, _ order: [Int]) -> HostTensor {
    if order == Array(0..<x.type.rank) { return x }
    let strides = x.type.strides
    let layout = StridedLayout(
      shape: order.map { x.shape[$0] }, strides: order.map { strides[$0] })
    return rearranged(x, layout, x.type.with(shape: layout.shape))
  }

  /// Calls `body` with each group that has rows: batch, outer index, group, first row, rows. Groups
  /// of one number come one after the other, others maybe at the same time.
  private func forEachGroup(_ s: Shape, _ body: (Int, Int, Int, Int, Int) -> Void) {
    let values = sizes.integers
    var groups = [[(batch: Int, outer: Int, start: Int, count: Int)]](
      repeating: [], count: s.batch * s.groups)
    for batch in 0..<s.batch {
      for outer in 0..<s.outer {
        let row = sizes.type.rank == 1 ? 0 : (batch * s.outer + outer) * s.groups
        var start = 0
        for group in 0..<s.groups {
          let count = min(max(values[row + group], 0), s.length - start)
          if count > 0 { groups[batch * s.groups + group].append((batch, outer, start, count)) }
          start += count
        }
      }
    }
    let all = groups
    let work = s.batch * s.outer * s.length * s.inner * s.rest * s.columns
    let atOnce = max(1, all.count * ProductTiles.leastWork / max(work, 1))
    Work.forEach(all.count, by: atOnce) { range in
      for number in range {
        for part in all[number] {
          body(part.batch, part.outer, number % s.groups, part.start, part.count)
        }
      }
    }
  }

  /// Each group of rows times the matrix of its own.
  private func kept(
    _ s: Shape, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
  ) {
    let width = type.dtype.byteWidth
    if s.rest == 0 { return }
    forEachGroup(s) { batch, outer, group, start, count in
      let row = ((batch * s.outer + outer) * s.length + start) * s.inner
      adding.body(
        MatrixView(base: a + row * s.rest * width, leading: s.rest, isTransposed: false),
        MatrixView(
          base: b + (batch * s.groups + group) * s.rest * s.columns * width, leading: s.columns,
          isTransposed: false),
        c + row * s.columns * width, count * s.inner, s.columns, s.rest)
    }
  }

  /// For each group a product over its part of what is contracted.
  private func contracted(
    _ s: Shape, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer
  ) {
    let width = type.dtype.byteWidth
    forEachGroup(s) { batch, outer, group, start, count in
      let row = ((batch * s.outer + outer) * s.length + start) * s.inner
      adding.body(
        MatrixView(base: a + row * s.rest * width, leading: s.rest, isTransposed: true),
        MatrixView(base: b + row * s.columns * width, leading: s.columns, isTransposed: false),
        c + (group * s.batch + batch) * s.rest * s.columns * width, s.rest, s.columns,
        count * s.inner)
    }
  }
}
