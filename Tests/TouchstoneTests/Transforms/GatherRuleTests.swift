import ConformanceKit
import Testing

@testable import Touchstone

private let rows = GatherDimensionNumbers(
  offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: 1)
private let boxes = GatherDimensionNumbers(
  offsetDims: [0, 2], startIndexMap: [1, 0], indexVectorDim: 1)
private let points = GatherDimensionNumbers(
  collapsedSliceDims: [0, 1], startIndexMap: [0, 1], indexVectorDim: 0)
private let together = GatherDimensionNumbers(
  offsetDims: [2], collapsedSliceDims: [1], operandBatchingDims: [0],
  startIndicesBatchingDims: [1], startIndexMap: [1], indexVectorDim: 2)

private let checks: [RuleCheck] = [
  RuleCheck(
    "rows, some of them twice, some out of range",
    [numbers([4, 3]), whole([5], [2, -1, 0, 2, 9])]
  ) { [gather($0[0], $0[1], rows, sliceSizes: [1, 3])] },
  RuleCheck(
    "parts of rows, axes of the slice first",
    [numbers([4, 3]), whole([2, 2], [2, -1, 0, 2])]
  ) {
    let numbers = GatherDimensionNumbers(
      offsetDims: [0], collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: 2)
    return [gather($0[0], $0[1], numbers, sliceSizes: [1, 2])]
  },
  RuleCheck(
    "boxes that partly do not fit",
    [numbers([4, 5]), whole([3, 2], [4, 1, 0, 0, -3, 3])]
  ) { [gather($0[0], $0[1], boxes, sliceSizes: [2, 3])] },
  RuleCheck("points", [numbers([3, 4]), whole([2, 4], [0, 1, 2, 3, 3, 0, 1, 0])]) {
    [gather($0[0], $0[1], points, sliceSizes: [1, 1])]
  },
  RuleCheck(
    "points filled where out of range",
    [numbers([3, 4]), whole([2, 4], [0, 1, 2, 3, 3, 0, 1, 0])]
  ) {
    [
      gather(
        $0[0], $0[1], points, sliceSizes: [1, 1], mode: .fillOrDrop,
        fill: .full(TensorType(.f64), 0)
      )
    ]
  },
  RuleCheck(
    "an axis that runs together with the indices",
    [numbers([3, 4, 2]), whole([2, 3, 1], [0, 1, 2, 3, 3, 9])]
  ) { [gather($0[0], $0[1], together, sliceSizes: [1, 1, 2])] },
  RuleCheck("one slice", [numbers([4, 5]), whole([2], [3, 1])]) {
    let numbers = GatherDimensionNumbers(offsetDims: [0, 1], startIndexMap: [0, 1])
    return [gather($0[0], $0[1], numbers, sliceSizes: [2, 3])]
  },
  RuleCheck("no slices", [numbers([4, 3]), whole([0], [])]) {
    [gather($0[0], $0[1], rows, sliceSizes: [1, 3])]
  },
]

@Suite struct GatherRuleTests {
  @Test(arguments: checks) func `the laws of derivatives hold`(_ check: RuleCheck) throws {
    #expect(try check.derivativeFailures() == [])
  }

  @Test(arguments: checks) func `a batch is its members`(_ check: RuleCheck) throws {
    #expect(try check.batchFailures() == [])
  }

  @Test func `the gradient of a slice that was moved goes where it was taken from`() throws {
    let x = numbers([3])
    let indices = whole([3], [-5, 2, 7])
    let numbers = GatherDimensionNumbers(
      collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: 1)
    let weights = Tensor(HostTensor(TensorType(.f64, [3]), doubles: [1, 10, 100]))
    let d = try gradient(
      { reduceSum(gather($0, indices, numbers, sliceSizes: [1]) * weights) }, at: x)
    #expect(try d.scalars(as: Double.self) == [1, 0, 110])
    let filled = try gradient(
      {
        reduceSum(
          gather($0, indices, numbers, sliceSizes: [1], mode: .fillOrDrop) * weights)
      }, at: x)
    #expect(try filled.scalars(as: Double.self) == [0, 0, 10])
  }

  @Test(arguments: [DType.i8, .ui8, .i64, .ui64])
  func `indices of each dtype are moved into range before gradients are added`(
    _ dtype: DType
  ) throws {
    let x = numbers([300])
    let indices = Tensor(
      dtype.family == .signed
        ? HostTensor(TensorType(dtype, [2]), signed: [-3, 100])
        : HostTensor(TensorType(dtype, [2]), unsigned: [dtype == .ui8 ? 255 : .max, 100]))
    let numbers = GatherDimensionNumbers(
      offsetDims: [1], startIndexMap: [0], indexVectorDim: 1)
    let d = try gradient({ reduceSum(gather($0, indices, numbers, sliceSizes: [2])) }, at: x)
      .scalars(as: Double.self)
    let first = dtype.family == .signed ? 0 : dtype == .ui8 ? 255 : 298
    #expect(d.indices.filter { d[$0] != 0 } == [first, first + 1, 100, 101].sorted())
  }
}
