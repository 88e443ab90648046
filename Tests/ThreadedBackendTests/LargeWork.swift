import ConformanceKit
import Testing
import Touchstone

/// An operation on operands large enough to be shared out as they are.
struct LargeWork: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Literals, as cases have them.
  let operands: [String]
  let compute: @Sendable ([Tensor]) -> [Tensor]

  init(
    _ name: String, _ operands: String..., compute: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    testDescription = name
    self.operands = operands
    self.compute = compute
  }

  /// The results on `backend`, with the operands made anew.
  func results(on backend: any Backend) throws -> [HostTensor] {
    let x = try operands.map { Tensor(try Literal.parse($0)) }
    return try withBackend(backend) {
      try checking { compute(x) }.map { try $0.host() }
    }
  }

  /// Whether it is made of products of matrices, which OpenBLAS may add up in another order.
  var isProduct: Bool { Self.products.contains { $0.testDescription == testDescription } }

  static let all = elementwise + movement + reductions + products + orders + others

  static let elementwise = [
    LargeWork("adds", "f32[70001] random 1 special", "f32[70001] random 2 special") {
      [$0[0] + $0[1]]
    },
    LargeWork("adds what nobody else holds", "f32[40001] random 1", "f32[40001] random 2") {
      [($0[0] * $0[1]) + ($0[0] - $0[1])]
    },
    LargeWork("squares by itself", "f64[50003] random 3") { [$0[0] * $0[0]] },
    LargeWork("takes functions", "f32[20011] random 4 special") {
      [exp($0[0]), tanh($0[0]), digamma($0[0]), rsqrt($0[0])]
    },
    LargeWork("computes in few bits", "bf16[40001] random 5", "f16[40001] random 6") {
      [$0[0] * $0[0], exp($0[1]), convert($0[0], to: .f16)]
    },
    LargeWork("converts", "f32[40001] random 7 special") {
      [convert($0[0], to: .i8), convert($0[0], to: .f64), convert($0[0], to: .bf16)]
    },
    LargeWork("compares and selects", "f32[200,301] random 8 special", "f32[200,301] random 9") {
      [select(less($0[0], $0[1]), $0[0], $0[1])]
    },
    LargeWork("clamps to scalars", "f32[60001] random 10 special") {
      [clamp(Tensor(-0.5 as Float), $0[0], Tensor(0.5 as Float))]
    },
    LargeWork("multiplies complex numbers", "complex64[40001] random 11") {
      [$0[0] * $0[0], abs($0[0]), real($0[0])]
    },
    LargeWork("divides integers", "i32[40001] random 12 special", "i32[40001] random 13") {
      [$0[0] / $0[1], remainder($0[0], $0[1])]
    },
    LargeWork("wraps few bits", "i4[80001] random 14", "i4[80001] random 15") {
      [$0[0] + $0[1], $0[0] * $0[1]]
    },
  ]

  static let movement = [
    LargeWork("transposes", "f32[301,203] random 1") { [transpose($0[0])] },
    LargeWork("permutes", "f32[17,65,9,31] random 2") { [transpose($0[0], [2, 0, 3, 1])] },
    LargeWork("broadcasts", "f32[301] random 3") {
      [broadcast($0[0], to: [150, 301], axes: [1]), broadcast($0[0], to: [301, 150], axes: [0])]
    },
    LargeWork("slices with strides, reversed", "f64[411,307] random 4") {
      [reverse(slice($0[0], from: [1, 2], to: [411, 307], strides: [2, 3]), axes: [0, 1])]
    },
    LargeWork("pads", "i8[101,303] random 5", "i8[] 7") {
      [pad($0[0], with: $0[1], low: [3, -2], high: [-1, 5], interior: [1, 2])]
    },
    LargeWork("concatenates", "f32[101,203] random 6", "f32[101,99] random 7") {
      [concatenate([$0[0], $0[1], $0[0]], axis: 1)]
    },
    LargeWork("updates a slice", "f32[301,203] random 8", "f32[150,201] random 9") {
      [dynamicUpdateSlice($0[0], $0[1], at: [Tensor(40 as Int32), Tensor(1 as Int32)])]
    },
    LargeWork("moves nothing", "f32[0,40000]") { [transpose($0[0]), $0[0] + $0[0]] },
  ]

  static let reductions = [
    LargeWork("sums all", "f32[100007] random 1") { [reduceSum($0[0])] },
    LargeWork("sums rows", "f32[301,203] random 2") { [reduceSum($0[0], [1])] },
    LargeWork("sums many rows", "f32[5003,13] random 3") { [reduceSum($0[0], [0])] },
    LargeWork("sums the middle", "f64[11,509,17] random 4") { [reduceSum($0[0], [1])] },
    LargeWork("finds the largest", "f32[401,203] random 5 special") {
      [reduceMax($0[0], [0]), reduceMax($0[0], [1]), reduceMax($0[0]), reduceMin($0[0])]
    },
    LargeWork("multiplies integers", "i32[401,203] random 6") { [reduceProd($0[0], [0])] },
    LargeWork("sums few bits", "bf16[3,20011] random 7") { [reduceSum($0[0], [1])] },
    LargeWork("sums nothing", "f32[0,30000]") { [reduceSum($0[0], [0])] },
    LargeWork("pools", "f32[5,33,31,19] random 8 special") {
      [
        reduceWindow(
          $0[0], Tensor(-Float.infinity), windowDimensions: [1, 3, 2, 1],
          windowStrides: [1, 2, 2, 1], body: maximum)
      ]
    },
    LargeWork("accumulates", "f32[600,301] random 9") {
      [
        reduceWindow(
          $0[0], Tensor(0 as Float), windowDimensions: [600, 1], padding: [[599, 0], [0, 0]],
          body: { $0 + $1 })
      ]
    },
    LargeWork(
      "scatters to the selected", "f32[6,33,31,9] random 10 ties", "f32[6,16,15,9] random 11"
    ) {
      [
        selectAndScatter(
          $0[0], $0[1], Tensor(0 as Float), windowDimensions: [1, 3, 3, 1],
          windowStrides: [1, 2, 2, 1], select: greaterEqual, scatter: { $0 + $1 })
      ]
    },
  ]

  static let products = [
    LargeWork("multiplies matrices", "f32[311,257] random 1", "f32[257,301] random 2") {
      [matmul($0[0], $0[1]), matmul(transpose($0[1]), transpose($0[0]))]
    },
    LargeWork("multiplies large matrices", "f32[701,511] random 1", "f32[511,603] random 2") {
      [matmul($0[0], $0[1])]
    },
    LargeWork("multiplies a batch", "f64[37,19,53] random 3", "f64[37,53,41] random 4") {
      [matmul($0[0], $0[1])]
    },
    LargeWork("multiplies complex matrices", "complex64[403,104] random 5") {
      [matmul($0[0], transpose($0[0]))]
    },
    LargeWork("multiplies integers", "i32[101,203] random 6", "i32[203,77] random 7") {
      [matmul($0[0], $0[1])]
    },
    LargeWork("multiplies few bits", "bf16[203,101] random 8", "bf16[101,301] random 9") {
      [matmul($0[0], $0[1])]
    },
    convolution("convolves", "f32[5,27,29,7] random 10", "f32[3,3,7,13] random 11"),
    convolution(
      "convolves in groups", "f32[3,27,29,12] random 12", "f32[3,3,3,20] random 13", groups: 4),
    convolution("convolves in tiles", "f32[3,30,43,20] random 16", "f32[3,3,20,33] random 17"),
    LargeWork(
      "finds a kernel's gradient", "f32[40,20,20,6] random 14", "f32[3,3,6,8] random 15"
    ) { x in
      [grad { (kernel: Tensor) in reduceSum(square(convolved(x[0], kernel))) }(x[1])]
    },
  ]

  private static func convolution(
    _ name: String, _ input: String, _ kernel: String, groups: Int = 1
  ) -> LargeWork {
    LargeWork(name, input, kernel) { [convolved($0[0], $0[1], groups: groups)] }
  }

  private static func convolved(_ x: Tensor, _ kernel: Tensor, groups: Int = 1) -> Tensor {
    Touchstone.convolution(
      x, kernel, windowStrides: [1, 1], padding: [[1, 1], [1, 1]],
      dimensionNumbers: .channelsLast(rank: 4), featureGroupCount: groups)
  }

  static let orders = [
    LargeWork("sorts one row", "f32[70001] random 1 ties") {
      [sort($0[0], dimension: 0), sort($0[0], dimension: 0, descending: true)]
    },
    LargeWork("sorts specials", "f64[50001] random 2 special") { [sort($0[0], dimension: 0)] },
    LargeWork("sorts columns", "i32[301,40] random 3") { [sort($0[0], dimension: 0)] },
    LargeWork("finds the largest few", "f32[40,1001] random 4 ties") {
      let top = topK($0[0], 7)
      return [top.values, top.indices]
    },
  ]

  static let others = [
    LargeWork("gathers rows", "f32[101,64] random 1", "i32[701,1] random 2 indices 101") {
      [
        gather(
          $0[0], $0[1],
          GatherDimensionNumbers(
            offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: 1),
          sliceSizes: [1, 64])
      ]
    },
    LargeWork(
      "scatters rows", "f32[101,64] random 3", "i32[701,1] random 4 indices 101",
      "f32[701,64] random 5"
    ) {
      [
        scatter(
          $0[0], $0[1], $0[2],
          ScatterDimensionNumbers(
            updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0],
            indexVectorDim: 1), { $0 + $1 })
      ]
    },
    LargeWork(
      "scatters what lies partly outside", "f32[64,301] random 3", "i32[701,2] random 4 indices 80",
      "f32[701,290] random 5"
    ) {
      let dimensions = ScatterDimensionNumbers(
        updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0, 1],
        indexVectorDim: 1)
      return [
        scatter($0[0], $0[1] - Tensor(9 as Int32), $0[2], dimensions, { $0 + $1 }),
        scatter($0[0], $0[1], $0[2], dimensions, maximum),
      ]
    },
    LargeWork(
      "scatters columns of few bits", "bf16[90,101] random 3", "i32[301,1] random 4 indices 120",
      "bf16[90,301] random 5"
    ) {
      [
        scatter(
          $0[0], $0[1], $0[2],
          ScatterDimensionNumbers(
            updateWindowDims: [0], insertedWindowDims: [1], scatterDimsToOperandDims: [1],
            indexVectorDim: 1), { $0 + $1 })
      ]
    },
    LargeWork("makes random bits", "ui64[2] 5 9") {
      [
        rngBitGenerator($0[0], TensorType(.ui32, [203, 101]), algorithm: .threeFry).bits,
        rngBitGenerator($0[0], TensorType(.ui64, [20_001]), algorithm: .philox).bits,
        rngBitGenerator($0[0], TensorType(.ui16, [3, 7001]), algorithm: .philox).bits,
      ]
    },
    LargeWork("transforms lines", "complex64[40,210] random 6") {
      [fft($0[0], lengths: [210]), fft($0[0], .inverse, lengths: [40, 210])]
    },
    LargeWork("normalizes", "f32[9,40,71] random 7", "f32[40] random 8") {
      let made = batchNormTraining($0[0], $0[1], $0[1], epsilon: 0.001, featureIndex: 1)
      return [made.output, made.mean, made.variance]
    },
    LargeWork("factors a batch", "f64[12,31,31] random 9") {
      let symmetric = matmul($0[0], transpose($0[0], [0, 2, 1]))
      let (q, r) = qr($0[0])
      return [cholesky(symmetric), q, r, eigh(symmetric).w]
    },
    LargeWork("normalizes by softmax", "f32[203,301] random 10") {
      let top = broadcast(reduceMax($0[0], [1]), to: [203, 301], axes: [0])
      let powers = exp($0[0] - top)
      return [powers / broadcast(reduceSum(powers, [1]), to: [203, 301], axes: [0])]
    },
  ]
}
