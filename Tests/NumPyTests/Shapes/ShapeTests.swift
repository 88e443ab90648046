import NumPy
import Testing

@Suite struct ShapeTests {
  let x = i([1, 2, 3, 4, 5, 6], [2, 3])

  @Test func `numbers are counted, spread and put on diagonals`() {
    #expect(arange(3).integers == [0, 1, 2])
    #expect(arange(3).dtype == .i32)
    #expect(arange(5, 0, -2).integers == [5, 3, 1])
    #expect(arange(2, 2).shape == [0])
    #expect(near(arange(0.0, 1.0, 0.25, dtype: .f64).numbers, [0, 0.25, 0.5, 0.75]))
    #expect(linspace(Tensor(0.0), Tensor(1.0), num: 5).numbers == [0, 0.25, 0.5, 0.75, 1])
    #expect(
      linspace(Tensor(0.0), Tensor(1.0), num: 4, endpoint: false).numbers == [0, 0.25, 0.5, 0.75])
    #expect(linspace(t([0, 10]), t([1, 20]), num: 2, axis: 1).numbers == [0, 1, 10, 20])
    #expect(linspace(0, 1, num: 1).numbers == [0])
    #expect(linspace(0, 1, num: 0).shape == [0])
    #expect(near(logspace(Tensor(0.0), Tensor(2.0), num: 3).numbers, [1, 10, 100]))
    #expect(near(geomspace(Tensor(1.0), Tensor(8.0), num: 4).numbers, [1, 2, 4, 8]))
    #expect(eye(2, 3, k: 1).numbers == [0, 1, 0, 0, 0, 1])
    #expect(tri(2, 3).numbers == [1, 0, 0, 1, 1, 0])
    #expect(full([2], 7).dtype == .i32)
    #expect(full([2], 7).integers == [7, 7])
    #expect(vander(i([2, 3]), 3).integers == [4, 2, 1, 9, 3, 1])
    let (a, b) = (
      meshgrid(i([1, 2]), i([3, 4, 5]))[0], meshgrid(i([1, 2]), i([3, 4, 5]), indexing: .ij)[1]
    )
    #expect(a.shape == [3, 2])
    #expect(a.integers == [1, 2, 1, 2, 1, 2])
    #expect(b.shape == [2, 3])
    #expect(b.integers == [3, 4, 5, 3, 4, 5])
  }

  @Test func `axes are added, taken away, moved and turned`() {
    #expect(reshape(x, [3, -1]).shape == [3, 2])
    #expect(ravel(x).shape == [6])
    #expect(expandDims(x, [0, -1]).shape == [1, 2, 3, 1])
    #expect(squeeze(expandDims(x, 1)).shape == [2, 3])
    #expect(squeeze(zeros([1, 2, 1]), axis: -1).shape == [1, 2])
    #expect(moveaxis(zeros([2, 3, 4]), 0, -1).shape == [3, 4, 2])
    #expect(swapaxes(zeros([2, 3, 4]), 0, -1).shape == [4, 3, 2])
    #expect(flip(x, axis: 1).integers == [3, 2, 1, 6, 5, 4])
    #expect(rot90(x).integers == [3, 6, 2, 5, 1, 4])
    #expect(rot90(x, k: -1).integers == [4, 1, 5, 2, 6, 3])
    #expect(rot90(x, k: 2).integers == [6, 5, 4, 3, 2, 1])
    #expect(roll(x, 1).integers == [6, 1, 2, 3, 4, 5])
    #expect(roll(x, -1, axis: 1).integers == [2, 3, 1, 5, 6, 4])
    #expect(roll(x, [1, 1], axis: [0, 1]).integers == [6, 4, 5, 3, 1, 2])
    #expect(transpose(x, [-1, 0]).shape == [3, 2])
    #expect(broadcastTo(i([1, 2, 3]), [2, 3]).integers == [1, 2, 3, 1, 2, 3])
    let error = #expect(throws: TensorError.self) { try checking { squeeze(x, axis: 0) } }
    #expect(error?.message == "axis 0 of the shape [2, 3] has size 2, not 1")
    #expect(throws: TensorError.self) { try checking { broadcastTo(x, [2, 2]) } }
  }

  @Test func `tensors are joined and taken apart`() {
    #expect(stack([i([1, 2]), i([3, 4])], axis: -1).integers == [1, 3, 2, 4])
    #expect(unstack(x, axis: 1).map(\.integers) == [[1, 4], [2, 5], [3, 6]])
    #expect(split(x, 3, axis: -1).map(\.shape) == [[2, 1], [2, 1], [2, 1]])
    #expect(split(arange(5), [1, 9]).map(\.integers) == [[0], [1, 2, 3, 4], []])
    #expect(arraySplit(arange(5), 2).map(\.integers) == [[0, 1, 2], [3, 4]])
    #expect(vstack([i([1, 2]), i([3, 4])]).shape == [2, 2])
    #expect(hstack([i([1]), i([2])]).integers == [1, 2])
    #expect(dstack([i([1]), i([2])]).shape == [1, 1, 2])
    #expect(tile(i([1, 2]), [2, 2]).integers == [1, 2, 1, 2, 1, 2, 1, 2])
    #expect(NumPy.repeat(i([1, 2]), 2).integers == [1, 1, 2, 2])
    #expect(NumPy.repeat(x, [2, 0, 1], axis: 1).integers == [1, 1, 3, 4, 4, 6])
    #expect(append(i([1]), t([2.5])).dtype == .f64)
    #expect(concatenate([i([1]), Tensor([true])], axis: -1).integers == [1, 1])
    #expect(throws: TensorError.self) { try checking { split(arange(5), 2)[0] } }
  }

  @Test func `diagonals and triangles`() {
    #expect(diagonal(x).integers == [1, 5])
    #expect(diagonal(x, offset: 1).integers == [2, 6])
    #expect(diagonal(x, offset: -1).integers == [4])
    #expect(diagonal(x, offset: 5).shape == [0])
    #expect(trace(x).integers == [6])
    #expect(diag(i([1, 2])).integers == [1, 0, 0, 2])
    #expect(diag(i([1]), k: -1).integers == [0, 0, 1, 0])
    #expect(tril(x).integers == [1, 0, 0, 4, 5, 0])
    #expect(triu(x, k: 1).integers == [0, 2, 3, 0, 0, 6])
    #expect(diagonal(reshape(arange(8), [2, 2, 2]), axis1: 1, axis2: 2).integers == [0, 3, 4, 7])
  }

  @Test(arguments: [
    (PadMode.constant, [0, 0, 1, 2, 3, 0, 0, 0]), (.edge, [1, 1, 1, 2, 3, 3, 3, 3]),
    (.reflect, [3, 2, 1, 2, 3, 2, 1, 2]), (.symmetric, [2, 1, 1, 2, 3, 3, 2, 1]),
    (.wrap, [2, 3, 1, 2, 3, 1, 2, 3]), (.maximum, [3, 3, 1, 2, 3, 3, 3, 3]),
    (.minimum, [1, 1, 1, 2, 3, 1, 1, 1]), (.mean, [2, 2, 1, 2, 3, 2, 2, 2]),
    (.median, [2, 2, 1, 2, 3, 2, 2, 2]), (.linearRamp, [0, 0, 1, 2, 3, 2, 1, 0]),
  ])
  func `what lies around a tensor follows the mode`(_ mode: PadMode, _ expected: [Int]) {
    #expect(pad(i([1, 2, 3]), [[2, 3]], mode: mode).integers == expected)
  }

  @Test func `axes are rearranged by name`() {
    let y = rearrange(reshape(arange(6), [1, 6]), "b (h w) -> b w h", axesLengths: ["h": 2])
    #expect(y.shape == [1, 3, 2])
    #expect(y.integers == [0, 3, 1, 4, 2, 5])
    #expect(rearrange(x, "a b -> b 1 a").shape == [3, 1, 2])
    #expect(throws: TensorError.self) { try checking { rearrange(x, "a b -> a") } }
  }
}
