import Keras

extension HandValues {
  static let others: [HandValue] = [
    HandValue(
      "Dense", [f([1, 2, 3], [1, 3])],
      weights: [f([1, -1, 0, 1, 2, 0], [3, 2]), f([0.5, -4])], gives: f([7.5, -3], [1, 2])
    ) { Dense(2) },
    HandValue("Activation", [f([-1, 2])], gives: f([0, 2])) { ActivationLayer(.relu) },
    HandValue("Identity", [f([-1, 2])], gives: f([-1, 2])) { Identity() },
    HandValue("Lambda", [f([-1, 2])], gives: f([1, 4])) { Lambda { $0 * $0 } },
    HandValue("ReLU", [f([-1, 0, 2])], gives: f([0, 0, 2])) { ReLU() },
    // Below the threshold 1 it is (x - 1)/4, above 2 it is 2.
    HandValue("ReLU with all", [f([-1, 0.5, 1.5, 3])], gives: f([-0.5, -0.125, 1.5, 2])) {
      ReLU(maxValue: 2, negativeSlope: 0.25, threshold: 1)
    },
    HandValue("LeakyReLU", [f([-2, 3])], gives: f([-0.6, 3])) { LeakyReLU() },
    // 2·(e⁻¹ - 1).
    HandValue("ELU", [f([-1, 3])], gives: f([-1.264241, 3])) { ELU(2) },
    HandValue(
      "PReLU", [f([-2, 3, -4, -5], [2, 2])], weights: [f([0.5, 0.25])],
      gives: f([-1, 3, -2, -1.25], [2, 2])
    ) { PReLU() },
    HandValue(
      "PReLU, shared", [f([-2, -4], [1, 2, 1])], weights: [f([0.5], [1, 1])],
      gives: f([-1, -2], [1, 2, 1])
    ) { PReLU(sharedAxes: [1, 2]) },
    // exp(log 3) against exp(0): shares of 3/4 and 1/4.
    HandValue("Softmax", [f([1.0986123, 0], [1, 2])], gives: f([0.75, 0.25], [1, 2])) { Softmax() },
    HandValue(
      "Softmax, masked", [f([1.0986123, 0, 9, 5, 6, 7], [2, 3])],
      mask: flags([1, 1, 0, 0, 0, 0], [2, 3]), gives: f([0.75, 0.25, 0, 0, 0, 0], [2, 3])
    ) {
      Softmax()
    },
    // (x - mean)/√(variance + ε)·γ + β with the moving statistics.
    HandValue(
      "BatchNormalization", [f([3, 5], [1, 2])],
      weights: [f([2, 1]), f([0.5, 0]), f([1, 5]), f([4, 1])], gives: f([2.5, 0], [1, 2])
    ) {
      BatchNormalization(epsilon: 0)
    },
    // Mean 2, variance 2/3 of 1 2 3.
    HandValue(
      "LayerNormalization", [f([1, 2, 3], [1, 3])],
      weights: [f([1, 1, 2]), f([0, 1, 0])], gives: f([-1.2247449, 1, 2.4494897], [1, 3])
    ) {
      LayerNormalization(epsilon: 0)
    },
    // The groups (1, 3) and (10, 30) both become ∓1.
    HandValue(
      "GroupNormalization", [f([1, 3, 10, 30], [1, 4])],
      weights: [f([1, 2, 3, 4]), f([0, 0, 0, 1])], gives: f([-1, 2, -3, 5], [1, 4])
    ) {
      GroupNormalization(groups: 2, epsilon: 0)
    },
    // The root of the mean square of 3 and 4 is √12.5.
    HandValue(
      "RMSNormalization", [f([3, 4], [1, 2])], weights: [f([1, 2])],
      gives: f([0.8485281, 2.2627417], [1, 2])
    ) { RMSNormalization(epsilon: 0) },
    HandValue(
      "UnitNormalization", [f([3, 4, 0, 0], [2, 2])], gives: f([0.6, 0.8, 0, 0], [2, 2])
    ) {
      UnitNormalization()
    },
    HandValue("Dropout outside of training", [f([1, 2])], gives: f([1, 2])) { Dropout(0.9) },
    HandValue("Add", [f([1, 2], [1, 2]), f([10], [1, 1])], gives: f([11, 12], [1, 2])) { Add() },
    HandValue("Subtract", [f([1, 2], [1, 2]), f([4, 3], [1, 2])], gives: f([-3, -1], [1, 2])) {
      Subtract()
    },
    HandValue(
      "Multiply", [f([1, 2], [1, 2]), f([4, 3], [1, 2]), f([2, 2], [1, 2])],
      gives: f([8, 12], [1, 2])
    ) { Multiply() },
    HandValue(
      "Average", [f([1, 2], [1, 2]), f([4, 3], [1, 2])], gives: f([2.5, 2.5], [1, 2])
    ) {
      Average()
    },
    HandValue("Maximum", [f([1, 5], [1, 2]), f([4, 3], [1, 2])], gives: f([4, 5], [1, 2])) {
      Maximum()
    },
    HandValue("Minimum", [f([1, 5], [1, 2]), f([4, 3], [1, 2])], gives: f([1, 3], [1, 2])) {
      Minimum()
    },
    HandValue("Concatenate", [f([1, 5], [1, 2]), f([4], [1, 1])], gives: f([1, 5, 4], [1, 3])) {
      Concatenate()
    },
    HandValue(
      "Dot", [f([1, 2, 3, 4], [2, 2]), f([5, 6, 7, 8], [2, 2])], gives: f([17, 53], [2, 1])
    ) {
      Dot(1)
    },
    // Directions (1, 0) and (3, 4): the cosine is 3/5.
    HandValue(
      "Dot of angles", [f([2, 0], [1, 2]), f([3, 4], [1, 2])], gives: f([0.6], [1, 1])
    ) {
      Dot(-1, normalize: true)
    },
  ]

  static let reshaping: [HandValue] = [
    HandValue("Flatten", [counted([1, 2, 2])], gives: f([0, 1, 2, 3], [1, 4])) { Flatten() },
    HandValue("Flatten, channels first", [counted([1, 2, 2])], gives: f([0, 2, 1, 3], [1, 4])) {
      Flatten(dataFormat: .channelsFirst)
    },
    HandValue("Flatten of numbers", [f([1, 2])], gives: f([1, 2], [2, 1])) { Flatten() },
    HandValue("Reshape", [counted([1, 4])], gives: counted([1, 2, 2])) { Reshape([2, -1]) },
    HandValue("Permute", [counted([1, 2, 3])], gives: f([0, 3, 1, 4, 2, 5], [1, 3, 2])) {
      Permute([2, 1])
    },
    HandValue("RepeatVector", [f([1, 2], [1, 2])], gives: f([1, 2, 1, 2], [1, 2, 2])) {
      RepeatVector(2)
    },
    HandValue("Cropping1D", [counted([1, 4, 1])], gives: f([1], [1, 1, 1])) { Cropping1D([1, 2]) },
    HandValue("Cropping2D", [counted([1, 2, 3, 1])], gives: f([3, 4], [1, 1, 2, 1])) {
      Cropping2D([[1, 0], [0, 1]])
    },
    HandValue("Cropping3D", [counted([1, 3, 3, 3, 1])], gives: f([13], [1, 1, 1, 1, 1])) {
      Cropping3D()
    },
    HandValue("ZeroPadding1D", [f([1, 2], [1, 2, 1])], gives: f([0, 1, 2, 0], [1, 4, 1])) {
      ZeroPadding1D()
    },
    HandValue(
      "ZeroPadding2D", [f([1, 2], [1, 1, 2, 1])], gives: f([0, 1, 2, 0, 0, 0], [1, 2, 3, 1])
    ) {
      ZeroPadding2D([[0, 1], [1, 0]])
    },
    HandValue("ZeroPadding3D", [f([5], [1, 1, 1, 1, 1])], gives: f([5, 0], [1, 1, 1, 1, 2])) {
      ZeroPadding3D([0, 0, [0, 1]], dataFormat: .channelsFirst)
    },
    HandValue("UpSampling1D", [f([1, 2], [1, 2, 1])], gives: f([1, 1, 2, 2], [1, 4, 1])) {
      UpSampling1D()
    },
    HandValue("UpSampling2D", [f([1, 2], [1, 1, 2, 1])], gives: f([1, 2, 1, 2], [1, 2, 2, 1])) {
      UpSampling2D([2, 1])
    },
    // Between pixel centres 0.5 and 1.5 the new centres lie at 0.25, 0.75, 1.25, 1.75.
    HandValue(
      "UpSampling2D along lines", [f([0, 4], [1, 1, 2, 1])],
      gives: f([0, 1, 3, 4], [1, 1, 4, 1])
    ) { UpSampling2D([1, 2], interpolation: .bilinear) },
    HandValue("UpSampling3D", [f([1], [1, 1, 1, 1, 1])], gives: f([1, 1], [1, 1, 2, 1, 1])) {
      UpSampling3D([1, 2, 1])
    },
  ]
}
