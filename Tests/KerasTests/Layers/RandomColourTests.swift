import Keras
import TestTraits
import Testing

@Suite(.seeded) struct RandomColourTests {
  private let images = Tensor([10, 20, 30, 200, 100, 50] as [Float], shape: [1, 1, 2, 3])

  @Test func `colours change as real Keras changes them`() throws {
    // Of factors that leave nothing to chance; values of Keras 3.15.1.
    let cases: [(Layer, [Float])] = [
      (RandomGrayscale(1), [18.149, 18.149, 18.149, 124.18, 124.18, 124.18]),
      (RandomInvert(.range(1, 1)), [245, 235, 225, 55, 155, 205]),
      (RandomPosterization(.range(3, 3)), [0, 0, 0, 192, 96, 32]),
      (
        RandomSaturation(.range(0.7, 0.7)),
        [-16.666653, 6.6666627, 30, 200, -33.33324, -149.99988]
      ),
      (
        RandomColorDegeneration(.range(0.5, 0.5)),
        [14.0745, 19.0745, 24.0745, 162.09, 112.09, 87.09]
      ),
    ]
    for (layer, expected) in cases {
      let found = try layer(images).scalars(as: Float.self)
      // The figure that recordings of Keras state for f32.
      #expect(
        zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * 200 }, "\(layer.name): \(found)")
      #expect(
        try layer(images, training: false).scalars(as: Float.self)
          == images.scalars(as: Float.self))
      let json = serialize(layer)
      #expect(serialize(try deserialize(JSON(text: json.text()), as: Layer.self)) == json)
    }
  }

  @Test func `the hue turns to either side`() throws {
    var found: Set<[Float]> = []
    for seed in 0..<12 {
      let turned = RandomHue(.range(0.4, 0.4), seed: seed)(images)
      found.insert(try turned.scalars(as: Float.self).map { ($0 * 100).rounded() / 100 })
    }
    #expect(found == [[10, 30, 16, 200, 50, 180], [24, 10, 30, 120, 200, 50]])
  }

  @Test func `bounds of factors are kept, and grey images refused`() throws {
    for make in [
      { RandomSaturation(1.5) as Layer }, { RandomPosterization(9) }, { RandomGrayscale(2) },
      { RandomHue(.range(0.5, 0.1)) }, { RandomInvert(0.5, valueRange: (1, 1)) },
    ] {
      #expect(throws: TensorError.self) { try checking { _ = make() } }
    }
    #expect(throws: TensorError.self) { try checking { _ = RandomHue(0.5)(zeros([1, 2, 2, 1])) } }
  }
}
