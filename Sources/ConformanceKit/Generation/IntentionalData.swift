import Touchstone

/// Data that is chosen for what it does to programs.
public enum IntentionalData: Int, CaseIterable, Sendable {
  /// Numbers of middling size, of which few are special.
  case plain
  /// Small whole numbers, with which arithmetic is exact.
  case whole
  /// Few different numbers, many of them equal.
  case ties
  /// Zeros of either sign among others, so that products are zero.
  case zeros
  /// Pairs that all but cancel.
  case cancelling
  /// Huge and tiny numbers side by side.
  case scales
  /// NaN at the first, a middle or the last place.
  case nan
  /// Infinities, the largest, the least normal and subnormal numbers.
  case notable
  /// Positive numbers.
  case positive

  /// A tensor of `type` by `choices`.
  func tensor(_ type: TensorType, _ choices: inout Choices) -> HostTensor {
    switch type.dtype.family {
    case .boolean:
      return HostTensor(type, booleans: (0..<type.count).map { _ in choices.below(2) == 1 })
    case .signed:
      return HostTensor(type, signed: (0..<type.count).map { _ in signed(type.dtype, &choices) })
    case .unsigned:
      return HostTensor(
        type, unsigned: (0..<type.count).map { _ in unsigned(type.dtype, &choices) })
    case .complex:
      let parts = floats(2 * type.count, type.dtype.realPart, &choices)
      return HostTensor(
        type, complexes: (0..<type.count).map { WideComplex(parts[2 * $0], parts[2 * $0 + 1]) })
    default: return HostTensor(type, doubles: floats(type.count, type.dtype, &choices))
    }
  }

  private func signed(_ dtype: DType, _ choices: inout Choices) -> Int64 {
    let unused = Int64(64 - dtype.bitWidth)
    let least = Int64.min >> unused
    switch self {
    case .notable, .scales:
      return choices.one(of: [0, 1, -1, least, least + 1, ~least, ~least - 1])
    case .plain: return Int64(bitPattern: choices.bits()) >> unused
    case .positive: return min(~least, Int64(choices.below(9)))
    default: return max(least, min(~least, Int64(choices.below(13) - 6)))
    }
  }

  private func unsigned(_ dtype: DType, _ choices: inout Choices) -> UInt64 {
    let unused = UInt64(64 - dtype.bitWidth)
    let greatest = UInt64.max >> unused
    switch self {
    case .notable, .scales:
      return choices.one(of: [0, 1, greatest, greatest - 1, greatest / 2 + 1])
    case .plain: return choices.bits() >> unused
    default: return min(greatest, UInt64(choices.below(9)))
    }
  }

  private func floats(_ count: Int, _ dtype: DType, _ choices: inout Choices) -> [Double] {
    var values = (0..<count).map { _ in number(dtype, &choices) }
    switch self {
    case .cancelling:
      for i in stride(from: 1, to: count, by: 2) {
        let format = dtype.floatFormat ?? .double
        let step = values[i - 1].ulp(significandBits: format.significandBits)
        values[i] = -(values[i - 1] + Double(choices.below(9) - 4) * step)
      }
    case .nan where count > 0:
      values[choices.one(of: [0, count / 2, count - 1])] = .nan
    default: break
    }
    return values
  }

  /// One number.
  private func number(_ dtype: DType, _ choices: inout Choices) -> Double {
    // Of 20 bits, so that products of two are exact in f64.
    let fraction = Double(choices.below(1 << 20) - (1 << 19)) / Double(1 << 19)
    switch self {
    case .plain, .cancelling, .nan: return 3 * fraction + (fraction < 0 ? -0.01 : 0.01)
    case .positive: return fraction.magnitude * 3 + 0.01
    case .whole: return Double(choices.below(13) - 6)
    case .ties: return Double(choices.below(5) - 2) / 2
    case .zeros: return choices.one(of: [0, -0.0, fraction, 2 * fraction])
    case .scales:
      let format = dtype.floatFormat ?? .double
      let most = min(format.bias, 60)
      return fraction
        * Double(sign: .plus, exponent: choices.below(2 * most / 3) - most / 3, significand: 1)
    case .notable:
      return choices.below(3) == 0 ? choices.one(of: Generator.notable(dtype)) : fraction
    }
  }
}
