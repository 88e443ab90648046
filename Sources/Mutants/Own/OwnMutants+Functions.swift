import Randomness

extension OwnMutants {
  static let network: [Mutant] = [
    .function("O-NO-01", "softmax", "the greatest is not taken away") { x, s in
      let e = exp(x[0])
      return [e / sum(e, axis: try s.axes ?? [-1], keepdims: true)]
    },
    .function("O-NO-02", "softmax", "along the last axis always") { x, _ in [softmax(x[0])] },
    .function("O-NO-03", "log_softmax", "the logarithm of softmax") { x, s in
      [log(softmax(x[0], axis: try s.axes ?? [-1]))]
    },
    .function("O-NO-04", "layer_normalization", "epsilon is added to the deviation") { x, s in
      let axes = try s.axes ?? [-1]
      let centered = x[0] - mean(x[0], axis: axes, keepdims: true)
      let spread = sqrt(mean(square(centered), axis: axes, keepdims: true))
      return [WrongFunctions.affine(centered / (spread + (try s.get("epsilon", 1e-3))), x)]
    },
    .function("O-NO-05", "layer_normalization", "the variance divides by n - 1") { x, s in
      let axes = try s.axes ?? [-1]
      let centered = x[0] - mean(x[0], axis: axes, keepdims: true)
      let spread = NumPy.var(x[0], axis: axes, keepdims: true, ddof: 1)
      return [WrongFunctions.affine(centered * rsqrt(spread + (try s.get("epsilon", 1e-3))), x)]
    },
    .function("O-NO-06", "layer_normalization", "the scale is not applied") { x, s in
      try WrongFunctions.right("layer_normalization", [x[0]], s)
    },
    .function("O-NO-07", "rms_normalization", "the mean is taken away") { x, s in
      let axes = try s.axes ?? [-1]
      let centered = x[0] - mean(x[0], axis: axes, keepdims: true)
      return try WrongFunctions.right("rms_normalization", [centered] + x.dropFirst(), s)
    },
    .function("O-NO-08", "batch_normalization", "epsilon is left out") { x, s in
      [
        batchNormalization(
          x[0], x[1], x[2], axis: try s.axis ?? -1, offset: x.count > 3 ? x[3] : nil,
          scale: x.count > 4 ? x[4] : nil, epsilon: 0)
      ]
    },
    .function("O-NO-09", "dot_product_attention", "not scaled") { x, s in
      [
        dotProductAttention(
          x[0], x[1], x[2], mask: x.count > 3 ? x[3] : nil, scale: 1,
          isCausal: try s.get("is_causal", false))
      ]
    },
    .function("O-NO-10", "dot_product_attention", "the mask is turned around") { x, s in
      try WrongFunctions.attention(
        x.count > 3 ? [x[0], x[1], x[2], logicalNot(x[3])] : x, s)
    },
    .function("O-NO-11", "dot_product_attention", "is not causal") { x, _ in
      [dotProductAttention(x[0], x[1], x[2], mask: x.count > 3 ? x[3] : nil)]
    },
    .function("O-NO-12", "dot_product_attention", "heads are served in the order of tile") { x, s in
      let times = x[0].shape[2] / x[1].shape[2]
      return try WrongFunctions.attention(
        [x[0], tile(x[1], [1, 1, times, 1]), tile(x[2], [1, 1, times, 1])] + x.dropFirst(3), s)
    },
    .function("O-NO-13", "binary_crossentropy", "of logits by way of probabilities") { x, s in
      guard try s.get("from_logits", false) else {
        return try WrongFunctions.right("binary_crossentropy", x, s)
      }
      return [binaryCrossentropy(x[0], sigmoid(x[1]))]
    },
    .function("O-NO-14", "binary_crossentropy", "probabilities are not kept from 0 and 1") { x, s in
      guard try !s.get("from_logits", false) else {
        return try WrongFunctions.right("binary_crossentropy", x, s)
      }
      return [-(x[0] * log(x[1]) + (1 - x[0]) * log(1 - x[1]))]
    },
    .function("O-NO-15", "categorical_crossentropy", "of logits by way of softmax") { x, s in
      guard try s.get("from_logits", false) else {
        return try WrongFunctions.right("categorical_crossentropy", x, s)
      }
      return [-sum(x[0] * log(softmax(x[1])), axis: -1)]
    },
    .function("O-NO-16", "silu", "the factor is that of gelu") { x, _ in [gelu(x[0])] },
    .function("O-NO-17", "softplus", "log(1 + exp(x))") { x, _ in [log(1 + exp(x[0]))] },
    .function("O-NO-18", "log_sigmoid", "log of sigmoid") { x, _ in [log(sigmoid(x[0]))] },
    .function("O-NO-19", "elu", "alpha is 1") { x, _ in [elu(x[0])] },
    .function("O-NO-20", "leaky_relu", "the slope is 0.01") { x, _ in
      [leakyRelu(x[0], negativeSlope: 0.01)]
    },
    .function("O-NO-21", "relu", "the slope at 0 is 1") { x, _ in
      [NumPy.where(greaterEqual(x[0], 0), x[0], zerosLike(x[0]))]
    },
    .function("O-NO-22", "relu", "NaN becomes 0") { x, _ in
      [NumPy.where(greater(x[0], 0), x[0], zerosLike(x[0]))]
    },
    .function("O-NO-23", "relu6", "has no upper bound") { x, _ in [relu(x[0])] },
    .function("O-NO-24", "hard_sigmoid", "as Keras 2 had it") { x, _ in
      [clip(0.2 * x[0] + 0.5, 0, 1)]
    },
    .function("O-NO-25", "normalize", "zeros give NaN") { x, s in
      [x[0] / norm(x[0], axis: [try s.axis ?? -1], keepdims: true)]
    },
    .function("O-NO-26", "elu", "exp(x) - 1 loses small numbers") { x, s in
      let alpha: Double = try s.get("alpha", 1.0)
      return [NumPy.where(greater(x[0], 0), x[0], alpha * (exp(minimum(x[0], 0)) - 1))]
    },
  ]

  static let algebra: [Mutant] = [
    .function("O-LA-01", "slogdet", "the sign is that of the diagonal alone") { x, _ in
      let d = diagonal(lu(x[0]).lu, axis1: -2, axis2: -1)
      return [prod(sign(d), axis: -1), sum(log(abs(d)), axis: -1)]
    },
    .kernel("O-LA-02", "cholesky", "the other triangle is read") { a in
      guard let cholesky = a.operation as? Cholesky else { return nil }
      let rank = a.x.type.rank
      var order = Array(0..<rank)
      order.swapAt(rank - 1, rank - 2)
      return try a.running(cholesky, a.running(Transpose(permutation: order)))
    },
    .kernel("O-LA-03", "cholesky", "an indefinite matrix gives zeros") { a in
      a.result.parts.contains(where: \.isNaN)
        ? [a.result.mapParts { $0.isNaN ? 0 : $0 }] : nil
    },
    .kernel("O-LA-04", "eigh", "values in descending order") { a in
      guard a.right.count == 2 else { return nil }
      return try a.right.map { try a.running(Reverse(axes: [$0.type.rank - 1]), [$0])[0] }
    },
    .kernel("O-LA-05", "svd", "values in ascending order") { a in
      try a.right.enumerated().map { i, x in
        x.dtype.isFloat && x.type.rank == a.x.type.rank - 1
          ? try a.running(Reverse(axes: [x.type.rank - 1]), [x])[0] : x
      }
    },
    .kernel("O-LA-06", "lu", "without exchanges") { a in
      guard a.x.dtype == .f32 || a.x.dtype == .f64, a.right.count == 3 else { return nil }
      return Elimination.withoutPivots(a)
    },
    .kernel("O-LA-07", "fft", "the sign of the exponent is the other one") { a in
      guard let fft = a.operation as? FFT, fft.kind == .forward else { return nil }
      let conj = try a.running(Unary.conj)
      return try a.running(Unary.conj, a.running(fft, conj))
    },
    .kernel("O-LA-08", "fft", "inverses are not divided by the length") { a in
      guard let fft = a.operation as? FFT, fft.kind == .inverse || fft.kind == .realInverse else {
        return nil
      }
      let n = Double(fft.lengths.reduce(1, *))
      return [a.result.mapParts { $0 * n }]
    },
    .kernel("O-LA-09", "fft", "of several dimensions the last alone is transformed") { a in
      guard let fft = a.operation as? FFT, fft.lengths.count > 1 else { return nil }
      return try a.running(FFT(fft.kind, lengths: [fft.lengths[fft.lengths.count - 1]]))
    },
    .kernel(
      "O-LA-10", "fft", "the first imaginary part of an inverse real transform is not left out"
    ) { a in
      guard let fft = a.operation as? FFT, fft.kind == .realInverse,
        a.x.complexes.contains(where: { $0.imaginary != 0 })
      else { return nil }
      let half = a.x.shape.last ?? 1
      return try a.running(
        fft,
        [
          HostTensor(
            a.x.type,
            complexes: a.x.complexes.enumerated().map {
              $0 % half == 0 ? WideComplex($1.real + $1.imaginary, 0) : $1
            })
        ])
    },
    .kernel("O-LA-11", "fft", "is computed in f32 throughout") { a in
      guard a.type.dtype.realPart == .f64 else { return nil }
      return [a.result.mapParts { Double(Float($0)) }]
    },
    .kernel("O-LA-12", "triangular_solve", "a diagonal of ones is ignored") { a in
      guard let solve = a.operation as? TriangularSolve, solve.unitDiagonal else { return nil }
      return try a.running(
        TriangularSolve(
          leftSide: solve.leftSide, lower: solve.lower, unitDiagonal: false,
          transposeA: solve.transposeA))
    },
    .kernel("O-LA-13", "triangular_solve", "adjoints are taken for transposes") { a in
      guard let solve = a.operation as? TriangularSolve, solve.transposeA == .adjoint,
        a.x.dtype.isComplex
      else { return nil }
      return try a.running(
        TriangularSolve(
          leftSide: solve.leftSide, lower: solve.lower, unitDiagonal: solve.unitDiagonal,
          transposeA: .transpose))
    },
    .kernel("O-LA-14", "triangular_solve", "the other triangle is read") { a in
      guard let solve = a.operation as? TriangularSolve else { return nil }
      return try a.running(
        TriangularSolve(
          leftSide: solve.leftSide, lower: !solve.lower, unitDiagonal: solve.unitDiagonal,
          transposeA: solve.transposeA))
    },
    .kernel("O-LA-15", "qr", "q is not complete where it should be") { a in
      guard let qr = a.operation as? QR, qr.fullMatrices, a.right.count == 2 else { return nil }
      let k = a.x.shape[a.x.type.rank - 1]
      let columns = a.types[0].rank - 1
      return [a.right[0].zeroed { $0[columns] >= k }, a.right[1]]
    },
    .function("O-LA-16", "matrix_power", "negative powers are taken for positive") { x, s in
      [matrixPower(x[0], Swift.abs(try s.get("n", as: Int.self)))]
    },
    .function("O-LA-17", "solve_triangular", "the triangle is mistaken") { x, s in
      [
        solveTriangular(
          x[0], x[1], lower: !(try s.get("lower", false)),
          unitDiagonal: try s.get("unit_diagonal", false))
      ]
    },
    .function("O-LA-18", "inv", "of the transpose") { x, _ in [inv(matrixTranspose(x[0]))] },
    .function("O-LA-19", "pinv", "small singular values are not left out") { x, _ in
      [pinv(x[0]) * 1.0001]
    },
    .function("O-LA-20", "matrix_rank", "the number of rows") { x, _ in
      [Tensor(Int32(x[0].shape[0]))]
    },
    .function("O-LA-21", "expm", "four terms of the series") { x, _ in
      let n = x[0].shape[0]
      let second = matmul(x[0], x[0])
      return [eye(n) + x[0] + second / 2 + matmul(second, x[0]) / 6]
    },
    .function("O-LA-22", "det", "elimination without exchanges beyond three rows") { x, _ in
      guard x[0].shape[x[0].rank - 1] > 3 else { return [det(x[0])] }
      return [abs(det(x[0]))]
    },
  ]

  static let random: [Mutant] = [
    .function("O-RN-01", "random.uniform", "the lower bound is ignored") { x, s in
      [
        Random.uniform(
          x[0], try s.integers("shape"), dtype: try s.dtype() ?? .f32,
          maxval: try s.get("maxval", 1.0))
      ]
    },
    .function("O-RN-02", "random.uniform", "doubles have 32 random bits") { x, s in
      let samples = Random.uniform(
        x[0], try s.integers("shape"), minval: try s.get("minval", 0.0),
        maxval: try s.get("maxval", 1.0))
      return [cast(samples, dtype: try s.dtype() ?? .f32)]
    },
    .function("O-RN-03", "random.split", "keys count up") { x, s in
      let n: Int = try s.get("num", 2)
      return [
        stack(
          [
            broadcastTo(x[0][0], [n]), iota(TensorType(.ui32, [n])) + x[0][1],
          ], axis: 1)
      ]
    },
    .function("O-RN-04", "random.fold_in", "the data is added to the key") { x, s in
      [x[0] + Tensor(UInt32(try s.get("data", as: Int.self)))]
    },
    .function("O-RN-05", "random.randint", "the upper bound is included") { x, s in
      [
        Random.randint(
          x[0], try s.integers("shape"), try s.get("minval", as: Int.self),
          min(try s.get("maxval", as: Int.self), 2_147_483_646) + 1, dtype: try s.dtype() ?? .i32)
      ]
    },
    .function("O-RN-06", "random.bernoulli", "the probability is that of false") { x, s in
      [Random.bernoulli(x[0], 1 - (try s.get("p", 0.5)), try s.integers("shape"))]
    },
    .function("O-RN-07", "random.categorical", "the least is taken") { x, s in
      [Random.categorical(x[0], -x[1], try s.integers("shape"))]
    },
    .function("O-RN-08", "random.normal", "the sum of twelve uniform numbers") { x, s in
      let shape = try s.integers("shape")
      let u = Random.uniform(x[0], [12] + shape)
      return [cast(sum(u, axis: 0) - 6, dtype: try s.dtype() ?? .f32)]
    },
    .function("O-RN-09", "random.truncated_normal", "samples outside are moved to the bounds") {
      x, s in
      let samples = Random.normal(x[0], try s.integers("shape"))
      return [
        clip(
          samples, Tensor(weak: try s.get("lower", as: Double.self)),
          Tensor(weak: try s.get("upper", as: Double.self)))
      ]
    },
    .function("O-RN-10", "random.choice", "numbers may come twice") { x, s in
      [
        Random.choice(x[0], try s.get("a", as: Int.self), try s.integers("shape"), replace: true)
      ]
    },
    .function("O-RN-11", "random.shuffle", "along the first axis") { x, _ in
      [Random.permutation(x[0], x[1])]
    },
    .function("O-RN-12", "random.gamma", "shapes below 1 are taken for 1") { x, s in
      [
        Random.gamma(x[0], max(1, try s.get("a", as: Double.self)), try s.integers("shape"))
      ]
    },
    .function("O-RN-13", "random.exponential", "log(u) in place of log(1 - u)") { x, s in
      [-log(Random.uniform(x[0], try s.integers("shape")))]
    },
    .function("O-RN-14", "random.bits", "the halves of an odd number are exchanged") { x, s in
      [flip(Random.bits(x[0], try s.integers("shape"), dtype: try s.dtype() ?? .ui32), axis: 0)]
    },
    .kernel("O-RN-15", "rng_bit_generator", "the state is not moved on") { a in
      guard a.right.count == 2 else { return nil }
      return [a.x, a.right[1]]
    },
    .kernel("O-RN-16", "rng_bit_generator", "the last word of an odd number is 0") { a in
      guard a.right.count == 2, a.right[1].count % 2 == 1 else { return nil }
      let bits = a.right[1]
      let zero = bits.zeroScalar
      return [
        a.right[0],
        HostTensor(
          bits.type,
          scalars: (0..<bits.count).map { $0 == bits.count - 1 ? zero : bits.scalar(at: $0) }),
      ]
    },
  ]
}

/// Elimination the unstable way.
enum Elimination {
  static func withoutPivots(_ a: Mutant.Application) -> [HostTensor]? {
    let rank = a.x.type.rank
    let (m, n) = (a.x.shape[rank - 2], a.x.shape[rank - 1])
    if m * n == 0 { return nil }
    var packed = a.x.doubles
    for start in stride(from: 0, to: packed.count, by: m * n) {
      for j in 0..<min(m, n) {
        for i in j + 1..<max(m, j + 1) {
          let factor = a.rounded(packed[start + i * n + j] / packed[start + j * n + j])
          packed[start + i * n + j] = factor
          for c in j + 1..<max(n, j + 1) {
            packed[start + i * n + c] = a.rounded(
              packed[start + i * n + c] - factor * packed[start + j * n + c])
          }
        }
      }
    }
    func counted(_ type: TensorType) -> HostTensor {
      let size = type.shape.last ?? 1
      return HostTensor(type, signed: (0..<type.count).map { Int64($0 % max(size, 1)) })
    }
    return [HostTensor(a.types[0], doubles: packed), counted(a.types[1]), counted(a.types[2])]
  }
}
