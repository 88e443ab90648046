import Touchstone

extension Random {
  /// The key of a seed: its upper and its lower 32 bits.
  ///
  /// All 64 bits count, as in JAX with 64 bits. Specification: `random`.
  public static func key(_ seed: Int) -> Tensor {
    let bits = UInt64(bitPattern: Int64(seed))
    return Tensor([UInt32(truncatingIfNeeded: bits >> 32), UInt32(truncatingIfNeeded: bits)])
  }

  /// The key of a seed that is a tensor: an integer without dimensions.
  ///
  /// The upper half of a key from 32 bits or fewer is 0. Specification: `random`.
  public static func key(_ seed: Tensor) -> Tensor {
    reporting { () throws(TensorError) in
      guard seed.rank == 0, seed.dtype.isInteger else {
        throw violation("C6", "key", [seed], "the seed must be one integer, got \(seed.type)")
      }
      return key(ofBits: seed)
    }
  }

  private static func key(ofBits seed: Tensor) -> Tensor {
    let high =
      seed.dtype.bitWidth == 64
      ? convert(rightShiftLogical(seed, .full(32, like: seed)), to: .ui32)
      : Tensor.full(TensorType(.ui32), 0)
    return concatenate([reshape(high, [1]), reshape(convert(seed, to: .ui32), [1])], axis: 0)
  }

  /// New keys made of `key`, which is not to be used again.
  ///
  /// Shape: `[num, 2]`. Specification: `random`.
  public static func split(_ key: Tensor, _ num: Int = 2) -> Tensor { split(key, [num]) }

  /// New keys made of `key`, which is not to be used again.
  ///
  /// Shape: `shape`, then 2. Specification: `random`.
  public static func split(_ key: Tensor, _ shape: [Int]) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "split")
      try checkShape(shape, "split")
      return splitKeys(key, shape)
    }
  }

  /// A new key made of `key` and a number from 0 to 2^32 - 1.
  ///
  /// Specification: `random`.
  public static func foldIn(_ key: Tensor, _ data: Int) -> Tensor {
    reporting { () throws(TensorError) in
      guard let word = UInt32(exactly: data) else {
        throw violation("C6", "foldIn", [key], "expected a number of 32 bits, got \(data)")
      }
      return try folded(key, Tensor(word))
    }
  }

  /// A new key made of `key` and an integer without dimensions, taken modulo 2^32.
  ///
  /// Specification: `random`.
  public static func foldIn(_ key: Tensor, _ data: Tensor) -> Tensor {
    reporting { () throws(TensorError) in try folded(key, data) }
  }

  private static func folded(_ key: Tensor, _ data: Tensor) throws(TensorError) -> Tensor {
    try checkKey(key, "foldIn")
    guard data.rank == 0, data.dtype.isInteger else {
      throw violation("C6", "foldIn", [key, data], "expected one integer, got \(data.type)")
    }
    func half(_ i: Int) -> Tensor { reshape(slice(key, from: [i], to: [i + 1]), []) }
    let (first, second) = threefry(
      (half(0), half(1)), (.full(TensorType(.ui32), 0), convert(data, to: .ui32)))
    return concatenate([reshape(first, [1]), reshape(second, [1])], axis: 0)
  }

  /// Random words: every bit is 0 or 1 with the same probability.
  ///
  /// Shape: `shape`. dtype: `ui8`, `ui16`, `ui32` or `ui64`. Specification: `random`.
  public static func bits(_ key: Tensor, _ shape: [Int] = [], dtype: DType = .ui32) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "bits")
      try checkShape(shape, "bits")
      guard [.ui8, .ui16, .ui32, .ui64].contains(dtype) else {
        throw violation("C2", "bits", [], "dtype must be ui8, ui16, ui32 or ui64, got \(dtype)")
      }
      return randomWords(key, shape, dtype)
    }
  }

  /// Numbers from `minval` inclusive to `maxval` exclusive, each as probable as another.
  ///
  /// Shape: `shape`, to which the bounds broadcast. Specification: `random`.
  public static func uniform(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .f32,
    minval: any RandomParameter = 0.0, maxval: any RandomParameter = 1.0
  ) -> Tensor {
    reporting { () throws(TensorError) in
      try checkKey(key, "uniform")
      try checkFloat(dtype, "uniform")
      _ = try sampleShape(shape, [minval.parameterShape, maxval.parameterShape], "uniform")
      return uniformSamples(
        key, shape, try minval.tensor(dtype, "uniform"), try maxval.tensor(dtype, "uniform"))
    }
  }
}
