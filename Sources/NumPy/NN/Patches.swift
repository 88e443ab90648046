// Patches of pictures, channels first, as columns and back.

/// The patches of `x` under a moving window, each a column: the channels, then the window.
///
/// Shape: batch × (channels · window) × places, for `x` of batch × channels × height × width.
public func unfold(
  _ x: Tensor, _ kernelSize: any AxisList, dilation: any AxisList = 1,
  padding: any AxisList = 0, stride: any AxisList = 1
) -> Tensor {
  call("unfold", x) { call in
    try call.require(x.rank == 4, "expected batch, channels and two axes, got \(x.shape)")
    let grid = try PatchGrid(
      call, Array(x.shape.suffix(2)), kernelSize, dilation, padding, stride)
    let bordered = pad(
      settled(x), [[0, 0], [0, 0]] + grid.padding.map { [$0, $0] })
    let rows = take(bordered, grid.places(0), axis: 2)
    let patches = take(rows, grid.places(1), axis: 4)
    // batch, channels, window row, row, window column, column
    let ordered = transpose(patches, [0, 1, 2, 4, 3, 5])
    return reshape(
      ordered,
      [x.shape[0], x.shape[1] * grid.kernel[0] * grid.kernel[1], grid.counts[0] * grid.counts[1]])
  }
}

/// Patches, as `unfold` gives them, added up into pictures of `outputSize`.
public func fold(
  _ x: Tensor, _ outputSize: any AxisList, _ kernelSize: any AxisList,
  dilation: any AxisList = 1, padding: any AxisList = 0, stride: any AxisList = 1
) -> Tensor {
  call("fold", x) { call in
    let size =
      outputSize.axisList.count == 1
      ? [outputSize.axisList[0], outputSize.axisList[0]] : outputSize.axisList
    let grid = try PatchGrid(call, size, kernelSize, dilation, padding, stride)
    let window = grid.kernel[0] * grid.kernel[1]
    try call.require(
      x.rank == 3 && x.shape[1].isMultiple(of: window)
        && x.shape[2] == grid.counts[0] * grid.counts[1],
      "the columns \(x.shape) are not those of pictures of \(size)")
    let channels = x.shape[1] / window
    let patches = reshape(
      settled(x),
      [x.shape[0], channels, grid.kernel[0], grid.kernel[1], grid.counts[0], grid.counts[1]])
    // Window row and row, window column and column become two axes, each added up into its own.
    let ordered = transpose(patches, [2, 4, 3, 5, 0, 1])
    let bordered = zip(size, grid.padding).map { $0 + 2 * $1 }
    let rest = [grid.kernel[1], grid.counts[1], x.shape[0], channels]
    let rows = segmentSum(
      reshape(ordered, [grid.kernel[0] * grid.counts[0]] + rest), ravel(grid.places(0)),
      numSegments: bordered[0])
    let columns = segmentSum(
      reshape(
        moveaxis(rows, 0, 2), [grid.kernel[1] * grid.counts[1], bordered[0]] + rest.suffix(2)),
      ravel(grid.places(1)), numSegments: bordered[1])
    // column, row, batch, channels
    let pictures = transpose(columns, [2, 3, 1, 0])
    let (p, q) = (grid.padding[0], grid.padding[1])
    return pictures[everything, everything, p..<p + size[0], q..<q + size[1]]
  }
}

/// Where the patches of a picture lie.
private struct PatchGrid {
  let kernel: [Int]
  let padding: [Int]
  let counts: [Int]
  private let dilation: [Int]
  private let stride: [Int]

  init(
    _ call: Call, _ size: [Int], _ kernel: any AxisList, _ dilation: any AxisList,
    _ padding: any AxisList, _ stride: any AxisList
  ) throws {
    func pair(_ x: any AxisList, atLeast least: Int) throws -> [Int] {
      let list = x.axisList.count == 1 ? [x.axisList[0], x.axisList[0]] : x.axisList
      try call.require(
        list.count == 2 && list.allSatisfy { $0 >= least },
        "\(list) must be one number or two, at least \(least)")
      return list
    }
    self.kernel = try pair(kernel, atLeast: 1)
    self.dilation = try pair(dilation, atLeast: 1)
    self.padding = try pair(padding, atLeast: 0)
    self.stride = try pair(stride, atLeast: 1)
    var counts: [Int] = []
    for i in 0..<2 {
      let room = size[i] + 2 * self.padding[i] - (self.kernel[i] - 1) * self.dilation[i] - 1
      try call.require(room >= 0, "the window \(self.kernel) does not fit into \(size)")
      counts.append(room / self.stride[i] + 1)
    }
    self.counts = counts
  }

  /// The index along an axis for each place in the window and each place of the window.
  func places(_ axis: Int) -> Tensor {
    let places = (0..<kernel[axis]).flatMap { k in
      (0..<counts[axis]).map { Int32(k * dilation[axis] + $0 * stride[axis]) }
    }
    return Tensor(places, shape: [kernel[axis], counts[axis]])
  }
}
