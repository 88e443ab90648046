import ConformanceKit
import Testing

@testable import Touchstone

private let checks: [RuleCheck] = [
  RuleCheck("broadcast repeats, expands and reorders axes", [numbers([3, 1, 2])]) {
    [broadcast($0[0], to: [2, 4, 5, 3], axes: [3, 1, 0])]
  },
  RuleCheck("broadcast of a scalar", [numbers([])]) { [broadcast($0[0], to: [2, 3], axes: [])] },
  RuleCheck("broadcast to an empty axis", [numbers([1, 2])]) {
    [broadcast($0[0], to: [0, 2], axes: [0, 1])]
  },
  RuleCheck("broadcast that changes nothing", [numbers([1, 2])]) {
    [broadcast($0[0], to: [1, 2], axes: [0, 1])]
  },
  RuleCheck("broadcast along leading axes", [numbers([2, 3])]) {
    try apply(Broadcast(sizes: [4, 1]), $0)
  },
  RuleCheck("reshape", [numbers([2, 3, 2])]) { [reshape($0[0], [4, 3])] },
  RuleCheck("reshape of a scalar", [numbers([])]) { [reshape($0[0], [1, 1])] },
  RuleCheck("transpose", [numbers([2, 3, 4])]) { [transpose($0[0], [2, 0, 1])] },
  RuleCheck("reverse", [numbers([2, 3, 4])]) { [reverse($0[0], axes: [0, 2])] },
  RuleCheck("reverse of nothing", [numbers([2, 3])]) { [reverse($0[0], axes: [])] },
  RuleCheck("slice with strides", [numbers([5, 7])]) {
    [slice($0[0], from: [1, 0], to: [4, 7], strides: [1, 3])]
  },
  RuleCheck("slice whose stride is never taken", [numbers([5, 3])]) {
    [slice($0[0], from: [4, 1], to: [5, 1], strides: [Int.max, 2])]
  },
  RuleCheck("slice of a scalar", [numbers([])]) { [slice($0[0], from: [], to: [])] },
  RuleCheck("pad before, after and between", [numbers([2, 3]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [1, 0], high: [0, 2], interior: [0, 2])]
  },
  RuleCheck("pad that takes away", [numbers([4, 3]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [-1, 1], high: [0, -2])]
  },
  RuleCheck("pad that takes away where it spreads", [numbers([4, 4]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [-2, -4], high: [-3, 1], interior: [1, 2])]
  },
  RuleCheck("pad that leaves nothing", [numbers([2, 3]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [-2, 0], high: [0, 0], interior: [0, 1])]
  },
  RuleCheck("pad of nothing", [numbers([0, 2]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [2, 0], high: [1, 0], interior: [5, 1])]
  },
  RuleCheck("pad where all that is left is padding", [numbers([2]), numbers([], 3)]) {
    [pad($0[0], with: $0[1], low: [-3], high: [4], interior: [1])]
  },
  RuleCheck("concatenate", [numbers([2, 3]), numbers([2, 1], 1), numbers([2, 0], 2)]) {
    [concatenate($0, axis: 1)]
  },
  RuleCheck("concatenate of one with itself", [numbers([2, 2]), numbers([1, 2], 1)]) {
    [concatenate([$0[0], $0[1], $0[0]], axis: 0)]
  },
  RuleCheck(
    "dynamic_slice inside", [numbers([4, 5]), whole([], [1]), whole([], [2])]
  ) { [dynamicSlice($0[0], at: [$0[1], $0[2]], sizes: [2, 3])] },
  RuleCheck(
    "dynamic_slice moved inside", [numbers([4, 5]), whole([], [3]), whole([], [-7])]
  ) { [dynamicSlice($0[0], at: [$0[1], $0[2]], sizes: [2, 3])] },
  RuleCheck("dynamic_slice of a scalar", [numbers([])]) {
    [dynamicSlice($0[0], at: [], sizes: [])]
  },
  RuleCheck("dynamic_slice along three axes", [numbers([2, 3, 4]), whole([3], [1, 5, 2])]) { x in
    let start = (0..<3).map { x[1].slice($0, along: 0) }
    return [dynamicSlice(x[0], at: start, sizes: [1, 2, 2])]
  },
  RuleCheck(
    "dynamic_update_slice inside",
    [numbers([4, 5]), numbers([2, 3], 1), whole([], [1]), whole([], [2])]
  ) { [dynamicUpdateSlice($0[0], $0[1], at: [$0[2], $0[3]])] },
  RuleCheck(
    "dynamic_update_slice moved inside",
    [numbers([4, 5]), numbers([2, 3], 1), whole([], [3]), whole([], [-7])]
  ) { [dynamicUpdateSlice($0[0], $0[1], at: [$0[2], $0[3]])] },
  RuleCheck("dynamic_update_slice of a scalar", [numbers([]), numbers([], 1)]) {
    [dynamicUpdateSlice($0[0], $0[1], at: [])]
  },
]

@Suite struct MovementRuleTests {
  @Test(arguments: checks) func `the laws of derivatives hold`(_ check: RuleCheck) throws {
    #expect(try check.derivativeFailures() == [])
  }

  @Test(arguments: checks) func `a batch is its members`(_ check: RuleCheck) throws {
    #expect(try check.batchFailures() == [])
  }
}
