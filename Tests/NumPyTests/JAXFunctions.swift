import NumPy

@testable import Touchstone

/// The functions of JAX's recorded values, `b_funcs` and others, in Swift: usable for values and for
/// derivatives.
enum JAXFunctions {
  typealias Function = @Sendable ([Tensor]) throws -> [Tensor]
  typealias Entry = (name: String, function: Function)

  /// The entries that `fill` adds, one statement each: one literal of all would take the compiler
  /// minutes.
  static func list(
    _ fill: (_ add: (String, @escaping @Sendable ([Tensor]) throws -> Tensor) -> Void) -> Void
  ) -> [Entry] {
    var entries: [Entry] = []
    fill { name, function in entries.append((name, { [try function($0)] })) }
    return entries
  }

  /// As `list`, of functions with several results.
  static func lists(_ fill: (_ add: (String, @escaping Function) -> Void) -> Void) -> [Entry] {
    var entries: [Entry] = []
    fill { entries.append(($0, $1)) }
    return entries
  }

  /// Those of `b_funcs.npz`.
  static let b = list { add in
    add("pow_rsqrt_cbrt") { x in
      let first = power(x[0], 1.7) * rsqrt(x[0] + 0.2)
      let second = power(cbrt(x[0]), 5) + power(x[0], 3)
      return first + second - power(x[0], -2)
    }
    add("expm1_log1p") { x in
      expm1(0.3 * x[0]) + log1p(square(x[0])) + exp2(-x[0]) + logaddexp(x[0], 2 * x[0])
    }
    add("general_pow") { x in power(x[0], x[1]) + x[1] * log(x[0]) }
    add("rational") { x in
      let top = power(x[0], 3) - 2 * x[0] + 1
      return top / (power(x[0], 2) + 1) - 1 / (power(x[0], 4) + 2)
    }
    add("act_piecewise") { x in
      let x = x[0]
      let first = relu(x) + leakyRelu(x, negativeSlope: 0.1) * elu(x) + selu(x) + celu(x)
      return first + relu6(3 * x) + hardSwish(2 * x) + hardSigmoid(x) + hardTanh(x)
    }
    add("log_softmax_axis0") { x in logSoftmax(x[0], axis: 0) }
    add("glu_standardize") { x in glu(x[0], axis: 1) * standardize(x[0], axis: 1)[everything, ..<3]
    }
    add("layer_norm") { x in
      let centred = x[0] - mean(x[0], axis: -1, keepdims: true)
      return centred * rsqrt(NumPy.var(x[0], axis: -1, keepdims: true) + 1e-5) * x[1] + x[2]
    }
    add("group_norm") { x in
      let y = reshape(x[0], [2, 3, 3, 2, 2])
      let centred = y - mean(y, axis: [1, 2, 4], keepdims: true)
      return reshape(
        centred / sqrt(NumPy.var(y, axis: [1, 2, 4], keepdims: true) + 1e-5), x[0].shape)
    }
    add("matmul_2d") { x in matmul(x[0], x[1]) }
    add("conv2d_transpose_same") { x in convTranspose(x[0], x[1], strides: 2, padding: .same) }
    add("conv2d_lhs_dilated") { x in
      convolution(
        x[0], x[1], windowStrides: [1, 1], padding: [[1, 2], [2, 0]], lhsDilation: [3, 2],
        dimensionNumbers: .channelsLast(rank: 4))
    }
    add("scatter_set_unique") { x in x[0].at[Tensor([3, 0] as [Int32])].set(x[1] * x[1]) * 2 + x[0]
    }
    add("dynamic_slices") { x in
      let part = slice(x[0], [2, 4], [3, 2])
      let changed = sliceUpdate(x[0], [5, 1], x[1] * 3)
      return sum(changed[1..., Steps(by: 2)]) * part
    }
    add("pad_negative_interior") { x in
      pad(x[0] * x[0], with: Tensor(0.5), low: [1, -1], high: [-1, 2], interior: [2, 0])
    }
    add("resize_bilinear") { x in resize(x[0], [6, 6]) }
    add("interp_linear") { x in
      interp(Tensor([0.2, 1.7, 4.9, -1, 7]), arange(6.0, dtype: .f64), x[0])
    }
    add("median_quantile") { x in
      median(x[0]) + quantile(x[0], Tensor([0.1, 0.33, 0.9])) * percentile(x[0], 40)
    }
    add("cumulatives") { x in
      let x = x[0]
      let first = cumsum(x, axis: 1) + cumprod(x, axis: 1) * cummax(x, axis: 1)
      return first + cumlogsumexp(x, axis: 1) + cumsum(x, axis: 1, reverse: true)
        + cummin(x, axis: 0)
    }
    add("convolve_polyval") { x in convolve(x[0], x[1]) + polyval(x[0], 0.7) }
    add("multi_head_attention") { x in
      let parts = split(matmul(x[0], x[1]), 3, axis: -1).map { reshape($0, [1, 3, 2, 2]) }
      let factor = 1 / 2.0.squareRoot()
      let p = softmax(einsum("bthd,bshd->bhts", parts[0], parts[1]) * factor)
      return matmul(reshape(einsum("bhts,bshd->bthd", p, parts[2]), [1, 3, 4]), x[2])
    }
    add("transformer_mlp_residual") { x in
      let centred = x[0] - mean(x[0], axis: -1, keepdims: true)
      let spread = mean(square(centred), axis: -1, keepdims: true)
      let n = centred * rsqrt(spread + 1e-5) * x[3] + x[4]
      return x[0] + matmul(gelu(matmul(n, x[1])), x[2])
    }
  }

  /// Those of `b_funcs.npz` that use a transformation, or indices.
  static let transformed = list { add in
    add("cross_entropy_int") { x in
      let labels = Tensor([0, 3, 1, 2] as [Int64], shape: [4, 1])
      return -mean(takeAlongAxis(logSoftmax(x[0]), labels, axis: 1))
    }
    add("custom_vjp_clipped") { x in try clipped(x[0]) * 3 }
    add("remat_block") { x in
      try Checkpoint.call(
        { [tanh(matmul(sin(matmul($0[0], x[1])), x[1]))] }, [x[0]], .nothingSaveable)[0]
    }
    add("jvp_inside") { x in
      try Flat.jvp({ [tanh($0[0]) * sum($0[0])] }, x, [cos(x[0])]).tangents[0] ?? .invalid
    }
    add("jacrev_of_jacfwd_inside") { x in
      sum(jacrev(jacfwd { (t: Tensor) in sin(t) * roll(t, 1) })(x[0]), axis: 0)
    }
  }

  /// The sine, whose gradient is kept within a half.
  static func clipped(_ x: Tensor) throws -> Tensor {
    try CustomVJP.call(
      { [sin($0[0])] }, { ([sin($0[0])], [cos($0[0])]) },
      { [clip($1[0] * $0[0], -0.5, 0.5)] }, [x])[0]
  }

  /// Those of `d_linalg.npz`.
  static let d = list { add in
    add("svd_values") { x in square(singularValues(x[0])) * Tensor([1.0, 2, 3]) }
    add("svd_uv_tall") { x in
      let f = svd(x[0], fullMatrices: false)
      return matmul(matmul(f.u, diag(power(f.s, 1.5))), f.vh)
    }
    add("eigh_matrix_function") { x in
      let f = eigh(x[0] + transpose(x[0]))
      return matmul(matmul(f.v, diag(exp(-f.w / 4))), transpose(f.v))
    }
    add("solve_mat") { x in solve(x[0], x[1]) }
    add("solve_batched") { x in solve(x[0], x[1]) }
    add("det3_closed") { x in det(x[0]) }
    add("det_singular") { x in det(x[0]) }
    add("inv") { x in inv(x[0]) }
    add("lstsq") { x in lstsq(x[0], x[1]) }
    add("expm") { x in expm(x[0]) }
    add("triangular_solve_left_lower") { x in triangularSolve(x[0], x[1]) }
    add("triangular_solve_left_upper") { x in triangularSolve(x[0], x[1], lower: false) }
    add("triangular_solve_right_lower") { x in triangularSolve(x[0], x[1], leftSide: false) }
    add("triangular_solve_right_upper_T") { x in
      triangularSolve(x[0], x[1], leftSide: false, lower: false, transposeA: .transpose)
    }
  }

  /// Those of `g_edges.npz`.
  static let g = list { add in
    add("leaky_elu_selu_0") { x in leakyRelu(x[0], negativeSlope: 0.01) + elu(x[0]) + selu(x[0]) }
    add("hard_tanh_ends") { x in hardTanh(x[0]) }
    add("arctan2_origin") { x in arctan2(x[0], x[1]) }
    add("hypot_origin") { x in hypot(x[0], x[1]) }
    add("logaddexp_inf") { x in logaddexp(x[0], x[1]) }
    add("sinc_0") { x in sinc(x[0]) }
    add("prod_two_zeros") { x in prod(x[0]) }
    add("cumprod_zero") { x in cumprod(x[0]) }
    add("maxpool_ties") { x in
      reduceWindow(x[0], Tensor(-Double.infinity), windowDimensions: [2]) { maximum($0, $1) }
    }
    add("sort_nan_negzero") { x in NumPy.sort(x[0]) }
    add("std_const") { x in NumPy.std(x[0]) }
    add("int_shl") { x in leftShift(x[0], x[1]) }
    add("cbrt_rsqrt_0") { x in cbrt(x[0]) + 0 * x[0] }
    add("pow_float_exp") { x in power(x[0], x[1]) }
    add("norm_zero") { x in norm(x[0]) }
    add("where_nan_trap") { x in NumPy.where(greater(x[0], 0), log(x[0]), 0) }
    add("logsumexp_inf") { x in logsumexp(x[0], axis: 1) }
    add("softmax_all_masked") { x in softmax(x[0], axis: 1) }
    add("acosh_atanh_asin_ends") { x in arcsin(x[0]) + arctanh(x[0]) }
    add("gather_oob_wrap") { x in take(x[0], Tensor([5, -4, 1] as [Int32]), mode: .wrap) }
    add("scatter_set_dup") { x in
      x[0].at[Tensor([0, 0] as [Int32])].set(x[1]) * Tensor([1.0, 2, 3])
    }
    add("scatter_max_dup_tie") { x in x[0].at[Tensor([0, 0] as [Int32])].max(x[1]) }
    add("scatter_mul_dup") { x in x[0].at[Tensor([0, 0] as [Int32])].multiply(x[1]) }
  }
}
