extension LayerRecipes {
  static let activations: [LayerRecipe] =
    Activation.all.map { activation in
      LayerRecipe([2, 4], named: activation.name) { ActivationLayer(activation) }
    } + [
      LayerRecipe([2, 3]) { ReLU() },
      LayerRecipe([3, 4], named: "with all settings") {
        ReLU(maxValue: 1.25, negativeSlope: 0.25, threshold: 0.5)
      },
      LayerRecipe([2, 3]) { LeakyReLU() },
      LayerRecipe([2, 3]) { ELU(0.7) },
      LayerRecipe([2, 3]) { PReLU() },
      LayerRecipe([2, 2, 3], named: "shared") { PReLU(sharedAxes: 1) },
      LayerRecipe([2, 3, 2], named: "along the steps") { Softmax(axis: 1) },
      LayerRecipe([2, 3, 2], named: "over two axes") { Softmax(axis: [1, 2]) },
      LayerRecipe(
        [2, 3], keywords: ["mask": .flags([2, 3])], without: [.openShapes], named: "masked"
      ) { Softmax() },
    ]
}
