import Keras
import TestTraits
import Testing

/// Masks pass layers that work on each step by itself, as they do in Keras.
@Suite(.seeded) struct MaskPassingTests {
  /// Layers through which a mask must come to the loss.
  private static func layers() -> [Layer] {
    [
      Dense(1, kernelInitializer: .ones), Identity(), Dropout(0), ActivationLayer(.linear), ReLU(),
      Normalization(mean: [0], variance: [1]), Rescaling(1), ActivityRegularization(),
      SpectralNormalization(Dense(1, kernelInitializer: .ones)),
    ]
  }

  @Test(arguments: layers().indices)
  func `a mask reaches the loss through a layer of steps`(_ i: Int) throws {
    let layer = Self.layers()[i]
    let model = Sequential {
      Masking(maskValue: 9)
      layer
    }
    model.compile(optimizer: .sgd(0), loss: .meanSquaredError)
    let steps = Tensor([1, 9, 3] as [Float], shape: [1, 3, 1])
    let figures = try model.evaluate(steps, zeros([1, 3, 1]), verbose: .silent)
    // (1 + 9) / 2, where all three steps would give 10 / 3.
    #expect(abs((figures["loss"] ?? 0) - 5) < 1e-5, "\(type(of: layer))")
  }
}
