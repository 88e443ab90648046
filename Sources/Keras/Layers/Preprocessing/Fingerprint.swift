/// FarmHash's fingerprint of 64 bits, which Keras sorts strings into bins by.
///
/// Source: G. Pike, FarmHash, Fingerprint64, 2014.
enum Fingerprint {
  private static let k0: UInt64 = 0xc3a5_c85c_97cb_3127
  private static let k1: UInt64 = 0xb492_b66f_be98_f273
  private static let k2: UInt64 = 0x9ae1_6a3b_2f90_404f

  static func of(_ string: String) -> UInt64 { of(Array(string.utf8)) }

  static func of(_ s: [UInt8]) -> UInt64 {
    switch s.count {
    case ...16: upTo16(s)
    case ...32: upTo32(s)
    case ...64: upTo64(s)
    default: long(s)
    }
  }

  /// Two fingerprints as one, as crossed features have it.
  static func joined(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let factor: UInt64 = 0xc6a4_a793_5bd1_e995
    let mixed = (a ^ factor ^ (shifted(b &* factor) &* factor)) &* factor
    return shifted(shifted(mixed) &* factor)
  }

  private static func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 {
    x >> count | x << (64 - count)
  }
  private static func shifted(_ x: UInt64) -> UInt64 { x ^ x >> 47 }
  private static func word(_ s: [UInt8], _ at: Int, bytes: Int = 8) -> UInt64 {
    s[at..<at + bytes].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  private static func mixed(_ u: UInt64, _ v: UInt64, _ factor: UInt64) -> UInt64 {
    let a = shifted((u ^ v) &* factor)
    return shifted((v ^ a) &* factor) &* factor
  }

  private static func upTo16(_ s: [UInt8]) -> UInt64 {
    let count = UInt64(s.count)
    let factor = k2 &+ count &* 2
    if s.count >= 8 {
      let a = word(s, 0) &+ k2
      let b = word(s, s.count - 8)
      return mixed(
        rotated(b, 37) &* factor &+ a, (rotated(a, 25) &+ b) &* factor, factor)
    }
    if s.count >= 4 {
      return mixed(
        count &+ word(s, 0, bytes: 4) << 3, word(s, s.count - 4, bytes: 4), factor)
    }
    guard let first = s.first, let last = s.last else { return k2 }
    let y = UInt64(first) + UInt64(s[s.count >> 1]) << 8
    let z = count + UInt64(last) << 2
    return shifted(y &* k2 ^ z &* k0) &* k2
  }

  private static func upTo32(_ s: [UInt8]) -> UInt64 {
    let factor = k2 &+ UInt64(s.count) &* 2
    let a = word(s, 0) &* k1
    let b = word(s, 8)
    let c = word(s, s.count - 8) &* factor
    let d = word(s, s.count - 16) &* k2
    return mixed(
      rotated(a &+ b, 43) &+ rotated(c, 30) &+ d, a &+ rotated(b &+ k2, 18) &+ c, factor)
  }

  private static func upTo64(_ s: [UInt8]) -> UInt64 {
    let factor = k2 &+ UInt64(s.count) &* 2
    let a = word(s, 0) &* k2
    let b = word(s, 8)
    let c = word(s, s.count - 8) &* factor
    let d = word(s, s.count - 16) &* k2
    let y = rotated(a &+ b, 43) &+ rotated(c, 30) &+ d
    let z = mixed(y, a &+ rotated(b &+ k2, 18) &+ c, factor)
    let e = word(s, 16) &* factor
    let f = word(s, 24)
    let g = (y &+ word(s, s.count - 32)) &* factor
    let h = (z &+ word(s, s.count - 24)) &* factor
    return mixed(
      rotated(e &+ f, 43) &+ rotated(g, 30) &+ h, e &+ rotated(f &+ a, 18) &+ g, factor)
  }

  private typealias Pair = (first: UInt64, second: UInt64)

  private static func weak(_ s: [UInt8], _ at: Int, _ a: UInt64, _ b: UInt64) -> Pair {
    let z = word(s, at + 24)
    let start = a &+ word(s, at)
    let turned = rotated(b &+ start &+ z, 21)
    let sum = start &+ word(s, at + 8) &+ word(s, at + 16)
    return (sum &+ z, turned &+ rotated(sum, 44) &+ start)
  }

  private static func long(_ s: [UInt8]) -> UInt64 {
    var x: UInt64 = 81
    var y = x &* k1 &+ 113
    var z = shifted(y &* k2 &+ 113) &* k2
    var v: Pair = (0, 0)
    var w: Pair = (0, 0)
    x = x &* k2 &+ word(s, 0)
    func step(_ at: Int, _ factor: UInt64, _ weight: UInt64) {
      x = rotated(x &+ y &+ v.first &+ word(s, at + 8), 37) &* factor
      y = rotated(y &+ v.second &+ word(s, at + 48), 42) &* factor
      x ^= w.second &* weight
      y = y &+ v.first &* weight &+ word(s, at + 40)
      z = rotated(z &+ w.first, 33) &* factor
      v = weak(s, at, v.second &* factor, x &+ w.first)
      w = weak(s, at + 32, z &+ w.second, y &+ word(s, at + 16))
      swap(&z, &x)
    }
    let rest = (s.count - 1) & 63
    for at in stride(from: 0, to: s.count - 1 - rest, by: 64) { step(at, k1, 1) }
    let factor = k1 &+ (z & 0xFF) << 1
    w.first = w.first &+ UInt64(rest)
    v.first = v.first &+ w.first
    w.first = w.first &+ v.first
    step(s.count - 64, factor, 9)
    return mixed(
      mixed(v.first, w.first, factor) &+ shifted(y) &* k0 &+ z,
      mixed(v.second, w.second, factor) &+ x, factor)
  }
}

/// SipHash-2-4, a hash with a key.
///
/// Source: J.-P. Aumasson and D. J. Bernstein, SipHash: a fast short-input PRF, 2012.
enum SipHash {
  static func of(_ bytes: [UInt8], key: (UInt64, UInt64)) -> UInt64 {
    var v: (UInt64, UInt64, UInt64, UInt64) = (
      key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d,
      key.0 ^ 0x6c79_6765_6e65_7261, key.1 ^ 0x7465_6462_7974_6573
    )
    func left(_ x: UInt64, _ count: UInt64) -> UInt64 { x << count | x >> (64 - count) }
    func round() {
      v.0 = v.0 &+ v.1
      v.1 = left(v.1, 13) ^ v.0
      v.0 = left(v.0, 32)
      v.2 = v.2 &+ v.3
      v.3 = left(v.3, 16) ^ v.2
      v.0 = v.0 &+ v.3
      v.3 = left(v.3, 21) ^ v.0
      v.2 = v.2 &+ v.1
      v.1 = left(v.1, 17) ^ v.2
      v.2 = left(v.2, 32)
    }
    func take(_ word: UInt64) {
      v.3 ^= word
      round()
      round()
      v.0 ^= word
    }
    let whole = bytes.count & ~7
    for at in stride(from: 0, to: whole, by: 8) {
      take(bytes[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    let rest = bytes[whole...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    take(rest | UInt64(bytes.count & 0xFF) << 56)
    v.2 ^= 0xFF
    for _ in 0..<4 { round() }
    return v.0 ^ v.1 ^ v.2 ^ v.3
  }
}
