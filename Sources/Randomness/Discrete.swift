import Touchstone

extension Random {
  /// Integers from `minval` inclusive to `maxval` exclusive; `minval` where there is none.
  ///
  /// The bounds are integers, moved into the range of `dtype` where they lie outside.
  ///
  /// Shape: `shape`, to which the bounds broadcast. Specification: `random`.
  public static func randint(
    _ key: Tensor, _ shape: [Int], _ minval: any RandomParameter, _ maxval: any RandomParameter,
    dtype: DType = .i32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "randint")
      try checkInteger(dtype, "randint")
      _ = try sampleShape(shape, [minval.parameterShape, maxval.parameterShape], "randint")
      var (low, high) = (try integers(minval), try integers(maxval))
      if dtype.bitWidth >= 32 { return wideIntegers(key, shape, low, high, dtype) }
      // Narrow integers are drawn in 32 bits, where the remainders are less biased.
      let range = dtype.integerRange
      low = clamp(convert(low, to: .i32), Int(range.lower), Int(range.upper))
      high = clamp(convert(high, to: .i32), Int(range.lower), Int(range.upper) + 1)
      return convert(wideIntegers(key, shape, low, high, .i32), to: dtype)
    }
  }

  /// A bound of `randint` in the integer dtype it has; a number in 64 bits.
  private static func integers(_ bound: any RandomParameter) throws(TensorError) -> Tensor {
    switch bound.randomParameter {
    case .integer(let x): return Tensor(x)
    case .tensor(let x) where x.dtype.isInteger: return x
    case .tensor(let x):
      throw violation("C5", "randint", [x], "bounds must be integers, got \(x.type)")
    case .number(let x):
      guard let whole = Int(exactly: x) else {
        throw violation("C5", "randint", [], "bounds must be integers, got \(x)")
      }
      return Tensor(whole)
    }
  }

  private static func clamp(_ x: Tensor, _ low: Int, _ high: Int) -> Tensor {
    minimum(maximum(x, .full(Double(low), like: x)), .full(Double(high), like: x))
  }

  /// Integers of a dtype of 32 or 64 bits from two words each, so that few are less probable.
  private static func wideIntegers(
    _ key: Tensor, _ shape: [Int], _ low: Tensor, _ high: Tensor, _ dtype: DType
  ) -> Tensor {
    let words: DType = dtype.bitWidth == 64 ? .ui64 : .ui32
    let isBeyond = spread(
      greater(high, dtype.integerRange.clipped(to: high.dtype).upper(like: high)), to: shape)
    let minval = spread(clipped(low, to: dtype), to: shape)
    let maxval = spread(clipped(high, to: dtype), to: shape)
    let keys = splitKeys(key, into: 2)
    let (upper, lower) = (
      randomWords(keys[0], shape, words), randomWords(keys[1], shape, words)
    )
    var span = convert(maxval - minval, to: words)
    span = select(lessEqual(maxval, minval), .full(1, like: span), span)
    // The whole range makes the span wrap to 0, and a remainder by 0 leaves what it divides.
    span = select(bitwiseAnd(isBeyond, greater(maxval, minval)), span + 1, span)
    let half = Double(UInt64(1) << UInt64(dtype.bitWidth / 2))
    var multiplier = remainder(.full(half, like: span), span)
    multiplier = remainder(multiplier * multiplier, span)
    let offset = remainder(
      remainder(upper, span) * multiplier + remainder(lower, span), span)
    return minval + convert(offset, to: dtype)
  }

  /// `x` moved into the range of `dtype` and converted to it.
  private static func clipped(_ x: Tensor, to dtype: DType) -> Tensor {
    if x.dtype == dtype { return x }
    let range = dtype.integerRange.clipped(to: x.dtype)
    return convert(
      minimum(maximum(x, range.lower(like: x)), range.upper(like: x)), to: dtype)
  }

  /// Whether an event of probability `p` happened.
  ///
  /// Shape: `shape`, to which `p` broadcasts; that of `p` without it. dtype: `i1`; the numbers
  /// compared with `p` have its dtype. Specification: `random`.
  public static func bernoulli(
    _ key: Tensor, _ p: any RandomParameter = 0.5, _ shape: [Int]? = nil, mode: Mode = .low
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "bernoulli")
      try checkFloat(p.inexactDType, "bernoulli")
      if case .tensor(let x) = p.randomParameter { try checkFloat(x.dtype, "bernoulli") }
      let (dtype, shape) = (
        p.inexactDType, try sampleShape(shape, [p.parameterShape], "bernoulli")
      )
      let p = try p.tensor(dtype, shape, "bernoulli")
      if mode == .low { return less(unitSamples(key, shape, dtype), p) }
      let pair = halves(unitSamples(key, [2] + shape, dtype))
      return less(pair.1 * FloatLayout(checked: dtype).epsilon, p - pair.0)
    }
  }

  /// The two parts of `x` along its first axis, which has size 2.
  static func halves(_ x: Tensor) -> (Tensor, Tensor) {
    let shape = Array(x.shape.dropFirst())
    func part(_ i: Int) -> Tensor {
      let start = [i] + [Int](repeating: 0, count: shape.count)
      return reshape(slice(x, from: start, to: [i + 1] + shape), shape)
    }
    return (part(0), part(1))
  }

  /// 1 or -1, each as probable as the other.
  ///
  /// Shape: `shape`. dtype: any but `i1`. Specification: `random`.
  public static func rademacher(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .i32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "rademacher")
      try checkShape(shape, "rademacher")
      guard dtype.isInteger || dtype.isFloat || dtype.isComplex else {
        throw violation("C2", "rademacher", [], "dtype must be one of numbers, got \(dtype)")
      }
      return rademacherSamples(key, shape, dtype)
    }
  }

  static func rademacherSamples(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    let unit = unitSamples(key, shape, .f32)
    let isHeads = convert(less(unit, .full(0.5, like: unit)), to: dtype)
    return isHeads + isHeads - 1
  }

  /// The number of trials until an event of probability `p` happens, at least 1.
  ///
  /// Shape: `shape`, to which `p` broadcasts; that of `p` without it. Specification: `random`.
  public static func geometric(
    _ key: Tensor, _ p: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .i32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "geometric")
      try checkInteger(dtype, "geometric")
      try checkFloat(p.inexactDType, "geometric")
      let shape = try sampleShape(shape, [p.parameterShape], "geometric")
      let p = try p.tensor(p.inexactDType, shape, "geometric")
      let u = unitSamples(key, shape, p.dtype)
      let positive = select(equal(u, .full(0, like: u)), .full(1, like: u), u)
      return convert(floor(log(positive) / log1p(-p)) + 1, to: dtype)
    }
  }
}

/// The least and the greatest number of an integer dtype; the latter may not fit in 64 signed bits.
struct IntegerRange {
  var lower: Int64
  var upper: UInt64

  /// The part of this range that lies in that of `dtype`.
  func clipped(to dtype: DType) -> IntegerRange {
    let other = dtype.integerRange
    return IntegerRange(lower: max(lower, other.lower), upper: min(upper, other.upper))
  }

  func lower(like x: Tensor) -> Tensor {
    let scalar = TensorType(x.dtype)
    let value =
      x.dtype.family == .unsigned
      ? HostTensor(scalar, unsigned: [UInt64(lower)]) : HostTensor(scalar, signed: [lower])
    return Random.spread(Tensor(value), to: x.shape)
  }

  func upper(like x: Tensor) -> Tensor {
    let scalar = TensorType(x.dtype)
    let value =
      x.dtype.family == .unsigned
      ? HostTensor(scalar, unsigned: [upper]) : HostTensor(scalar, signed: [Int64(upper)])
    return Random.spread(Tensor(value), to: x.shape)
  }
}

extension DType {
  /// The numbers of an integer dtype.
  var integerRange: IntegerRange {
    family == .unsigned
      ? IntegerRange(lower: 0, upper: .max >> UInt64(64 - bitWidth))
      : IntegerRange(
        lower: .min >> Int64(64 - bitWidth), upper: UInt64(Int64.max >> Int64(64 - bitWidth)))
  }
}
