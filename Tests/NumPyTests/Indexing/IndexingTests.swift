import NumPy
import Testing

@Suite struct IndexingTests {
  let x = reshape(arange(24), [2, 3, 4])

  @Test func `integers, ranges, steps and marks select as in Python`() {
    #expect(x[1].shape == [3, 4])
    #expect(x[-1, 0].integers == [12, 13, 14, 15])
    #expect(x[0, 1..<3, 0].integers == [4, 8])
    #expect(x[0, 0, 1...].integers == [1, 2, 3])
    #expect(x[0, 0, ..<(-1)].integers == [0, 1, 2])
    #expect(x[0, 0, (-2)...].integers == [2, 3])
    #expect(x[0, 0, 1...2].integers == [1, 2])
    #expect(x[0, 0, ...1].integers == [0, 1])
    #expect(x[0, 0, Steps(by: -1)].integers == [3, 2, 1, 0])
    #expect(x[0, 0, Steps(from: 1, to: 99, by: 2)].integers == [1, 3])
    #expect(x[0, 0, Steps(from: 3, to: 0, by: -2)].integers == [3, 1])
    #expect(x[0, 0, Steps(by: .max)].integers == [0])
    #expect(x[0, 0, Steps(by: .min)].integers == [3])
    #expect(x[0, 0, 1...Int.max].integers == [1, 2, 3])
    #expect(x[0, 0, ...Int.max].integers == [0, 1, 2, 3])
    #expect(x[ellipsis, 0].shape == [2, 3])
    #expect(x[newAxis, ellipsis, newAxis].shape == [1, 2, 3, 4, 1])
    #expect(x[everything, 1].shape == [2, 4])
    #expect(x[0, 0, 2..<2].shape == [0])
    #expect(x[0, 0, 9...].shape == [0])
    #expect(x[0, 1, 2].shape == [])
    #expect(getItem(x, [0, 1, 2]).integers == [6])
  }

  @Test func `tensors of indices broadcast together and stay where they stand`() {
    #expect(x[i([1, 0])].shape == [2, 3, 4])
    #expect(x[0, i([2, 0]), i([3, -1])].integers == [11, 3])
    #expect(x[everything, i([2, 0]), i([3, 1])].shape == [2, 2])
    #expect(x[everything, i([2, 0]), i([3, 1])].integers == [11, 1, 23, 13])
    // Apart, their axes come first.
    #expect(x[i([1, 0]), everything, i([3, 1])].shape == [2, 3])
    #expect(x[i([1, 0]), everything, i([3, 1])].integers == [15, 19, 23, 1, 5, 9])
    #expect(x[0, everything, i([3, 1])].shape == [2, 3])
    #expect(x[i([0, 1], [2, 1]), i([0, 2])].shape == [2, 2, 4])
    #expect(arange(3)[i([7, -9, -1])].integers == [2, 0, 2])
    #expect(arange(3)[i([], [0])].shape == [0])
  }

  @Test func `what cannot be an index is refused with the axis`() {
    func message(_ body: () -> Tensor) -> String {
      (#expect(throws: TensorError.self) { try checking(body) })?.message ?? ""
    }
    #expect(message { x[2] } == "index 2 is outside axis 0, whose size is 2")
    #expect(message { x[0, 0, 0, 0] } == "4 indices are too many for the 3 axes of [2, 3, 4]")
    #expect(message { x[ellipsis, ellipsis] } == "an ellipsis may stand only once")
    #expect(
      message { x[greater(x, 3)] } == "a tensor of indices must be of integers, not i1; for a mask "
        + "use where, or nonzero with a size")
  }

  @Test func `parts are changed in a copy`() {
    let y = zeros([2, 3], dtype: .i32)
    #expect(y.at[0].set(1).integers == [1, 1, 1, 0, 0, 0])
    #expect(y.at[everything, 1..<3].add(i([1, 2])).integers == [0, 1, 2, 0, 1, 2])
    #expect(y.at[0, Steps(by: -1)].set(i([1, 2, 3])).integers == [3, 2, 1, 0, 0, 0])
    #expect(y.at[i([0, 0]), i([1, 1])].add(5).integers == [0, 10, 0, 0, 0, 0])
    #expect(y.at[i([0, 0]), i([1, 1])].set(i([5, 7])).integers == [0, 7, 0, 0, 0, 0])
    #expect(y.at[i([9, -1])].set(1).integers == [0, 0, 0, 1, 1, 1])
    #expect(y.at[1, 2].max(4).integers == [0, 0, 0, 0, 0, 4])
    #expect(y.at[ellipsis].subtract(1).integers == [-1, -1, -1, -1, -1, -1])
    #expect(t([4, 8]).at[i([1])].divide(2).numbers == [4, 4])
    #expect(t([4, 8]).at[i([0, 5])].get(fillValue: -1).numbers == [4, -1])
    #expect(y.integers == [0, 0, 0, 0, 0, 0])
  }

  @Test func `slices are taken by index, outside ones as the mode says`() {
    let v = t([10, 20, 30])
    #expect(take(v, i([0, -1])).numbers == [10, 30])
    #expect(near(take(v, i([3, -4, 1])).numbers, [.nan, .nan, 20]))
    #expect(take(v, i([3, -4, 1]), mode: .clip).numbers == [30, 10, 20])
    #expect(take(v, i([3, -4, 1]), mode: .wrap).numbers == [10, 30, 20])
    #expect(take(x, i([1, 0], [2, 1]), axis: -1).shape == [2, 3, 2, 1])
    #expect(take(x, i([5])).integers == [5])
    let y = t([3, 1, 2, 6, 5, 4], [2, 3])
    #expect(takeAlongAxis(y, argsort(y), axis: -1).numbers == [1, 2, 3, 4, 5, 6])
    #expect(takeAlongAxis(y, i([0], [1, 1]), axis: 0).numbers == [3, 1, 2])
    #expect(putAlongAxis(y, i([0, 2], [2, 1]), 9, axis: 1).numbers == [9, 1, 2, 6, 5, 9])
    #expect(take(Tensor([1, 2, 3] as [UInt8]), Tensor([2] as [UInt8])).integers == [3])
  }

  @Test func `places that hold are listed with a size`() throws {
    let m = i([0, 3, 0, 4, 5, 0], [2, 3])
    #expect(nonzero(m).map(\.integers) == [[0, 1, 1], [1, 0, 1]])
    #expect(
      nonzero(m, size: 5, fillValue: -1).map(\.integers) == [
        [0, 1, 1, -1, -1], [1, 0, 1, -1, -1],
      ])
    #expect(nonzero(m, size: 2).map(\.integers) == [[0, 1], [1, 0]])
    #expect(argwhere(m).shape == [3, 2])
    #expect(nonzero(i([0, 0]))[0].shape == [0])
    #expect(unravelIndex(i([5, -1, 7]), [2, 3]).map(\.integers) == [[1, 1, 1], [2, 2, 2]])
    #expect(ravelMultiIndex([i([1]), i([2])], [2, 3]).integers == [5])
    #expect(compress(Tensor([true, false, true]), m, axis: 1).integers == [0, 0, 4, 0])
  }

  @Test func `segments are combined, outside numbers left out`() {
    let d = t([1, 2, 3, 4])
    #expect(segmentSum(d, i([0, 2, 0, 9]), numSegments: 3).numbers == [4, 0, 2])
    #expect(segmentMax(d, i([0, 1, 0, 1])).numbers == [3, 4])
    #expect(segmentMax(d, i([0, 0, 0, 0]), numSegments: 2).numbers == [4, -.infinity])
    #expect(segmentMin(i([5, 6]), i([1, 1])).integers == [Int(Int32.max), 5])
    #expect(segmentProd(d, i([0, 0, 1, 1])).numbers == [2, 12])
  }

  @Test func `boxes and scattered rows as Keras names them`() {
    #expect(slice(x, [0, 1, 2], [1, 2, 2]).integers == [6, 7, 10, 11])
    #expect(slice(x, [0, 0, 9], [1, 1, 2]).integers == [2, 3])
    #expect(sliceUpdate(zeros([3]), [1], ones([2])).numbers == [0, 1, 1])
    #expect(scatter(i([1, 1], [2, 1]), t([2, 3]), [3]).numbers == [0, 5, 0])
    #expect(
      scatterUpdate(t([1, 2, 3]), i([1], [1, 1]), t([9]), reduction: .max).numbers == [1, 9, 3])
    #expect(scatterUpdate(zeros([2, 2]), i([0, 1], [1, 2]), t([5])).numbers == [0, 5, 0, 0])
  }
}
