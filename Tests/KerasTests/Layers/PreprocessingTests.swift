import Keras
import TestTraits
import Testing

@Suite(.seeded) struct PreprocessingTests {
  @Test func `normalization takes mean and variance of data`() throws {
    let layer = Normalization(axis: -1)
    layer.adapt(reshape(Tensor([1, 10, 3, 10, 5, 16] as [Float]), [3, 2]))
    #expect(try layer.mean.scalars(as: Float.self) == [3, 12])
    let y = layer(reshape(Tensor([3, 12, 3, 20] as [Float]), [2, 2]))
    let expected = [0, 0, 0, 8 / Float(8).squareRoot()]
    #expect(try zip(y.scalars(as: Float.self), expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let back = Normalization(axis: nil, mean: 1, variance: 4, invert: true)
    #expect(
      try back(reshape(Tensor([1, -1] as [Float]), [2, 1])).scalars(as: Float.self) == [3, -1])
  }

  @Test func `boundaries are quantiles of data`() throws {
    let layer = Discretization(numBins: 3)
    try layer.adapt(Tensor((1...9).map(Float.init)))
    #expect(layer.binBoundaries == [3, 6])
    #expect(
      try layer(Tensor([2, 3, 5.9, 6, 100] as [Float])).scalars(as: Int32.self) == [0, 1, 1, 2, 2])
  }

  @Test func `the middle is cropped`() throws {
    let x = reshape(Tensor((0..<20).map(Float.init)), [1, 4, 5, 1])
    #expect(try CenterCrop(2, 2)(x).scalars(as: Float.self) == [6, 7, 11, 12])
    let one = reshape(x, [4, 5, 1])
    #expect(try CenterCrop(2, 1)(one).scalars(as: Float.self) == [7, 12])
  }

  @Test func `random changes of images train unless told otherwise`() throws {
    let x = reshape(Tensor((0..<24).map(Float.init)), [6, 2, 2, 1])
    let layer = RandomFlip(.horizontal, seed: 3)
    #expect(try layer(x, training: false).host() == x.host())
    // Each image is as it was or mirrored, and some are.
    let y = try layer(x).scalars(as: Float.self)
    var mirrored = 0
    for i in 0..<6 {
      let image = Array(y[(4 * i)..<(4 * i + 4)])
      let a = Float(4 * i)
      #expect(image == [a, a + 1, a + 2, a + 3] || image == [a + 1, a, a + 3, a + 2])
      if image[0] != a { mirrored += 1 }
    }
    #expect((1...5).contains(mirrored))
    #expect(try RandomFlip(.horizontal, seed: 3)(x).scalars(as: Float.self) == y)
  }

  @Test func `images are turned, moved and zoomed by the factor given`() throws {
    let x = reshape(Tensor((0..<9).map(Float.init)), [1, 3, 3, 1])
    func changed(_ layer: Layer) throws -> [Float] {
      try layer(x, training: true).scalars(as: Float.self).map { ($0 * 100).rounded() / 100 }
    }
    // A quarter of a turn counterclockwise.
    #expect(
      try changed(RandomRotation(.range(0.25, 0.25), interpolation: .nearest))
        == [2, 5, 8, 1, 4, 7, 0, 3, 6])
    let third = 1.0 / 3
    #expect(
      try changed(
        RandomTranslation(.range(third, third), 0, fillMode: .constant, interpolation: .nearest))
        == [0, 0, 0, 0, 1, 2, 3, 4, 5])
    // Half as large a part is seen.
    #expect(
      try changed(RandomZoom(.range(-0.5, -0.5))) == [2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6])
    #expect(
      try changed(RandomBrightness(.range(0.5, 0.5), valueRange: (0, 8)))
        == [4, 5, 6, 7, 8, 8, 8, 8, 8])
  }

  @Test func `settings that make no sense are said`() {
    func message(_ body: () -> Void) -> String {
      do {
        try checking(body)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { _ = RandomRotation(.range(0.3, 0.1)) }.contains("got [0.3, 0.1]"))
    #expect(message { _ = CenterCrop(0, 2) }.contains("must be positive, got 0 and 2"))
    #expect(message { _ = Discretization([1, 0]) }.contains("must rise"))
    #expect(
      message { _ = Discretization(numBins: 2)(Tensor([1] as [Float])) }.contains("call adapt"))
    #expect(message { _ = Normalization(mean: 1) }.contains("both mean and variance"))
    #expect(message { _ = CategoryEncoding(3, outputMode: .tfIdf) }.contains(".multiHot"))
  }
}
