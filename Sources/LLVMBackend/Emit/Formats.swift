import Touchstone

// How elements lie in memory, and how they become what is computed with: booleans are bytes there,
// and narrow floats 16 bits.

extension Register {
  /// What elements of `dtype` take in memory.
  static func memory(_ dtype: DType) -> String {
    switch dtype {
    case .i1: "i8"
    case .bf16, .f16: "i16"
    default: Register(dtype)?.rawValue ?? "i\(dtype.byteWidth * 8)"
    }
  }
}

extension Lines {
  enum Target { case bits }

  /// Elements as they lie in memory made those that are computed with.
  mutating func unpacked(_ memory: String, _ dtype: DType) -> Vector {
    switch dtype {
    case .i1: return compare("ne", Vector(text: memory, register: .i8), constant(0, .i8))
    case .bf16:
      let wide = cast("zext", Vector(text: memory, register: .i16), to: .i32)
      return bitcast(binary("shl", wide, constant(16, .i32)), to: .f32)
    case .f16:
      let half = let_("bitcast <\(lanes) x i16> \(memory) to <\(lanes) x half>")
      return Vector(
        text: let_("fpext <\(lanes) x half> \(half) to \(type(.f32))"), register: .f32)
    default:
      guard let register = Register(dtype) else {
        preconditionFailure("\(dtype) is not computed with")
      }
      return Vector(text: memory, register: register)
    }
  }

  /// Elements that are computed with made those that lie in memory.
  mutating func packed(_ x: Vector, _ dtype: DType) -> String {
    switch dtype {
    case .i1: return cast("zext", x, to: .i8).text
    case .bf16, .f16: return packed(x, dtype, to: .bits).text
    default: return x.text
    }
  }

  /// The bit patterns of elements of `dtype`.
  mutating func packed(_ x: Vector, _ dtype: DType, to: Target) -> Vector {
    switch dtype {
    case .bf16:
      let bits = binary("lshr", bitcast(x, to: .i32), constant(16, .i32))
      return cast("trunc", bits, to: .i16)
    case .f16:
      let half = let_("fptrunc \(typed(x)) to <\(lanes) x half>")
      return Vector(
        text: let_("bitcast <\(lanes) x half> \(half) to \(type(.i16))"), register: .i16)
    default: return bitcast(x, to: x.register.integer)
    }
  }

  /// `x`, whose lanes hold bit patterns of `dtype`, as what is computed with.
  mutating func fromBits(_ bits: Vector, _ dtype: DType) -> Vector {
    switch dtype {
    case .bf16, .f16: return unpacked(bits.text, dtype)
    default:
      guard let register = Register(dtype) else {
        preconditionFailure("\(dtype) is not computed with")
      }
      return bitcast(bits, to: register)
    }
  }

  /// `x` rounded to the numbers of `dtype`, where those are fewer than the register's.
  mutating func rounded(_ x: Vector, to dtype: DType, if isNeeded: Bool = true) -> Vector {
    guard isNeeded else { return x }
    switch dtype {
    case .f16:
      let half = let_("fptrunc \(typed(x)) to <\(lanes) x half>")
      return Vector(
        text: let_("fpext <\(lanes) x half> \(half) to \(type(.f32))"), register: .f32)
    case .bf16:
      // To nearest, ties to even: add just under half, and one more if the last bit kept is odd.
      let bits = bitcast(x, to: .i32)
      let odd = binary(
        "and", binary("lshr", bits, constant(16, .i32)), constant(1, .i32))
      let moved = add(bits, add(odd, constant(0x7fff, .i32)))
      let kept = binary("and", moved, constant(-0x1_0000, .i32))
      // A NaN could become infinite, or wrap around.
      let isNaN = compare("uno", x, x)
      return bitcast(select(isNaN, constant(0x7fc0_0000, .i32), kept), to: .f32)
    default: return x
    }
  }

  /// Elements of one dtype converted to another: floats are rounded once, integers wrap, floats
  /// become integers by dropping the fraction, the nearest one if out of range, 0 if NaN.
  mutating func convert(_ x: Vector, _ from: DType, _ to: DType) -> Vector {
    guard let register = Register(to) else { preconditionFailure("\(to) is not computed with") }
    if from == to { return x }
    if to == .i1 {
      return from.isFloat
        ? compare("une", x, real(0, x.register)) : compare("ne", x, constant(0, x.register))
    }
    if to.isFloat {
      if from.isFloat {
        switch (x.register, register) {
        case (.f32, .f64): return cast("fpext", x, to: .f64)
        case (.f64, .f32): return rounded(cast("fptrunc", x, to: .f32), to: to)
        default: return rounded(x, to: to)
        }
      }
      let instruction = from.family == .signed ? "sitofp" : "uitofp"
      return rounded(cast(instruction, x, to: register), to: to)
    }
    if from.isFloat {
      let sign = to.family == .signed ? "s" : "u"
      let name =
        "@llvm.fpto\(sign)i.sat.v\(lanes)\(register.suffix).v\(lanes)\(x.register.suffix)"
      declare("declare \(type(register)) \(name)(\(type(x.register)))")
      return Vector(text: let_("call \(type(register)) \(name)(\(typed(x)))"), register: register)
    }
    if register.bits == x.register.bits { return x }
    if register.bits < x.register.bits { return cast("trunc", x, to: register) }
    return cast(from.family == .signed ? "sext" : "zext", x, to: register)
  }
}
