import Testing

@testable import Touchstone

@Suite struct OrderRuleTests {
  @Test(arguments: [0, 1, -1])
  func `sorting passes tangents along`(_ dimension: Int) {
    let x = sample([3, 4])
    expectRules("sort", at: [x]) { [sort($0[0], dimension: dimension)] }
    expectRules("descending", at: [x]) { [sort($0[0], dimension: dimension, descending: true)] }
    expectRules("two together", at: [x, sample([3, 4], 2)]) {
      sort($0, dimension: dimension) { less($0[0], $0[1]) }
    }
    let places = iota(TensorType(.i32, [3, 4]), axis: 1)
    expectRules("with places", at: [x, places]) {
      sort($0, dimension: dimension) { less($0[0], $0[1]) }
    }
  }

  @Test func `a comparator may use what is outside`() {
    expectRules("by distance", at: [sample([5]), double(0.3)]) { x in
      sort([x[0]]) { less(abs($0[0] - x[1]), abs($0[1] - x[1])) }
    }
  }

  @Test func `equal elements keep their order, and their tangents with it`() throws {
    let x = Tensor([2, 1, 2, 1] as [Double])
    let direction = Tensor([10, 20, 30, 40] as [Double])
    let (_, tangents) = try Flat.jvp({ [sort($0[0], dimension: 0)] }, [x], [direction])
    #expect(try tangents[0]?.scalars(as: Double.self) == [20, 40, 10, 30])
  }

  @Test func `the greatest elements`() {
    expectRules("three of five", at: [sample([2, 5])]) { [topK($0[0], 3).values] }
    expectRules("none", at: [sample([2, 5])]) { [topK($0[0], 0).values] }
    expectRules("indices", at: [sample([5])], isExact: true) {
      [topK($0[0], 2).values, topK($0[0], 2).indices]
    }
  }

  @Test func `a computation at each place`() throws {
    let scalar = TensorType(.f64)
    let body = try Recorder.record([scalar, scalar, scalar]) { x in [sin(x[0] * x[1]) + x[2]] }
    let map = Map(dimensions: [0, 1], computation: body, captureCount: 1)
    expectRules("map", at: [double(0.5), sample([2, 3]), sample([2, 3], 2)]) {
      try apply(map, $0)
    }
    let constant = try Recorder.record([scalar]) { _ in [double(2.0)] }
    expectRules("constant", at: [sample([3])]) {
      try apply(Map(dimensions: [0], computation: constant), $0)
    }
  }

  @Test(arguments: [([2, 3], 1), ([2, 2, 3], 0), ([3], 0)])
  func `batch normalization`(_ shape: [Int], _ feature: Int) {
    let x = sample(shape)
    let count = shape[feature]
    let vectors = (2..<6).map { sample([count], $0) }
    let variance = vectors[3] * vectors[3] + 0.5
    expectRules("training", at: [x, vectors[0], vectors[1]]) { x in
      let y = batchNormTraining(x[0], x[1], x[2], epsilon: 0.125, featureIndex: feature)
      return [y.output, y.mean, y.variance]
    }
    expectRules("inference", at: [x, vectors[0], vectors[1], vectors[2], variance]) { x in
      [batchNormInference(x[0], x[1], x[2], x[3], x[4], epsilon: 0.125, featureIndex: feature)]
    }
    expectRules("grad", at: [x, vectors[0], vectors[2], variance, sample(shape, 9)]) { x in
      let y = batchNormGrad(x[0], x[1], x[2], x[3], x[4], epsilon: 0.125, featureIndex: feature)
      return [y.operand, y.scale, y.offset]
    }
  }
}
