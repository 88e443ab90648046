import Keras

enum HandValues {
  static let all = convolution + pooling + others + reshaping

  /// Kernels of small whole numbers, so that sums can be followed.
  static let convolution: [HandValue] = [
    // 1·x₀ + 10·x₁ along 1 2 3 4, and the bias 0.5.
    HandValue(
      "Conv1D", [f([1, 2, 3, 4], [1, 4, 1])], weights: [f([1, 10], [2, 1, 1]), f([0.5])],
      gives: f([21.5, 32.5, 43.5], [1, 3, 1])
    ) { Conv1D(1, kernelSize: 2) },
    // The step before the first is 0.
    HandValue(
      "Conv1D, causal", [f([1, 2, 3, 4], [1, 4, 1])], weights: [f([1, 10], [2, 1, 1]), f([0])],
      gives: f([10, 21, 32, 43], [1, 4, 1])
    ) { Conv1D(1, kernelSize: 2, padding: .causal) },
    // An even kernel with `same` has its extra zero after.
    HandValue(
      "Conv1D, same", [f([1, 2, 3, 4], [1, 4, 1])], weights: [f([1, 10], [2, 1, 1]), f([0])],
      gives: f([21, 32, 43, 4], [1, 4, 1])
    ) { Conv1D(1, kernelSize: 2, padding: .same) },
    // Sums of 2 × 2 of 0 … 8: 0+1+3+4 = 8, ….
    HandValue(
      "Conv2D", [counted([1, 3, 3, 1])], weights: [f([1, 1, 1, 1], [2, 2, 1, 1])],
      gives: f([8, 12, 20, 24], [1, 2, 2, 1])
    ) { Conv2D(1, kernelSize: 2, useBias: false) },
    // Each group sees one channel alone.
    HandValue(
      "Conv2D in groups", [f([2, 3], [1, 1, 1, 2])], weights: [f([10, 100], [1, 1, 1, 2])],
      gives: f([20, 300], [1, 1, 1, 2])
    ) { Conv2D(2, kernelSize: 1, groups: 2, useBias: false) },
    HandValue(
      "Conv3D", [counted([1, 2, 2, 2, 1])],
      weights: [f([Float](repeating: 1, count: 8), [2, 2, 2, 1, 1]), f([1])],
      gives: f([29], [1, 1, 1, 1, 1])
    ) { Conv3D(1, kernelSize: 2) },
    // Each number spreads the kernel at twice its place: 1·(1, 10) and 2·(1, 10).
    HandValue(
      "Conv1DTranspose", [f([1, 2], [1, 2, 1])], weights: [f([1, 10], [2, 1, 1]), f([0])],
      gives: f([1, 10, 2, 20], [1, 4, 1])
    ) { Conv1DTranspose(1, kernelSize: 2, strides: 2) },
    HandValue(
      "Conv2DTranspose", [f([1, 2], [1, 1, 2, 1])],
      weights: [f([1, 10, 100, 1000], [2, 2, 1, 1]), f([0])],
      gives: f([1, 12, 20, 100, 1200, 2000], [1, 2, 3, 1])
    ) { Conv2DTranspose(1, kernelSize: 2) },
    HandValue(
      "Conv3DTranspose", [f([3], [1, 1, 1, 1, 1])],
      weights: [counted([2, 1, 2, 1, 1]), f([1])], gives: f([1, 4, 7, 10], [1, 2, 1, 2, 1])
    ) { Conv3DTranspose(1, kernelSize: [2, 1, 2]) },
    // Channels 1 2 and 10 20 with kernels (1, 1) and (1, -1).
    HandValue(
      "DepthwiseConv1D", [f([1, 10, 2, 20], [1, 2, 2])],
      weights: [f([1, 1, 1, -1], [2, 2, 1]), f([0, 0.5])], gives: f([3, -9.5], [1, 1, 2])
    ) { DepthwiseConv1D(2) },
    // One channel becomes two.
    HandValue(
      "DepthwiseConv2D", [f([1, 2], [1, 1, 2, 1])],
      weights: [f([1, -1], [1, 1, 1, 2]), f([0, 0])],
      gives: f([1, -1, 2, -2], [1, 1, 2, 2])
    ) { DepthwiseConv2D(1, depthMultiplier: 2) },
    // The channels' sums 3 and 30, then 2·3 + 30.
    HandValue(
      "SeparableConv1D", [f([1, 10, 2, 20], [1, 2, 2])],
      weights: [f([1, 1, 1, 1], [2, 2, 1]), f([2, 1], [1, 2, 1]), f([0.25])],
      gives: f([36.25], [1, 1, 1])
    ) { SeparableConv1D(1, kernelSize: 2) },
    HandValue(
      "SeparableConv2D", [f([1, 10], [1, 1, 1, 2])],
      weights: [f([3, 4], [1, 1, 2, 1]), f([2, 1], [1, 1, 2, 1]), f([0])],
      gives: f([46], [1, 1, 1, 1])
    ) { SeparableConv2D(1, kernelSize: 1) },
  ]

  static let pooling: [HandValue] = [
    HandValue("MaxPooling1D", [f([1, 3, 2, 5, 4], [1, 5, 1])], gives: f([3, 5], [1, 2, 1])) {
      MaxPooling1D()
    },
    HandValue(
      "MaxPooling2D, same", [f([-1, -2, -3], [1, 1, 3, 1])], gives: f([-1, -3], [1, 1, 2, 1])
    ) { MaxPooling2D(2, padding: .same) },
    HandValue("MaxPooling3D", [counted([1, 2, 2, 2, 1])], gives: f([7], [1, 1, 1, 1, 1])) {
      MaxPooling3D()
    },
    // What lies outside does not count: the last window holds 5 alone.
    HandValue(
      "AveragePooling1D, same", [f([1, 3, 2, 6, 5], [1, 5, 1])], gives: f([2, 4, 5], [1, 3, 1])
    ) { AveragePooling1D(2, padding: .same) },
    HandValue("AveragePooling2D", [counted([1, 2, 4, 1])], gives: f([2.5, 4.5], [1, 1, 2, 1])) {
      AveragePooling2D(2)
    },
    HandValue(
      "AveragePooling3D, channels first", [counted([1, 1, 2, 2, 2])],
      gives: f([3.5], [1, 1, 1, 1, 1])
    ) { AveragePooling3D(2, dataFormat: .channelsFirst) },
    HandValue(
      "GlobalAveragePooling1D", [f([1, 10, 3, 30], [1, 2, 2])], gives: f([2, 20], [1, 2])
    ) { GlobalAveragePooling1D() },
    HandValue(
      "GlobalAveragePooling1D, masked", [f([1, 10, 3, 30, 5, 50], [1, 3, 2])],
      mask: flags([1, 0, 1], [1, 3]), gives: f([3, 30], [1, 1, 2])
    ) { GlobalAveragePooling1D(keepdims: true) },
    HandValue("GlobalAveragePooling2D", [counted([1, 2, 2, 2])], gives: f([3, 4], [1, 2])) {
      GlobalAveragePooling2D()
    },
    HandValue(
      "GlobalAveragePooling3D, channels first", [counted([1, 2, 1, 2, 2])],
      gives: f([1.5, 5.5], [1, 2])
    ) { GlobalAveragePooling3D(dataFormat: .channelsFirst) },
    HandValue(
      "GlobalMaxPooling1D, channels first", [f([1, 3, 2, -1, -5, -3], [1, 2, 3])],
      gives: f([3, -1], [1, 2])
    ) { GlobalMaxPooling1D(dataFormat: .channelsFirst) },
    HandValue(
      "GlobalMaxPooling2D", [counted([1, 2, 2, 1])], gives: f([3], [1, 1, 1, 1])
    ) { GlobalMaxPooling2D(keepdims: true) },
    HandValue("GlobalMaxPooling3D", [counted([1, 2, 1, 2, 1])], gives: f([3], [1, 1])) {
      GlobalMaxPooling3D()
    },
    // Windows of 5 places for 2 results: 0 1 2 and 2 3 4.
    HandValue(
      "AdaptiveAveragePooling1D", [f([1, 2, 3, 4, 8], [1, 5, 1])], gives: f([2, 5], [1, 2, 1])
    ) { AdaptiveAveragePooling1D(2) },
    HandValue("AdaptiveAveragePooling2D", [counted([1, 2, 3, 1])], gives: f([2.5], [1, 1, 1, 1])) {
      AdaptiveAveragePooling2D(1)
    },
    HandValue(
      "AdaptiveAveragePooling3D", [counted([1, 2, 2, 2, 1])],
      gives: f([1.5, 5.5], [1, 2, 1, 1, 1])
    ) { AdaptiveAveragePooling3D([2, 1, 1]) },
    HandValue(
      "AdaptiveMaxPooling1D", [f([9, 2, 3, 4, 8], [1, 5, 1])], gives: f([9, 8], [1, 2, 1])
    ) { AdaptiveMaxPooling1D(2) },
    HandValue(
      "AdaptiveMaxPooling2D", [counted([1, 2, 3, 1])], gives: f([4, 5], [1, 1, 2, 1])
    ) { AdaptiveMaxPooling2D([1, 2]) },
    HandValue("AdaptiveMaxPooling3D", [counted([1, 2, 2, 2, 1])], gives: f([7], [1, 1, 1, 1, 1])) {
      AdaptiveMaxPooling3D(1)
    },
  ]
}
