import Touchstone
import Workers

/// A walk through one tensor's memory: sizes and, for each dimension, how far apart neighbours lie.
struct StridedLayout {
  var shape: [Int]
  var strides: [Int]
  /// Where the first element lies.
  var offset = 0
}

/// Copies elements from one layout to another of the same shape, `T` being as wide as an element.
///
/// Neighbouring dimensions that lie alike in both are merged, so that the inner loop is long;
/// a transposition goes block by block, so that neither side leaves the cache line by line.
func copyStrided<T: BitwiseCopyable>(
  _: T.Type, from source: UnsafeRawPointer, _ from: StridedLayout,
  to target: UnsafeMutableRawPointer, _ to: StridedLayout
) {
  if from.shape.contains(0) { return }
  let source = source.assumingMemoryBound(to: T.self) + from.offset
  let target = target.assumingMemoryBound(to: T.self) + to.offset
  var (shape, a, b): ([Int], [Int], [Int]) = ([], [], [])
  for i in from.shape.indices where from.shape[i] != 1 {
    if let last = shape.last, a[a.count - 1] == from.strides[i] * from.shape[i],
      b[b.count - 1] == to.strides[i] * from.shape[i]
    {
      shape[shape.count - 1] = last * from.shape[i]
      a[a.count - 1] = from.strides[i]
      b[b.count - 1] = to.strides[i]
    } else {
      shape.append(from.shape[i])
      a.append(from.strides[i])
      b.append(to.strides[i])
    }
  }
  guard let outermost = shape.first else {
    target[0] = source[0]
    return
  }
  let (sizes, fromStrides, toStrides) = (shape, a, b)
  let rest = sizes.dropFirst().reduce(1, *)
  // Where rows become columns, a piece must hold whole blocks of them.
  let block = sizes.count > 1 && fromStrides[0] == 1 ? blockSize : 1
  Work.forEach(outermost, by: max(block, Work.plainPiece / rest / block * block)) { range in
    var part = sizes
    part[0] = range.count
    copyMerged(
      source + range.lowerBound * fromStrides[0], target + range.lowerBound * toStrides[0], part,
      fromStrides, toStrides)
  }
}

/// Copies elements between two layouts of one shape whose dimensions cannot be merged.
private func copyMerged<T: BitwiseCopyable>(
  _ source: UnsafePointer<T>, _ target: UnsafeMutablePointer<T>, _ shape: [Int], _ a: [Int],
  _ b: [Int]
) {
  let inner = shape[shape.count - 1]
  let (innerFrom, innerTo) = (a[a.count - 1], b[b.count - 1])
  let outer = shape.count - 1
  // The dimension that is contiguous in the source while the inner one is contiguous in the target.
  let fast = (0..<outer).last { a[$0] == 1 }
  if innerTo == 1, innerFrom != 1, innerFrom != 0, let fast, shape[fast] >= 8, inner >= 8 {
    let rest = (0..<outer).filter { $0 != fast }
    forEachOffset(rest.map { shape[$0] }, rest.map { a[$0] }, rest.map { b[$0] }) { p, q in
      transposeBlocks(
        source + p, innerFrom, target + q, b[fast], rows: shape[fast], columns: inner)
    }
    return
  }
  forEachOffset(
    Array(shape.prefix(outer)), Array(a.prefix(outer)), Array(b.prefix(outer))
  ) { p, q in
    let (source, target) = (source + p, target + q)
    if innerTo == 1, innerFrom == 1 {
      target.update(from: source, count: inner)
    } else if innerTo == 1, innerFrom == 0 {
      target.update(repeating: source[0], count: inner)
    } else {
      for i in 0..<inner { target[i * innerTo] = source[i * innerFrom] }
    }
  }
}

private let blockSize = 16

/// `target[r * targetRow + c] = source[c * sourceColumn + r]`, in square blocks.
private func transposeBlocks<T: BitwiseCopyable>(
  _ source: UnsafePointer<T>, _ sourceColumn: Int, _ target: UnsafeMutablePointer<T>,
  _ targetRow: Int, rows: Int, columns: Int
) {
  let block = blockSize
  for r0 in stride(from: 0, to: rows, by: block) {
    let r1 = min(r0 + block, rows)
    for c0 in stride(from: 0, to: columns, by: block) {
      let c1 = min(c0 + block, columns)
      for r in r0..<r1 {
        for c in c0..<c1 { target[r * targetRow + c] = source[c * sourceColumn + r] }
      }
    }
  }
}

/// Calls `body` with the offset in two layouts of every index of `shape`, in row-major order.
@inline(__always)
func forEachOffset(
  _ shape: [Int], _ a: [Int], _ b: [Int], _ body: (_ a: Int, _ b: Int) -> Void
) {
  if shape.contains(0) { return }
  var index = [Int](repeating: 0, count: shape.count)
  var (p, q) = (0, 0)
  while true {
    body(p, q)
    var i = shape.count - 1
    while i >= 0 {
      index[i] += 1
      p += a[i]
      q += b[i]
      if index[i] < shape[i] { break }
      p -= a[i] * shape[i]
      q -= b[i] * shape[i]
      index[i] = 0
      i -= 1
    }
    if i < 0 { return }
  }
}

/// As `copyStrided`, for elements of `width` bytes.
func copyElements(
  width: Int, from source: UnsafeRawPointer, _ from: StridedLayout,
  to target: UnsafeMutableRawPointer, _ to: StridedLayout
) {
  switch width {
  case 1: copyStrided(UInt8.self, from: source, from, to: target, to)
  case 2: copyStrided(UInt16.self, from: source, from, to: target, to)
  case 4: copyStrided(UInt32.self, from: source, from, to: target, to)
  case 8: copyStrided(UInt64.self, from: source, from, to: target, to)
  default: copyStrided(SIMD2<UInt64>.self, from: source, from, to: target, to)
  }
}

/// A tensor of `type` whose elements lie in `x` as `layout` says, in row-major order of its shape.
func rearranged(_ x: HostTensor, _ layout: StridedLayout, _ type: TensorType) -> HostTensor {
  x.withBytes { source in
    HostTensor(type) { target in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      copyElements(
        width: type.dtype.byteWidth, from: from, layout, to: to,
        StridedLayout(shape: layout.shape, strides: TensorType(.i8, layout.shape).strides))
    }
  }
}
