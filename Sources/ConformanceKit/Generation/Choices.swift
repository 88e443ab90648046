/// Numbers that everything generated is made of, the same for a seed on every machine.
///
/// SplitMix64 (Steele, Lea, Flood 2014). What was chosen is recorded, so that a prefix of it can be
/// chosen again and the rest be the least.
public struct Choices: Sendable {
  private var state: UInt64
  private var given: ArraySlice<UInt64>?
  /// What was chosen so far.
  public private(set) var record: [UInt64] = []

  /// The choices that `seed` stands for.
  public init(seed: UInt64) {
    state = seed &* 0xd1b5_4a32_d192_ed03 &+ 0x9e37_79b9_7f4a_7c15
  }

  /// The choices `record` again, and 0 after them.
  public init(replaying record: [UInt64]) {
    state = 0
    given = record[...]
  }

  /// One of the numbers from 0 up to `bound`.
  public mutating func below(_ bound: Int) -> Int {
    let number: UInt64
    if given != nil {
      number = (given?.popFirst() ?? 0) % UInt64(max(bound, 1))
    } else {
      number = word().multipliedFullWidth(by: UInt64(max(bound, 1))).high
    }
    record.append(number)
    return Int(number)
  }

  /// 64 bits.
  public mutating func bits() -> UInt64 {
    let number = given != nil ? given?.popFirst() ?? 0 : word()
    record.append(number)
    return number
  }

  /// Whether something happens that happens once in `rarity` times; never where nothing is left to
  /// choose from.
  public mutating func oneIn(_ rarity: Int) -> Bool { below(rarity) == rarity - 1 }

  /// One of `list`, which is not empty.
  public mutating func one<T>(of list: [T]) -> T { list[below(list.count)] }

  private mutating func word() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
