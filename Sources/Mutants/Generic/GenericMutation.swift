/// A mistake that any operation can have, whatever it computes.
package enum GenericMutation: String, Sendable, CaseIterable {
  /// Numbers with the other sign, booleans the other way round.
  case sign
  /// The last element is off by one.
  case offByOne = "off by one in the last element"
  /// Elements beyond the last whole group of four are zero, as where a loop over vectors has no rest.
  case droppedTail = "dropped tail"
  /// NaN becomes 0.
  case lostNaN = "NaN lost"
  /// Infinities become the greatest number.
  case lostInfinity = "infinity lost"
  /// -0 becomes 0.
  case lostNegativeZero = "-0 lost"
  /// Subnormal numbers become zeros.
  case flushed = "subnormals flushed"
  /// Numbers are rounded to fewer bits than the dtype has.
  case narrowed = "dtype narrowed"
  /// Elements from last to first.
  case reversed = "elements reversed"
  /// The last two axes change places, where they have one size.
  case transposed = "axes exchanged"
  /// The results of the run before.
  case stale = "results of the run before"
  /// The first element everywhere.
  case firstRepeated = "first element repeated"
  /// Zeros.
  case constant = "constant result"
  /// Each number times 1 + 1/1000.
  case scaled = "scaled by 1 + 1e-3"
  /// Each number times 1 + 64 u, u being the unit roundoff.
  case slightlyScaled = "scaled by 1 + 64 u"
  /// Unsigned operands are taken as signed, signed ones as unsigned.
  case otherSignedness = "signedness mistaken"
  /// Two operands of one type change places.
  case exchanged = "operands exchanged"
  /// Integers saturate half way, as where they are computed in half the width.
  case halfWidth = "integers computed in half the width"
  /// NaN operands are taken for zero.
  case ignoredNaN = "NaN operands taken for zero"

  /// The results altered so; `nil` where this cannot be.
  func altered(_ a: Mutant.Application) -> [HostTensor]? {
    switch self {
    case .ignoredNaN: return ignoringNaN(a)
    case .otherSignedness: return mistakingSigns(a)
    case .exchanged:
      guard a.operands.count == 2, a.x.type == a.y.type else { return nil }
      return try? a.running(a.operation, [a.y, a.x])
    case .stale:
      guard let before = a.memory.exchange(a.right), before.map(\.type) == a.right.map(\.type)
      else { return nil }
      return before
    default:
      let wrong = a.right.map { $0.dtype.isElement ? altered($0) : $0 }
      return wrong
    }
  }

  private func altered(_ y: HostTensor) -> HostTensor {
    let count = y.count
    if count == 0 { return y }
    switch self {
    case .sign:
      switch y.wide {
      case .boolean(let x): return HostTensor(y.type, booleans: x.map { !$0 })
      case .float, .complex: return y.mapParts { -$0 }
      default: return y.mapIntegers { 0 &- $0 }
      }
    case .offByOne:
      let last = y.scalar(at: count - 1)
      return HostTensor(
        y.type, scalars: (0..<count).map { $0 == count - 1 ? last.next : y.scalar(at: $0) })
    case .droppedTail:
      let whole = count / 4 * 4
      let zero = y.zeroScalar
      return HostTensor(y.type, scalars: (0..<count).map { $0 < whole ? y.scalar(at: $0) : zero })
    case .lostNaN: return y.mapParts { $0.isNaN ? 0 : $0 }
    case .lostInfinity:
      return y.mapParts { $0.isInfinite ? ($0 < 0 ? -1 : 1) * y.dtype.greatest : $0 }
    case .lostNegativeZero: return y.mapParts { $0 == 0 ? 0 : $0 }
    case .flushed:
      guard let format = y.dtype.realPart.floatFormat else { return y }
      let least = Double(sign: .plus, exponent: 1 - format.bias, significand: 1)
      return y.mapParts { $0.magnitude < least ? ($0.sign == .minus ? -0.0 : 0) : $0 }
    case .narrowed: return narrowed(y)
    case .reversed: return y.picking(y.type) { count - 1 - $0 }
    case .transposed:
      let rank = y.type.rank
      guard rank >= 2, y.shape[rank - 1] == y.shape[rank - 2] else { return y }
      var strides = y.type.strides
      strides.swapAt(rank - 1, rank - 2)
      return y.picking(y.type, at: Strided(strides: strides))
    case .firstRepeated: return y.picking(y.type) { _ in 0 }
    case .constant: return y.zeroScalar.picking(y.type) { _ in 0 }
    case .scaled:
      // Where one unit in the last place is more than that, 1/16.
      let factor = y.dtype.realPart.bitWidth > 16 ? 1.001 : 1.0625
      return y.mapParts { $0 * factor }
    case .slightlyScaled:
      let unit = y.dtype.realPart.floatFormat.map {
        Double(sign: .plus, exponent: -$0.significandBits - 1, significand: 1)
      }
      return y.mapParts { $0 * (1 + 64 * (unit ?? 0)) }
    case .halfWidth:
      guard y.dtype.isInteger, y.dtype.bitWidth >= 8 else { return y }
      let unused = Int64(64 - y.dtype.bitWidth / 2)
      if y.dtype.family == .unsigned {
        return y.mapIntegers {
          Int64(bitPattern: UInt64(bitPattern: $0 << unused) >> UInt64(unused))
        }
      }
      return y.mapIntegers { ($0 << unused) >> unused }
    case .otherSignedness, .exchanged, .stale, .ignoredNaN: return y
    }
  }

  private func narrowed(_ y: HostTensor) -> HostTensor {
    switch y.dtype.realPart {
    case .f64: return y.mapParts { Double(Float($0)) }
    case .f32: return y.mapParts { $0.isFinite ? Rounding.tf32($0) : $0 }
    case .f16:
      // As many bits as bf16 has.
      return y.mapParts { x in
        guard x.isFinite, let format = DType.bf16.floatFormat else { return x }
        return format.decode(format.encode(x))
      }
    case .bf16:
      return y.mapParts { x in
        guard x.isFinite, let format = DType.f8E5M2.floatFormat else { return x }
        let power = Double(sign: .plus, exponent: x == 0 ? 0 : Int(x.exponent), significand: 1)
        return format.decode(format.encode(x / power)) * power
      }
    default: return y
    }
  }

  private func ignoringNaN(_ a: Mutant.Application) -> [HostTensor]? {
    let operands = a.operands.map { x in x.mapParts { $0.isNaN ? 0 : $0 } }
    return operands == a.operands ? nil : try? a.running(a.operation, operands)
  }

  private func mistakingSigns(_ a: Mutant.Application) -> [HostTensor]? {
    guard let first = a.operands.first(where: { $0.dtype.isInteger })?.dtype,
      let other = first.otherSignedness
    else { return nil }
    let operands = a.operands.map { x in
      x.dtype == first ? x.reinterpreted(as: x.type.with(other)) : x
    }
    guard let results = try? a.running(a.operation, operands), results.count == a.types.count
    else { return nil }
    return zip(results, a.types).map { result, type in
      result.type == type || result.type.byteCount != type.byteCount
        ? result : result.reinterpreted(as: type)
    }
  }
}

extension HostTensor {
  /// A scalar's next: one more, or the other truth.
  var next: HostTensor {
    switch wide {
    case .boolean(let x): HostTensor(type, booleans: x.map { !$0 })
    case .signed, .unsigned: mapIntegers { $0 &+ 1 }
    case .float, .complex: mapParts { $0.isFinite ? $0 + max(1, $0.magnitude / 8) : 0 }
    }
  }

  /// The scalar zero of the dtype.
  var zeroScalar: HostTensor { HostTensor.full(TensorType(dtype), 0) }
}

extension DType {
  /// The integer dtype of the same width with or without a sign.
  var otherSignedness: DType? {
    switch self {
    case .i4: .ui4
    case .i8: .ui8
    case .i16: .ui16
    case .i32: .ui32
    case .i64: .ui64
    case .ui4: .i4
    case .ui8: .i8
    case .ui16: .i16
    case .ui32: .i32
    case .ui64: .i64
    default: nil
    }
  }
}
