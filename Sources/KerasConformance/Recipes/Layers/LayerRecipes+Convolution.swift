extension LayerRecipes {
  static let convolution: [LayerRecipe] = [
    LayerRecipe([2, 5, 2]) { Conv1D(3, kernelSize: 2) },
    LayerRecipe([2, 6, 2], named: "causal, dilated") {
      Conv1D(2, kernelSize: 3, padding: .causal, dilationRate: 2)
    },
    LayerRecipe([2, 2, 6], without: [.openShapes], named: "channels first") {
      Conv1D(2, kernelSize: 3, strides: 2, padding: .same, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 4, 5, 2], named: "same") {
      Conv2D(2, kernelSize: [3, 2], strides: [1, 2], padding: .same, activation: .softplus)
    },
    LayerRecipe([1, 4, 4, 4], named: "in groups, without bias") {
      Conv2D(2, kernelSize: 2, groups: 2, useBias: false)
    },
    LayerRecipe([1, 2, 4, 4], without: [.openShapes], named: "channels first") {
      Conv2D(2, kernelSize: 2, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 3, 3, 3, 2]) { Conv3D(2, kernelSize: 2, padding: .same) },
    LayerRecipe([2, 3, 2], named: "valid") { Conv1DTranspose(2, kernelSize: 2, strides: 3) },
    LayerRecipe([1, 3, 3, 2], named: "same") {
      Conv2DTranspose(2, kernelSize: 3, strides: 2, padding: .same, outputPadding: 1)
    },
    LayerRecipe([1, 2, 3, 3], without: [.openShapes], named: "channels first, dilated") {
      Conv2DTranspose(2, kernelSize: 2, dataFormat: .channelsFirst, dilationRate: 2)
    },
    LayerRecipe([1, 2, 2, 2, 1]) { Conv3DTranspose(1, kernelSize: 2, strides: 2) },
    LayerRecipe([2, 5, 2]) { DepthwiseConv1D(2, depthMultiplier: 2) },
    LayerRecipe([1, 4, 4, 2], named: "same") { DepthwiseConv2D(3, strides: 2, padding: .same) },
    LayerRecipe([1, 2, 4, 4], without: [.openShapes], named: "channels first") {
      DepthwiseConv2D(2, depthMultiplier: 2, dataFormat: .channelsFirst)
    },
    LayerRecipe([2, 5, 2]) { SeparableConv1D(3, kernelSize: 2, padding: .same) },
    LayerRecipe([1, 4, 4, 2]) { SeparableConv2D(2, kernelSize: 2, depthMultiplier: 2) },
  ]

  static let pooling: [LayerRecipe] = [
    LayerRecipe([2, 5, 2]) { MaxPooling1D() },
    LayerRecipe([1, 5, 4, 2], named: "same") { MaxPooling2D(2, padding: .same) },
    LayerRecipe([1, 2, 5, 4], without: [.openShapes], named: "channels first") {
      MaxPooling2D([2, 3], strides: 1, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 4, 3, 2, 2]) { MaxPooling3D(2, strides: [1, 1, 2]) },
    LayerRecipe([2, 5, 2], named: "same") { AveragePooling1D(2, padding: .same) },
    LayerRecipe([1, 4, 4, 2]) { AveragePooling2D(2) },
    LayerRecipe([1, 4, 2, 3, 2]) { AveragePooling3D([2, 1, 2], padding: .same) },
    LayerRecipe([2, 4, 3]) { GlobalAveragePooling1D() },
    LayerRecipe(
      [2, 4, 3], keywords: ["mask": .flags([2, 4])], named: "masked"
    ) { GlobalAveragePooling1D(keepdims: true) },
    LayerRecipe([2, 3, 2, 2], named: "keeping axes") { GlobalAveragePooling2D(keepdims: true) },
    LayerRecipe([1, 2, 3, 2, 2], without: [.openShapes], named: "channels first") {
      GlobalAveragePooling3D(dataFormat: .channelsFirst)
    },
    LayerRecipe([2, 4, 3]) { GlobalMaxPooling1D() },
    LayerRecipe([2, 3, 2, 2]) { GlobalMaxPooling2D() },
    LayerRecipe([1, 2, 3, 2, 2]) { GlobalMaxPooling3D() },
    LayerRecipe([1, 5, 2]) { AdaptiveAveragePooling1D(3) },
    LayerRecipe([1, 5, 4, 2]) { AdaptiveAveragePooling2D([2, 3]) },
    LayerRecipe([1, 3, 4, 3, 1]) { AdaptiveAveragePooling3D(2) },
    LayerRecipe([1, 5, 2]) { AdaptiveMaxPooling1D(3) },
    LayerRecipe([1, 2, 5, 4], named: "channels first") {
      AdaptiveMaxPooling2D(3, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 3, 4, 3, 1]) { AdaptiveMaxPooling3D(2) },
  ]
}
