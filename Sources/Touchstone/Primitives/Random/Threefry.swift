/// Random numbers from counters: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3", SC 2011).
package struct Threefry: Sendable {
  private let keys: (UInt32, UInt32, UInt32)

  /// The generator with `key`, its low half first.
  package init(key: UInt64) {
    let (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    keys = (low, high, low ^ high ^ 0x1BD1_1BDA)
  }

  /// The two words that the generator makes of the counter's low and high halves.
  package func words(_ counter: UInt64) -> (UInt32, UInt32) {
    var x = UInt32(truncatingIfNeeded: counter) &+ keys.0
    var y = UInt32(truncatingIfNeeded: counter >> 32) &+ keys.1
    func mix(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
      for rotation in [a, b, c, d] {
        x = x &+ y
        y = (y << rotation | y >> (32 - rotation)) ^ x
      }
    }
    mix(13, 15, 26, 6)
    (x, y) = (x &+ keys.1, y &+ keys.2 &+ 1)
    mix(17, 29, 16, 24)
    (x, y) = (x &+ keys.2, y &+ keys.0 &+ 2)
    mix(13, 15, 26, 6)
    (x, y) = (x &+ keys.0, y &+ keys.1 &+ 3)
    mix(17, 29, 16, 24)
    (x, y) = (x &+ keys.1, y &+ keys.2 &+ 4)
    mix(13, 15, 26, 6)
    return (x &+ keys.2, y &+ keys.0 &+ 5)
  }

  /// Both words as one, the first in the low half.
  package func word(_ counter: UInt64) -> UInt64 {
    let (low, high) = words(counter)
    return UInt64(low) | UInt64(high) << 32
  }
}
