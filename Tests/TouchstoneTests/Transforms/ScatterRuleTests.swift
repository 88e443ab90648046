import ConformanceKit
import Testing

@testable import Touchstone

private let points = ScatterDimensionNumbers(
  insertedWindowDims: [0], scatterDimsToOperandDims: [0], indexVectorDim: 1)
private let rows = ScatterDimensionNumbers(
  updateWindowDims: [0], insertedWindowDims: [0], scatterDimsToOperandDims: [0], indexVectorDim: 1)
private let boxes = ScatterDimensionNumbers(
  updateWindowDims: [0, 2], scatterDimsToOperandDims: [1, 0], indexVectorDim: 1)
private let together = ScatterDimensionNumbers(
  updateWindowDims: [2], insertedWindowDims: [1], inputBatchingDims: [0],
  scatterIndicesBatchingDims: [1], scatterDimsToOperandDims: [1], indexVectorDim: 2)

private typealias Combine = @Sendable (Tensor, Tensor) throws -> Tensor

private let works: [(name: String, combine: Combine)] = [
  ("add", { $0 + $1 }), ("add, updates first", { $1 + $0 }), ("subtract", { $0 - $1 }),
  ("replace", { $1 }), ("keep", { x, _ in x }), ("multiply", { $0 * $1 }),
  ("maximum", { maximum($0, $1) }), ("minimum", { minimum($1, $0) }),
  ("a body of its own", { sin($0) * $1 + 2 * $0 }), ("subtract from update", { $1 - $0 }),
]

private func checks(_ name: String, _ combine: @escaping Combine) -> [RuleCheck] {
  [
    RuleCheck(
      "\(name), points, some twice, some outside",
      [numbers([4]), whole([6], [2, 0, 2, -1, 4, 2]), numbers([6], 1)]
    ) { [scatter($0[0], $0[1], $0[2], points, combine)] },
    RuleCheck("\(name), rows", [numbers([4, 3]), whole([3], [2, 0, 3]), numbers([3, 3], 1)]) {
      [scatter($0[0], $0[1], $0[2], rows, combine)]
    },
    RuleCheck(
      "\(name), boxes that meet and hang over the edge",
      [numbers([4, 5]), whole([3, 2], [4, 1, 0, 0, 1, -1]), numbers([2, 3, 3], 1)]
    ) { [scatter($0[0], $0[1], $0[2], boxes, mode: .promiseInBounds, combine)] },
    RuleCheck(
      "\(name), boxes moved inside",
      [numbers([4, 5]), whole([2, 2], [4, 1, 0, 0]), numbers([2, 2, 3], 1)]
    ) { [scatter($0[0], $0[1], $0[2], boxes, mode: .clip, combine)] },
    RuleCheck(
      "\(name), boxes left out",
      [numbers([4, 5]), whole([2, 2], [4, 1, 0, 0]), numbers([2, 2, 3], 1)]
    ) { [scatter($0[0], $0[1], $0[2], boxes, combine)] },
    RuleCheck(
      "\(name), an axis that runs together with the indices",
      [numbers([3, 4, 2]), whole([2, 3, 1], [0, 1, 2, 3, 1, 9]), numbers([2, 3, 2], 1)]
    ) { [scatter($0[0], $0[1], $0[2], together, combine)] },
    RuleCheck("\(name), nothing", [numbers([3]), whole([0], []), numbers([0])]) {
      [scatter($0[0], $0[1], $0[2], points, combine)]
    },
  ]
}

/// Every shape for bodies whose rules differ in how they find elements, two for the others.
private let all: [RuleCheck] = works.flatMap { work in
  let own = checks(work.name, work.combine)
  return ["add", "replace", "maximum"].contains(work.name) ? own : [own[0], own[2]]
}

@Suite struct ScatterRuleTests {
  @Test(arguments: all) func `the laws of derivatives hold`(_ check: RuleCheck) throws {
    #expect(try check.derivativeFailures() == [])
  }

  @Test(arguments: all) func `a batch is its members`(_ check: RuleCheck) throws {
    #expect(try check.batchFailures() == [])
  }

  private func derivatives(
    _ x: [Double], _ indices: [Int], _ updates: [Double], isUnique: Bool = false,
    _ combine: @escaping (Tensor, Tensor) -> Tensor
  ) throws -> (x: [Double], updates: [Double]) {
    let places = whole([indices.count], indices)
    let (_, map) = try Flat.linearize(
      { [scatter($0[0], places, $0[1], points, uniqueIndices: isUnique, combine)] },
      [
        Tensor(HostTensor(TensorType(.f64, [x.count]), doubles: x)),
        Tensor(HostTensor(TensorType(.f64, [updates.count]), doubles: updates)),
      ])
    let back = try map.transposed([.full(TensorType(.f64, [x.count]), 1)])
    return (
      try back[0]?.scalars(as: Double.self) ?? [], try back[1]?.scalars(as: Double.self) ?? []
    )
  }

  @Test func `the gradient of the greatest is divided among all that equal it`() throws {
    let d = try derivatives([1, 2, 3, .nan], [0, 0, 1, 2, 2], [1, 1, 5, 3, 0]) { maximum($0, $1) }
    #expect(d.x == [1.0 / 3, 0, 0.5, 1])
    #expect(d.updates == [1.0 / 3, 1.0 / 3, 1, 0.5, 0])
  }

  @Test func `where a NaN wins, no one has a gradient`() throws {
    let d = try derivatives([1, .nan], [0, 1], [.nan, 3]) { minimum($0, $1) }
    #expect(d.x == [0, 0] && d.updates == [0, 0])
  }

  @Test func `of updates for one place, the last has the gradient`() throws {
    let d = try derivatives([1, 2, 3], [1, 0, 1, 7], [5, 6, 7, 8]) { $1 }
    #expect(d.x == [0, 0, 1] && d.updates == [0, 1, 1, 0])
  }

  @Test func `products of several updates have exact gradients, at zeros too`() throws {
    let d = try derivatives([2, 0], [0, 0, 1, 1], [3, 0, 5, 7]) { $0 * $1 }
    #expect(d.x == [0, 35] && d.updates == [0, 6, 0, 0])
    let unique = try derivatives([2, 0], [1, 0], [3, 5], isUnique: true) { $0 * $1 }
    #expect(unique.x == [5, 3] && unique.updates == [0, 2])
  }

  @Test func `an update that goes nowhere brings no NaN`() throws {
    let d = try derivatives([1, 4], [0, 9], [2, -1]) { $0 + log($1) }
    #expect(d.x == [1, 1] && d.updates == [0.5, 0])
  }

  @Test func `a body may use traced tensors from outside`() throws {
    let (x, u) = (numbers([4]), numbers([3], 2))
    let places = whole([3], [1, 1, 3])
    let check = RuleCheck("captured factor", [x, u, numbers([], 3)]) { x in
      [scatter(x[0], places, x[1], points) { $0 + x[2] * $1 }]
    }
    #expect(try check.derivativeFailures() == [])
    #expect(try check.batchFailures(isExact: false) == [])
  }

  @Test func `several inputs are worked on together`() throws {
    // The greatest with the number that came with it, as argmax does it.
    let scalar = TensorType(.f64)
    let body = try Recorder.record([scalar, scalar, scalar, scalar]) { x in
      let isGreater = greater(x[2], x[0])
      return [select(isGreater, x[2], x[0]), select(isGreater, x[3] * x[1], x[1])]
    }
    let places = whole([5], [1, 1, 3, 8, 0])
    let mixed = RuleCheck(
      "mixed", [numbers([4]), numbers([4], 1), numbers([5], 2), numbers([5], 3)]
    ) { try apply(Scatter(points, body: body), [$0[0], $0[1], places, $0[2], $0[3]]) }
    #expect(try mixed.derivativeFailures() == [])
    #expect(try mixed.batchFailures() == [])
    let apart = try Recorder.record([scalar, scalar, scalar, scalar]) { x in
      [x[0] + x[2], x[3]]
    }
    let simple = RuleCheck("apart", mixed.point) {
      try apply(Scatter(points, body: apart), [$0[0], $0[1], places, $0[2], $0[3]])
    }
    #expect(try simple.derivativeFailures() == [])
    #expect(try simple.batchFailures() == [])
  }

  @Test(arguments: ["add", "replace", "multiply"])
  func `complex numbers have the same rules`(_ work: String) throws {
    let combine = try #require(works.first { $0.name == work }).combine
    let places = whole([3], [2, 0, 2])
    func numbers(_ count: Int, _ seed: Double) -> Tensor {
      Tensor(
        HostTensor(
          TensorType(.complex128, [count]),
          complexes: (0..<count).map { WideComplex(Double($0) - seed, 0.25 * Double($0) + seed) }))
    }
    let check = RuleCheck(work, [numbers(4, 0.5), numbers(3, 1.25)]) {
      [scatter($0[0], places, $0[1], points, combine)]
    }
    #expect(try check.derivativeFailures() == [])
  }

  @Test(arguments: [Binary.add, .maximum, .multiply])
  func `a body that computes in a wider dtype gives gradients of the inputs' dtype`(
    _ operation: Binary
  ) throws {
    let scatter = Scatter(points, body: .combining(by: operation, .f64))
    let places = whole([3], [2, 0, 2])
    let f: Laws.Function = { try apply(scatter, [$0[0], places, $0[1]]) }
    let point = [convert(numbers([4]), to: .f32), convert(numbers([3], 1), to: .f32)]
    #expect(try Laws.adjoint(f, at: point) == [])
    let (values, map) = try Flat.linearize(f, point)
    #expect(values.map(\.dtype) == [.f64])
    #expect(try map.transposed([.full(values[0].type, 1)]).map(\.?.dtype) == [.f32, .f32])
  }

  @Test func `a body that uses a tensor from outside is written and read`() throws {
    let x = numbers([4])
    let (block, captured) = try Flat.record(
      { x in [scatter(x[0], whole([2], [1, 1]), x[1], points) { $0 + x[2] * $1 }] },
      [TensorType(.f64, [4]), TensorType(.f64, [2]), TensorType(.f64)])
    #expect(captured.isEmpty)
    let program = Program(block)
    #expect(try Program(text: program.text()) == program)
    let operands = [x, numbers([2], 1), numbers([], 2)]
    let factor = try operands[2].scalars(as: Double.self)[0]
    let u = try operands[1].scalars(as: Double.self)
    var expected = try x.scalars(as: Double.self)
    for update in u { expected[1] += factor * update }
    #expect(try block(operands)[0].scalars(as: Double.self) == expected)
  }
}
