/// Random numbers from counters: Philox-4x32 with 10 rounds (the paper cited at `Threefry`).
package struct Philox: Sendable {
  private let key: (UInt32, UInt32)

  /// The generator with `key`, its low half first.
  package init(key: UInt64) {
    self.key = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
  }

  /// The four words that the generator makes of the counter `high`·2⁶⁴ + `low`.
  package func words(low: UInt64, high: UInt64) -> [UInt32] {
    var x0 = UInt32(truncatingIfNeeded: low)
    var x1 = UInt32(truncatingIfNeeded: low >> 32)
    var x2 = UInt32(truncatingIfNeeded: high)
    var x3 = UInt32(truncatingIfNeeded: high >> 32)
    var (k0, k1) = key
    for _ in 0..<10 {
      let p = x0.multipliedFullWidth(by: 0xD251_1F53)
      let q = x2.multipliedFullWidth(by: 0xCD9E_8D57)
      (x0, x1, x2, x3) = (q.high ^ x1 ^ k0, q.low, p.high ^ x3 ^ k1, p.low)
      (k0, k1) = (k0 &+ 0x9E37_79B9, k1 &+ 0xBB67_AE85)
    }
    return [x0, x1, x2, x3]
  }
}
