import Touchstone

extension LawSamples {
  static let movement: [LawSample] = [
    LawSample("reshape", at: { [$0.numbers([2, 3, 2])] }) { [reshape($0[0], [4, 3])] },
    LawSample("reshape", "of a scalar", at: { [$0.numbers([])] }) { [reshape($0[0], [1, 1])] },
    LawSample("transpose", at: { [$0.numbers([2, 3, 1])] }) { [transpose($0[0], [2, 0, 1])] },
    LawSample("reverse", at: { [$0.numbers([2, 3, 2])] }) { [reverse($0[0], axes: [0, 2])] },
    LawSample("slice", "strides", at: { [$0.numbers([5, 7])] }) {
      [slice($0[0], from: [1, 0], to: [4, 7], strides: [1, 3])]
    },
    LawSample("slice", "nothing", at: { [$0.numbers([3, 2])] }) {
      [slice($0[0], from: [1, 1], to: [1, 2])]
    },
    LawSample("pad", "before, after and between", at: { [$0.numbers([2, 3]), $0.scalar()] }) {
      [pad($0[0], with: $0[1], low: [1, 0], high: [0, 2], interior: [0, 2])]
    },
    LawSample("pad", "that takes away", at: { [$0.numbers([4, 3]), $0.scalar()] }) {
      [pad($0[0], with: $0[1], low: [-1, 1], high: [0, -2])]
    },
    LawSample("pad", "that takes away and spreads", at: { [$0.numbers([4, 4]), $0.scalar()] }) {
      [pad($0[0], with: $0[1], low: [-2, -4], high: [-3, 1], interior: [1, 2])]
    },
    LawSample("pad", "of nothing", at: { [$0.numbers([0, 2]), $0.scalar()] }) {
      [pad($0[0], with: $0[1], low: [2, 0], high: [1, 0], interior: [5, 1])]
    },
    LawSample(
      "concatenate", at: { [$0.numbers([2, 3]), $0.numbers([2, 1]), $0.numbers([2, 0])] }
    ) { [concatenate($0, axis: 1)] },
    LawSample("concatenate", "with itself", at: { [$0.numbers([2, 2]), $0.numbers([1, 2])] }) {
      [concatenate([$0[0], $0[1], $0[0]], axis: 0)]
    },
    LawSample("broadcast_in_dim", at: { [$0.numbers([3, 1])] }) {
      [broadcast($0[0], to: [2, 3, 2], axes: [1, 2])]
    },
    LawSample("broadcast_in_dim", "out of order", at: { [$0.numbers([3, 2])] }) {
      [bind(BroadcastInDim(TensorType(.f64, [2, 1, 3]), axes: [2, 0]), $0[0])]
    },
    LawSample(
      "broadcast",
      program: """
        func.func @main(%x: tensor<3xf64>) -> tensor<2x1x3xf64> {
          %0 = stablehlo.broadcast %x, sizes = [2, 1] : (tensor<3xf64>) -> tensor<2x1x3xf64>
          return %0 : tensor<2x1x3xf64>
        }
        """, at: { [$0.numbers([3])] }),
    LawSample(
      "dynamic_slice", "somewhere", at: { [$0.numbers([4, 5]), $0.whole([], in: -1..<3)] }
    ) { [dynamicSlice($0[0], at: [$0[1], $0[1]], sizes: [2, 3])] },
    LawSample(
      "dynamic_slice", "moved inside",
      at: { [$0.numbers([4, 5]), $0.these([3], []), $0.these([-7], [])] }
    ) { [dynamicSlice($0[0], at: [$0[1], $0[2]], sizes: [2, 3])] },
    LawSample(
      "dynamic_update_slice",
      at: { [$0.numbers([4, 5]), $0.numbers([2, 3]), $0.whole([], in: -1..<4)] }
    ) { [dynamicUpdateSlice($0[0], $0[1], at: [$0[2], $0[2]])] },
  ]

  static let dynamic: [LawSample] = [
    LawSample(
      "dynamic_reshape",
      program: """
        func.func @main(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
          %s = stablehlo.constant dense<[3, 2]> : tensor<2xi32>
          %0 = stablehlo.dynamic_reshape %x, %s : (tensor<2x3xf64>, tensor<2xi32>)
            -> tensor<3x2xf64>
          return %0 : tensor<3x2xf64>
        }
        """, at: { [$0.numbers([2, 3])] }),
    LawSample(
      "dynamic_broadcast_in_dim",
      program: """
        func.func @main(%x: tensor<3x1xf64>) -> tensor<2x4x3xf64> {
          %s = stablehlo.constant dense<[2, 4, 3]> : tensor<3xi32>
          %0 = stablehlo.dynamic_broadcast_in_dim %x, %s, dims = [2, 0]
            {known_expanding_dimensions = array<i64: 1>, known_nonexpanding_dimensions = array<i64: 0>}
            : (tensor<3x1xf64>, tensor<3xi32>) -> tensor<2x4x3xf64>
          return %0 : tensor<2x4x3xf64>
        }
        """, at: { [$0.numbers([3, 1])] }),
    LawSample(
      "dynamic_pad",
      program: """
        func.func @main(%x: tensor<2x3xf64>, %v: tensor<f64>) -> tensor<4x4xf64> {
          %l = stablehlo.constant dense<[1, -1]> : tensor<2xi32>
          %h = stablehlo.constant dense<[0, 2]> : tensor<2xi32>
          %i = stablehlo.constant dense<[1, 0]> : tensor<2xi32>
          %0 = stablehlo.dynamic_pad %x, %v, %l, %h, %i : (tensor<2x3xf64>, tensor<f64>,
            tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<4x4xf64>
          return %0 : tensor<4x4xf64>
        }
        """, at: { [$0.numbers([2, 3]), $0.scalar()] }),
    LawSample(
      "real_dynamic_slice",
      program: """
        func.func @main(%x: tensor<4x5xf64>) -> tensor<2x3xf64> {
          %a = stablehlo.constant dense<[1, 0]> : tensor<2xi32>
          %b = stablehlo.constant dense<[3, 5]> : tensor<2xi32>
          %c = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
          %0 = stablehlo.real_dynamic_slice %x, %a, %b, %c : (tensor<4x5xf64>, tensor<2xi32>,
            tensor<2xi32>, tensor<2xi32>) -> tensor<2x3xf64>
          return %0 : tensor<2x3xf64>
        }
        """, at: { [$0.numbers([4, 5])] }),
    LawSample(
      "dynamic_gather",
      program: """
        func.func @main(%x: tensor<4x3xf64>, %i: tensor<2x1xi32>) -> tensor<2x2xf64> {
          %s = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
          %0 = "stablehlo.dynamic_gather"(%x, %i, %s) {dimension_numbers = #stablehlo.gather<
            offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0],
            index_vector_dim = 1>, indices_are_sorted = false}
            : (tensor<4x3xf64>, tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xf64>
          return %0 : tensor<2x2xf64>
        }
        """, at: { [$0.numbers([4, 3]), $0.whole([2, 1], in: -1..<5)] }),
    LawSample(
      "torch_index_select",
      program: """
        func.func @main(%x: tensor<2x3x2xf64>, %i: tensor<2x2xi32>) -> tensor<2x2x2xf64> {
          %0 = "stablehlo.torch_index_select"(%x, %i) {dim = 1 : i64, batch_dims = 1 : i64}
            : (tensor<2x3x2xf64>, tensor<2x2xi32>) -> tensor<2x2x2xf64>
          return %0 : tensor<2x2x2xf64>
        }
        """, at: { [$0.numbers([2, 3, 2]), $0.whole([2, 2], in: 0..<3)] }),
    LawSample(
      "set_dimension_size",
      program: """
        func.func @main(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
          %0 = stablehlo.get_dimension_size %x, dim = 1 : (tensor<2x3xf64>) -> tensor<i32>
          %1 = stablehlo.set_dimension_size %x, %0, dim = 1 : (tensor<2x3xf64>, tensor<i32>)
            -> tensor<2x3xf64>
          return %1 : tensor<2x3xf64>
        }
        """, at: { [$0.numbers([2, 3])] }),
  ]

  private static let rows = GatherDimensionNumbers(
    offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: 1)
  private static let boxes = GatherDimensionNumbers(
    offsetDims: [0, 2], startIndexMap: [1, 0], indexVectorDim: 1)
  private static let together = GatherDimensionNumbers(
    offsetDims: [2], collapsedSliceDims: [1], operandBatchingDims: [0],
    startIndicesBatchingDims: [1], startIndexMap: [1], indexVectorDim: 2)

  static let indexing: [LawSample] =
    [
      LawSample(
        "gather", "rows, some twice, some out of range",
        at: { [$0.numbers([4, 3]), $0.these([2, -1, 0, 2, 9], [5])] }
      ) { [gather($0[0], $0[1], rows, sliceSizes: [1, 3])] },
      LawSample(
        "gather", "filled where out of range",
        at: { [$0.numbers([4, 3]), $0.whole([5], in: -2..<6)] }
      ) {
        [
          gather(
            $0[0], $0[1], rows, sliceSizes: [1, 2], mode: .fillOrDrop,
            fill: .full(TensorType(.f64), 0.0))
        ]
      },
      LawSample(
        "gather", "boxes", at: { [$0.numbers([4, 5]), $0.whole([3, 2], in: -3..<5)] }
      ) { [gather($0[0], $0[1], boxes, sliceSizes: [2, 3])] },
      LawSample(
        "gather", "an axis that runs along",
        at: { [$0.numbers([3, 4, 2]), $0.whole([2, 3, 1], in: 0..<5)] }
      ) { [gather($0[0], $0[1], together, sliceSizes: [1, 1, 2])] },
    ] + scatters

  private static let points = ScatterDimensionNumbers(
    insertedWindowDims: [0], scatterDimsToOperandDims: [0], indexVectorDim: 1)
  private static let windows = ScatterDimensionNumbers(
    updateWindowDims: [0, 2], scatterDimsToOperandDims: [1, 0], indexVectorDim: 1)

  private typealias Combine = @Sendable (Tensor, Tensor) throws -> Tensor
  private static let combinations: [(name: String, combine: Combine)] = [
    ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("replace", { $1 }),
    ("multiply", { $0 * $1 }), ("maximum", { maximum($0, $1) }), ("minimum", { minimum($1, $0) }),
    ("a body of its own", { sin($0) * $1 + 2 * $0 }),
  ]

  private static let scatters: [LawSample] = combinations.flatMap { name, combine in
    [
      LawSample(
        "scatter", "\(name), points, some twice, some outside",
        at: {
          [$0.grid([4]), $0.these([2, 0, 2, -1, 4, 2], [6]), $0.numbers([6], in: -1.9...2.1)]
        }
      ) { [scatter($0[0], $0[1], $0[2] + Tensor(0.0021), points, combine)] },
      LawSample(
        "scatter", "\(name), boxes",
        at: {
          [$0.grid([4, 5]), $0.whole([2, 2], in: -1..<4), $0.grid([2, 2, 3], offset: 0.09)]
        }
      ) { [scatter($0[0], $0[1], $0[2], windows, mode: .clip, combine)] },
    ]
  }
}
