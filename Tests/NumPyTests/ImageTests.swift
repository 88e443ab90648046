import NumPy
import Testing

@Suite struct ImageTests {
  let x = reshape(arange(16.0, dtype: .f64), [4, 4, 1])

  @Test func `borders are added and taken by two of three sizes`() {
    #expect(
      padImages(x, topPadding: 1, leftPadding: 0, bottomPadding: 2, rightPadding: 0).shape == [
        7, 4, 1,
      ])
    #expect(
      padImages(x, topPadding: 1, leftPadding: 2, targetHeight: 6, targetWidth: 6).shape == [
        6, 6, 1,
      ])
    #expect(
      cropImages(x, topCropping: 1, leftCropping: 2, targetHeight: 2, targetWidth: 1).numbers == [
        6, 10,
      ])
    #expect(throws: TensorError.self) { try checking { cropImages(x, topCropping: 1) } }
  }

  @Test func `pictures change their size`() {
    #expect(resize(x, [2, 2], interpolation: .nearest).numbers == [5, 7, 13, 15])
    #expect(resize(x, [2, 2]).numbers == [2.5, 4.5, 10.5, 12.5])
    #expect(near(resize(x, [8, 4])[everything, 0, 0].numbers, [0, 1, 3, 5, 7, 9, 11, 12]))
    #expect(resize(x, [4, 2], cropToAspectRatio: true).shape == [4, 2, 1])
    #expect(resize(x, [4, 8], padToAspectRatio: true).shape == [4, 8, 1])
    #expect(
      resize(transpose(x, [2, 0, 1]), [2, 2], dataFormat: .channelsFirst).shape == [1, 2, 2])
    #expect(near(resize(x, [4, 4], interpolation: .bicubic).numbers, x.numbers))
    let moved = scaleAndTranslate(x, [4, 4, 1], [1, 1], [0, 1], [0, 1], .bilinear)
    #expect(moved[0].numbers == [0, 0, 1, 2])
  }

  @Test func `a blur spreads a point as a bell in both directions`() {
    let point = zeros([3, 3, 1], dtype: .f64).at[1, 1].set(1)
    let (side, middle) = (0.27406862, 0.45186276)
    let expected = [side, middle, side].flatMap { a in [side, middle, side].map { $0 * a } }
    #expect(near(gaussianBlur(point).numbers, expected, 1e-7))
    #expect(sobelEdges(x)[1, 1, 0].numbers == [32, 8])
    #expect(near(ssim(ones([11, 11, 1]), ones([11, 11, 1])).numbers, [1], 1e-5))
  }

  @Test func `colours turn into each other`() {
    let colours = t(
      [1, 0, 0, 0, 0.5, 0, 0.2, 0.4, 0.6, 0.3, 0.3, 0.3, 0, 0, 0, 1, 0, 0.5], [2, 3, 3])
    #expect(near(rgbToHsv(colours)[0].numbers.prefix(6).map { $0 }, [0, 1, 1, 1.0 / 3, 1, 0.5]))
    #expect(near(hsvToRgb(rgbToHsv(colours)).numbers, colours.numbers))
    #expect(near(rgbToGrayscale(ones([1, 1, 3], dtype: .f64)).numbers, [0.9999]))
  }

  @Test func `pixels are moved`() {
    let identity = t([1, 0, 0, 0, 1, 0, 0, 0])
    #expect(affineTransform(x, identity).numbers == x.numbers)
    let left = affineTransform(x, t([1, 0, 1, 0, 1, 0, 0, 0]))
    #expect(left[0, everything, 0].numbers == [1, 2, 3, 0])
    #expect(
      affineTransform(x, t([1, 0, 1, 0, 1, 0, 0, 0]), fillMode: .nearest)[0, 3].numbers == [3])
    let corners = t([0, 0, 3, 0, 0, 3, 3, 3], [4, 2])
    #expect(near(perspectiveTransform(x, corners, corners).numbers, x.numbers, 1e-9))
    #expect(
      mapCoordinates(t([0, 10, 20]), t([0.5, 1.5, 5], [1, 3]), order: 1).numbers == [5, 15, 0])
    // As jax.scipy.ndimage.map_coordinates rounds: 0.5 to 1, 1.5 to 2, -0.5 out of the picture.
    #expect(
      mapCoordinates(t([5, 10, 20]), t([0.5, 1.5, 2.5, -0.5, -0.4], [1, 5]), order: 0).numbers
        == [10, 20, 0, 0, 5])
    for (mode, expected) in [(FillMode.wrap, 10.0), (.mirror, 10), (.reflect, 20), (.nearest, 20)] {
      let index = mode == .wrap ? 4.0 : 3.0
      #expect(
        mapCoordinates(t([0, 10, 20]), t([index], [1, 1]), order: 0, fillMode: mode).numbers == [
          expected
        ])
    }
  }

  @Test func `patches are one pixel each`() {
    let patches = extractPatches(x, 2)
    #expect(patches.shape == [2, 2, 4])
    #expect(patches[0, 1].numbers == [2, 3, 6, 7])
    #expect(extractPatches(x, 3, strides: 1, padding: .same).shape == [4, 4, 9])
    #expect(extractPatches3d(zeros([1, 4, 4, 4, 2]), 2).shape == [1, 2, 2, 2, 16])
  }
}
