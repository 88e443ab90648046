// Operations that take each element alone.

extension Operation {
  static let unary: [Operation] = [
    unary("Abs") { abs($0) }, unary("Absolute") { abs($0) }, unary("Angle") { angle($0) },
    unary("Arccos") { arccos($0) }, unary("Arccosh") { arccosh($0) },
    unary("Arcsin") { arcsin($0) }, unary("Arcsinh") { arcsinh($0) },
    unary("Arctan") { arctan($0) }, unary("Arctanh") { arctanh($0) },
    unary("BitwiseInvert") { bitwiseInvert($0) }, unary("BitwiseNot") { bitwiseInvert($0) },
    unary("Cbrt") { cbrt($0) }, unary("Ceil") { ceil(float($0)) }, unary("Conj") { conjugate($0) },
    unary("Conjugate") { conjugate($0) }, unary("Copy") { $0 }, unary("Cos") { cos($0) },
    unary("Cosh") { cosh($0) }, unary("Deg2rad") { deg2rad($0) }, unary("Exp") { exp($0) },
    unary("Exp2") { exp2($0) }, unary("Expm1") { expm1($0) }, unary("Fabs") { fabs($0) },
    unary("Floor") { floor(float($0)) }, unary("I0") { i0($0) }, unary("Imag") { imag($0) },
    unary("Log") { log($0) }, unary("Log10") { log10($0) }, unary("Log1p") { log1p($0) },
    unary("Log2") { log2($0) }, unary("Negative") { -$0 }, unary("Rad2deg") { rad2deg($0) },
    unary("Real") { $0.dtype.isComplex ? real($0) : $0 }, unary("Reciprocal") { reciprocal($0) },
    unary("Sign") { sign($0) }, unary("Sin") { sin($0) }, unary("Sinc") { sinc($0) },
    unary("Sinh") { sinh($0) }, unary("Sqrt") { sqrt($0) }, unary("Square") { square($0) },
    unary("Tan") { tan($0) }, unary("Tanh") { tanh($0) }, unary("Trunc") { trunc($0) },
    unary("Erf", .math) { erf($0) }, unary("Erfc", .math) { erfc($0) },
    unary("Erfinv", .math) { erfinv($0) }, unary("Rsqrt", .math) { rsqrt($0) },
    unary("ViewAsComplex", .math) { viewAsComplex($0) },
    unary("ViewAsReal", .math) { viewAsReal($0) },
    Operation("StopGradient", .core, "variable") { [stopGradient(try $0.tensor(0))] },
    Operation("Round", .numpy, "x", ["decimals": 0]) {
      [round(try $0.tensor(0), decimals: try $0.int("decimals"))]
    },
    Operation("Clip", .numpy, "x", needs: "x_min x_max") { o in
      let bounds = try ["x_min", "x_max"].map { key in
        try o.settings.get(key, as: JSON.self)
      }
      let (low, high) = (ConstantArgument.tensor(bounds[0]), ConstantArgument.tensor(bounds[1]))
      return [clip(try o.tensor(0), low, high)]
    },
    Operation("NanToNum", .numpy, "x", ["nan": 0.0, "posinf": nil, "neginf": nil]) {
      [
        nanToNum(
          try $0.tensor(0), nan: try $0.double("nan"), posinf: try $0.number("posinf"),
          neginf: try $0.number("neginf"))
      ]
    },
    Operation("View", .numpy, "x", ["dtype": nil]) { o in
      let x = try o.tensor(0)
      return [try o.dtype().map { view(x, dtype: $0) } ?? x]
    },
    Operation("Cast", .core, "x", needs: "dtype") {
      [cast(try $0.tensor(0), dtype: try $0.settings.get("dtype"))]
    },
    Operation("SaturateCast", .core, "x", needs: "dtype") {
      [saturateCast(try $0.tensor(0), try $0.settings.get("dtype"))]
    },
    Operation("Array", .numpy, "x", ["dtype": nil]) {
      [array(try $0.tensor(0), dtype: try $0.dtype())]
    },
    Operation("ConvertToTensor", .core, "x", ["dtype": nil, "sparse": nil, "ragged": nil]) { o in
      for key in ["sparse", "ragged"] { try o.refuse(key, "tensors are dense here") }
      return [array(try o.tensor(0), dtype: try o.dtype())]
    },
  ]

  /// Integers as floats, which Keras rounds and NumPy leaves as they are.
  private static func float(_ x: Tensor) -> Tensor {
    x.dtype.isFloat ? x : cast(x, dtype: .f32)
  }

  static let binary: [Operation] = [
    binary("Add") { $0 + $1 }, binary("Arctan2") { arctan2($0, $1) },
    binary("BitwiseAnd", .numpy, "x y") { bitwiseAnd($0, $1) },
    binary("BitwiseLeftShift", .numpy, "x y") { bitwiseLeftShift($0, $1) },
    binary("BitwiseOr", .numpy, "x y") { bitwiseOr($0, $1) },
    binary("BitwiseRightShift", .numpy, "x y") { bitwiseRightShift($0, $1) },
    binary("BitwiseXor", .numpy, "x y") { bitwiseXor($0, $1) },
    binary("LeftShift", .numpy, "x y") { bitwiseLeftShift($0, $1) },
    binary("RightShift", .numpy, "x y") { bitwiseRightShift($0, $1) },
    binary("Divide") { trueDivide($0, $1) }, binary("DivideNoNan") { divideNoNan($0, $1) },
    binary("FloorDivide") { floorDivide($0, $1) }, binary("Fmax") { fmax($0, $1) },
    binary("Fmin") { fmin($0, $1) }, binary("Fmod") { fmod($0, $1) },
    binary("Gcd") { gcd($0, $1) }, binary("Heaviside") { heaviside($0, $1) },
    binary("Hypot") { hypot($0, $1) }, binary("Lcm") { lcm($0, $1) },
    binary("Ldexp") { ldexp($0, $1) }, binary("Logaddexp") { logaddexp($0, $1) },
    binary("Logaddexp2") { logaddexp2($0, $1) }, binary("Maximum") { maximum($0, $1) },
    binary("Minimum") { minimum($0, $1) }, binary("Mod") { mod($0, $1) },
    binary("Multiply") { $0 * $1 }, binary("Nextafter") { nextafter($0, $1) },
    binary("Power") { power($0, $1) }, binary("Subtract") { $0 - $1 },
    binary("TrueDivide") { trueDivide($0, $1) },
    binary("Polar", .nn, "abs_ angle") { polar($0, $1) },
  ]

  static let predicates: [Operation] = [
    unary("Isfinite") { isfinite($0) }, unary("Isinf") { isinf($0) },
    unary("Isnan") { isnan($0) }, unary("Isneginf") { isneginf($0) },
    unary("Isposinf") { isposinf($0) }, unary("Isreal") { isreal($0) },
    unary("LogicalNot") { logicalNot($0) }, unary("Signbit") { signbit($0) },
    binary("Equal") { equal($0, $1) }, binary("Greater") { greater($0, $1) },
    binary("GreaterEqual") { greaterEqual($0, $1) }, binary("Less") { less($0, $1) },
    binary("LessEqual") { lessEqual($0, $1) }, binary("LogicalAnd") { logicalAnd($0, $1) },
    binary("LogicalOr") { logicalOr($0, $1) }, binary("LogicalXor") { logicalXor($0, $1) },
    binary("NotEqual") { notEqual($0, $1) },
    Operation("Isclose", .numpy, "x1 x2 rtol atol", ["equal_nan": false]) {
      [
        isclose(
          try $0.tensor(0), try $0.tensor(1), rtol: $0.value(2)?.number ?? 1e-5,
          atol: $0.value(3)?.number ?? 1e-8, equalNan: try $0.flag("equal_nan"))
      ]
    },
    Operation(
      "AllClose", .numpy, "x1 x2", ["rtol": 1e-5, "atol": 1e-8, "equal_nan": false]
    ) {
      [
        allclose(
          try $0.tensor(0), try $0.tensor(1), rtol: try $0.double("rtol"),
          atol: try $0.double("atol"), equalNan: try $0.flag("equal_nan"))
      ]
    },
    Operation("IsIn", .numpy, "x1 x2", ["assume_unique": false, "invert": false]) {
      [
        isin(
          try $0.tensor(0), try $0.tensor(1), assumeUnique: try $0.flag("assume_unique"),
          invert: try $0.flag("invert"))
      ]
    },
  ]
}
