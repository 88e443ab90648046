import Foundation
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct SignalTests {
  /// A cosine of three periods in 16 samples.
  private let wave = Tensor((0..<16).map { cos(2 * .pi * 3 * Double($0) / 16) }, shape: [1, 16, 1])

  @Test func `a wave is found at its frequency`() throws {
    let layer = STFTSpectrogram(
      mode: .magnitude, frameLength: 16, window: nil, scaling: nil, dtype: .float64)
    let bins = try numbers(checking { layer(wave) })
    #expect(bins.count == 9)
    // Half of the samples' number, and the root of the least power elsewhere.
    for (i, bin) in bins.enumerated() {
      #expect(abs(bin - (i == 3 ? 8 : Settings.epsilon.squareRoot())) < 1e-9)
    }
  }

  @Test func `the power of both directions is counted`() throws {
    let layer = STFTSpectrogram(
      mode: .psd, frameLength: 16, window: nil, scaling: nil, dtype: .float64)
    let bins = try numbers(checking { layer(wave) })
    #expect(abs(bins[3] - 128) < 1e-9)
    let constant = try numbers(checking { layer(ones([1, 16, 1], dtype: .f64)) })
    #expect(abs(constant[0] - 256) < 1e-9)
  }

  @Test func `a tone is loudest in the triangle around it`() throws {
    // 1000 Hz is 1000 mel; with edges at 0 and 2840 mel three triangles have centres at 710, 1420, ….
    let tone = Tensor((0..<256).map { sin(2 * .pi * 1000 * Double($0) / 16000) }, shape: [1, 256])
    let layer = MelSpectrogram(
      fftLength: 128, sequenceStride: 64, numMelBins: 3, minFreq: 0, powerToDb: false,
      dtype: .float64)
    let y = try checking { layer(tone) }
    #expect(y.shape == [1, 3, 5])
    let bins = try numbers(y)
    // In each frame the second pitch gets (1000 - 710)/710 of the tone, the first the rest.
    let step = 1127 * log(1 + 8000 / 700.0) / 4
    let share = (1127 * log(1 + 1000 / 700.0) - step) / step
    #expect(abs(bins[5 + 2] / (bins[2] + bins[5 + 2]) - share) < 0.02)
    #expect(bins[10 + 2] < 1e-6 * bins[2])
  }

  @Test func `decibels are cut below the greatest`() throws {
    let layer = MelSpectrogram(fftLength: 16, sequenceStride: 8, numMelBins: 3, topDb: 20)
    let bins = try numbers(checking { layer(f((0..<40).map { Float($0 % 7) }, [1, 40])) })
    let greatest = try #require(bins.max())
    #expect(bins.allSatisfy { $0 >= greatest - 20.0001 })
  }
}
