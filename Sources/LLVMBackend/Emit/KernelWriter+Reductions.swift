import Touchstone

// Reductions: each lane combines its own elements, then the lanes are combined by a fixed tree.

extension KernelWriter {
  /// What changes nothing it is combined with, in every lane.
  func identity(_ member: Cluster.Member) -> Vector {
    let dtype = member.dtype
    guard let register = Register(dtype), let operation = member.reduction else {
      preconditionFailure("no reduction")
    }
    if register.isFloat {
      switch operation {
      case .multiply: return lines.real(1, register)
      case .maximum: return lines.real(-Double.infinity, register)
      case .minimum: return lines.real(Double.infinity, register)
      // The sum of negative zeros is one.
      default: return lines.real(-0.0, register)
      }
    }
    let isSigned = dtype.family == .signed
    let top = Int64(1) << Int64(register.bits - 1)
    switch operation {
    case .multiply: return lines.constant(1, register)
    case .and: return lines.constant(-1, register)
    case .maximum: return lines.constant(isSigned ? (register == .i64 ? .min : -top) : 0, register)
    case .minimum:
      return lines.constant(isSigned ? (register == .i64 ? .max : top - 1) : -1, register)
    default: return lines.constant(0, register)
    }
  }

  /// Both combined; narrow floats are not rounded before the end.
  private mutating func combined(_ member: Cluster.Member, _ x: Vector, _ y: Vector) -> Vector {
    guard let operation = member.reduction else { return x }
    let wide: DType =
      x.register.isFloat ? (x.register == .f64 ? .f64 : .f32) : member.dtype
    return lines.elementwise(operation, [x, y], [wide, wide], wide)
  }

  /// An accumulator with the elements at the place in the loop.
  mutating func accumulated(_ member: Cluster.Member, _ accumulator: Vector) -> Vector {
    var element = value(member.operands[0], .full)
    if let mask, loop == .rows { element = lines.select(mask, element, identity(member)) }
    return combined(member, accumulator, element)
  }

  /// All lanes combined, in every lane.
  mutating func lanesFolded(_ member: Cluster.Member, _ accumulator: Vector) -> Vector {
    var sum = accumulator
    var width = lines.lanes / 2
    let type = lines.type(sum.register)
    while width > 0 {
      let order = (0..<lines.lanes).map { "i32 \($0 ^ width)" }.joined(separator: ", ")
      let other = lines.let_(
        "shufflevector \(type) \(sum.text), \(type) poison, <\(lines.lanes) x i32> <\(order)>")
      sum = combined(member, sum, Vector(text: other, register: sum.register))
      width /= 2
    }
    return sum
  }

  /// The result of a reduction: what it starts from, and the sum.
  mutating func finished(_ member: Cluster.Member, _ sum: Vector) -> Vector {
    let start = value(member.operands[1], .row)
    return lines.rounded(combined(member, start, sum), to: member.dtype)
  }
}
