import Foundation

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

  /// `inputs[i]` with one to three of its numbers replaced wherever they stand: types that agree with
  /// each other still do.
  mutating func resized(_ inputs: [[UInt8]]) -> [UInt8] {
    var text = String(decoding: inputs[below(inputs.count)], as: UTF8.self)
    for _ in 0...below(3) {
      let numbers = text.split(whereSeparator: { !$0.isWholeNumber }).filter { $0.count < 5 }
      guard !numbers.isEmpty else { break }
      let old = numbers[below(numbers.count)]
      let new = Self.sizes[below(Self.sizes.count)]
      text = Self.replacing(String(old), with: new, in: text)
    }
    return Array(text.utf8)
  }

  /// Sizes at which loops, tiles, memory or numbers end.
  private static let sizes = [
    "0", "1", "2", "3", "7", "16", "17", "33", "64", "129", "1000", "65536", "1048577",
    "2147483648", "1099511627776", "4611686018427387904", "9223372036854775807",
  ]

  /// `text` with the number `old`, where it stands alone or between sizes, replaced.
  private static func replacing(
    _ old: String, with new: String, in text: String
  ) -> String {
    var result = ""
    var rest = text[...]
    while let place = rest.range(of: old) {
      let before = text[..<place.lowerBound].last ?? " "
      let after = rest[place.upperBound...].first ?? " "
      result += rest[..<place.lowerBound]
      // Not a part of another number, a name or a dtype.
      let isName = before.isLetter && before != "x" || "%@#_.".contains(before)
      result += isName || before.isWholeNumber || after.isWholeNumber ? old : new
      rest = rest[place.upperBound...]
    }
    return result + rest
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
