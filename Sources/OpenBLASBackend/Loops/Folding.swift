import Touchstone
import Workers

/// How elements of one dtype are combined into one: an associative operation with its loops.
///
/// Sums go through fixed lanes and blocks, so that they are fast, the same for the same size on
/// every machine, and lose less than a running sum would.
protocol Folding: SendableMetatype {
  associatedtype Element: BitwiseCopyable & Sendable
  /// Two elements combined.
  static func combine(_ a: Element, _ b: Element) -> Element
}

enum Sum<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a + b }
}
enum Product<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a * b }
}
enum Largest<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { greater(a, b) }
}
enum Smallest<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { lesser(a, b) }
}
enum ComplexSum<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  typealias Element = ComplexNumber<T>
  @inline(__always) static func combine(_ a: Element, _ b: Element) -> Element {
    Element(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }
}
enum ComplexProduct<T: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Folding {
  typealias Element = ComplexNumber<T>
  @inline(__always) static func combine(_ a: Element, _ b: Element) -> Element {
    Element(
      real: a.real * b.real - a.imaginary * b.imaginary,
      imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }
}
enum WrappingSum<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a &+ b }
}
enum WrappingProduct<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a &* b }
}
enum LargestInteger<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a > b ? a : b }
}
enum SmallestInteger<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a < b ? a : b }
}
enum BitAnd<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a & b }
}
enum BitOr<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a | b }
}
enum BitXor<T: FixedWidthInteger & BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { a ^ b }
}

/// The greater of two numbers; NaN if one is NaN, and -0 is less than +0.
@inline(__always)
func greater<T: BinaryFloatingPoint>(_ a: T, _ b: T) -> T {
  if a > b { return a }
  if b > a { return b }
  if a == b { return a.sign == .minus ? b : a }
  return a + b
}

/// The lesser of two numbers; NaN if one is NaN, and -0 is less than +0.
@inline(__always)
func lesser<T: BinaryFloatingPoint>(_ a: T, _ b: T) -> T {
  if a < b { return a }
  if b < a { return b }
  if a == b { return a.sign == .minus ? a : b }
  return a + b
}

extension Folding {
  /// `start` combined with `count` elements that lie one after the other.
  ///
  /// Sixteen lanes run side by side over blocks of 4,096, each block is folded by a fixed tree.
  @inline(__always)
  static func foldRow(_ x: UnsafePointer<Element>, _ count: Int, _ start: Element) -> Element {
    var total = start
    var position = 0
    while count - position >= 64 {
      let block = min(blockCount, (count - position) & ~15)
      total = combine(total, foldBlock(x + position, block))
      position += block
    }
    while position < count {
      total = combine(total, x[position])
      position += 1
    }
    return total
  }

  private static var blockCount: Int { 4096 }

  /// The same for a long row, whose blocks are folded in parallel and then combined in order.
  static func foldLongRow(_ x: UnsafePointer<Element>, _ count: Int, _ start: Element) -> Element {
    let whole = count / blockCount
    if !Work.isShared || whole < 2 { return foldRow(x, count, start) }
    return withUnsafeTemporaryAllocation(of: Element.self, capacity: whole) { blocks in
      guard let blocks = blocks.baseAddress else { return foldRow(x, count, start) }
      Work.forEach(whole, cost: blockCount) { range in
        for i in range { blocks[i] = foldBlock(x + i * blockCount, blockCount) }
      }
      var total = start
      for i in 0..<whole { total = combine(total, blocks[i]) }
      return foldRow(x + whole * blockCount, count - whole * blockCount, total)
    }
  }

  /// The fold of a block whose count is a multiple of 16 and not 0.
  @inline(__always)
  private static func foldBlock(_ x: UnsafePointer<Element>, _ count: Int) -> Element {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: 16) { lanes in
      guard let lanes = lanes.baseAddress else { return x[0] }
      lanes.update(from: x, count: 16)
      var i = 16
      while i < count {
        for lane in 0..<16 { lanes[lane] = combine(lanes[lane], x[i + lane]) }
        i += 16
      }
      var width = 8
      while width > 0 {
        for lane in 0..<width { lanes[lane] = combine(lanes[lane], lanes[lane + width]) }
        width /= 2
      }
      return lanes[0]
    }
  }

  /// `x` seen as `outer × reduced × inner`, folded over the middle, each from `start`.
  @inline(__always)
  static func fold(
    _ x: UnsafePointer<Element>, outer: Int, reduced: Int, inner: Int, _ start: Element,
    into result: UnsafeMutablePointer<Element>
  ) {
    if inner == 1 {
      if outer == 1 {
        result[0] = foldLongRow(x, reduced, start)
        return
      }
      Work.forEach(outer, cost: reduced) { range in
        for o in range { result[o] = foldRow(x + o * reduced, reduced, start) }
      }
      return
    }
    let parts = RowParts(reduced, inner)
    if parts.count == 1 {
      Work.forEach(outer, cost: reduced * inner) { range in
        for o in range {
          foldRows(x + o * reduced * inner, reduced, inner, start, into: result + o * inner)
        }
      }
      return
    }
    // Many rows are folded in parts of fixed size, and the parts in order: a long running sum would
    // lose more, and no other thread could help.
    let partial = UnsafeMutablePointer<Element>.allocate(capacity: outer * parts.count * inner)
    defer { partial.deallocate() }
    Work.forEach(outer * parts.count, cost: parts.size * inner) { range in
      for number in range {
        let (o, part) = number.quotientAndRemainder(dividingBy: parts.count)
        let first = part * parts.size
        // Each part begins with its first row, and not with the start, which counts once.
        let row = partial + number * inner
        let source = x + (o * reduced + first) * inner
        row.update(from: source, count: inner)
        addRows(source + inner, min(parts.size, reduced - first) - 1, inner, to: row)
      }
    }
    for o in 0..<outer {
      foldRows(
        partial + o * parts.count * inner, parts.count, inner, start, into: result + o * inner)
    }
  }

  @inline(__always)
  private static func foldRows(
    _ x: UnsafePointer<Element>, _ count: Int, _ inner: Int, _ start: Element,
    into row: UnsafeMutablePointer<Element>
  ) {
    row.update(repeating: start, count: inner)
    addRows(x, count, inner, to: row)
  }

  @inline(__always)
  private static func addRows(
    _ x: UnsafePointer<Element>, _ count: Int, _ inner: Int, to row: UnsafeMutablePointer<Element>
  ) {
    for r in 0..<count {
      let source = x + r * inner
      for i in 0..<inner { row[i] = combine(row[i], source[i]) }
    }
  }
}

/// The parts of fixed size in which many rows are folded.
private struct RowParts {
  let size: Int
  let count: Int

  init(_ rows: Int, _ inner: Int) {
    // The parts' results should be few beside what is folded.
    size = max(64, Work.plainPiece / max(inner, 1))
    count = rows >= 2 * size ? (rows - 1) / size + 1 : 1
  }
}
