import Testing

@testable import Touchstone

private func tensor(_ dtype: DType, _ shape: [Int], _ x: [Double]) -> Tensor {
  Tensor(HostTensor(TensorType(dtype, shape), doubles: x))
}

@Test func `sums, products and extremes along axes`() throws {
  let x = tensor(.f32, [2, 3], [1, 2, 3, 4, 5, 6])
  #expect(try reduceSum(x, [-1]).host().doubles == [6, 15])
  #expect(try reduceProd(x).host().doubles == [720])
  #expect(try reduceMax(x, [0]).host().doubles == [4, 5, 6])
  #expect(try reduceMin(x, [1]).host().doubles == [1, 4])
  let none = Tensor(HostTensor(TensorType(.i8, [0]), signed: []))
  #expect(try reduceMax(none).host().signedIntegers == [-128])
  #expect(try reduceMin(none).host().signedIntegers == [127])
  let empty = tensor(.f8E4M3FN, [0], [])
  #expect(try reduceMax(empty).host().doubles == [-448])
}

@Test func `bodies are written as functions of tensors`() throws {
  let x = tensor(.f32, [4], [1, 5, 5, 2])
  let zero = tensor(.f32, [], [0])
  #expect(try reduce(x, zero, dimensions: [0]) { $0 + $1 }.host().doubles == [13])
  let pooled = reduceWindow(x, zero, windowDimensions: [2], windowStrides: [2]) { $0 + $1 }
  #expect(try pooled.host().doubles == [6, 7])
  let spread = selectAndScatter(
    x, tensor(.f32, [2], [10, 20]), zero, windowDimensions: [3],
    select: { greaterEqual($0, $1) }, scatter: { $0 + $1 })
  #expect(try spread.host().doubles == [0, 30, 0, 0])
}

@Test func `sorting and the greatest elements`() throws {
  let x = tensor(.f32, [5], [2, .nan, -1, -0.0, 0])
  #expect(try sort(x, dimension: -1).host().doubles.prefix(4) == [-1, -0.0, 0, 2])
  #expect(try sort(x, dimension: -1, descending: true).host().doubles.last == -1)
  let (values, indices) = topK(tensor(.f32, [4], [1, 3, 2, 3]), 2)
  #expect(try values.host().doubles == [3, 3])
  #expect(try indices.host().signedIntegers == [1, 3])
}

@Test func `a comparator that is no order still ends`() throws {
  let x = tensor(.f32, [100], (0..<100).map { Double($0 % 7) })
  let y = sort([x], dimension: 0) { _ in Tensor(HostTensor(TensorType(.i1), booleans: [true])) }
  #expect(try y[0].host().doubles.sorted() == x.host().doubles.sorted())
}

@Test func `a body is known as a monoid with its operands in either order`() throws {
  let scalar = TensorType(.f16)
  let plain = try Recorder.record([scalar, scalar]) { [$0[0] + $0[1]] }
  let swapped = try Recorder.record([scalar, scalar]) { [$0[1] + $0[0]] }
  let twice = try Recorder.record([scalar, scalar]) { [$0[0] + $0[0]] }
  #expect(Reduction.monoids(in: plain, captureCount: 0) == [.add])
  #expect(Reduction.monoids(in: swapped, captureCount: 0) == [.add])
  #expect(Reduction.monoids(in: twice, captureCount: 0) == nil)
}

@Test func `a window too large to run is an error`() throws {
  let x = tensor(.f32, [1], [1])
  let error = #expect(throws: TensorError.self) {
    try checking {
      reduceWindow(
        x, tensor(.f32, [], [0]), windowDimensions: [1 << 40], padding: [[1 << 40, 0]]
      ) { $0 + $1 }
    }
  }
  #expect(error?.message == "a window of more than 2^28 elements cannot be run")
}

@Test func `an elementwise body does the same for many elements as for each`() throws {
  let scalar = TensorType(.f16)
  let body = try Recorder.record([scalar, scalar]) { [$0[0] - $0[1] * $0[1]] }
  let x = HostTensor(TensorType(.f16, [3, 50]), doubles: (0..<150).map { Double($0 % 17) / 8 })
  let start = HostTensor(scalar, doubles: [1])
  let context = EvaluationContext(runner: ReferenceBackend())
  let type = TensorType(.f16, [50])
  let reduce = Reduce(dimensions: [0], body: body)
  let fast = try reduce.evaluate([x, start], [type], in: context)[0]
  #expect(ElementwiseBody(body) != nil)
  for column in 0..<50 {
    var value = start
    for row in 0..<3 { value = try context.run(body, [value, x.scalar(at: row * 50 + column)])[0] }
    #expect(fast.scalar(at: column) == value)
  }
}
