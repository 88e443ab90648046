import Touchstone

extension Random {
  /// How many of `n` events of probability `p` happened; NaN where `n` is negative or either is NaN.
  ///
  /// Shape: `shape`, to which the parameters broadcast; that of the parameters without it. The
  /// dtype computed in is that of `p`. Specification: `random`.
  public static func binomial(
    _ key: Tensor, _ n: any RandomParameter, _ p: any RandomParameter, _ shape: [Int]? = nil,
    dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "binomial")
      try checkFloat(dtype, "binomial")
      try checkFloat(p.inexactDType, "binomial")
      let shape = try sampleShape(shape, [n.parameterShape, p.parameterShape], "binomial")
      let count = try n.tensor(p.inexactDType, shape, "binomial")
      return binomialSamples(
        key, count, try p.tensor(p.inexactDType, shape, "binomial"), dtype)
    }
  }

  private static func binomialSamples(
    _ key: Tensor, _ n: Tensor, _ p: Tensor, _ dtype: DType
  ) -> Tensor {
    func number(_ x: Double) -> Tensor { .full(x, like: p) }
    let isBelowHalf = less(p, number(0.5))
    let smaller = select(isBelowHalf, p, 1 - p)
    let isBadCount = bitwiseOr(notEqual(n, n), less(n, number(0)))
    let isInfinite = equal(abs(n), number(.infinity))
    let isNaN = notEqual(smaller, smaller)
    let isNegative = less(smaller, number(0))
    let q = select(bitwiseOr(isNaN, isNegative), number(0.01), smaller)
    let isInverted = bitwiseOr(isBadCount, lessEqual(n * q, number(10)))
    let count = floor(n)
    let limit =
      dtype == .f16 ? UInt64(65504) : UInt64(Int64.max)
    let inverted = convert(
      inversionSamples(key, select(isInverted, count, number(0)), q, limit), to: dtype)
    let rejected = convert(
      transformedSamples(
        key, select(isInverted, number(1e4), count), select(isInverted, number(0.5), q), limit),
      to: dtype)
    var samples = select(isInverted, inverted, rejected)
    let isInvalid = bitwiseOr(bitwiseOr(isNegative, isNaN), isBadCount)
    samples = select(isInvalid, .full(.nan, like: samples), samples)
    samples = select(
      bitwiseAnd(isInfinite, bitwiseNot(isInvalid)), .full(.infinity, like: samples), samples)
    let isFinal = bitwiseOr(
      bitwiseOr(isBelowHalf, isBadCount), bitwiseOr(isNaN, isInfinite))
    return select(isFinal, samples, convert(count, to: dtype) - samples)
  }

  /// How many geometric samples fit into `count`.
  private static func inversionSamples(
    _ key: Tensor, _ count: Tensor, _ p: Tensor, _ limit: UInt64
  ) -> Tensor {
    let zero = Tensor.full(0, like: p)
    let result = whileLoop(
      { carry in
        bitwiseAnd(reduceMax(lessEqual(carry[2], carry[4])), mayContinue(carry[0], limit))
      },
      { carry in
        let (samples, sum, count, p) = (carry[1], carry[2], carry[4], carry[5])
        let keys = splitKeys(carry[3], into: 2)
        let next = select(lessEqual(sum, count), samples + 1, samples)
        let u = unitSamples(keys[0], p.shape, p.dtype)
        return [carry[0] + 1, next, sum + ceil(log(u) / log1p(-p)), keys[1], count, p]
      }, [roundsStart, zero, zero, key, count, p])
    return result[1] - 1
  }

  /// Samples for `count`·`p` above 10 by transformed rejection (Hörmann, "The generation of binomial
  /// random variates", 1993, algorithm BTRS).
  private static func transformedSamples(
    _ key: Tensor, _ count: Tensor, _ p: Tensor, _ limit: UInt64
  ) -> Tensor {
    let start = [
      roundsStart, .full(-1, like: p), .full(TensorType(.i1, p.shape), 0), key, count, p,
    ]
    return whileLoop(
      { carry in
        bitwiseAnd(reduceMax(bitwiseNot(carry[2])), mayContinue(carry[0], limit))
      },
      { carry in
        let (count, p) = (carry[4], carry[5])
        let deviation = sqrt(count * p * (1 - p))
        let b = 1.15 + 2.53 * deviation
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let center = count * p + 0.5
        let vr = 0.92 - 4.2 / b
        let odds = p / (1 - p)
        let alpha = (2.83 + 5.1 / b) * deviation
        let m = floor((count + 1) * p)

        let keys = splitKeys(carry[3], into: 3)
        let u = unitSamples(keys[1], p.shape, p.dtype) - 0.5
        let v = unitSamples(keys[2], p.shape, p.dtype)
        let shifted = 0.5 - abs(u)
        let isInside = bitwiseAnd(
          greaterEqual(shifted, .full(0.07, like: p)), lessEqual(v, vr))
        let k = floor((2 * a / shifted + b) * u + center)
        let isOutside = bitwiseOr(less(k, .full(0, like: k)), greater(k, count))
        let logV = log(v * alpha / (a / (shifted * shifted) + b))
        let bound =
          (m + 0.5) * log((m + 1) / (odds * (count - m + 1)))
          + (count + 1) * log((count - m + 1) / (count - k + 1))
          + (k + 0.5) * log(odds * (count - k + 1) / (k + 1))
          + stirlingTail(m) + stirlingTail(count - m) - stirlingTail(k) - stirlingTail(count - k)
        let isAccepted = bitwiseOr(
          isInside, bitwiseAnd(bitwiseNot(isOutside), lessEqual(logV, bound)))
        return [
          carry[0] + 1, select(isAccepted, k, carry[1]), bitwiseOr(carry[2], isAccepted), keys[0],
          count, p,
        ]
      }, start)[1]
  }

  /// What Stirling's formula leaves out of log k!, from a table up to k = 9.
  private static func stirlingTail(_ k: Tensor) -> Tensor {
    func number(_ x: Double) -> Tensor { .full(x, like: k) }
    let table = [
      0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509,
      0.0166446911898211, 0.0138761288230707, 0.0118967099458917, 0.0104112652619720,
      0.00925546218271273, 0.00833056343336287,
    ]
    let isTabulated = lessEqual(k, number(9))
    let near = minimum(maximum(k, number(0)), number(9))
    let square = (near + 1) * (near + 1)
    let series =
      (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (near + 1)
    let values = Tensor(HostTensor(TensorType(k.dtype, [table.count]), doubles: table))
    return select(isTabulated, taken(values, convert(floor(near), to: .i32), axis: 0), series)
  }
}
