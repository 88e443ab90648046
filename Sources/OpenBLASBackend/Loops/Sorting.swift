import Touchstone

/// Sorting by one key: rows of keys turned into the order of their elements, ties in place order.
enum Sorting {
  /// The order that sorts `count` keys `stride` apart, smallest first or largest first.
  static func order<K: Comparable & BitwiseCopyable>(
    _ keys: UnsafePointer<K>, _ stride: Int, _ count: Int, descending: Bool
  ) -> [Int] {
    var order = Array(0..<count)
    var scratch = order
    // A merge sort of our own: the library's is stable too, but does not promise to stay so.
    var width = 1
    while width < count {
      var first = 0
      while first < count {
        let middle = min(first + width, count)
        let end = min(first + 2 * width, count)
        var (i, j, k) = (first, middle, first)
        while i < middle && j < end {
          let (a, b) = (keys[order[i] * stride], keys[order[j] * stride])
          let takesSecond = descending ? b > a : b < a
          if takesSecond {
            scratch[k] = order[j]
            j += 1
          } else {
            scratch[k] = order[i]
            i += 1
          }
          k += 1
        }
        while i < middle {
          scratch[k] = order[i]
          i += 1
          k += 1
        }
        while j < end {
          scratch[k] = order[j]
          j += 1
          k += 1
        }
        first = end
      }
      swap(&order, &scratch)
      width *= 2
    }
    return order
  }

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
