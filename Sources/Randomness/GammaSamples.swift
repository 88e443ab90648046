import Touchstone

/// One sample of the gamma distribution for each element of `alpha`, each from a key of its own made
/// of `key` (Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 26, 2000).
///
/// All elements go round one loop; those that have been accepted stay as they are, so each gets what
/// a loop of its own would give it.
///
/// Its derivative by `alpha` is that of a sample whose probability is held fixed, not that of the way
/// it was drawn, which jumps wherever another sample would have been rejected.
func gammaSamples(_ key: Tensor, _ alpha: Tensor, inLogarithms: Bool) -> Tensor {
  let draw = { (x: [Tensor]) in [drawnGammaSamples(x[0], x[1], inLogarithms: inLogarithms)] }
  let rule = { (x: [Tensor], dx: [Tensor]) in
    let y = draw(x)[0]
    var sample = y
    if inLogarithms {
      // A sample too small for the dtype is the least one that is not.
      let least = Tensor.full(leastNormal(y.dtype), like: y)
      sample = exp(y)
      sample = select(equal(sample, .full(0, like: y)), least, sample)
    }
    let slope = gammaSampleDerivative(x[1], sample)
    return (values: [y], tangents: [(inLogarithms ? slope / sample : slope) * dx[1]])
  }
  return Random.reporting { () throws(TensorError) in
    do {
      return try Flat.customJVP(draw, rule, [key, alpha])[0]
    } catch let error as TensorError {
      throw error
    } catch {
      throw TensorError("gamma", "", [alpha.type], "\(error)")
    }
  }
}

/// The least normal number of `dtype`.
private func leastNormal(_ dtype: DType) -> Double {
  Double(sign: .plus, exponent: 1 - (dtype.floatFormat?.bias ?? 1023), significand: 1)
}

private func drawnGammaSamples(_ key: Tensor, _ alpha: Tensor, inLogarithms: Bool) -> Tensor {
  let count = alpha.type.count
  let alphas = reshape(alpha, [count])
  let one = Tensor.full(1, like: alphas)
  // Below 1 a sample for alpha + 1 is made smaller by a power of a uniform one.
  let isLarge = greaterEqual(alphas, one)
  let d = select(isLarge, alphas, alphas + 1) - 1.0 / 3
  let c = 1.0 / 3 / sqrt(d)
  let keys = splitKeys(splitKeys(key, [count]), into: 2)
  let v = acceptedCubes(keys[0], c: c, d: d)
  if inLogarithms {
    let logs = log1p(-unitSamples(keys[1], [], alpha.dtype))
    let zero = Tensor.full(0, like: logs)
    let boost = select(bitwiseOr(isLarge, equal(logs, zero)), zero, logs * (1 / alphas))
    return reshape(log(d) + log(v) + boost, alpha.shape)
  }
  let samples = 1 - unitSamples(keys[1], [], alpha.dtype)
  return reshape(d * v * select(isLarge, one, power(samples, 1 / alphas)), alpha.shape)
}

/// For each key a cube of 1 + c·x, x normal, that the rejection for `d` accepts.
private func acceptedCubes(_ keys: Tensor, c: Tensor, d: Tensor) -> Tensor {
  let zero = Tensor.full(0, like: c)
  let start = isRejected(square: zero, cube: zero + 1, uniform: zero + 2, d: d)
  let carry = [keys, zero + 1, start, c, d]
  return whileLoop(
    {
      reduceMax($0[2])
    },
    { carry in
      let (cube, isPending, c, d) = (carry[1], carry[2], carry[3], carry[4])
      let keys = splitKeys(carry[0], into: 3)
      let (x, root) = positiveRoots(keys[1], c: c, isPending)
      let new = root * root * root
      let isNext = isRejected(
        square: x * x, cube: new, uniform: unitSamples(keys[2], [], c.dtype), d: d)
      return [keys[0], select(isPending, new, cube), bitwiseAnd(isPending, isNext), c, d]
    }, carry)[1]
}

private func isRejected(square: Tensor, cube: Tensor, uniform: Tensor, d: Tensor) -> Tensor {
  let isOutside = greaterEqual(uniform, 1 - 0.0331 * (square * square))
  let bound = square * 0.5 + d * (1 - cube + log(cube))
  return bitwiseAnd(isOutside, greaterEqual(log(uniform), bound))
}

/// For each key that is pending the first normal sample x with 1 + c·x positive, and that number.
private func positiveRoots(_ keys: Tensor, c: Tensor, _ isPending: Tensor) -> (Tensor, Tensor) {
  let (zero, one) = (Tensor.full(0, like: c), Tensor.full(1, like: c))
  let result = whileLoop(
    { carry in
      reduceMax(lessEqual(carry[2], .full(0, like: carry[2])))
    },
    { carry in
      let c = carry[3]
      let isNegative = lessEqual(carry[2], .full(0, like: c))
      let keys = splitKeys(carry[0], into: 2)
      let x = normalSamples(keys[1], [], c.dtype)
      return [
        keys[0], select(isNegative, x, carry[1]), select(isNegative, 1 + x * c, carry[2]), c,
      ]
    }, [keys, zero, select(isPending, -one, one), c])
  return (result[1], result[2])
}
