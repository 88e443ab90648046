extension LayerRecipes {
  static let regularization: [LayerRecipe] = [
    LayerRecipe([4, 5], training: .random) { Dropout(0.5) },
    LayerRecipe([8, 5], training: .random, named: "of rows") {
      Dropout(0.4, noiseShape: [nil, 1], seed: 3)
    },
    LayerRecipe([2, 3], named: "of nothing") { Dropout(0) },
    LayerRecipe([4, 3, 4], training: .random) { SpatialDropout1D(0.5) },
    LayerRecipe([4, 4, 2, 2], training: .random, named: "channels first") {
      SpatialDropout2D(0.5, dataFormat: .channelsFirst)
    },
    LayerRecipe([4, 2, 1, 2, 4], training: .random) { SpatialDropout3D(0.5, seed: 7) },
    LayerRecipe([2, 3], training: .random) { GaussianNoise(0.5) },
    LayerRecipe([2, 3], training: .random) { GaussianDropout(0.4, seed: 2) },
    LayerRecipe([4, 5], training: .random) { AlphaDropout(0.4) },
    LayerRecipe([2, 3]) { ActivityRegularization(l1: 0.25, l2: 0.5) },
  ]
}
