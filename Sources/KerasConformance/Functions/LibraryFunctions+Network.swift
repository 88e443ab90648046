extension LibraryFunctions {
  /// Activations, normalizations, attention, windows and losses.
  static let network: [String: Call] = [
    "average_pool": { x, s in
      [
        averagePool(
          x[0], try s.get("pool_size", as: Int.self), strides: try s.get("strides", 1),
          padding: try padding(s))
      ]
    },
    "batch_normalization": { x, s in
      [
        batchNormalization(
          x[0], x[1], x[2], axis: try s.axis ?? -1, offset: x.count > 3 ? x[3] : nil,
          scale: x.count > 4 ? x[4] : nil, epsilon: try s.get("epsilon", 1e-3))
      ]
    },
    "binary_crossentropy": { x, s in
      [binaryCrossentropy(x[0], x[1], fromLogits: try s.get("from_logits", false))]
    },
    "categorical_crossentropy": { x, s in
      [
        categoricalCrossentropy(
          x[0], x[1], fromLogits: try s.get("from_logits", false), axis: try s.axis ?? -1)
      ]
    },
    "celu": { x, s in [celu(x[0], alpha: try s.get("alpha", 1.0))] },
    "conv": { x, s in
      [
        conv(
          x[0], x[1], strides: try s.get("strides", 1), padding: try padding(s),
          dilationRate: try s.get("dilation_rate", 1))
      ]
    },
    "conv_transpose": { x, s in
      [
        convTranspose(
          x[0], x[1], strides: try s.get("strides", 1), padding: try padding(s),
          dilationRate: try s.get("dilation_rate", 1))
      ]
    },
    "depthwise_conv": { x, s in
      [depthwiseConv(x[0], x[1], strides: try s.get("strides", 1), padding: try padding(s))]
    },
    "dot_product_attention": { x, s in
      [
        dotProductAttention(
          x[0], x[1], x[2], bias: nil, mask: x.count > 3 ? x[3] : nil,
          scale: s.fields["scale"]?.number, isCausal: try s.get("is_causal", false))
      ]
    },
    "elu": { x, s in [elu(x[0], alpha: try s.get("alpha", 1.0))] },
    "gelu": { x, s in [gelu(x[0], approximate: try s.get("approximate", true))] },
    "glu": { x, s in [glu(x[0], axis: try s.axis ?? -1)] },
    "hard_sigmoid": { x, _ in [hardSigmoid(x[0])] },
    "hard_tanh": { x, _ in [hardTanh(x[0])] },
    "layer_normalization": { x, s in
      [
        layerNormalization(
          x[0], gamma: x.count > 1 ? x[1] : nil, beta: x.count > 2 ? x[2] : nil,
          axis: try s.axes ?? [-1], epsilon: try s.get("epsilon", 1e-3))
      ]
    },
    "leaky_relu": { x, s in [leakyRelu(x[0], negativeSlope: try s.get("negative_slope", 0.2))] },
    "log_sigmoid": { x, _ in [logSigmoid(x[0])] },
    "log_softmax": { x, s in [logSoftmax(x[0], axis: try s.axes ?? [-1])] },
    "max_pool": { x, s in
      [
        maxPool(
          x[0], try s.get("pool_size", as: Int.self), strides: try s.get("strides", 1),
          padding: try padding(s))
      ]
    },
    "multi_hot": { x, s in [multiHot(x[0], try s.get("num_classes"))] },
    "normalize": { x, s in [normalize(x[0], axis: try s.axis ?? -1)] },
    "relu": { x, _ in [relu(x[0])] },
    "relu6": { x, _ in [relu6(x[0])] },
    "rms_normalization": { x, s in
      [rmsNormalization(x[0], scale: x.count > 1 ? x[1] : nil, axis: try s.axes ?? [-1])]
    },
    "selu": { x, _ in [selu(x[0])] },
    "sigmoid": { x, _ in [sigmoid(x[0])] },
    "silu": { x, _ in [silu(x[0])] },
    "softmax": { x, s in [softmax(x[0], axis: try s.axes ?? [-1])] },
    "softplus": { x, _ in [softplus(x[0])] },
    "softsign": { x, _ in [softsign(x[0])] },
    "sparse_categorical_crossentropy": { x, s in
      [sparseCategoricalCrossentropy(x[0], x[1], fromLogits: try s.get("from_logits", false))]
    },
    "sparsemax": { x, _ in [sparsemax(x[0])] },
  ]

  private static func padding(_ s: Config) throws -> Padding {
    Padding(rawValue: try s.get("padding", "valid")) ?? .valid
  }
}
