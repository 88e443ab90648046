extension LayerRecipes {
  static let preprocessing: [LayerRecipe] = [
    LayerRecipe([2, 3]) { Rescaling(0.5, offset: 1) },
    LayerRecipe([2, 3], named: "by channel") { Rescaling([0.5, 2, 1], offset: [1, 0, 2]) },
    LayerRecipe([2, 3]) { Normalization() },
    LayerRecipe([2, 2], named: "of given values") {
      Normalization(mean: [1, 2], variance: [3, 4], invert: true)
    },
    LayerRecipe([2, 3], without: [.mixed, .gradient]) { Discretization([-1, 0, 0.5]) },
    LayerRecipe([2, 3], without: [.mixed, .gradient], named: "in rows") {
      Discretization([-1, 0, 0.5], outputMode: .multiHot)
    },
    LayerRecipe(.whole([2, 3], in: 0..<4), without: [.openShapes]) { CategoryEncoding(4) },
    LayerRecipe(.whole([2, 1], in: 0..<4), named: "of one each") {
      CategoryEncoding(4, outputMode: .oneHot)
    },
    LayerRecipe([1, 4, 3, 2]) { Resizing(3, 5) },
    LayerRecipe([1, 2, 4, 3], without: [.openShapes], named: "channels first, padded") {
      Resizing(2, 3, padToAspectRatio: true, dataFormat: .channelsFirst)
    },
    LayerRecipe([1, 5, 4, 1]) { CenterCrop(2, 3) },
    LayerRecipe([4, 3, 3, 1], training: .random) { RandomFlip(.horizontal) },
    LayerRecipe([2, 5, 5, 1], training: .random) { RandomCrop(3, 2, seed: 1) },
    LayerRecipe([3, 3, 3, 1], training: .random) {
      RandomBrightness(0.3, valueRange: (-2, 2))
    },
    LayerRecipe([3, 3, 3, 1], training: .random) { RandomContrast(0.5, valueRange: (-4, 4)) },
    LayerRecipe([4, 2, 2, 3], training: .random) { RandomGrayscale(0.5) },
    LayerRecipe([4, 2, 2, 3], training: .random) { RandomInvert(1, valueRange: (-2, 2)) },
    LayerRecipe([4, 2, 2, 1], training: .random, without: [.mixed, .gradient]) {
      RandomPosterization(5, valueRange: (-4, 4))
    },
    LayerRecipe([3, 2, 2, 3], training: .random, without: [.gradient]) {
      RandomSaturation(0.9, valueRange: (-4, 4))
    },
    LayerRecipe([3, 2, 2, 3], training: .random, without: [.gradient]) {
      RandomHue(0.9, valueRange: (-4, 4))
    },
    LayerRecipe([3, 2, 2, 3], training: .random) {
      RandomColorDegeneration(0.9, valueRange: (-4, 4))
    },
    LayerRecipe([2, 3, 3, 2]) { AutoContrast(valueRange: (-4, 4)) },
    // Its tables count colours: where one becomes another they jump, and else they do not change.
    LayerRecipe([2, 5, 4, 2], without: [.mixed, .gradient]) {
      ContrastLimitedAdaptiveHistogramEqualization(
        valueRange: (-2, 2), clipLimit: 20, tileGridSize: (2, 3))
    },
    LayerRecipe([1, 2, 4, 4], without: [.mixed, .gradient], named: "channels first, not limited") {
      ContrastLimitedAdaptiveHistogramEqualization(
        valueRange: (-2, 2), clipLimit: 0, tileGridSize: (3, 2), dataFormat: .channelsFirst)
    },
    LayerRecipe([2, 4, 4, 3], training: .random, without: [.mixed, .gradient]) {
      RandAugment(valueRange: (-4, 4), numOps: 1)
    },
    LayerRecipe([2, 4, 4, 3], training: .random, without: [.mixed, .gradient]) {
      AugMix(valueRange: (-4, 4), numChains: 2, chainDepth: 1)
    },
    LayerRecipe([2, 6, 5, 1], training: .random) {
      RandomElasticTransform(
        scale: .range(0.5, 1), fillMode: .nearest, valueRange: (-4, 4), seed: 2)
    },
    LayerRecipe([2, 3, 3, 1]) { MaxNumBoundingBoxes(2) },
    LayerRecipe(
      [1, 2, 2, 1],
      keywords: ["bounding_boxes": .tensors([[1, 3, 4], .whole([1, 3], in: 0..<5)])],
      without: [.openShapes], named: "of more"
    ) {
      MaxNumBoundingBoxes(2)
    },
    LayerRecipe(
      [1, 2, 2, 1],
      keywords: ["bounding_boxes": .tensors([[1, 2, 4], .whole([1, 2], in: 0..<5)])],
      without: [.openShapes], named: "of fewer"
    ) {
      MaxNumBoundingBoxes(4, fillValue: -2)
    },
    LayerRecipe([2, 3, 3, 2], training: .different, without: [.mixed, .gradient]) {
      Equalization(valueRange: (-4, 4), bins: 8)
    },
    LayerRecipe([2, 3, 3, 2], training: .random) {
      Solarization(0.3, 0.4, valueRange: (-4, 4))
    },
    LayerRecipe([2, 4, 4, 2], training: .random) { RandomSharpness(0.8, valueRange: (-4, 4)) },
    LayerRecipe([2, 4, 4, 2], training: .random) {
      RandomGaussianBlur(sigma: .range(0.5, 1), valueRange: (-4, 4))
    },
    LayerRecipe([2, 2, 2, 3], training: .random, without: [.gradient]) {
      RandomColorJitter(
        valueRange: (-4, 4), brightnessFactor: 0.2, contrastFactor: 0.3, saturationFactor: 0.5,
        hueFactor: 0.2)
    },
    LayerRecipe([2, 4, 4, 1], training: .random) { RandomShear(0.3, 0.2) },
    // The corner that never moves is read at a whole number, a tie of every interpolation but the
    // nearest; of few corners none is read halfway between pixels.
    LayerRecipe([2, 2, 2, 1], training: .random) {
      RandomPerspective(scale: 1, interpolation: .nearest, seed: 3)
    },
    LayerRecipe([2, 4, 4, 1], training: .random) {
      RandomErasing(scale: .range(0.2, 0.5), valueRange: (-4, 4))
    },
    LayerRecipe([3, 2, 2, 2], training: .random) { MixUp(alpha: 0.4) },
    LayerRecipe([3, 4, 4, 1], training: .random) { CutMix(0.8) },
    LayerRecipe([2, 4, 4, 1], training: .random) {
      Pipeline([Rescaling(0.5), RandomFlip(.horizontal)])
    },
    LayerRecipe([2, 4, 4, 1], training: .random) { RandomRotation(0.2) },
    LayerRecipe([2, 4, 4, 1], training: .random) {
      RandomTranslation(0.3, 0.3, fillMode: .constant)
    },
    LayerRecipe([2, 4, 4, 1], training: .random) { RandomZoom(0.4, fillMode: .nearest) },
  ]
}
