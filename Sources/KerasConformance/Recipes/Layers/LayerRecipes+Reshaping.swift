extension LayerRecipes {
  static let reshaping: [LayerRecipe] = [
    LayerRecipe([2, 3, 2]) { Flatten() },
    LayerRecipe([2, 2, 3, 2], without: [.openShapes], named: "channels first") {
      Flatten(dataFormat: .channelsFirst)
    },
    LayerRecipe([2, 6]) { Reshape([2, 3]) },
    LayerRecipe([2, 3, 4], named: "of what is left") { Reshape([-1, 2]) },
    LayerRecipe([2, 3, 4]) { Permute([2, 1]) },
    LayerRecipe([2, 3]) { RepeatVector(3) },
    LayerRecipe([2, 5, 2]) { Cropping1D([1, 2]) },
    LayerRecipe([1, 4, 5, 2]) { Cropping2D([[1, 0], 2]) },
    LayerRecipe([1, 2, 4, 5], without: [.openShapes], named: "channels first") {
      Cropping2D(1, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 3, 3, 3, 2]) { Cropping3D() },
    LayerRecipe([2, 3, 2]) { ZeroPadding1D(2) },
    LayerRecipe([1, 2, 3, 2]) { ZeroPadding2D([1, 2]) },
    LayerRecipe([1, 2, 2, 2, 2], without: [.openShapes], named: "channels first") {
      ZeroPadding3D([[0, 1], [1, 0], 1], dataFormat: .channelsFirst)
    },
    LayerRecipe([2, 3, 2]) { UpSampling1D(3) },
    LayerRecipe([1, 2, 3, 2]) { UpSampling2D([2, 1]) },
    LayerRecipe([1, 2, 2, 3], without: [.openShapes], named: "along lines, channels first") {
      UpSampling2D(2, dataFormat: .channelsFirst, interpolation: .bilinear)
    },
    LayerRecipe([1, 2, 1, 2, 2]) { UpSampling3D([1, 2, 2]) },
  ]

  static let merging: [LayerRecipe] = [
    LayerRecipe([2, 3], [2, 3], [2, 3], list: true) { Add() },
    LayerRecipe([2, 3], [2, 4, 3], list: true, without: [.openShapes], named: "of other axes") {
      Add()
    },
    LayerRecipe([2, 3], [2, 3], list: true) { Subtract() },
    LayerRecipe([2, 3], [2, 1], [2, 3], list: true) { Multiply() },
    LayerRecipe([2, 3], [2, 3], [2, 3], list: true) { Average() },
    LayerRecipe([2, 3], [2, 3], [2, 3], list: true) { Maximum() },
    LayerRecipe([2, 3], [2, 3], list: true) { Minimum() },
    LayerRecipe([2, 3], [2, 2], list: true) { Concatenate() },
    LayerRecipe([2, 3, 2], [2, 1, 2], list: true, named: "of steps") { Concatenate(axis: 1) },
    LayerRecipe([2, 3], [2, 3], list: true) { Dot(1) },
    LayerRecipe([2, 4, 3], [2, 3, 2], list: true, without: [.openShapes], named: "of axes") {
      Dot([2, 1])
    },
    LayerRecipe([2, 4, 3], [2, 2, 3], list: true, named: "of angles") { Dot(-1, normalize: true) },
  ]
}
