import Keras
import TestTraits
import Testing

/// A layer that knows where channels are, made for either place.
struct FormattedLayer: Sendable, CustomTestStringConvertible {
  let shape: [Int]
  let make: @Sendable (DataFormat) -> Layer
  /// Whether the result has channels, and spatial axes, too.
  var keepsAxes = true
  var testDescription: String { type(of: make(.channelsLast)).className }

  static let all = [
    FormattedLayer(shape: [2, 6, 4]) {
      Conv1D(2, kernelSize: 3, strides: 2, padding: .same, dataFormat: $0, groups: 2)
    },
    FormattedLayer(shape: [2, 6, 2]) {
      Conv1D(3, kernelSize: 2, padding: .causal, dataFormat: $0)
    },
    FormattedLayer(shape: [1, 5, 4, 2]) { Conv2D(3, kernelSize: [2, 3], dataFormat: $0) },
    FormattedLayer(shape: [1, 3, 4, 3, 2]) { Conv3D(2, kernelSize: 2, dataFormat: $0) },
    FormattedLayer(shape: [2, 4, 3]) {
      Conv1DTranspose(2, kernelSize: 3, strides: 2, padding: .same, dataFormat: $0)
    },
    FormattedLayer(shape: [1, 3, 4, 2]) {
      Conv2DTranspose(3, kernelSize: [2, 3], strides: [2, 1], dataFormat: $0)
    },
    FormattedLayer(shape: [1, 2, 3, 2, 2]) {
      Conv3DTranspose(1, kernelSize: 2, dataFormat: $0, outputPadding: 0)
    },
    FormattedLayer(shape: [2, 6, 3]) { DepthwiseConv1D(2, depthMultiplier: 2, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) { DepthwiseConv2D([2, 3], dataFormat: $0) },
    FormattedLayer(shape: [2, 6, 3]) { SeparableConv1D(2, kernelSize: 2, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) {
      SeparableConv2D(3, kernelSize: 2, dataFormat: $0, depthMultiplier: 2)
    },
    FormattedLayer(shape: [2, 5, 3]) { MaxPooling1D(2, padding: .same, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) { MaxPooling2D([2, 1], dataFormat: $0) },
    FormattedLayer(shape: [1, 4, 3, 2, 2]) { MaxPooling3D([2, 3, 1], dataFormat: $0) },
    FormattedLayer(shape: [2, 5, 3]) { AveragePooling1D(2, padding: .same, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) { AveragePooling2D([2, 1], dataFormat: $0) },
    FormattedLayer(shape: [1, 4, 3, 2, 2]) { AveragePooling3D([2, 3, 1], dataFormat: $0) },
    FormattedLayer(
      shape: [2, 5, 3], make: { GlobalAveragePooling1D(dataFormat: $0) }, keepsAxes: false),
    FormattedLayer(shape: [1, 5, 4, 2]) { GlobalAveragePooling2D(dataFormat: $0, keepdims: true) },
    FormattedLayer(
      shape: [1, 2, 3, 2, 2], make: { GlobalAveragePooling3D(dataFormat: $0) }, keepsAxes: false),
    FormattedLayer(shape: [2, 5, 3]) { GlobalMaxPooling1D(dataFormat: $0, keepdims: true) },
    FormattedLayer(
      shape: [1, 5, 4, 2], make: { GlobalMaxPooling2D(dataFormat: $0) }, keepsAxes: false),
    FormattedLayer(shape: [1, 2, 3, 2, 2]) { GlobalMaxPooling3D(dataFormat: $0, keepdims: true) },
    FormattedLayer(shape: [1, 5, 2]) { AdaptiveAveragePooling1D(3, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) { AdaptiveAveragePooling2D([3, 2], dataFormat: $0) },
    FormattedLayer(shape: [1, 3, 2, 4, 2]) { AdaptiveAveragePooling3D(2, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 2]) { AdaptiveMaxPooling1D(3, dataFormat: $0) },
    FormattedLayer(shape: [1, 5, 4, 2]) { AdaptiveMaxPooling2D([3, 2], dataFormat: $0) },
    FormattedLayer(shape: [1, 3, 2, 4, 2]) { AdaptiveMaxPooling3D(2, dataFormat: $0) },
    FormattedLayer(shape: [1, 4, 5, 2]) { Cropping2D([[1, 0], [2, 1]], dataFormat: $0) },
    FormattedLayer(shape: [1, 3, 4, 3, 2]) { Cropping3D([1, [0, 2], 1], dataFormat: $0) },
    FormattedLayer(shape: [2, 3, 2]) { ZeroPadding1D([1, 2], dataFormat: $0) },
    FormattedLayer(shape: [1, 2, 3, 2]) { ZeroPadding2D([[1, 0], [2, 1]], dataFormat: $0) },
    FormattedLayer(shape: [1, 2, 1, 2, 2]) { ZeroPadding3D([1, [0, 2], 0], dataFormat: $0) },
    FormattedLayer(shape: [1, 2, 3, 2]) { UpSampling2D([2, 3], dataFormat: $0) },
    FormattedLayer(shape: [1, 2, 3, 2]) {
      UpSampling2D(2, dataFormat: $0, interpolation: .bicubic)
    },
    FormattedLayer(shape: [1, 2, 1, 2, 2]) { UpSampling3D([2, 1, 3], dataFormat: $0) },
    FormattedLayer(shape: [2, 2, 3, 4], make: { Flatten(dataFormat: $0) }, keepsAxes: false),
  ]
}

@Suite(.seeded) struct DataFormatTests {
  @Test(arguments: FormattedLayer.all) func `channels first gives what channels last gives`(
    _ one: FormattedLayer
  ) throws {
    let x = Random.normal(Random.key(5), one.shape)
    let last = one.make(.channelsLast)
    let expected = try checking { last(x) }
    let first = one.make(.channelsFirst)
    let turned = moveaxis(x, -1, 1)
    _ = try checking { first(turned) }
    try first.setWeights(last.weights.map(\.rawValue))
    let given = try checking { first(turned) }
    let result = one.keepsAxes ? moveaxis(given, 1, -1) : given
    #expect(try deviation(result, from: expected) <= allowed(.f32))
  }

  @Test func `spatial dropout leaves out channels wherever they are`() throws {
    for (make, shape) in [
      ({ SpatialDropout2D(0.5, dataFormat: $0, seed: 1) as Layer }, [3, 4, 2, 2]),
      ({ SpatialDropout3D(0.5, dataFormat: $0, seed: 1) as Layer }, [3, 4, 2, 1, 2]),
    ] as [((DataFormat) -> Layer, [Int])] {
      let first = try numbers(checking { make(.channelsFirst)(ones(shape), training: true) })
      let size = shape.dropFirst(2).reduce(1, *)
      for channel in 0..<12 {
        #expect(Set(first[channel * size..<(channel + 1) * size]).count == 1)
      }
      #expect(Set(first) == [0, 2])
    }
  }
}
