// Operations of `keras.ops.nn`.

extension Operation {
  static let activations: [Operation] = [
    unary("HardSigmoid", .nn) { hardSigmoid($0) }, unary("HardSilu", .nn) { hardSilu($0) },
    unary("HardTanh", .nn) { hardTanh($0) }, unary("LogSigmoid", .nn) { logSigmoid($0) },
    unary("Relu", .nn) { relu($0) }, unary("Relu6", .nn) { relu6($0) },
    unary("Selu", .nn) { selu($0) }, unary("Sigmoid", .nn) { sigmoid($0) },
    unary("Silu", .nn) { silu($0) }, unary("Softplus", .nn) { softplus($0) },
    unary("Softsign", .nn) { softsign($0) }, unary("SparsePlus", .nn) { sparsePlus($0) },
    unary("SparseSigmoid", .nn) { sparseSigmoid($0) }, unary("TanhShrink", .nn) { tanhShrink($0) },
    shaped("Celu", "alpha", 1.0) { celu($0, alpha: $1) },
    shaped("Elu", "alpha", 1.0) { elu($0, alpha: $1) },
    shaped("HardShrink", "threshold", 0.5) { hardShrink($0, threshold: $1) },
    shaped("LeakyRelu", "negative_slope", 0.2) { leakyRelu($0, negativeSlope: $1) },
    shaped("SoftShrink", "threshold", 0.5) { softShrink($0, threshold: $1) },
    shaped("Squareplus", "b", 4) { squareplus($0, b: $1) },
    Operation("Threshold", .nn, "x", needs: "threshold default_value") {
      [threshold(try $0.tensor(0), try $0.double("threshold"), try $0.double("default_value"))]
    },
    Operation("Gelu", .nn, "x", ["approximate": true]) {
      [gelu(try $0.tensor(0), approximate: try $0.flag("approximate"))]
    },
    Operation("Glu", .nn, "x", ["axis": -1]) {
      [glu(try $0.tensor(0), axis: try $0.int("axis"))]
    },
    Operation("Softmax", .nn, "x", ["axis": -1]) {
      [softmax(try $0.tensor(0), axis: try $0.axes())]
    },
    Operation("LogSoftmax", .nn, "x", ["axis": -1]) {
      [logSoftmax(try $0.tensor(0), axis: try $0.axes())]
    },
    Operation("Sparsemax", .nn, "x", ["axis": -1]) {
      [sparsemax(try $0.tensor(0), axis: try $0.int("axis"))]
    },
    Operation(
      "ReLU", in: "keras.src.activations.activations", "x",
      ["negative_slope": 0.0, "max_value": nil, "threshold": 0.0]
    ) {
      [
        rectified(
          try $0.tensor(0), maxValue: try $0.number("max_value"),
          negativeSlope: try $0.double("negative_slope"), threshold: try $0.double("threshold"))
      ]
    },
  ]

  private static func shaped(
    _ name: String, _ key: String, _ value: JSON,
    _ f: @escaping @Sendable (Tensor, Double) -> Tensor
  ) -> Operation {
    Operation(name, .nn, "x", [key: value]) { [f(try $0.tensor(0), try $0.double(key))] }
  }

  static let losses: [Operation] = [
    Operation("BinaryCrossentropy", .nn, "target output", ["from_logits": false]) {
      [
        binaryCrossentropy(
          try $0.tensor(0), try $0.tensor(1), fromLogits: try $0.flag("from_logits"))
      ]
    },
    Operation(
      "CategoricalCrossentropy", .nn, "target output", ["from_logits": false, "axis": -1]
    ) {
      [
        categoricalCrossentropy(
          try $0.tensor(0), try $0.tensor(1), fromLogits: try $0.flag("from_logits"),
          axis: try $0.int("axis"))
      ]
    },
    Operation(
      "SparseCategoricalCrossentropy", .nn, "target output", ["from_logits": false, "axis": -1]
    ) {
      [
        sparseCategoricalCrossentropy(
          try $0.tensor(0), try $0.tensor(1), fromLogits: try $0.flag("from_logits"),
          axis: try $0.int("axis"))
      ]
    },
    Operation(
      "CTCLoss", .nn, "target output target_length output_length", ["mask_index": 0]
    ) {
      [
        ctcLoss(
          try $0.tensor(0), try $0.tensor(1), try $0.tensor(2), try $0.tensor(3),
          maskIndex: try $0.int("mask_index"))
      ]
    },
    Operation(
      "CTCDecode", .nn, "inputs sequence_lengths",
      [
        "strategy": "greedy", "beam_width": 100, "top_paths": 1, "merge_repeated": true,
        "mask_index": 0,
      ]
    ) {
      let strategy: CTCStrategy = try $0.choice(
        "strategy", ["greedy": .greedy, "beam_search": .beamSearch])
      let found = ctcDecode(
        try $0.tensor(0), try $0.tensor(1), strategy: strategy,
        beamWidth: try $0.int("beam_width"), topPaths: try $0.int("top_paths"),
        mergeRepeated: try $0.flag("merge_repeated"), maskIndex: try $0.int("mask_index"))
      return [found.decoded, found.scores]
    },
    Operation("PSNR", .nn, "x1 x2", needs: "max_val") {
      [psnr(try $0.tensor(0), try $0.tensor(1), try $0.double("max_val"))]
    },
    Operation(
      "OneHot", .nn, "x", needs: "num_classes", ["axis": -1, "dtype": nil, "sparse": false]
    ) { o in
      try o.refuse("sparse", "tensors are dense here")
      return [
        oneHot(
          try o.tensor(0), try o.int("num_classes"), axis: try o.int("axis"),
          dtype: try o.dtype() ?? Settings.floatx)
      ]
    },
    Operation(
      "MultiHot", .nn, "inputs", needs: "num_classes",
      ["axis": -1, "dtype": nil, "sparse": false]
    ) { o in
      try o.refuse("sparse", "tensors are dense here")
      return [
        multiHot(
          try o.tensor(0), try o.int("num_classes"), axis: try o.int("axis"),
          dtype: try o.dtype() ?? Settings.floatx)
      ]
    },
  ]

  static let normalizations: [Operation] = [
    Operation("BatchNorm", .nn, "x mean variance offset scale", needs: "axis", ["epsilon": 1e-3]) {
      [
        batchNormalization(
          try $0.tensor(0), try $0.tensor(1), try $0.tensor(2), axis: try $0.sizes("axis"),
          offset: try $0.optional(3), scale: try $0.optional(4),
          epsilon: try $0.double("epsilon"))
      ]
    },
    Operation(
      "LayerNorm", .nn, "x gamma beta", ["axis": -1, "epsilon": nil, "rms_scaling": false]
    ) { o in
      let x = try o.tensor(0)
      let (axis, epsilon) = (try o.sizes("axis"), try o.number("epsilon") ?? Settings.epsilon)
      guard try o.flag("rms_scaling") else {
        return [
          layerNormalization(
            x, gamma: try o.optional(1), beta: try o.optional(2), axis: axis, epsilon: epsilon)
        ]
      }
      // What Keras calls so divides by the spread about the mean, and takes no mean away.
      let spread = NumPy.var(x, axis: axis, keepdims: true)
      let scaled = x * rsqrt(spread + epsilon)
      return [try o.optional(1).map { scaled * along($0, axis, x) } ?? scaled]
    },
    Operation("RMSNorm", .nn, "x scale", ["axis": -1, "epsilon": nil]) { o in
      let x = try o.tensor(0)
      let axis = try o.sizes("axis")
      return [
        rmsNormalization(
          x, scale: try o.optional(1), axis: axis,
          epsilon: try o.number("epsilon") ?? Settings.epsilon)
      ]
    },
    Operation("Normalize", .nn, "x", ["axis": -1, "order": 2, "epsilon": nil]) { o in
      let order = try o.double("order")
      return [
        normalize(
          try o.tensor(0), axis: try o.axes(), order: .p(order),
          epsilon: try o.number("epsilon"))
      ]
    },
    Operation(
      "DotProductAttention", .nn, "query key value bias mask scale",
      ["is_causal": false, "flash_attention": nil, "attn_logits_soft_cap": nil]
    ) {
      [
        dotProductAttention(
          try $0.tensor(0), try $0.tensor(1), try $0.tensor(2), bias: try $0.optional(3),
          mask: try $0.optional(4), scale: $0.value(5)?.number,
          isCausal: try $0.flag("is_causal"),
          attnLogitsSoftCap: try $0.number("attn_logits_soft_cap"))
      ]
    },
  ]

  /// `y`, which has the sizes of `axes`, in a shape that broadcasts with `x`.
  private static func along(_ y: Tensor, _ axes: any AxisList, _ x: Tensor) -> Tensor {
    guard y.rank != x.rank else { return y }
    let kept = axes.axisList.map { $0 < 0 ? $0 + x.rank : $0 }
    return reshape(y, x.shape.indices.map { kept.contains($0) ? x.shape[$0] : 1 })
  }
}
