/// Makes one damaged input out of good ones; the same seed gives the same input everywhere.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { limit <= 0 ? 0 : Int(next() % UInt64(limit)) }

  /// What often breaks readers: edges of number ranges, and brackets without their partners.
  private static let fragments = [
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "-1", "0", "1e999",
    "4294967296", "99999999999999999999999999", "nan", "0x7FC00000", "0xFFFFFFFFFFFFFFFFFF", "<",
    ">", "(", ")", "{", "}", "[", "]", "\"", "%", "@", "#", "!", ":", "->", "dense<", "tensor<",
    "tensor<9999999999x9999999999xf32>", "tensor<?xf32>", "[[[[[[[[", "((((((((", "{{{{{{{{",
    "\u{0}", "é", "//", "loc(", "^bb0(", "x", "i1", "f64", "complex<f32>", "ui4",
  ].map { Array($0.utf8) }

  /// `inputs[i]` after one to eight changes.
  mutating func damaged(_ inputs: [[UInt8]]) -> [UInt8] {
    var bytes = inputs[below(inputs.count)]
    for _ in 0...below(8) { change(&bytes, inputs) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8], _ inputs: [[UInt8]]) {
    let place = below(bytes.count + 1)
    switch below(10) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
    case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 2: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + below(64) + 1))
    case 4: bytes.removeSubrange(place...)
    case 5, 6: bytes.insert(contentsOf: Self.fragments[below(Self.fragments.count)], at: place)
    case 7:
      let end = min(bytes.count, place + below(256))
      bytes.insert(contentsOf: Array(bytes[place..<end]), at: below(bytes.count))
    case 8:
      let other = inputs[below(inputs.count)]
      let start = below(other.count)
      let end = min(other.count, start + below(256))
      bytes.insert(contentsOf: other[start..<end], at: place)
    default:
      // A number put in the place of another.
      guard let digit = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else {
        return
      }
      let end = bytes[digit...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
      let numbers = Self.fragments.prefix(9)
      bytes.replaceSubrange(digit..<end, with: numbers[below(numbers.count)])
    }
  }
}
