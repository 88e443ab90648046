import Foundation
import NumPy
import Testing

private let inf = Double.infinity

@Suite struct NNTests {
  @Test func `activations at and beside their kinks`() {
    let x = t([-2, -0.5, 0, 0.5, 2])
    #expect(relu(x).numbers == [0, 0, 0, 0.5, 2])
    #expect(relu6(x * 5).numbers == [0, 0, 0, 2.5, 6])
    #expect(relu(i([-1, 2])).integers == [0, 2])
    #expect(leakyRelu(x).numbers == [-0.4, -0.1, 0, 0.5, 2])
    #expect(near(elu(t([-1, 1])).numbers, [-0.6321205588285577, 1]))
    #expect(hardSigmoid(t([-4, 0, 4])).numbers == [0, 0.5, 1])
    #expect(hardTanh(x).numbers == [-1, -0.5, 0, 0.5, 1])
    #expect(near(gelu(t([1]), approximate: false).numbers, [0.8413447460685429]))
    #expect(near(silu(t([0, 1])).numbers, [0, 0.7310585786300049]))
    #expect(softShrink(x).numbers == [-1.5, 0, 0, 0, 1.5])
    #expect(hardShrink(x).numbers == [-2, 0, 0, 0, 2])
    #expect(near(softplus(t([0, 1000, -1000])).numbers, [0.6931471805599453, 1000, 0]))
    #expect(sparsePlus(t([-2, 0, 2])).numbers == [0, 0.25, 2])
    #expect(sparseSigmoid(t([-2, 0, 2])).numbers == [0, 0.5, 1])
    #expect(squareplus(t([0])).numbers == [1])
    #expect(near(glu(t([2, 0])).numbers, [1]))
    #expect(elu(t([1000])).numbers == [1000])
  }

  @Test func `shares sum to one, and rows of minus infinity have none`() {
    #expect(near(softmax(t([0, 0, 1000, 1000], [2, 2])).numbers, [0.5, 0.5, 0.5, 0.5]))
    #expect(softmax(t([-inf, 0])).numbers == [0, 1])
    #expect(softmax(t([-inf, -inf])).numbers[0].isNaN)
    #expect(near(logSoftmax(t([0, 0])).numbers, [-0.6931471805599453, -0.6931471805599453]))
    #expect(near(softmax(t([0, 0, 0, 0], [2, 2]), axis: nil).numbers, [0.25, 0.25, 0.25, 0.25]))
    #expect(sparsemax(t([1, 0.5, -3])).numbers == [0.75, 0.25, 0])
  }

  @Test func `classes as rows of zeros and ones`() {
    #expect(oneHot(i([0, 2, 5, -1]), 3).numbers == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    #expect(oneHot(i([0, 1]), 2, axis: 0).shape == [2, 2])
    #expect(multiHot(i([0, 2]), 3).numbers == [1, 0, 1])
    #expect(multiHot(i([0, 2, 1, 1], [2, 2]), 3).numbers == [1, 0, 1, 0, 1, 0])
  }

  @Test func `windows move over pictures`() {
    let x = reshape(arange(16.0, dtype: .f64), [1, 4, 4, 1])
    #expect(maxPool(x, 2).numbers == [5, 7, 13, 15])
    #expect(averagePool(x, 2).numbers == [2.5, 4.5, 10.5, 12.5])
    #expect(maxPool(x, 3, strides: 2, padding: .same).numbers == [10, 11, 14, 15])
    #expect(averagePool(x, 3, strides: 2, padding: .same).numbers == [5, 6.5, 11, 12.5])
    #expect(
      maxPool(transpose(x, [0, 3, 1, 2]), 2, dataFormat: .channelsFirst).shape == [1, 1, 2, 2])
    #expect(adaptiveAveragePool(x, 1).numbers == [7.5])
    #expect(adaptiveMaxPool(x, [2, 1]).numbers == [7, 15])
    let ones3 = ones([3, 3, 1, 1], dtype: .f64)
    #expect(conv(x, ones3).numbers == [45, 54, 81, 90])
    #expect(conv(x, ones3, padding: .same).shape == [1, 4, 4, 1])
    #expect(conv(x, ones3, strides: 2, padding: .same).numbers == [45, 39, 66, 50])
    #expect(conv(x, ones([2, 2, 1, 1], dtype: .f64), dilationRate: 3).numbers == [30])
    #expect(
      conv(t([1, 2, 3], [1, 3, 1]), ones([2, 1, 1], dtype: .f64), padding: .causal).numbers == [
        1, 3, 5,
      ])
    #expect(
      convTranspose(t([1, 2], [1, 2, 1]), ones([3, 1, 1], dtype: .f64), strides: 2).numbers == [
        1, 1, 3, 2, 2,
      ])
    #expect(
      convTranspose(
        t([1, 2], [1, 2, 1]), ones([3, 1, 1], dtype: .f64), strides: 2, padding: .same
      ).shape == [1, 4, 1])
    #expect(
      depthwiseConv(t([1, 2, 3, 4], [1, 2, 2]), t([1, 1, 10, 10], [2, 2, 1])).numbers == [31, 42])
  }

  @Test func `pictures as patches and back`() {
    let x = reshape(arange(9.0, dtype: .f64), [1, 1, 3, 3])
    let columns = unfold(x, 2)
    #expect(columns.shape == [1, 4, 4])
    #expect(columns[0, 0].numbers == [0, 1, 3, 4])
    #expect(columns[0, 3].numbers == [4, 5, 7, 8])
    #expect(fold(columns, 3, 2).numbers == [0, 2, 2, 6, 16, 10, 6, 14, 8])
    #expect(
      fold(unfold(x, 3, padding: 1, stride: 3), 3, 3, padding: 1, stride: 3).shape == [1, 1, 3, 3])
    let d = reshape(arange(8), [1, 1, 2, 4])
    #expect(spaceToDepth(depthToSpace(d, 2), 2).integers == d.integers)
    #expect(depthToSpace(d, 2).integers == [0, 1, 4, 5, 2, 3, 6, 7])
  }

  @Test func `elements are brought to one scale`() {
    let x = t([1, 3])
    #expect(near(layerNormalization(x, epsilon: 0).numbers, [-1, 1]))
    #expect(
      near(layerNormalization(x, gamma: t([2, 2]), beta: t([1, 1]), epsilon: 0).numbers, [-1, 3]))
    #expect(
      near(rmsNormalization(x, epsilon: 0).numbers, [0.4472135954999579, 1.3416407864998738]))
    #expect(
      near(
        batchNormalization(x, t([1, 1]), t([4, 4]), axis: -1, offset: t([1, 1]), epsilon: 0)
          .numbers, [1, 2]))
  }

  @Test func `entropies of sure and of even predictions`() {
    #expect(near(categoricalCrossentropy(t([1, 0]), t([0.5, 0.5])).numbers, [0.6931471805599453]))
    #expect(
      near(
        sparseCategoricalCrossentropy(i([1]), t([0, 0], [1, 2]), fromLogits: true).numbers,
        [0.6931471805599453]))
    #expect(
      near(binaryCrossentropy(t([1]), t([0]), fromLogits: true).numbers, [0.6931471805599453]))
    #expect(near(binaryCrossentropy(t([0]), t([1])).numbers, [16.11809565095832], 1e-6))
    #expect(near(psnr(t([0]), t([0.1]), 1).numbers, [20]))
  }

  @Test func `attention sees what it may`() {
    let q = zeros([1, 2, 1, 1], dtype: .f64)
    let v = t([2, 4], [1, 2, 1, 1])
    #expect(dotProductAttention(q, q, v).numbers == [3, 3])
    #expect(dotProductAttention(q, q, v, isCausal: true).numbers == [2, 3])
    #expect(dotProductAttention(zeros([1, 2, 2, 1], dtype: .f64), q, v).shape == [1, 2, 2, 1])
  }

  @Test func `labels are laid along predictions in all ways`() {
    // Two steps, one label: of the four paths three give it.
    let even = zeros([1, 2, 2], dtype: .f64)
    let loss = ctcLoss(i([1], [1, 1]), even, i([1]), i([2]))
    #expect(near(loss.numbers, [0.2876820724517809], 1e-12))
    #expect(
      near(
        ctcLoss(i([1, 1], [1, 2]), zeros([1, 3, 2], dtype: .f64), i([2]), i([3])).numbers,
        [2.0794415416798357], 1e-12))
    #expect(
      near(ctcLoss(i([1, 0], [1, 2]), even, i([0]), i([2])).numbers, [1.3862943611198906], 1e-12))
    let best = t([0, 1, 0, 1, 1, 0, 0, 1], [1, 4, 2])
    #expect(ctcDecode(best, i([4])).decoded.integers == [1, 1, -1, -1])
    #expect(ctcDecode(best, i([2])).decoded.integers == [1, -1, -1, -1])
  }

  /// The probability of every sequence of labels, all alignments added up; blank is class 0.
  private func sequences(_ logits: [[Double]]) -> [(path: [Int], score: Double)] {
    var all: [[Int]: Double] = [:]
    var alignments: [(classes: [Int], probability: Double)] = [([], 1)]
    for row in logits {
      let total = row.map { Foundation.exp($0) }.reduce(0, +)
      alignments = alignments.flatMap { one in
        row.indices.map { (one.classes + [$0], one.probability * Foundation.exp(row[$0]) / total) }
      }
    }
    for (classes, probability) in alignments {
      var path: [Int] = []
      for (i, c) in classes.enumerated() where c != 0 && (i == 0 || classes[i - 1] != c) {
        path.append(c)
      }
      all[path, default: 0] += probability
    }
    return all.map { ($0.key, Foundation.log($0.value)) }.sorted { $0.1 > $1.1 }
  }

  @Test func `a beam that is wide enough finds the likeliest labels with all their alignments`() {
    let rows: [[Double]] = [
      [0.1, 0.9, 0.3], [1.2, 0.8, -0.4], [0.2, 1.1, 0.7], [0.9, -0.3, 0.6], [0.5, 0.4, 1.3],
    ]
    let x = t(rows.flatMap { $0 } + rows.reversed().flatMap { $0 }, [2, 5, 3])
    let found = ctcDecode(x, i([5, 3]), strategy: .beamSearch, beamWidth: 64, topPaths: 4)
    #expect(found.decoded.shape == [4, 2, 5] && found.scores.shape == [2, 4])
    let (paths, scores) = (found.decoded.integers, found.scores.numbers)
    for (row, logits) in [rows, Array(rows.reversed().prefix(3))].enumerated() {
      for (rank, expected) in sequences(logits).prefix(4).enumerated() {
        let start = (rank * 2 + row) * 5
        #expect(paths[start..<start + 5].filter { $0 >= 0 } == expected.path)
        #expect(near([scores[row * 4 + rank]], [expected.score], 1e-12))
      }
    }
    // The path of the likeliest classes is not the likeliest one.
    #expect(ctcDecode(x, i([5, 3])).decoded.integers[..<5] != paths[..<5])
  }

  @Test func `a narrow beam keeps what it can, and says where there is nothing`() {
    let x = t([0, 5, 0, 5, 0, 0], [1, 3, 2])
    let found = ctcDecode(x, i([3]), strategy: .beamSearch, beamWidth: 8, topPaths: 8)
    // Of two classes in three steps: nothing, one label, or two with a blank between.
    #expect(found.scores.numbers.filter { $0 > -.infinity }.count == 3)
    #expect(found.decoded.integers[9...].allSatisfy { $0 == -1 })
    let one = ctcDecode(x, i([3]), strategy: .beamSearch, beamWidth: 1)
    #expect(one.decoded.integers == [1, -1, -1])
    let last = ctcDecode(x, i([3]), strategy: .beamSearch, beamWidth: 4, maskIndex: 1)
    #expect(last.decoded.integers == [0, -1, -1])
  }
}
