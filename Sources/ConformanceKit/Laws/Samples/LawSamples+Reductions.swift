import Touchstone

extension LawSamples {
  static let reductions: [LawSample] = reduces + reduceWindows + orders + loops

  private static let reduces: [LawSample] = [
    LawSample("reduce", "sum", at: { [$0.numbers([2, 3, 2])] }) { [reduceSum($0[0], [0, 2])] },
    LawSample("reduce", "product", at: { [$0.numbers([3, 3])] }) { [reduceProd($0[0], [1])] },
    LawSample("reduce", "maximum", at: { [$0.numbers([3, 4])] }) { [reduceMax($0[0], [0])] },
    LawSample("reduce", "minimum", at: { [$0.numbers([3, 4])] }) { [reduceMin($0[0])] },
    LawSample("reduce", "sum of nothing", at: { [$0.numbers([2, 0])] }) { [reduceSum($0[0], [1])] },
    LawSample("reduce", "complex product", at: { [$0.numbers([2, 3], .complex128)] }) {
      [reduceProd($0[0], [0])]
    },
    LawSample("reduce", "from a value", at: { [$0.numbers([3, 2]), $0.scalar()] }) {
      [reduce($0[0], $0[1], dimensions: [0]) { $0 * $1 }]
    },
    LawSample(
      "reduce", "a body that uses more", at: { [$0.numbers([3, 2]), $0.scalar(), $0.scalar()] }
    ) { x in [reduce(x[0], x[1], dimensions: [1, 0]) { $0 * x[2] + sin($1) }] },
    LawSample("reduce", "logarithm of a sum", at: { [$0.numbers([3, 2]), $0.scalar()] }) {
      [reduce($0[0], $0[1], dimensions: [0]) { log(exp($0) + exp($1)) }]
    },
  ]

  private static let reduceWindows: [LawSample] = [
    LawSample("reduce_window", "sum", at: { [$0.numbers([7])] }) {
      [
        reduceWindow(
          $0[0], Tensor(0.0), windowDimensions: [3], windowStrides: [2], baseDilations: [3],
          windowDilations: [2], padding: [[1, -2]]
        ) { $0 + $1 }
      ]
    },
    LawSample("reduce_window", "maximum", at: { [$0.numbers([3, 4])] }) {
      [
        reduceWindow(
          $0[0], Tensor(-Double.infinity), windowDimensions: [2, 2], windowStrides: [1, 2],
          padding: [[0, 1], [1, 1]]
        ) { maximum($0, $1) }
      ]
    },
    LawSample("reduce_window", "minimum", at: { [$0.numbers([7]), $0.scalar(in: 2.5...3)] }) {
      [reduceWindow($0[0], $0[1], windowDimensions: [3], padding: [[2, 1]]) { minimum($0, $1) }]
    },
    LawSample("reduce_window", "product", at: { [$0.numbers([5]), $0.scalar()] }) {
      [reduceWindow($0[0], $0[1], windowDimensions: [3], windowDilations: [2]) { $0 * $1 }]
    },
    LawSample(
      "reduce_window", "any body", at: { [$0.numbers([4]), $0.scalar(), $0.scalar(in: 0.3...1)] }
    ) { x in
      [
        reduceWindow(x[0], x[1], windowDimensions: [3], padding: [[2, 0]]) {
          log(exp($0) + x[2] * exp($1))
        }
      ]
    },
    LawSample(
      "select_and_scatter", at: { [$0.numbers([2, 4]), $0.numbers([2, 2]), $0.scalar()] }
    ) {
      [
        selectAndScatter(
          $0[0], $0[1], $0[2], windowDimensions: [2, 3], windowStrides: [1, 2],
          padding: [[0, 1], [1, 1]], select: { greaterEqual($0, $1) }, scatter: { $0 + $1 })
      ]
    },
  ]

  private static let orders: [LawSample] =
    [
      LawSample("sort", at: { [$0.numbers([3, 4])] }) { [sort($0[0], dimension: 0)] },
      LawSample("sort", "descending", at: { [$0.numbers([3, 4])] }) {
        [sort($0[0], dimension: 1, descending: true)]
      },
      LawSample("sort", "with another", at: { [$0.numbers([5]), $0.numbers([5])] }) {
        sort($0, dimension: 0) { less($0[0], $0[1]) }
      },
      LawSample("top_k", at: { [$0.numbers([2, 5])] }) { [topK($0[0], 3).values] },
      LawSample(
        "map",
        program: """
          func.func @main(%x: tensor<2x3xf64>, %y: tensor<2x3xf64>) -> tensor<2x3xf64> {
            %0 = "stablehlo.map"(%x, %y) ({
              ^bb0(%a: tensor<f64>, %b: tensor<f64>):
                %1 = stablehlo.multiply %a, %b : tensor<f64>
                %2 = stablehlo.sine %1 : tensor<f64>
                stablehlo.return %2 : tensor<f64>
            }) {dimensions = array<i64: 0, 1>} : (tensor<2x3xf64>, tensor<2x3xf64>)
              -> tensor<2x3xf64>
            return %0 : tensor<2x3xf64>
          }
          """, at: { [$0.numbers([2, 3]), $0.numbers([2, 3])] }),
    ] + norms

  private static let norms: [LawSample] = [
    LawSample(
      "batch_norm_training", at: { [$0.numbers([2, 3, 2]), $0.numbers([3]), $0.numbers([3])] }
    ) {
      let y = batchNormTraining($0[0], $0[1], $0[2], epsilon: 0.125, featureIndex: 1)
      return [y.output, y.mean, y.variance]
    },
    LawSample(
      "batch_norm_inference",
      at: {
        [
          $0.numbers([2, 3]), $0.numbers([3]), $0.numbers([3]), $0.numbers([3]),
          $0.numbers([3], in: 0.5...2),
        ]
      }
    ) {
      [batchNormInference($0[0], $0[1], $0[2], $0[3], $0[4], epsilon: 0.125, featureIndex: 1)]
    },
    LawSample(
      "batch_norm_grad",
      at: {
        [
          $0.numbers([2, 3]), $0.numbers([3]), $0.numbers([3]), $0.numbers([3], in: 0.5...2),
          $0.numbers([2, 3]),
        ]
      }
    ) {
      let y = batchNormGrad($0[0], $0[1], $0[2], $0[3], $0[4], epsilon: 0.125, featureIndex: 1)
      return [y.operand, y.scale, y.offset]
    },
  ]

  private static func scan(_ attributes: String) -> String {
    """
    func.func @main(%w: tensor<f64>, %x: tensor<5xf64>, %c: tensor<f64>)
        -> (tensor<5xf64>, tensor<f64>) {
      %r:2 = chlo.scan(%x) inits(%c) dimension=0 \(attributes){
      ^bb0(%a: tensor<f64>, %s: tensor<f64>):
        %0 = stablehlo.multiply %w, %s : tensor<f64>
        %1 = stablehlo.sine %0 : tensor<f64>
        %2 = stablehlo.add %1, %a : tensor<f64>
        %3 = stablehlo.multiply %2, %2 : tensor<f64>
        stablehlo.return %3, %2 : tensor<f64>, tensor<f64>
      } : (tensor<5xf64>, tensor<f64>) -> (tensor<5xf64>, tensor<f64>)
      return %r#0, %r#1 : tensor<5xf64>, tensor<f64>
    }
    """
  }

  private static let loops: [LawSample] = [
    LawSample("scan", program: scan(""), at: { [$0.scalar(), $0.numbers([5]), $0.scalar()] })
  ]
}
