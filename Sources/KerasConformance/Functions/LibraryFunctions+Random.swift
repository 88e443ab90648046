import Randomness

extension LibraryFunctions {
  /// Random numbers from a key, the first argument.
  static let random: [String: Call] = [
    "random.bernoulli": { x, s in
      [Random.bernoulli(x[0], try s.get("p", 0.5), try s.integers("shape"))]
    },
    "random.beta": { x, s in
      [
        Random.beta(
          x[0], try s.get("a", as: Double.self), try s.get("b", as: Double.self),
          try s.integers("shape"))
      ]
    },
    "random.bits": { x, s in
      [Random.bits(x[0], try s.integers("shape"), dtype: try s.dtype() ?? .ui32)]
    },
    "random.categorical": { x, s in [Random.categorical(x[0], x[1], try s.integers("shape"))] },
    "random.choice": { x, s in
      [
        Random.choice(
          x[0], try s.get("a", as: Int.self), try s.integers("shape"),
          replace: try s.get("replace", true))
      ]
    },
    "random.exponential": { x, s in [Random.exponential(x[0], try s.integers("shape"))] },
    "random.fold_in": { x, s in [Random.foldIn(x[0], try s.get("data", as: Int.self))] },
    "random.gamma": { x, s in
      [Random.gamma(x[0], try s.get("a", as: Double.self), try s.integers("shape"))]
    },
    "random.gumbel": { x, s in [Random.gumbel(x[0], try s.integers("shape"))] },
    "random.laplace": { x, s in [Random.laplace(x[0], try s.integers("shape"))] },
    "random.normal": { x, s in
      [Random.normal(x[0], try s.integers("shape"), dtype: try s.dtype() ?? .f32)]
    },
    // The least, the greatest and the mean of many samples, and whether all are finite.
    "random.normal_extent": { x, s in
      let samples = Random.normal(x[0], try s.integers("shape"), dtype: try s.dtype() ?? .f32)
      return [min(samples), max(samples), mean(samples), NumPy.all(isfinite(samples))]
    },
    "random.permutation": { x, s in
      [Random.permutation(x[0], try s.get("n", as: Int.self))]
    },
    // Whether every number comes once, and how many stay in place.
    "random.permutation_check": { x, s in
      let n: Int = try s.get("n")
      let order = Random.permutation(x[0], n)
      let numbers = iota(TensorType(.i32, [n]))
      return [sum(equal(sort(order), numbers)), sum(equal(order, numbers)), order[0], order[n - 1]]
    },
    "random.poisson": { x, s in
      [Random.poisson(x[0], try s.get("lam", as: Double.self), try s.integers("shape"))]
    },
    "random.randint": { x, s in
      [
        Random.randint(
          x[0], try s.integers("shape"), try s.get("minval", as: Int.self),
          try s.get("maxval", as: Int.self), dtype: try s.dtype() ?? .i32)
      ]
    },
    "random.rademacher": { x, s in [Random.rademacher(x[0], try s.integers("shape"))] },
    "random.shuffle": { x, s in [Random.permutation(x[0], x[1], axis: try s.axis ?? 0)] },
    "random.split": { x, s in [Random.split(x[0], try s.get("num", 2))] },
    "random.truncated_normal": { x, s in
      [
        Random.truncatedNormal(
          x[0], try s.get("lower", as: Double.self), try s.get("upper", as: Double.self),
          try s.integers("shape"))
      ]
    },
    "random.uniform": { x, s in
      [
        Random.uniform(
          x[0], try s.integers("shape"), dtype: try s.dtype() ?? .f32,
          minval: try s.get("minval", 0.0), maxval: try s.get("maxval", 1.0))
      ]
    },
    // The least and the greatest of many samples, their mean, and whether all are below the bound.
    "random.uniform_extent": { x, s in
      let maxval: Double = try s.get("maxval", 1.0)
      let samples = Random.uniform(
        x[0], try s.integers("shape"), dtype: try s.dtype() ?? .f32, maxval: maxval)
      return [
        min(samples), max(samples), mean(samples), NumPy.all(less(samples, Tensor(weak: maxval))),
      ]
    },
  ]
}
