extension LayerRecipes {
  static let core: [LayerRecipe] = [
    LayerRecipe([2, 3]) { Dense(4) },
    LayerRecipe([2, 2, 3], named: "of three axes, without bias") {
      Dense(2, activation: .tanh, useBias: false)
    },
    LayerRecipe([2, 3]) { Identity() },
    LayerRecipe([2, 3], without: [.serialization, .vmap, .mixed, .gradient]) { Lambda { 2 * $0 } },
  ]
}
