import Testing

@testable import Touchstone

@Suite struct ConvolutionRuleTests {
  struct Setting: Sendable, CustomStringConvertible {
    var lhs = [2, 2, 5]
    var rhs = [3, 2, 2]
    var strides = [1]
    var padding = [[0, 0]]
    var lhsDilation = [1]
    var rhsDilation = [1]
    var features = 1
    var batches = 1
    var isReversed = [false]
    var description: String {
      "\(lhs) * \(rhs), strides \(strides), padding \(padding), dilations \(lhsDilation) and "
        + "\(rhsDilation), groups \(features) and \(batches), reversed \(isReversed)"
    }
  }

  static let settings = [
    Setting(), Setting(strides: [2]), Setting(padding: [[1, 2]]), Setting(padding: [[-1, 1]]),
    Setting(padding: [[2, -2]], lhsDilation: [2]), Setting(padding: [[1, 0]], rhsDilation: [3]),
    Setting(strides: [3], padding: [[2, 1]], lhsDilation: [2], rhsDilation: [2]),
    Setting(strides: [2], padding: [[1, 1]], isReversed: [true]),
    Setting(lhs: [2, 4, 4], rhs: [6, 2, 3], strides: [2], padding: [[1, 1]], features: 2),
    Setting(lhs: [1, 3, 4], rhs: [3, 1, 2], features: 3),
    Setting(lhs: [4, 2, 4], rhs: [4, 2, 2], padding: [[0, 1]], rhsDilation: [2], batches: 2),
    Setting(lhs: [3, 1, 3], rhs: [3, 1, 2], batches: 3, isReversed: [true]),
    Setting(lhs: [1, 1, 2], rhs: [1, 1, 4]), Setting(lhs: [0, 1, 3], rhs: [1, 1, 2]),
    Setting(
      lhs: [1, 2, 3, 4], rhs: [2, 2, 2, 3], strides: [2, 1], padding: [[1, 0], [-1, 2]],
      lhsDilation: [1, 2], rhsDilation: [2, 1], isReversed: [false, true]),
    Setting(
      lhs: [2, 2], rhs: [3, 2], strides: [], padding: [], lhsDilation: [], rhsDilation: [],
      isReversed: []),
  ]

  private func convolution(
    _ s: Setting, _ dimensions: ConvolutionDimensions? = nil
  ) -> Convolution {
    Convolution(
      ConvolutionSettings(
        dimensions ?? .channelsFirst(rank: s.lhs.count), windowStrides: s.strides,
        lhsDilation: s.lhsDilation, rhsDilation: s.rhsDilation, windowReversal: s.isReversed,
        featureGroupCount: s.features, batchGroupCount: s.batches, elementType: .f64),
      padding: s.padding)
  }

  @Test(arguments: settings)
  func `convolutions with`(_ setting: Setting) {
    expectRules("\(setting)", at: [sample(setting.lhs), sample(setting.rhs, 2)]) {
      try apply(convolution(setting), $0)
    }
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 2)])
  func `convolutions with dimensions in another order`(_ features: Int, _ batches: Int) {
    let numbers = ConvolutionDimensions(
      inputBatch: 2, inputFeature: 0, inputSpatial: [3, 1], kernelInputFeature: 3,
      kernelOutputFeature: 1, kernelSpatial: [0, 2], outputBatch: 1, outputFeature: 3,
      outputSpatial: [2, 0])
    let setting = Setting(
      lhs: [2, 3, 2, 4], rhs: [2, 2, 2, 2 / features], strides: [1, 2],
      padding: [[1, 0], [0, 1]], lhsDilation: [2, 1], rhsDilation: [1, 1], features: features,
      batches: batches, isReversed: [false, false])
    expectRules("\(setting)", at: [sample(setting.lhs), sample(setting.rhs, 2)]) {
      try apply(convolution(setting, numbers), $0)
    }
  }

  @Test func `a convolution whose padding is an operand`() {
    let setting = Setting(strides: [2])
    let padding = Tensor([1, 2] as [Int64], shape: [1, 2])
    let dynamic = DynamicConv(convolution(setting).settings, shape: [2, 3, 4])
    expectRules("dynamic", at: [sample(setting.lhs), sample(setting.rhs, 2)]) {
      try apply(dynamic, $0 + [padding])
    }
  }
}
