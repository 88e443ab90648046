import Touchstone

/// Large inputs named by a seed instead of written out; the same bits on every machine.
///
/// Element `i` is made of the words `w(2i)` and `w(2i+1)`, where `w(n)` is SplitMix64's output
/// function (Steele, Lea, Flood 2014) at counter `mix(seed) + (n+1) * 0x9e3779b97f4a7c15`.
/// Complex numbers take the elements `2i` and `2i+1` as their parts. All conversions are exact,
/// but for one rounding to the dtype.
///
/// - `random S`: floats like a normal distribution: four 16-bit pieces of the first word summed,
///   less 131070, plus 29 bits of the second as a fraction, over 2^15; integers of all values of
///   the dtype; booleans.
/// - `random S special`: a third of the elements come from the list of notable values.
/// - `random S ties`: few different values, halves from -3 to 3, so that many are equal.
/// - `random S unit`: odd multiples of 2^-p in (0, 1), p the precision of the dtype.
/// - `random S indices N`: integers in 0..<N, also as floats.
///
/// Specification: `conformance`.
public struct Generator: Sendable {
  /// What the values are like.
  public enum Kind: Hashable, Sendable {
    case plain
    case special
    case ties
    case unit
    case indices(Int)
  }
  /// The dtype and shape of what is generated.
  public let type: TensorType
  /// What the values depend on.
  public let seed: UInt64
  /// What the values are like.
  public let kind: Kind

  /// A generator of tensors of `type`.
  public init(_ type: TensorType, seed: UInt64, _ kind: Kind = .plain) {
    self.type = type
    self.seed = seed
    self.kind = kind
  }

  /// The generator that the words after `random` name.
  init(_ words: ArraySlice<Substring>, for type: TensorType) throws(CaseError) {
    let words = Array(words)
    guard let first = words.first, let seed = UInt64(first) else {
      throw CaseError("a seed must follow 'random'")
    }
    let kind: Kind
    switch (words.dropFirst().first, words.count) {
    case (nil, 1): kind = .plain
    case ("special", 2): kind = .special
    case ("ties", 2): kind = .ties
    case ("unit", 2): kind = .unit
    case ("indices", 3):
      guard let bound = Int(words[2]), bound > 0 else {
        throw CaseError("'indices' takes a number above 0, got '\(words[2])'")
      }
      kind = .indices(bound)
    default:
      throw CaseError(
        "after the seed, expected nothing, special, ties, unit or indices N, got "
          + "'\(words.dropFirst().joined(separator: " "))'")
    }
    self.init(type, seed: seed, kind)
  }

  /// The tensor.
  public func tensor() -> HostTensor {
    switch type.dtype.family {
    case .boolean: HostTensor(type, booleans: (0..<type.count).map { word(2 * $0) >> 63 == 1 })
    case .signed: HostTensor(type, signed: (0..<type.count).map(signed))
    case .unsigned: HostTensor(type, unsigned: (0..<type.count).map(unsigned))
    case .complex:
      HostTensor(
        type, complexes: (0..<type.count).map { WideComplex(float(2 * $0), float(2 * $0 + 1)) })
    default: HostTensor(type, doubles: (0..<type.count).map(float))
    }
  }

  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func mix(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  private func word(_ n: Int) -> UInt64 {
    Self.mix(Self.mix(seed) &+ UInt64(truncatingIfNeeded: n + 1) &* Self.step)
  }

  /// A number in 0..<bound from the high bits of `word`.
  private static func below(_ bound: Int, _ word: UInt64) -> Int {
    Int(word.multipliedFullWidth(by: UInt64(bound)).high)
  }

  private func float(_ i: Int) -> Double {
    let a = word(2 * i)
    let b = word(2 * i + 1)
    switch kind {
    case .plain: return Self.normal(a, b)
    case .special:
      let values = Self.notable(type.dtype.realPart)
      return Self.below(3, b) == 0
        ? values[Self.below(values.count, a)] : Self.normal(a, Self.mix(b))
    case .ties: return Double(Self.below(13, a) - 6) / 2
    case .unit:
      let precision = UInt64((type.dtype.realPart.floatFormat?.significandBits ?? 52) + 1)
      let odd = a >> (64 - precision) | 1
      return Double(odd) / Double(UInt64(1) << precision)
    case .indices(let bound): return Double(Self.below(bound, a))
    }
  }

  private static func normal(_ a: UInt64, _ b: UInt64) -> Double {
    let sum = (a & 0xffff) + (a >> 16 & 0xffff) + (a >> 32 & 0xffff) + (a >> 48)
    let fraction = Double(b >> 35) / 536_870_912  // 2^29
    return (Double(Int(sum) - 131_070) + fraction) / 32_768
  }

  private func signed(_ i: Int) -> Int64 {
    let a = word(2 * i)
    let b = word(2 * i + 1)
    let unused = Int64(64 - type.dtype.bitWidth)
    let least = Int64.min >> unused
    switch kind {
    case .plain: return Int64(bitPattern: a) >> unused
    case .special:
      let values = [0, 1, -1, least, least + 1, ~least, ~least - 1]
      return Self.below(3, b) == 0
        ? values[Self.below(values.count, a)] : Int64(bitPattern: a) >> unused
    case .ties, .unit: return max(least, min(~least, Int64(Self.below(7, a) - 3)))
    case .indices(let bound): return Int64(Self.below(bound, a))
    }
  }

  private func unsigned(_ i: Int) -> UInt64 {
    let a = word(2 * i)
    let b = word(2 * i + 1)
    let unused = UInt64(64 - type.dtype.bitWidth)
    let greatest = UInt64.max >> unused
    switch kind {
    case .plain: return a >> unused
    case .special:
      let values = [0, 1, greatest, greatest - 1, greatest / 2, greatest / 2 + 1]
      return Self.below(3, b) == 0 ? values[Self.below(values.count, a)] : a >> unused
    case .ties, .unit: return min(greatest, UInt64(Self.below(4, a)))
    case .indices(let bound): return UInt64(Self.below(bound, a))
    }
  }

  /// The values where formats and functions turn: zeros, ones, infinities, NaN, and the largest,
  /// least normal and subnormal numbers of both signs.
  static func notable(_ dtype: DType) -> [Double] {
    guard let format = dtype.floatFormat else { return [0] }
    let tiny = UInt64(1)
    let normal = UInt64(1) << UInt64(format.significandBits)
    let magnitudes =
      [tiny, normal - 1, normal, format.greatestFinite].map { format.decode($0) }
      + [0, 1, 0.5, 2, .infinity]
    return magnitudes.flatMap { [$0, -$0] } + [.nan]
  }
}
