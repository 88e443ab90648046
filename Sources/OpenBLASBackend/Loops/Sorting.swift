import Touchstone
import Workers

/// Sorting by one key: rows of keys turned into the order of their elements, ties in place order.
enum Sorting {
  /// The order that sorts `count` keys `stride` apart, smallest first or largest first.
  static func order<K: Comparable & BitwiseCopyable>(
    _ keys: UnsafePointer<K>, _ stride: Int, _ count: Int, descending: Bool
  ) -> [Int] {
    let merge = Merge(keys: keys, stride: stride, descending: descending)
    var order = Array(0..<count)
    var scratch = order
    var isSwapped = false
    order.withUnsafeMutableBufferPointer { order in
      scratch.withUnsafeMutableBufferPointer { scratch in
        guard let order = order.baseAddress, let scratch = scratch.baseAddress else { return }
        isSwapped = merge.sort(order, scratch, count)
      }
    }
    return isSwapped ? scratch : order
  }

  /// A merge sort of our own: the library's is stable too, but does not promise to stay so.
  private struct Merge<K: Comparable & BitwiseCopyable> {
    let keys: UnsafePointer<K>
    let stride: Int
    let descending: Bool

    typealias Places = UnsafeMutablePointer<Int>

    /// Whether the element at the second place goes before the one at the first.
    @inline(__always)
    func takesSecond(_ first: Int, _ second: Int) -> Bool {
      let (a, b) = (keys[first * stride], keys[second * stride])
      return descending ? b > a : b < a
    }

    /// Sorts `order`; whether the result lies in `scratch`.
    func sort(_ order: Places, _ scratch: Places, _ count: Int) -> Bool {
      let block = Work.isShared ? Work.piece(blockSize) : blockSize
      if count <= block || !Work.isShared { return sortBlock(order, scratch, 0, count) }
      // Blocks are sorted by themselves, into where the first of them says.
      let isSwapped = passes(block) % 2 == 1
      Work.forEach((count - 1) / block + 1) { number in
        let first = number * block
        let end = min(first + block, count)
        if sortBlock(order, scratch, first, end) != isSwapped {
          let (from, to) = isSwapped ? (order, scratch) : (scratch, order)
          (to + first).update(from: from + first, count: end - first)
        }
      }
      var (from, to) = isSwapped ? (scratch, order) : (order, scratch)
      var width = block
      while width < count {
        let (source, target, half) = (from, to, width)
        // Any stretch of a merged run can be made by itself, once it is known where it begins.
        Work.forEach(count, by: block) { range in
          var first = range.lowerBound / (2 * half) * (2 * half)
          while first < range.upperBound {
            let (middle, end) = (min(first + half, count), min(first + 2 * half, count))
            let wanted = range.clamped(to: first..<end)
            merge(source, target, first, middle, end, wanted)
            first = end
          }
        }
        swap(&from, &to)
        width *= 2
      }
      return from == scratch
    }

    /// How many passes a block of so many elements takes.
    private func passes(_ count: Int) -> Int {
      var (width, passes) = (1, 0)
      while width < count {
        width *= 2
        passes += 1
      }
      return passes
    }

    private func sortBlock(_ order: Places, _ scratch: Places, _ start: Int, _ end: Int) -> Bool {
      var (from, to) = (order, scratch)
      var width = 1
      while width < end - start {
        var first = start
        while first < end {
          let (middle, last) = (min(first + width, end), min(first + 2 * width, end))
          merge(from, to, first, middle, last, first..<last)
          first = last
        }
        swap(&from, &to)
        width *= 2
      }
      return from == scratch
    }

    /// Makes the part `wanted` of what the runs `first..<middle` and `middle..<end` merge into.
    @inline(__always)
    private func merge(
      _ from: Places, _ to: Places, _ first: Int, _ middle: Int, _ end: Int, _ wanted: Range<Int>
    ) {
      var k = wanted.lowerBound
      var i = k == first ? first : first + taken(from, first, middle, end, k - first)
      var j = middle + (k - first) - (i - first)
      while k < wanted.upperBound, i < middle, j < end {
        let (a, b) = (from[i], from[j])
        if takesSecond(a, b) {
          to[k] = b
          j += 1
        } else {
          to[k] = a
          i += 1
        }
        k += 1
      }
      while k < wanted.upperBound {
        if i < middle {
          to[k] = from[i]
          i += 1
        } else {
          to[k] = from[j]
          j += 1
        }
        k += 1
      }
    }

    /// How many of the first `count` merged elements come from the first run.
    private func taken(
      _ from: Places, _ first: Int, _ middle: Int, _ end: Int, _ count: Int
    ) -> Int {
      var low = max(0, count - (end - middle))
      var high = min(count, middle - first)
      while low < high {
        let i = (low + high) / 2
        // With i elements of the first run, count - i of the second: too few of the first if the
        // last of the second does not go before the next of the first.
        if takesSecond(from[first + i], from[middle + count - i - 1]) {
          high = i
        } else {
          low = i + 1
        }
      }
      return low
    }
  }

  private static let blockSize = 1 << 14

  /// A float's place in the total order of IEEE 754, as an integer.
  static func totalOrderKey(_ x: Float) -> Int32 {
    let bits = Int32(bitPattern: x.bitPattern)
    return bits ^ ((bits >> 31) & Int32.max)
  }
  /// A double's place in the total order of IEEE 754, as an integer.
  static func totalOrderKey(_ x: Double) -> Int64 {
    let bits = Int64(bitPattern: x.bitPattern)
    return bits ^ ((bits >> 63) & Int64.max)
  }
}
