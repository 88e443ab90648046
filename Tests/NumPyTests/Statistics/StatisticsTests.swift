import NumPy
import Testing

private let nan = Double.nan

@Suite struct StatisticsTests {
  @Test func `variances are of the whole, or of a sample`() {
    #expect(NumPy.var(t([1, 2, 3, 4])).numbers == [1.25])
    #expect(near(NumPy.var(t([1, 2, 3, 4]), ddof: 1).numbers, [5.0 / 3]))
    #expect(std(t([2, 4])).numbers == [1])
    #expect(NumPy.var(complex(t([1, -1]), t([1, -1]))).numbers == [2])
    #expect(NumPy.var(t([5])).numbers == [0])
    #expect(average(t([1, 3]), weights: t([3, 1])).numbers == [1.5])
  }

  @Test func `quantiles lie between elements as the method says`() {
    let x = t([3, 1, 2, 4])
    #expect(quantile(x, Tensor(0.5)).numbers == [2.5])
    #expect(median(x).numbers == [2.5])
    #expect(quantile(x, Tensor(0.1), method: .lower).numbers == [1])
    #expect(quantile(x, Tensor(0.1), method: .higher).numbers == [2])
    #expect(quantile(x, Tensor(0.1), method: .midpoint).numbers == [1.5])
    #expect(quantile(x, Tensor(0.5), method: .nearest).numbers == [3])
    #expect(near(quantile(x, Tensor(0.1)).numbers, [1.3]))
    #expect(near(percentile(x, t([0, 100])).numbers, [1, 4]))
    let y = t([1, 5, 2, 8, 3, 9], [2, 3])
    #expect(median(y, axis: 0).numbers == [4.5, 4, 5.5])
    #expect(quantile(y, t([0, 1]), axis: 1).shape == [2, 2])
    #expect(quantile(y, t([0, 1]), axis: 1).numbers == [1, 3, 5, 9])
    #expect(quantile(y, t([0, 1]), axis: 1, keepdims: true).shape == [2, 2, 1])
    #expect(median(t([1, nan])).numbers[0].isNaN)
    #expect(nanmedian(t([1, nan, 3, nan])).numbers == [2])
    #expect(median(i([1, 2])).dtype == .f32)
  }

  @Test func `elements are counted by value and by bin`() throws {
    #expect(bincount(i([0, 2, 2, 5])).integers == [1, 0, 2, 0, 0, 1])
    #expect(
      bincount(i([0, 2]), weights: t([0.5, 1.5]), minlength: 4).numbers == [0.5, 0, 1.5, 0])
    #expect(bincount(i([0, 1, 9]), length: 2).integers == [1, 1])
    let (counts, edges) = histogram(t([0, 1, 2, 4]), bins: 4)
    #expect(counts.integers == [1, 1, 1, 1])
    #expect(edges.numbers == [0, 1, 2, 3, 4])
    #expect(histogram(t([-1, 0, 0.5, 2, nan]), edges: t([0, 1, 2])).integers == [2, 1])
    #expect(histogram(t([3, 3]), bins: 2).edges.numbers == [2.5, 3, 3.5])
    #expect(digitize(t([0.5, 1, 3]), t([1, 2])).integers == [0, 1, 2])
    #expect(digitize(t([1]), t([1, 2]), right: true).integers == [0])
  }

  @Test func `rows correlate`() {
    let x = t([1, 2, 3, 3, 2, 1], [2, 3])
    #expect(near(corrcoef(x).numbers, [1, -1, -1, 1]))
    #expect(cov(x).numbers == [1, -1, -1, 1])
    let (m, v) = moments(x, [0])
    #expect(m.numbers == [2, 2, 2])
    #expect(v.numbers == [1, 0, 1])
  }
}
