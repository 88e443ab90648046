import Keras
import TestTraits
import Testing

/// Layers that change images, by values worked out by hand.
@Suite(.seeded) struct ImageLayerTests {
  private func values(_ x: Tensor) throws -> [Float] { try x.scalars(as: Float.self) }
  private func image(_ values: [Float], _ rows: Int, _ columns: Int) -> Tensor {
    Tensor(values, shape: [1, rows, columns, 1])
  }

  @Test func `keras edges E20: RandomCrop leaves images as they are in inference`() throws {
    let layer = RandomCrop(2, 3, seed: 1)
    let x = NumPy.ones([1, 4, 5, 2])
    #expect(layer(x, training: false).shape == [1, 4, 5, 2])
    #expect(layer(x, training: true).shape == [1, 2, 3, 2])
    #expect(layer(KerasTensor([nil, 4, 5, 2])).shape == [nil, 2, 3, 2])
    // Not larger in both directions: the middle, without chance.
    let y = image([1, 2, 3, 4, 5, 6, 7, 8], 2, 4)
    #expect(try values(RandomCrop(2, 2)(y, training: true)) == [2, 3, 6, 7])
  }

  @Test func `AutoContrast spreads each channel, and leaves one colour alone`() throws {
    #expect(try values(AutoContrast()(image([10, 20, 30, 110], 2, 2))) == [0, 25.5, 51, 255])
    #expect(try values(AutoContrast()(image([7, 7, 7, 7], 2, 2))) == [7, 7, 7, 7])
    let range = AutoContrast(valueRange: (0, 1))
    #expect(try values(range(image([0.25, 0.5, 0.75, 0.75], 2, 2))) == [0, 0.5, 1, 1])
  }

  @Test func `Equalization gives colours the shares of those not brighter`() throws {
    let x = image([0, 100, 100, 200], 2, 2)
    #expect(try values(Equalization()(x, training: true)) == [0, 170, 170, 255])
    #expect(try values(Equalization()(x, training: false)) == [0, 100, 100, 200])
    #expect(try values(Equalization()(image([9, 9, 9, 9], 2, 2))) == [9, 9, 9, 9])
  }

  @Test func `Solarization inverts what lies above the threshold`() throws {
    let layer = Solarization(0, .range(1, 1))
    // Keras draws thresholds from the lower end as a colour to the upper one as a share.
    let y = try values(layer(image([0, 255, 100, 200], 2, 2), training: true))
    #expect(y.allSatisfy { (0...255).contains($0) })
    #expect(
      try values(Solarization(0, 0)(image([0, 255, 100, 200], 2, 2), training: true)) == [
        255, 0, 155, 55,
      ])
  }

  @Test func `RandomSharpness at one half leaves images, at zero smooths them`() throws {
    let x = image([0, 0, 0, 0, 13, 0, 0, 0, 0], 3, 3)
    let same = RandomSharpness(.range(0.5, 0.5))(x, training: true)
    #expect(try values(same) == [0, 0, 0, 0, 13, 0, 0, 0, 0])
    let smooth = RandomSharpness(.range(0, 0))(x, training: true)
    #expect(try values(smooth).map { ($0 * 1000).rounded() / 1000 } == [1, 1, 1, 1, 5, 1, 1, 1, 1])
  }

  @Test func `a box is erased, and one cut into another image`() throws {
    let x = NumPy.ones([1, 4, 4, 1])
    let erased = RandomErasing(
      .range(1, 1), scale: .range(0.25, 0.25), fillValue: [7], seed: 3)(x, training: true)
    let counts = try values(erased)
    #expect(counts.filter { $0 == 7 }.count == 4)
    #expect(counts.filter { $0 == 1 }.count == 12)
    // A batch of one has no other image.
    #expect(try values(CutMix()(x, training: true)) == counts.map { _ in 1 })
    #expect(try values(MixUp()(x, training: true)).allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func `settings are read back, and wrong ones refused`() throws {
    let layers: [Layer] = [
      AutoContrast(), Equalization(bins: 8), Solarization(0.2, 0.3), RandomSharpness(0.5),
      RandomGaussianBlur(0.5, kernelSize: [3, 5]), RandomShear(0.1, 0.2), RandomPerspective(0.5),
      RandomErasing(fillValue: [1, 2, 3]), MixUp(), CutMix(), Pipeline([Rescaling(2)]),
      RandomColorJitter(brightnessFactor: 0.5, hueFactor: .range(0.1, 0.2)),
    ]
    for layer in layers {
      let again: Layer = try deserialize(serialize(layer))
      #expect(serialize(again) == serialize(layer))
    }
    #expect(throws: TensorError.self) { try checking { _ = RandomGaussianBlur(kernelSize: 4) } }
    #expect(throws: TensorError.self) { try checking { _ = MixUp(alpha: 0) } }
    #expect(throws: TensorError.self) { try checking { _ = RandomPerspective(scale: 2) } }
  }
}
