import Touchstone

/// The type in which elements are computed.
///
/// Narrow floats are computed in `f32` and rounded after each operation; booleans are single bits.
enum Register: String {
  case i1, i8, i16, i32, i64
  case f32 = "float"
  case f64 = "double"

  init?(_ dtype: DType) {
    switch dtype {
    case .i1: self = .i1
    case .i8, .ui8: self = .i8
    case .i16, .ui16: self = .i16
    case .i32, .ui32: self = .i32
    case .i64, .ui64: self = .i64
    case .f32, .bf16, .f16: self = .f32
    case .f64: self = .f64
    default: return nil
    }
  }

  var isFloat: Bool { self == .f32 || self == .f64 }
  var bits: Int {
    switch self {
    case .i1: 1
    case .i8: 8
    case .i16: 16
    case .i32, .f32: 32
    case .i64, .f64: 64
    }
  }
  /// The integers of the same width.
  var integer: Register {
    switch self {
    case .f32: .i32
    case .f64: .i64
    default: self
    }
  }
  /// How names of LLVM's intrinsics write it.
  var suffix: String {
    switch self {
    case .f32: "f32"
    case .f64: "f64"
    default: rawValue
    }
  }
}

/// A vector in the code that is written: its name or literal, and what its lanes are.
struct Vector: Hashable {
  let text: String
  let register: Register
}

/// The lines of a function in LLVM's text form, as they are written.
///
/// All vectors have the same number of lanes, whatever the machine's are: the code generator cuts
/// them, and results do not depend on it.
struct Lines {
  /// How many elements are computed at once.
  let lanes: Int
  fileprivate(set) var text: [String] = []
  /// The functions to be declared.
  private(set) var declarations: Set<String> = []
  /// The helper functions to be defined, by name.
  private(set) var helpers: [String: String] = [:]
  private var count = 0

  init(lanes: Int) { self.lanes = lanes }

  /// A name not used yet.
  mutating func name(_ hint: String = "v") -> String {
    count += 1
    return "%\(hint)\(count)"
  }

  mutating func add(_ line: String) { text.append(line) }
  mutating func label(_ name: String) { text.append("\(name):") }

  /// Adds an instruction and returns the name of what it gives.
  mutating func let_(_ instruction: String) -> String {
    let result = name()
    text.append("  \(result) = \(instruction)")
    return result
  }

  /// `<16 x float>`.
  func type(_ register: Register) -> String { "<\(lanes) x \(register.rawValue)>" }
  func typed(_ x: Vector) -> String { "\(type(x.register)) \(x.text)" }

  mutating func declare(_ declaration: String) { declarations.insert(declaration) }
  mutating func define(_ name: String, _ definition: String) { helpers[name] = definition }
}

extension Lines {
  /// Every lane `literal`.
  func splat(_ literal: String, _ register: Register) -> Vector {
    Vector(text: "splat (\(register.rawValue) \(literal))", register: register)
  }
  func constant(_ value: Int64, _ register: Register) -> Vector {
    splat(register == .i1 ? (value & 1 == 0 ? "false" : "true") : "\(value)", register)
  }
  func single(_ value: Float) -> Vector { splat(hexadecimal(Double(value)), .f32) }
  func real(_ value: Double, _ register: Register) -> Vector {
    splat(hexadecimal(register == .f32 ? Double(Float(value)) : value), register)
  }

  mutating func binary(_ instruction: String, _ x: Vector, _ y: Vector) -> Vector {
    Vector(text: let_("\(instruction) \(typed(x)), \(y.text)"), register: x.register)
  }
  mutating func compare(_ condition: String, _ x: Vector, _ y: Vector) -> Vector {
    let instruction = x.register.isFloat ? "fcmp" : "icmp"
    return Vector(text: let_("\(instruction) \(condition) \(typed(x)), \(y.text)"), register: .i1)
  }
  mutating func select(_ predicate: Vector, _ x: Vector, _ y: Vector) -> Vector {
    Vector(
      text: let_("select \(typed(predicate)), \(typed(x)), \(typed(y))"), register: x.register)
  }
  mutating func cast(_ instruction: String, _ x: Vector, to register: Register) -> Vector {
    Vector(text: let_("\(instruction) \(typed(x)) to \(type(register))"), register: register)
  }
  mutating func bitcast(_ x: Vector, to register: Register) -> Vector {
    x.register == register ? x : cast("bitcast", x, to: register)
  }

  /// An intrinsic of vectors of one type: `fabs` is `llvm.fabs.v16f32`.
  mutating func intrinsic(_ name: String, _ x: Vector..., more: String = "") -> Vector {
    let register = x[0].register
    let full = "@llvm.\(name).v\(lanes)\(register.suffix)"
    let parameters = x.map { type($0.register) }.joined(separator: ", ")
    let extra = more.isEmpty ? "" : ", \(more.split(separator: " ")[0])"
    declare("declare \(type(register)) \(full)(\(parameters)\(extra))")
    let arguments = x.map(typed).joined(separator: ", ")
    let tail = more.isEmpty ? "" : ", \(more)"
    return Vector(
      text: let_("call \(type(register)) \(full)(\(arguments)\(tail))"), register: register)
  }

  mutating func fma(_ x: Vector, _ y: Vector, _ z: Vector) -> Vector { intrinsic("fma", x, y, z) }
  mutating func fma(_ x: Vector, _ y: Vector, _ z: Float) -> Vector { fma(x, y, single(z)) }
  mutating func add(_ x: Vector, _ y: Vector) -> Vector {
    binary(x.register.isFloat ? "fadd" : "add", x, y)
  }
  mutating func subtract(_ x: Vector, _ y: Vector) -> Vector {
    binary(x.register.isFloat ? "fsub" : "sub", x, y)
  }
  mutating func multiply(_ x: Vector, _ y: Vector) -> Vector {
    binary(x.register.isFloat ? "fmul" : "mul", x, y)
  }
  mutating func divide(_ x: Vector, _ y: Vector) -> Vector { binary("fdiv", x, y) }
  mutating func negate(_ x: Vector) -> Vector {
    x.register.isFloat
      ? Vector(text: let_("fneg \(typed(x))"), register: x.register)
      : subtract(constant(0, x.register), x)
  }
  mutating func abs(_ x: Vector) -> Vector { intrinsic("fabs", x) }

  /// A polynomial in `x`, the coefficient of the highest power first.
  mutating func polynomial(_ x: Vector, _ coefficients: [Float]) -> Vector {
    var sum = single(coefficients[0])
    for coefficient in coefficients.dropFirst() { sum = fma(sum, x, coefficient) }
    return sum
  }

  /// A function of the platform's mathematics library, called lane by lane.
  mutating func scalarCalls(_ function: String, _ x: [Vector]) -> Vector {
    let register = x[0].register
    let scalar = register.rawValue
    let name = "@ts.\(function).\(lanes)"
    let scalars = x.map { _ in scalar }.joined(separator: ", ")
    declare("declare \(scalar) @\(function)(\(scalars)) #1")
    let parameters = x.indices.map { "\(type(register)) %x\($0)" }.joined(separator: ", ")
    var body = "define internal \(type(register)) \(name)(\(parameters)) noinline #0 {\n"
    var last = "poison"
    for lane in 0..<lanes {
      for i in x.indices {
        body += "  %e\(lane)_\(i) = extractelement \(type(register)) %x\(i), i32 \(lane)\n"
      }
      let arguments = x.indices.map { "\(scalar) %e\(lane)_\($0)" }.joined(separator: ", ")
      body += "  %c\(lane) = call \(scalar) @\(function)(\(arguments)) #1\n"
      body +=
        "  %r\(lane) = insertelement \(type(register)) \(last), \(scalar) %c\(lane), i32 \(lane)\n"
      last = "%r\(lane)"
    }
    define(name, body + "  ret \(type(register)) \(last)\n}\n")
    let arguments = x.map(typed).joined(separator: ", ")
    return Vector(text: let_("call \(type(register)) \(name)(\(arguments))"), register: register)
  }
}

/// A float as LLVM's text has it: the bits of the number in double precision.
func hexadecimal(_ value: Double) -> String {
  let digits = String(value.bitPattern, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
}

extension Lines {
  /// Puts `line` where a place was kept for it.
  mutating func replace(_ place: Int, with line: String) { text[place] = line }
}
