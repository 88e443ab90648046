extension LayerRecipes {
  static let signals: [LayerRecipe] =
    STFTSpectrogram.Mode.allCases.map { mode in
      LayerRecipe([1, 12, 2], named: mode.rawValue) {
        STFTSpectrogram(mode: mode, frameLength: 4, frameStep: 3)
      }
    } + [
      LayerRecipe([1, 2, 9], without: [.openShapes], named: "channels first, apart") {
        STFTSpectrogram(
          mode: .magnitude, frameLength: 4, window: nil, padding: .same, expandDims: true,
          dataFormat: .channelsFirst)
      },
      LayerRecipe([2, 20], without: [.openShapes]) {
        MelSpectrogram(fftLength: 8, sequenceStride: 4, numMelBins: 3)
      },
      LayerRecipe([20], without: [.shapes, .openShapes], named: "of one signal") {
        MelSpectrogram(
          fftLength: 8, sequenceStride: 4, sequenceLength: 6, window: .hamming, numMelBins: 2,
          powerToDb: false)
      },
    ]
}
