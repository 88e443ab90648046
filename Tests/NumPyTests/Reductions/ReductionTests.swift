import NumPy
import Testing

private let inf = Double.infinity
private let nan = Double.nan

@Suite struct ReductionTests {
  let x = t([1, 2, 3, 4, 5, 6], [2, 3])

  @Test func `axes are one, several, negative or all, and may stay`() {
    #expect(sum(x).numbers == [21])
    #expect(sum(x).shape == [])
    #expect(sum(x, axis: 0).numbers == [5, 7, 9])
    #expect(sum(x, axis: -1, keepdims: true).shape == [2, 1])
    #expect(sum(x, axis: [0, -1]).numbers == [21])
    #expect(sum(x, keepdims: true).shape == [1, 1])
    #expect(prod(x, axis: 1).numbers == [6, 120])
    #expect(mean(x, axis: 0).numbers == [2.5, 3.5, 4.5])
    #expect(max(x, axis: 1).numbers == [3, 6])
    #expect(min(x).numbers == [1])
    #expect(ptp(x, axis: 1).numbers == [2, 2])
    #expect(sum(Tensor(3.0)).numbers == [3])
  }

  @Test func `narrow integers are summed wide and booleans are counted`() {
    #expect(sum(Tensor([100, 100] as [Int8])).dtype == .i32)
    #expect(sum(Tensor([100, 100] as [Int8])).integers == [200])
    #expect(sum(Tensor([200, 200] as [UInt8])).dtype == .ui32)
    #expect(sum(Tensor([true, true])).integers == [2])
    #expect(mean(i([1, 2])).dtype == .f32)
    #expect(countNonzero(i([0, 3, 0, 1])).integers == [2])
    #expect(NumPy.any(i([0, 2])).answers == [true])
    #expect(all(i([0, 2])).answers == [false])
    #expect(cumsum(Tensor([true, true])).integers == [1, 2])
  }

  @Test func `nothing has a sum and a product, but no extreme`() {
    let none = zeros([0, 2])
    #expect(sum(none, axis: 0).numbers == [0, 0])
    #expect(prod(none, axis: 0).numbers == [1, 1])
    #expect(near(mean(none, axis: 0).numbers, [nan, nan]))
    #expect(max(none, axis: 0, initial: -1).numbers == [-1, -1])
    #expect(NumPy.any(none).answers == [false])
    #expect(all(none).answers == [true])
    #expect(logsumexp(none, axis: 0).numbers == [-inf, -inf])
    let error = #expect(throws: TensorError.self) { try checking { max(none, axis: 0) } }
    #expect(
      error?.description
        == "max(f32[0,2]): axis 0 of the shape [0, 2] has no elements to choose from")
    #expect(max(none, axis: 1).shape == [0])
  }

  @Test func `wrong axes are named`() {
    let error = #expect(throws: TensorError.self) { try checking { sum(x, axis: 2) } }
    #expect(error?.description == "sum(f64[2,3]): axis 2 is none of the 2 axes, which are -2..<2")
    #expect(throws: TensorError.self) { try checking { sum(x, axis: [0, -2]) } }
  }

  @Test func `extremes are found at the first of equal ones, and at the first NaN`() {
    #expect(argmax(t([1, 3, 3, 2])).integers == [1])
    #expect(argmin(t([2, 1, 1])).integers == [1])
    #expect(argmax(t([1, nan, 9, nan])).integers == [1])
    #expect(argmax(x, axis: -1).integers == [2, 2])
    #expect(argmax(x, axis: 0, keepdims: true).shape == [1, 3])
    #expect(argmax(t([-inf, -inf])).integers == [0])
    #expect(max(t([1, nan])).numbers[0].isNaN)
    #expect(argmax(x, keepdims: true).shape == [1, 1])
  }

  @Test func `what is not NaN is counted alone`() {
    let y = t([1, nan, 3, nan, nan, nan], [2, 3])
    #expect(nansum(y, axis: 1).numbers == [4, 0])
    #expect(near(nanmean(y, axis: 1).numbers, [2, nan]))
    #expect(near(nanvar(y, axis: 1).numbers, [1, nan]))
    #expect(near(nanmax(y, axis: 1).numbers, [3, nan]))
    #expect(near(nanmin(y, axis: 1).numbers, [1, nan]))
    #expect(nanargmax(y, axis: 1).integers == [2, -1])
    #expect(nanprod(y).numbers == [3])
    #expect(nancumsum(t([1, nan, 2])).numbers == [1, 1, 3])
  }

  @Test func `running sums go along an axis, either way`() {
    #expect(cumsum(t([1, 2, 3, 4, 5])).numbers == [1, 3, 6, 10, 15])
    #expect(cumsum(t([1, 2, 3, 4, 5]), axis: 0, reverse: true).numbers == [15, 14, 12, 9, 5])
    #expect(cumprod(x, axis: -1).numbers == [1, 2, 6, 4, 20, 120])
    #expect(cummax(t([1, 3, 2, 5])).numbers == [1, 3, 3, 5])
    #expect(cummin(t([3, 1, 2]), axis: 0, reverse: true).numbers == [1, 1, 2])
    #expect(cumsum(x).numbers == [1, 3, 6, 10, 15, 21])
    #expect(cumsum(zeros([0])).shape == [0])
    #expect(cumsum(x, axis: 0).numbers == [1, 2, 3, 5, 7, 9])
    #expect(near(cumlogsumexp(t([0, 0, 0])).numbers, [0, 0.6931471805599453, 1.0986122886681098]))
  }

  @Test func `the sum of exponentials does not overflow`() {
    #expect(near(logsumexp(t([1000, 1000])).numbers, [1000.6931471805599]))
    #expect(logsumexp(t([-inf, -inf])).numbers == [-inf])
    #expect(logsumexp(t([inf, 0])).numbers == [inf])
    #expect(logsumexp(x, axis: 1, keepdims: true).shape == [2, 1])
  }
}
