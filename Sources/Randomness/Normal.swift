import Touchstone

extension Random {
  /// Samples of the standard normal distribution; complex ones have variance 1 as well.
  ///
  /// Shape: `shape`. dtype: `f16`, `bf16`, `f32`, `f64`, `complex64` or `complex128`.
  /// Specification: `random`.
  public static func normal(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "normal")
      try checkShape(shape, "normal")
      try checkFloat(dtype.realPart, "normal")
      if !dtype.isComplex { return normalSamples(key, shape, dtype) }
      let parts = splitKeys(key, into: 2).map { normalSamples($0, shape, dtype.realPart) }
      let root = Double(2).squareRoot()
      return complex(parts[0] / root, parts[1] / root)
    }
  }

  /// Samples of the normal distribution cut off at `lower` and `upper`, which they never reach.
  ///
  /// Shape: `shape`, to which the bounds broadcast; that of the bounds without it.
  /// Specification: `random`.
  public static func truncatedNormal(
    _ key: Tensor, _ lower: any RandomParameter, _ upper: any RandomParameter,
    _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "truncatedNormal")
      try checkFloat(dtype, "truncatedNormal")
      let shape = try sampleShape(
        shape, [lower.parameterShape, upper.parameterShape], "truncatedNormal")
      let low = try lower.tensor(dtype, "truncatedNormal")
      let high = try upper.tensor(dtype, "truncatedNormal")
      let root = Double(2).squareRoot()
      let u = uniformSamples(key, shape, erf(low / root), erf(high / root))
      let least = nextAfter(stopGradient(low), .full(.infinity, like: low))
      let greatest = nextAfter(stopGradient(high), .full(-.infinity, like: high))
      return minimum(
        maximum(root * erfinv(u), spread(least, to: shape)), spread(greatest, to: shape))
    }
  }

  /// e to the power of samples of the normal distribution with deviation `sigma`.
  ///
  /// Shape: `shape`, to which `sigma` broadcasts; that of `sigma` without it.
  /// Specification: `random`.
  public static func lognormal(
    _ key: Tensor, _ sigma: any RandomParameter = 1.0, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "lognormal")
      try checkFloat(dtype, "lognormal")
      let shape = try sampleShape(shape, [sigma.parameterShape], "lognormal")
      let sigma = try sigma.tensor(dtype, shape, "lognormal")
      return exp(normalSamples(key, shape, dtype) * sigma)
    }
  }

  /// The factor F with F·Fᵀ = `cov` that `multivariateNormal` multiplies normal samples by.
  public enum CovarianceFactor: Hashable, Sendable {
    /// The lower triangular one: fast, and NaN unless `cov` is positive definite.
    case cholesky
    /// From eigenvalues and eigenvectors; `cov` may be singular.
    case eigh
    /// From singular values; `cov` may be singular.
    case svd
  }

  /// Vectors of the normal distribution with expectation `mean` and covariances `cov`.
  ///
  /// Shape: `shape`, to which the axes of `mean` before its last and those of `cov` before its last
  /// two broadcast, then the length of the vectors. dtype: that of `mean` and `cov`, which is a
  /// float dtype. Specification: `random`.
  public static func multivariateNormal(
    _ key: Tensor, _ mean: Tensor, _ cov: Tensor, _ shape: [Int]? = nil, dtype: DType? = nil,
    method: CovarianceFactor = .cholesky
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "multivariateNormal")
      let dtype = dtype ?? mean.dtype
      try checkFloat(dtype, "multivariateNormal")
      guard mean.rank >= 1, cov.rank >= 2, let n = mean.shape.last,
        Array(cov.shape.suffix(2)) == [n, n]
      else {
        throw violation(
          "C4", "multivariateNormal", [mean, cov],
          "expected means [..., n] and covariances [..., n, n], got \(mean.type) and \(cov.type)")
      }
      let shape = try sampleShape(
        shape, [Array(mean.shape.dropLast()), Array(cov.shape.dropLast(2))], "multivariateNormal")
      let mean = try mean.tensor(dtype, shape + [n], "multivariateNormal")
      let factor = spread(
        covarianceFactor(try cov.tensor(dtype, "multivariateNormal"), method), to: shape + [n, n])
      let samples = normalSamples(key, shape + [n], dtype)
      let axes = Array(shape.indices)
      return mean
        + dotGeneral(
          factor, samples, contracting: ([shape.count + 1], [shape.count]), batching: (axes, axes))
    }
  }

  private static func covarianceFactor(_ cov: Tensor, _ method: CovarianceFactor) -> Tensor {
    func scaled(_ vectors: Tensor, _ squares: Tensor) -> Tensor {
      vectors
        * broadcast(
          sqrt(squares), to: vectors.shape,
          axes: squares.shape.indices.map {
            $0 == squares.rank - 1 ? vectors.rank - 1 : $0
          })
    }
    switch method {
    case .cholesky: return cholesky(cov)
    case .eigh:
      let (w, v) = eigh(cov)
      return scaled(v, w)
    case .svd:
      let (u, s, _) = svd(cov)
      return scaled(u, s)
    }
  }

  /// Matrices with orthonormal columns, or rows where there are more columns: `n` rows, `m` columns,
  /// no rotation more probable than another.
  ///
  /// Shape: `shape`, then `n`, then `m`, which is `n` without it. Specification: `random`.
  public static func orthogonal(
    _ key: Tensor, _ n: Int, _ shape: [Int] = [], dtype: DType = .f32, m: Int? = nil
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "orthogonal")
      try checkFloat(dtype, "orthogonal")
      let (m, long) = (m ?? n, max(n, m ?? n))
      let short = min(n, m)
      try checkShape(shape + [n, m], "orthogonal")
      let (q, r) = qr(normalSamples(key, shape + [long, short], dtype))
      let square = shape + [short, short]
      let type = TensorType(.i32, square)
      let isDiagonal = equal(
        iota(type, axis: shape.count), iota(type, axis: shape.count + 1))
      let diagonal = reduceSum(
        select(isDiagonal, r, .full(TensorType(dtype, square), 0)), [shape.count])
      let axes = Array(shape.indices) + [shape.count + 1]
      let x = q * broadcast(sign(diagonal), to: shape + [long, short], axes: axes)
      return n < m
        ? transpose(x, Array(shape.indices) + [shape.count + 1, shape.count]) : x
    }
  }

  /// Distances from the origin of points whose three coordinates are normal samples.
  ///
  /// Shape: `shape`. Specification: `random`.
  public static func maxwell(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "maxwell")
      try checkFloat(dtype, "maxwell")
      try checkShape(shape, "maxwell")
      return maxwellSamples(key, shape, dtype)
    }
  }

  private static func maxwellSamples(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    let points = normalSamples(key, shape + [3], dtype)
    return sqrt(reduceSum(points * points, [shape.count]))
  }

  /// Samples of the Maxwell distribution with either sign, times `scale`, plus `loc`.
  ///
  /// Shape: `shape`, or where that is `[]` what the parameters broadcast to, and then what they
  /// broadcast to once more, as JAX has it. Specification: `random`.
  public static func doubleSidedMaxwell(
    _ key: Tensor, _ loc: any RandomParameter, _ scale: any RandomParameter, _ shape: [Int] = [],
    dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "doubleSidedMaxwell")
      try checkFloat(dtype, "doubleSidedMaxwell")
      let common = try sampleShape(
        nil, [loc.parameterShape, scale.parameterShape], "doubleSidedMaxwell")
      let shape = (shape.isEmpty ? common : shape) + common
      try checkShape(shape, "doubleSidedMaxwell")
      let keys = splitKeys(key, into: 2)
      let distances = maxwellSamples(keys[0], shape, dtype)
      let signs = rademacherSamples(keys[1], shape, dtype)
      return signs * distances * (try scale.tensor(dtype, shape, "doubleSidedMaxwell"))
        + (try loc.tensor(dtype, shape, "doubleSidedMaxwell"))
    }
  }

  /// Samples of the inverse Gaussian distribution with expectation `mean` and shape parameter 1.
  ///
  /// Shape: `shape`, to which `mean` broadcasts; that of `mean` without it.
  /// Specification: `random`.
  public static func wald(
    _ key: Tensor, _ mean: any RandomParameter, _ shape: [Int]? = nil, dtype: DType = .f32
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "wald")
      try checkFloat(dtype, "wald")
      let shape = try sampleShape(shape, [mean.parameterShape], "wald")
      let mean = try mean.tensor(dtype, shape, "wald")
      let keys = splitKeys(key, into: 2)
      let v = normalSamples(keys[0], shape, dtype)
      let z = unitSamples(keys[1], shape, dtype)
      let y = v * v
      let meanSquare = mean * mean
      let root = sqrt(4 * mean * y + meanSquare * (y * y))
      let x = mean + meanSquare * y / 2 - mean / 2 * root
      return select(lessEqual(z, mean / (mean + x)), x, meanSquare / x)
    }
  }
}
