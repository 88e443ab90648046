// Keras's activations, each with the defaults that its string stands for.

extension Activation {
  /// Keras's activations, by name.
  public static let all: [Activation] = [
    .celu, .elu, .exponential, .gelu, .glu, .hardShrink, .hardSigmoid, .hardSilu, .hardTanh,
    .leakyRelu, .linear, .logSigmoid, .logSoftmax, .mish, .relu, .relu6, .selu, .sigmoid, .silu,
    .softShrink, .softmax, .softplus, .softsign, .sparsePlus, .sparseSigmoid, .sparsemax,
    .squareplus, .tanh, .tanhShrink,
  ]

  /// max(x, 0) + min(exp(x) - 1, 0).
  public static let celu = Activation("celu") { NumPy.celu($0) }
  /// x where it is positive, else exp(x) - 1.
  public static let elu = Activation("elu") { NumPy.elu($0) }
  /// exp(x).
  public static let exponential = Activation("exponential") { exp($0) }
  /// x·Φ(x), Φ the normal distribution.
  public static let gelu = Activation("gelu") { NumPy.gelu($0, approximate: false) }
  /// The first half of the last axis times the sigmoid of the second.
  public static let glu = Activation("glu") { NumPy.glu($0) }
  /// x, and 0 within 0.5 of it.
  public static let hardShrink = Activation("hard_shrink") { NumPy.hardShrink($0) }
  /// relu6(x + 3) / 6.
  public static let hardSigmoid = Activation("hard_sigmoid") { NumPy.hardSigmoid($0) }
  /// x · hardSigmoid(x).
  public static let hardSilu = Activation("hard_silu") { NumPy.hardSilu($0) }
  /// x between -1 and 1, and these outside.
  public static let hardTanh = Activation("hard_tanh") { NumPy.hardTanh($0) }
  /// x where it is not negative, else 0.2·x.
  public static let leakyRelu = Activation("leaky_relu") { NumPy.leakyRelu($0) }
  /// x.
  public static let linear = Activation("linear") { $0 }
  /// log(sigmoid(x)).
  public static let logSigmoid = Activation("log_sigmoid") { NumPy.logSigmoid($0) }
  /// The logarithm of `softmax`.
  public static let logSoftmax = Activation("log_softmax") { NumPy.logSoftmax($0) }
  /// x·tanh(softplus(x)).
  ///
  /// Source: D. Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019.
  public static let mish = Activation("mish") { $0 * NumPy.tanh(NumPy.softplus($0)) }
  /// max(x, 0).
  public static let relu = Activation("relu") { NumPy.relu($0) }
  /// x, not below 0 and not above 6.
  public static let relu6 = Activation("relu6") { NumPy.relu6($0) }
  /// The scaled exponential unit.
  public static let selu = Activation("selu") { NumPy.selu($0) }
  /// 1 / (1 + exp(-x)).
  public static let sigmoid = Activation("sigmoid") { NumPy.sigmoid($0) }
  /// x · sigmoid(x).
  public static let silu = Activation("silu") { NumPy.silu($0) }
  /// x moved toward 0 by 0.5, and 0 within.
  public static let softShrink = Activation("soft_shrink") { NumPy.softShrink($0) }
  /// exp(x) along the last axis divided by its sum.
  public static let softmax = Activation("softmax") { NumPy.softmax($0) }
  /// log(1 + exp(x)).
  public static let softplus = Activation("softplus") { NumPy.softplus($0) }
  /// x / (1 + |x|).
  public static let softsign = Activation("softsign") { NumPy.softsign($0) }
  /// 0 up to -1, x from 1 on, and (x + 1)²/4 between.
  public static let sparsePlus = Activation("sparse_plus") { NumPy.sparsePlus($0) }
  /// 0 up to -1, 1 from 1 on, and (x + 1)/2 between.
  public static let sparseSigmoid = Activation("sparse_sigmoid") { NumPy.sparseSigmoid($0) }
  /// The nearest point whose elements along the last axis are not negative and have the sum 1.
  public static let sparsemax = Activation("sparsemax") { NumPy.sparsemax($0) }
  /// (x + √(x² + 4)) / 2.
  public static let squareplus = Activation("squareplus") { NumPy.squareplus($0) }
  /// The hyperbolic tangent.
  public static let tanh = Activation("tanh") { NumPy.tanh($0) }
  /// x - tanh(x).
  public static let tanhShrink = Activation("tanh_shrink") { NumPy.tanhShrink($0) }
}

extension Activation {
  /// x where it is above `threshold`, else `defaultValue`; no string stands for it.
  public static func threshold(_ threshold: Double, _ defaultValue: Double) -> Activation {
    Activation("threshold") { NumPy.threshold($0, threshold, defaultValue) }
  }
}
