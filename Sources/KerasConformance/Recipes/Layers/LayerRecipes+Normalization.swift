extension LayerRecipes {
  static let normalization: [LayerRecipe] = [
    LayerRecipe([4, 3], training: .statistics) { BatchNormalization(momentum: 0.75) },
    LayerRecipe([2, 3, 4], training: .statistics, without: [.openShapes], named: "of axis 1") {
      BatchNormalization(axis: 1, center: false, scale: false)
    },
    LayerRecipe(
      [3, 4, 2], keywords: ["mask": .flags([3, 4])], training: .statistics, named: "masked"
    ) { BatchNormalization() },
    // The correction has no part in the gradient, but in differences it has.
    LayerRecipe([6, 3], training: .statistics, without: [.gradient], named: "corrected") {
      BatchNormalization(renorm: true, renormClipping: ["rmin": 0.5, "rmax": 2, "dmax": 1])
    },
    LayerRecipe([2, 4]) { LayerNormalization() },
    LayerRecipe([2, 3, 2], without: [.openShapes], named: "of two axes") {
      LayerNormalization(axis: [-1, 1], epsilon: 0.1, center: false)
    },
    LayerRecipe([2, 3, 4], named: "of two groups") { GroupNormalization(groups: 2) },
    LayerRecipe([2, 4, 3], without: [.openShapes], named: "of each channel, the first axis") {
      GroupNormalization(groups: -1, axis: 1, scale: false)
    },
    LayerRecipe([2, 4]) { RMSNormalization() },
    LayerRecipe([2, 4]) { UnitNormalization() },
    LayerRecipe([2, 3, 2], named: "of two axes") { UnitNormalization(axis: [1, 2]) },
  ]
}
