import Touchstone

extension LawSamples {
  static let contractions: [LawSample] = products + convolutions + transforms

  private static func einsum(_ config: String, _ x: String, _ y: String, _ z: String) -> String {
    """
    func.func @main(%x: tensor<\(x)xf64>, %y: tensor<\(y)xf64>) -> tensor<\(z)xf64> {
      %0 = "stablehlo.einsum"(%x, %y) {einsum_config = "\(config)"}
        : (tensor<\(x)xf64>, tensor<\(y)xf64>) -> tensor<\(z)xf64>
      return %0 : tensor<\(z)xf64>
    }
    """
  }

  private static let products: [LawSample] = [
    LawSample("dot_general", "batches", at: { [$0.numbers([2, 2, 3]), $0.numbers([2, 3, 1])] }) {
      [matmul($0[0], $0[1])]
    },
    LawSample(
      "dot_general", "two contracted, out of order",
      at: { [$0.numbers([3, 2, 4]), $0.numbers([2, 5, 3])] }
    ) { [dotGeneral($0[0], $0[1], contracting: ([1, 0], [0, 2]))] },
    LawSample(
      "dot_general", "all at once", at: { [$0.numbers([2, 3, 2, 2]), $0.numbers([3, 2, 2, 2])] }
    ) { [dotGeneral($0[0], $0[1], contracting: ([3, 0], [1, 2]), batching: ([1], [0]))] },
    LawSample(
      "dot_general", "complex",
      at: { [$0.numbers([2, 3], .complex128), $0.numbers([3, 2], .complex128)] }
    ) { [matmul($0[0], $0[1])] },
    LawSample("dot_general", "with itself", at: { [$0.numbers([3, 3])] }) {
      [matmul($0[0], $0[0])]
    },
    LawSample("dot_general", "of nothing", at: { [$0.numbers([2, 0]), $0.numbers([0, 3])] }) {
      [matmul($0[0], $0[1])]
    },
    LawSample("dot", at: { [$0.numbers([2, 3]), $0.numbers([3])] }) { [dot($0[0], $0[1])] },
    LawSample("dot", "vectors", at: { [$0.numbers([3]), $0.numbers([3])] }) {
      [dot($0[0], $0[1])]
    },
    LawSample(
      "einsum", program: einsum("abc,cb->ba", "2x3x2", "2x3", "3x2"),
      at: { [$0.numbers([2, 3, 2]), $0.numbers([2, 3])] }),
    LawSample(
      "einsum", "a diagonal", program: einsum("aab,bcd->ca", "2x2x3", "3x2x2", "2x2"),
      at: { [$0.numbers([2, 2, 3]), $0.numbers([3, 2, 2])] }),
    LawSample(
      "unary_einsum",
      program: """
        func.func @main(%x: tensor<3x3x2xf64>) -> tensor<2xf64> {
          %0 = "stablehlo.unary_einsum"(%x) {einsum_config = "aab->b"}
            : (tensor<3x3x2xf64>) -> tensor<2xf64>
          return %0 : tensor<2xf64>
        }
        """, at: { [$0.numbers([3, 3, 2])] }),
    LawSample(
      "ragged_dot",
      program: """
        func.func @main(%x: tensor<4x2xf64>, %y: tensor<3x2x2xf64>) -> tensor<4x2xf64> {
          %s = stablehlo.constant dense<[2, 0, 1]> : tensor<3xi64>
          %0 = "chlo.ragged_dot"(%x, %y, %s) {ragged_dot_dimension_numbers = #chlo.ragged_dot<
            lhs_batching_dimensions = [], rhs_batching_dimensions = [],
            lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1],
            lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]>}
            : (tensor<4x2xf64>, tensor<3x2x2xf64>, tensor<3xi64>) -> tensor<4x2xf64>
          return %0 : tensor<4x2xf64>
        }
        """, at: { [$0.numbers([4, 2]), $0.numbers([3, 2, 2])] }),
  ]

  private static let convolutions: [LawSample] = [
    LawSample("convolution", "strides", at: { [$0.numbers([2, 2, 5]), $0.numbers([3, 2, 2])] }) {
      [convolution($0[0], $0[1], windowStrides: [2], padding: [[1, 2]])]
    },
    LawSample(
      "convolution", "dilations", at: { [$0.numbers([2, 2, 5]), $0.numbers([3, 2, 2])] }
    ) {
      [
        convolution(
          $0[0], $0[1], windowStrides: [3], padding: [[2, -1]], lhsDilation: [2],
          rhsDilation: [2])
      ]
    },
    LawSample(
      "convolution", "feature groups", at: { [$0.numbers([2, 4, 4]), $0.numbers([6, 2, 3])] }
    ) {
      [
        convolution(
          $0[0], $0[1], windowStrides: [2], padding: [[1, 1]], featureGroupCount: 2)
      ]
    },
    LawSample(
      "convolution", "batch groups", at: { [$0.numbers([4, 2, 4]), $0.numbers([4, 2, 2])] }
    ) {
      [
        convolution(
          $0[0], $0[1], windowStrides: [1], padding: [[0, 1]], rhsDilation: [2],
          batchGroupCount: 2)
      ]
    },
    LawSample(
      "convolution", "two dimensions, features last",
      at: { [$0.numbers([1, 3, 4, 2]), $0.numbers([2, 3, 2, 2])] }
    ) {
      [
        convolution(
          $0[0], $0[1], windowStrides: [2, 1], padding: [[1, 0], [-1, 2]], lhsDilation: [1, 2],
          rhsDilation: [2, 1], dimensionNumbers: .channelsLast(rank: 4))
      ]
    },
    LawSample(
      "dynamic_conv",
      program: """
        func.func @main(%x: tensor<2x2x5xf64>, %y: tensor<3x2x2xf64>) -> tensor<2x3x7xf64> {
          %p = stablehlo.constant dense<[[1, 2]]> : tensor<1x2xi64>
          %0 = "stablehlo.dynamic_conv"(%x, %y, %p) {
            dimension_numbers = #stablehlo.conv<[b, f, 0]x[o, i, 0]->[b, f, 0]>,
            feature_group_count = 1 : i64, batch_group_count = 1 : i64}
            : (tensor<2x2x5xf64>, tensor<3x2x2xf64>, tensor<1x2xi64>) -> tensor<2x3x7xf64>
          return %0 : tensor<2x3x7xf64>
        }
        """, at: { [$0.numbers([2, 2, 5]), $0.numbers([3, 2, 2])] }),
  ]

  private static let transforms: [LawSample] = [[4], [5], [2, 3]].flatMap { lengths in
    let half = Array(lengths.dropLast()) + [lengths[lengths.count - 1] / 2 + 1]
    return [
      LawSample("fft", "forward \(lengths)", at: { [$0.numbers([2] + lengths, .complex128)] }) {
        [fft($0[0], .forward, lengths: lengths)]
      },
      LawSample("fft", "inverse \(lengths)", at: { [$0.numbers(lengths, .complex128)] }) {
        [fft($0[0], .inverse, lengths: lengths)]
      },
      LawSample("fft", "real \(lengths)", at: { [$0.numbers([2] + lengths)] }) {
        [fft($0[0], .realForward, lengths: lengths)]
      },
      LawSample("fft", "to real \(lengths)", at: { [$0.numbers(half, .complex128)] }) {
        [fft($0[0], .realInverse, lengths: lengths)]
      },
    ]
  }
}
