import ConformanceKit
import NumPy
import Touchstone

/// Functions composed of operations, for the laws.
enum ComposedSamples {
  static let all = reductions + shapes + contractions + matrices + neural + wrapped

  private static let reductions: [LawSample] = [
    LawSample("softmax", at: { [$0.numbers([2, 3])] }) { [softmax($0[0])] },
    LawSample("logSoftmax", at: { [$0.numbers([3, 4])] }) { [logSoftmax($0[0], axis: 0)] },
    LawSample("logsumexp", at: { [$0.numbers([3, 4])] }) { [logsumexp($0[0], axis: 1)] },
    LawSample("mean", at: { [$0.numbers([3, 4])] }) { [mean($0[0], axis: 0)] },
    LawSample("var", at: { [$0.numbers([3, 4])] }) { [NumPy.var($0[0], axis: 1)] },
    LawSample("std", at: { [$0.numbers([5])] }) { [NumPy.std($0[0])] },
    LawSample("prod", at: { [$0.numbers([2, 3])] }) { [prod($0[0], axis: 1)] },
    LawSample("max", at: { [$0.numbers([3, 4])] }) { [NumPy.max($0[0], axis: 1)] },
    LawSample("ptp", at: { [$0.numbers([5])] }) { [ptp($0[0])] },
    LawSample("median", at: { [$0.numbers([5])] }) { [median($0[0])] },
    LawSample("quantile", at: { [$0.numbers([5])] }) { [quantile($0[0], Tensor(0.3))] },
    LawSample("norm", at: { [$0.numbers([3, 2])] }) { [norm($0[0])] },
    LawSample("cumsum", at: { [$0.numbers([2, 5])] }) { [cumsum($0[0], axis: 1)] },
    LawSample("cumprod", at: { [$0.numbers([5])] }) { [cumprod($0[0], axis: 0)] },
    LawSample("cummax", at: { [$0.numbers([5])] }) { [cummax($0[0], axis: 0)] },
    LawSample("cumlogsumexp", at: { [$0.numbers([5])] }) { [cumlogsumexp($0[0], axis: 0)] },
    LawSample("logaddexp", at: { [$0.numbers([5]), $0.numbers([5])] }) {
      [logaddexp($0[0], $0[1])]
    },
    LawSample("hypot", at: { [$0.numbers([5]), $0.numbers([5])] }) { [hypot($0[0], $0[1])] },
    LawSample("sinc", at: { [$0.numbers([5])] }) { [sinc($0[0])] },
  ]

  private static let shapes: [LawSample] = [
    LawSample("NumPy.sort", at: { [$0.numbers([3, 4])] }) { [NumPy.sort($0[0], axis: 0)] },
    LawSample("take", at: { [$0.numbers([4, 3]), $0.whole([5], in: 0..<4)] }) {
      [take($0[0], $0[1], axis: 0)]
    },
    LawSample("takeAlongAxis", at: { [$0.numbers([4, 3]), $0.whole([2, 3], in: 0..<4)] }) {
      [takeAlongAxis($0[0], $0[1], axis: 0)]
    },
    LawSample("subscript", at: { [$0.numbers([4, 5])] }) { [$0[0][1..., Steps(by: 2)]] },
    LawSample("at add", at: { [$0.numbers([4]), $0.whole([5], in: 0..<4), $0.numbers([5])] }) {
      [$0[0].at[$0[1]].add($0[2])]
    },
    LawSample("NumPy.pad", at: { [$0.numbers([3, 4])] }) {
      [NumPy.pad($0[0], [[1, 2], [0, 1]], mode: .reflect)]
    },
    LawSample("roll", at: { [$0.numbers([3, 4])] }) { [roll($0[0], 2, axis: 1)] },
    LawSample("tile", at: { [$0.numbers([2, 3])] }) { [tile($0[0], [2, 1, 2])] },
    LawSample("stack", at: { [$0.numbers([2, 3]), $0.numbers([2, 3])] }) { [stack($0, axis: 1)] },
    LawSample("split", at: { [$0.numbers([5, 2])] }) { split($0[0], [1, 3]) },
    LawSample("where", at: { [$0.flags([2, 3]), $0.numbers([2, 3]), $0.numbers([3])] }) {
      [NumPy.where($0[0], $0[1], $0[2])]
    },
    LawSample("diag", at: { [$0.numbers([3, 3])] }) { [diag($0[0])] },
    LawSample("tril", at: { [$0.numbers([3, 4])] }) { [tril($0[0], k: 1)] },
    LawSample("rot90", at: { [$0.numbers([2, 3])] }) { [rot90($0[0])] },
    LawSample("interp", at: { [$0.numbers([5], in: 0.1...3.9), $0.numbers([5])] }) {
      [interp($0[0], Tensor([0.0, 1, 2, 3, 4]), $0[1])]
    },
  ]

  private static let contractions: [LawSample] = [
    LawSample("matmul", at: { [$0.numbers([2, 1, 2, 3]), $0.numbers([3, 3, 2])] }) {
      [NumPy.matmul($0[0], $0[1])]
    },
    LawSample(
      "NumPy.einsum", at: { [$0.numbers([2, 3]), $0.numbers([3, 4]), $0.numbers([4])] }
    ) { [einsum("ij,jk,k->i", $0[0], $0[1], $0[2])] },
    LawSample("tensordot", at: { [$0.numbers([2, 3, 2]), $0.numbers([3, 2, 2])] }) {
      [tensordot($0[0], $0[1])]
    },
    LawSample("outer", at: { [$0.numbers([2]), $0.numbers([3])] }) { [outer($0[0], $0[1])] },
    LawSample("kron", at: { [$0.numbers([2, 2]), $0.numbers([1, 3])] }) { [kron($0[0], $0[1])] },
    LawSample("cross", at: { [$0.numbers([2, 3]), $0.numbers([2, 3])] }) {
      [cross($0[0], $0[1])]
    },
    LawSample("convolve", at: { [$0.numbers([5]), $0.numbers([3])] }) { [convolve($0[0], $0[1])] },
    LawSample("polyval", at: { [$0.numbers([4]), $0.numbers([3])] }) { [polyval($0[0], $0[1])] },
    LawSample("corrcoef", at: { [$0.numbers([2, 5])] }) { [corrcoef($0[0])] },
  ]

  private static let matrices: [LawSample] = [
    LawSample("solve", at: { [$0.numbers([3, 3]), $0.numbers([3, 2])] }) { [solve($0[0], $0[1])] },
    LawSample("inv", at: { [$0.numbers([3, 3])] }) { [inv($0[0])] },
    LawSample("det", at: { [$0.numbers([3, 3])] }) { [det($0[0])] },
    LawSample("det", "by elimination", at: { [$0.numbers([4, 4])] }) { [det($0[0])] },
    LawSample("det", "batch", at: { [$0.numbers([2, 4, 4])] }) { [det($0[0])] },
    LawSample("slogdet", at: { [$0.numbers([3, 3])] }) { [slogdet($0[0]).logabsdet] },
    LawSample("pinv", at: { [$0.numbers([3, 2])] }) { [pinv($0[0])] },
    LawSample("lstsq", at: { [$0.numbers([4, 2]), $0.numbers([4])] }) { [lstsq($0[0], $0[1])] },
    LawSample("matrixPower", at: { [$0.numbers([3, 3])] }) { [matrixPower($0[0], 3)] },
    LawSample("expm", at: { [$0.numbers([2, 2])] }) { [expm($0[0])] },
    LawSample("trace", at: { [$0.numbers([3, 3])] }) { [trace($0[0])] },
  ]

  private static let neural: [LawSample] = [
    LawSample("relu", at: { [$0.grid([5])] }) { [relu($0[0])] },
    LawSample("gelu", at: { [$0.numbers([5])] }) { [gelu($0[0])] },
    LawSample("silu", at: { [$0.numbers([5])] }) { [silu($0[0])] },
    LawSample("softplus", at: { [$0.numbers([5])] }) { [softplus($0[0])] },
    LawSample("glu", at: { [$0.numbers([2, 4])] }) { [glu($0[0])] },
    LawSample("conv", at: { [$0.numbers([1, 4, 5, 2]), $0.numbers([2, 3, 2, 2])] }) {
      [conv($0[0], $0[1], strides: 2, padding: .same)]
    },
    LawSample("convTranspose", at: { [$0.numbers([1, 3, 2]), $0.numbers([2, 3, 2])] }) {
      [convTranspose($0[0], $0[1], strides: 2)]
    },
    LawSample("maxPool", at: { [$0.numbers([1, 5, 2])] }) { [maxPool($0[0], 2, strides: 1)] },
    LawSample("averagePool", at: { [$0.numbers([1, 5, 2])] }) {
      [averagePool($0[0], 2, strides: 2, padding: .same)]
    },
    LawSample("layerNormalization", at: { [$0.numbers([2, 5])] }) {
      [layerNormalization($0[0])]
    },
    LawSample(
      "attention", at: { draw in (0..<3).map { _ in draw.numbers([1, 3, 2, 2]) } }
    ) { [dotProductAttention($0[0], $0[1], $0[2])] },
    LawSample("resize", at: { [$0.numbers([3, 3, 1])] }) { [resize($0[0], [5, 4])] },
  ]

  private static let wrapped: [LawSample] = [
    LawSample("checkpoint", at: { [$0.numbers([3]), $0.numbers([3])] }) { x in
      [checkpoint { (t: Tensor) in sin(t * x[1]) * t }(x[0])]
    },
    LawSample("customJVP", at: { [$0.numbers([3])] }) {
      [customJVP({ sin($0) }, jvp: { x, dx in (sin(x), cos(x) * dx) })($0[0])]
    },
    LawSample("scan", "of trees", at: { [$0.numbers([4]), $0.scalar(), $0.scalar()] }) { x in
      let (last, all) = scan({ (c: Tensor, t: Tensor) in (sin(c * x[2]) + t, c * t) }, x[1], x[0])
      return [last, all]
    },
  ]
}
