extension LibraryFunctions {
  /// Functions of each element, or of each pair, that are composed of operations.
  static let elementwise: [String: Call] = [
    "add": { x, _ in [x[0] + x[1]] },
    "angle": { x, _ in [angle(x[0])] },
    "clip": { x, s in
      let (least, greatest): (Double, Double) = (try s.get("x_min"), try s.get("x_max"))
      return [clip(x[0], Tensor(weak: least), Tensor(weak: greatest))]
    },
    "divide_no_nan": { x, _ in [divideNoNan(x[0], x[1])] },
    "exp2": { x, _ in [exp2(x[0])] },
    "floor_divide": { x, _ in [floorDivide(x[0], x[1])] },
    "gcd": { x, _ in [gcd(x[0], x[1])] },
    "heaviside": { x, _ in [heaviside(x[0], x[1])] },
    "hypot": { x, _ in [hypot(x[0], x[1])] },
    "isclose": { x, _ in [isclose(x[0], x[1])] },
    "isfinite": { x, _ in [isfinite(x[0])] },
    "isinf": { x, _ in [isinf(x[0])] },
    "isnan": { x, _ in [isnan(x[0])] },
    "ldexp": { x, _ in [ldexp(x[0], x[1])] },
    "log10": { x, _ in [log10(x[0])] },
    "log2": { x, _ in [log2(x[0])] },
    "logaddexp": { x, _ in [logaddexp(x[0], x[1])] },
    "logaddexp2": { x, _ in [logaddexp2(x[0], x[1])] },
    "mod": { x, _ in [mod(x[0], x[1])] },
    "nan_to_num": { x, _ in [nanToNum(x[0])] },
    "round": { x, s in [round(x[0], decimals: try s.get("decimals", 0))] },
    "saturate_cast": { x, s in [saturateCast(x[0], try s.dtype() ?? x[0].dtype)] },
    "cast": { x, s in [cast(x[0], dtype: try s.dtype() ?? x[0].dtype)] },
    "signbit": { x, _ in [signbit(x[0])] },
    "sinc": { x, _ in [sinc(x[0])] },
    "trunc": { x, _ in [trunc(x[0])] },
    "where": { x, _ in [NumPy.where(x[0], x[1], x[2])] },
    "reciprocal": { x, _ in [reciprocal(x[0])] },
  ]
}
