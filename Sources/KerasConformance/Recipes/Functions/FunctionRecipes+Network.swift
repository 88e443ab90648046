extension FunctionRecipes {
  private static let kinks = Sample.literal(
    "f32[13] 0 -0 1 -1 3 -3 6 -6 0.5 -0.5 20 -20 100")
  private static let edges = Sample.literal("f32[6] inf -inf nan 1e-30 -1e-30 88")
  private static let logits = Sample.literal("f32[3,3] 1000 1001 999 -1000 0 1000 1 2 3")
  private static let hot = Sample.oneHot([3, 4])

  private static func activation(_ name: String, _ settings: JSONObject = [:]) -> [FunctionRecipe] {
    [
      FunctionRecipe(name, [[9]], settings, modes: both),
      FunctionRecipe(name, [kinks], settings, named: "at kinks and far out", modes: both),
      FunctionRecipe(name, [edges], settings, named: "of special values"),
      FunctionRecipe(name, [[9]], settings, .bf16, named: "of bfloat16"),
    ]
  }

  static let network: [FunctionRecipe] =
    activation("celu", ["alpha": 1.5]) + activation("elu", ["alpha": 0.75])
    + activation("gelu", ["approximate": true])
    + activation("hard_sigmoid") + activation("hard_tanh")
    + activation("leaky_relu", ["negative_slope": 0.3]) + activation("log_sigmoid")
    + activation("relu") + activation("relu6") + activation("selu") + activation("sigmoid")
    + activation("silu") + activation("softplus") + activation("softsign")
    + [
      FunctionRecipe("gelu", [[9]], ["approximate": false], named: "exact", modes: both),
      FunctionRecipe("gelu", [kinks], ["approximate": false], named: "exact, far out", modes: both),
      FunctionRecipe("glu", [[3, 4]], ["axis": 1], modes: both),
      FunctionRecipe("softmax", [[2, 3, 4]], ["axis": 1], modes: three),
      FunctionRecipe(
        "softmax", [[2, 3, 4]], ["axis": [1, 2]], named: "over two axes", modes: both),
      FunctionRecipe("softmax", [logits], named: "of large logits", modes: both),
      FunctionRecipe(
        "softmax", [.literal("f32[2,3] -inf 1 2 -inf -inf -inf")], named: "of minus infinities"),
      FunctionRecipe("log_softmax", [[2, 3, 4]], ["axis": 1], modes: three),
      FunctionRecipe("log_softmax", [logits], named: "of large logits", modes: both),
      FunctionRecipe("log_softmax", [.literal("f32[1,3] -inf 1 2")], named: "of minus infinity"),
      FunctionRecipe("sparsemax", [[3, 4]]),
      FunctionRecipe("multi_hot", [.literal("i32[2,3] 0 2 2 1 -1 4")], ["num_classes": 4]),
      FunctionRecipe("normalize", [[3, 4]], ["axis": 1], modes: both),
      FunctionRecipe("normalize", [.literal("f32[2,2] 0 0 3 4")], ["axis": 1], named: "of zeros"),
      FunctionRecipe("layer_normalization", [[3, 5], [5], [5]], modes: three),
      FunctionRecipe("layer_normalization", [[2, 3]], named: "of three", modes: both),
      FunctionRecipe(
        "layer_normalization", [[2, 3, 4]], ["axis": [1, 2]], named: "over two axes", modes: both),
      FunctionRecipe(
        "layer_normalization", [.numbers([2, 16], in: 9999...10001)], named: "far from zero",
        modes: both),
      FunctionRecipe(
        "layer_normalization", [.literal("f32[2,3] 1 1 1 0.001 0.002 0.003")], ["epsilon": 1e-6],
        named: "of little variance"),
      FunctionRecipe("layer_normalization", [[2, 16]], [:], .f16, named: "of halves"),
      FunctionRecipe("rms_normalization", [[3, 5], [5]], modes: three),
      FunctionRecipe(
        "batch_normalization", [[4, 3], [3], .numbers([3], in: 0.5...2), [3], [3]], modes: both),
      FunctionRecipe(
        "batch_normalization", [[2, 3, 4], [3], .numbers([3], in: 0.5...2)], ["axis": 1],
        named: "of another axis", modes: both),
      FunctionRecipe(
        "dot_product_attention", [[2, 3, 2, 4], [2, 5, 2, 4], [2, 5, 2, 4]], modes: both),
      FunctionRecipe(
        "dot_product_attention", [[1, 4, 2, 3], [1, 4, 2, 3], [1, 4, 2, 3]], ["is_causal": true],
        named: "causal", modes: both),
      FunctionRecipe(
        "dot_product_attention", [[1, 2, 1, 3], [1, 4, 1, 3], [1, 4, 1, 3]], ["is_causal": true],
        named: "causal, of fewer queries"),
      FunctionRecipe(
        "dot_product_attention", [[1, 3, 4, 2], [1, 3, 2, 2], [1, 3, 2, 2]], named: "in groups",
        modes: both),
      FunctionRecipe(
        "dot_product_attention",
        [
          [1, 2, 1, 3], [1, 3, 1, 3], [1, 3, 1, 3],
          .literal("i1[1,1,2,3] true false true false false false"),
        ], ["scale": 0.25], named: "masked and scaled"),
      FunctionRecipe(
        "dot_product_attention",
        [
          .numbers([1, 2, 1, 3], in: 20...40), .numbers([1, 3, 1, 3], in: -40...40), [1, 3, 1, 3],
        ], named: "of large logits"),
      FunctionRecipe(
        "binary_crossentropy", [.literal("f32[6] 0 1 1 0 0.5 1"), .numbers([6], in: 0.1...0.9)],
        modes: both),
      FunctionRecipe(
        "binary_crossentropy",
        [.literal("f32[6] 0 1 1 0 0.5 1"), .literal("f32[6] 100 -100 100 -100 0 1000")],
        ["from_logits": true], named: "of logits", modes: both),
      FunctionRecipe(
        "binary_crossentropy", [.literal("f32[2] 0 1"), .literal("f32[2] 1 0")],
        named: "of certain and wrong"),
      FunctionRecipe("categorical_crossentropy", [hot, .distribution([3, 4])], modes: both),
      FunctionRecipe(
        "categorical_crossentropy", [hot, .numbers([3, 4], in: -300...300)], ["from_logits": true],
        named: "of logits", modes: both),
      FunctionRecipe(
        "sparse_categorical_crossentropy", [.literal("i32[3] 0 2 1"), .distribution([3, 4])],
        modes: both),
      FunctionRecipe(
        "sparse_categorical_crossentropy",
        [.literal("i32[3] 0 2 1"), .numbers([3, 4], in: -300...300)], ["from_logits": true],
        named: "of logits", modes: both),
      FunctionRecipe("max_pool", [[1, 6, 7, 2]], ["pool_size": 2, "strides": 2], modes: both),
      FunctionRecipe(
        "max_pool", [[1, 7, 7, 1]], ["pool_size": 3, "strides": 2, "padding": "same"],
        named: "padded", modes: both),
      FunctionRecipe(
        "max_pool", [.literal("f32[1,5,1] 1 nan 2 3 -inf")], ["pool_size": 2, "strides": 1],
        named: "of special values"),
      FunctionRecipe(
        "max_pool", [.literal("f32[1,6,1] 2 2 2 2 1 1")], ["pool_size": 3, "strides": 1],
        named: "of ties", modes: both),
      FunctionRecipe(
        "max_pool", [.numbers([1, 5, 1], in: -3 ... -1)],
        ["pool_size": 2, "strides": 2, "padding": "same"], named: "of negative numbers"),
      FunctionRecipe("average_pool", [[1, 6, 7, 2]], ["pool_size": 2, "strides": 2], modes: both),
      FunctionRecipe(
        "average_pool", [[1, 7, 7, 1]], ["pool_size": 3, "strides": 2, "padding": "same"],
        named: "padded", modes: both),
      FunctionRecipe("conv", [[1, 6, 7, 2], [3, 2, 2, 3]], modes: both),
      FunctionRecipe(
        "conv", [[2, 7, 2], [3, 2, 3]], ["strides": 2, "padding": "same"],
        named: "with strides, padded", modes: both),
      FunctionRecipe(
        "conv", [[1, 9, 1], [3, 1, 2]], ["dilation_rate": 2], named: "dilated", modes: both),
      FunctionRecipe(
        "conv", [[1, 11, 1], [2, 1, 1]], ["strides": 3], named: "with strides beyond its kernel",
        modes: both),
      FunctionRecipe("conv", [[1, 6, 4], [3, 2, 6]], named: "in groups", modes: both),
      FunctionRecipe(
        "conv", [[2, 5, 2], [3, 2, 3]], ["padding": "causal"], named: "causal", modes: both),
      FunctionRecipe("conv_transpose", [[1, 4, 2], [3, 3, 2]], ["strides": 2], modes: both),
      FunctionRecipe(
        "conv_transpose", [[1, 4, 4, 1], [3, 3, 2, 1]], ["strides": 2, "padding": "same"],
        named: "padded", modes: both),
      FunctionRecipe("depthwise_conv", [[1, 5, 5, 2], [3, 3, 2, 2]], modes: both),
    ]
}
