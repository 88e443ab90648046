import Touchstone

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
      let block = min(4096, (count - position) & ~15)
      total = combine(total, foldBlock(x + position, block))
      position += block
    }
    while position < count {
      total = combine(total, x[position])
      position += 1
    }
    return total
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
      for o in 0..<outer { result[o] = foldRow(x + o * reduced, reduced, start) }
      return
    }
    for o in 0..<outer {
      let row = result + o * inner
      row.update(repeating: start, count: inner)
      for r in 0..<reduced {
        let source = x + (o * reduced + r) * inner
        for i in 0..<inner { row[i] = combine(row[i], source[i]) }
      }
    }
  }
}
