import NumPy
import Testing

private let inf = Double.infinity
private let nan = Double.nan

@Suite struct SortingTests {
  @Test func `NaN comes last and zeros keep their order`() {
    let sorted = sort(t([nan, 2, -inf, 0, -0.0, inf, -nan])).numbers
    #expect(near(sorted, [-inf, 0, -0.0, 2, inf, nan, nan]))
    #expect(sorted[1].sign == .plus)
    #expect(sorted[2].sign == .minus)
    #expect(argsort(t([nan, 0, -0.0, -1])).integers == [3, 1, 2, 0])
    #expect(sort(i([3, 1, 2])).integers == [1, 2, 3])
    #expect(sort(t([3, 1, 4, 2], [2, 2]), axis: 0).numbers == [3, 1, 4, 2])
    #expect(sort(t([3, 1, 4, 2], [2, 2]), axis: nil).numbers == [1, 2, 3, 4])
    #expect(argsort(i([2, 1, 2, 1])).integers == [1, 3, 0, 2])
    #expect(sort(Tensor([true, false])).answers == [false, true])
    #expect(sort(zeros([0])).shape == [0])
    #expect(lexsort([i([1, 0, 0]), i([0, 1, 0])]).integers == [2, 0, 1])
    #expect(partition(t([3, 1, 2]), 1).numbers[1] == 2)
    #expect(argpartition(t([3, 1, 2]), 0).integers[0] == 1)
  }

  @Test func `places in an ascending vector are found by halves`() {
    let s = t([1, 2, 2, 4])
    #expect(searchsorted(s, t([0, 1, 2, 3, 9])).integers == [0, 0, 1, 3, 4])
    #expect(searchsorted(s, t([0, 1, 2, 3, 9]), side: .right).integers == [0, 1, 3, 3, 4])
    #expect(searchsorted(t([1, nan]), t([nan, inf])).integers == [1, 1])
    #expect(searchsorted(t([1, nan]), t([nan]), side: .right).integers == [2])
    #expect(searchsorted(zeros([0]), t([1])).integers == [0])
    for n in 1...9 {
      let found = searchsorted(arange(n), arange(n)).integers
      #expect(found == Array(0..<n))
    }
    #expect(isin(i([1, 5]), i([5, 6])).answers == [false, true])
    #expect(isin(i([1, 5]), i([5, 6]), invert: true).answers == [true, false])
  }

  @Test func `different elements are listed once`() {
    let x = i([3, 1, 3, 2, 1], [5])
    #expect(unique(x).integers == [1, 2, 3])
    let all = uniqueAll(x, size: 5, fillValue: -1)
    #expect(all.values.integers == [1, 2, 3, -1, -1])
    #expect(all.indices.integers == [1, 3, 0, 0, 0])
    #expect(all.counts.integers == [2, 1, 2, 0, 0])
    #expect(all.inverse.integers == [2, 0, 2, 1, 0])
    #expect(unique(x, size: 2).integers == [1, 2])
    #expect(near(unique(t([nan, 1, nan])).numbers, [1, nan]))
    #expect(unique(x, size: 4).integers == [1, 2, 3, 1])
  }

  @Test func `targets among the greatest`() {
    let p = t([0.1, 0.5, 0.4, 0.3, 0.3, 0.4], [2, 3])
    #expect(inTopK(i([1, 0]), p, 1).answers == [true, false])
    #expect(inTopK(i([2, 1]), p, 2).answers == [true, true])
    #expect(inTopK(i([9, 2]), p, 1).answers == [false, true])
  }

  @Test func `between points lie lines`() {
    let (xp, fp) = (t([0, 1, 3]), t([0, 10, 30]))
    #expect(interp(t([-1, 0.5, 2, 9]), xp, fp).numbers == [0, 5, 20, 30])
    #expect(interp(t([-1, 9]), xp, fp, left: -7, right: 7).numbers == [-7, 7])
  }
}
