import Testing

@testable import Touchstone

@Suite struct ContractionRuleTests {
  @Test func `products over any dimensions`() {
    expectRules("matrices", at: [sample([2, 3]), sample([3, 4], 2)]) { [matmul($0[0], $0[1])] }
    expectRules("batches", at: [sample([2, 2, 3]), sample([2, 3, 1], 2)]) {
      [matmul($0[0], $0[1])]
    }
    expectRules("two contracted, out of order", at: [sample([3, 2, 4]), sample([2, 5, 3], 2)]) {
      [dotGeneral($0[0], $0[1], contracting: ([1, 0], [0, 2]))]
    }
    expectRules("all at once", at: [sample([2, 3, 2, 2]), sample([3, 2, 2, 2], 2)]) {
      [dotGeneral($0[0], $0[1], contracting: ([3, 0], [1, 2]), batching: ([1], [0]))]
    }
    expectRules("outer", at: [sample([2]), sample([3], 2)]) {
      [dotGeneral($0[0], $0[1], contracting: ([], []))]
    }
    expectRules("empty", at: [sample([2, 0]), sample([0, 3], 2)]) { [matmul($0[0], $0[1])] }
    expectRules("complex", at: [sample([2, 3], 1, .complex128), sample([3, 2], 2, .complex128)]) {
      [matmul($0[0], $0[1])]
    }
    expectRules("with itself", at: [sample([3, 3])]) { [matmul($0[0], $0[0])] }
  }

  @Test func `dot of vectors and matrices`() {
    expectRules("vectors", at: [sample([3]), sample([3], 2)]) { [dot($0[0], $0[1])] }
    expectRules("matrix and vector", at: [sample([2, 3]), sample([3], 2)]) {
      [dot($0[0], $0[1])]
    }
    expectRules("vector and matrix", at: [sample([3]), sample([3, 2], 2)]) {
      [dot($0[0], $0[1])]
    }
  }

  @Test func `a product keeps its precision when it is differentiated`() throws {
    let x = [sample([2, 3]), sample([3, 2], 2)]
    let types = x.map(\.type)
    let block = try Flat.record(
      { x in
        let (values, map) = try Flat.linearize(
          { [dotGeneral($0[0], $0[1], contracting: ([1], [0]), precision: [.high, .highest])] }, x)
        return try map.transposed([values[0]]).map { $0 ?? .invalid }
      }, types
    ).block
    let own: [Precision] = [.high, .highest]
    let products = block.equations.compactMap { equation in
      (equation.operation as? DotGeneral).map { (equation.operands, $0.precision) }
    }
    #expect(products.count == 3)
    // Each operand keeps its own, and a cotangent has that of the operand in whose place it is.
    for (operands, precision) in products {
      #expect(Set(precision) == Set(own))
      for (operand, precision) in zip(operands, precision) where operand < 2 {
        #expect(precision == own[operand])
      }
    }
  }

  @Test func `operands narrower than the result get gradients of their own dtype`() throws {
    let x = [sample([2, 3], 1, .bf16), sample([3, 2], 2, .bf16)]
    let found = try gradients(x) {
      [dotGeneral($0[0], $0[1], contracting: ([1], [0]), preferredElementType: .f32)]
    }
    #expect(found.map(\.dtype) == [.bf16, .bf16])
    let batched = try Flat.vmap(
      { [dotGeneral($0[0], $0[1], contracting: ([0], [0]), preferredElementType: .f32)] }, x,
      inAxes: [0, 1], outAxes: { _ in 0 })
    #expect(batched[0].type == TensorType(.f32, [2]))
  }

  private func einsum(_ config: String, _ x: [Tensor]) throws -> [Tensor] {
    try apply(Einsum(config, isUnary: x.count == 1, elementType: x[0].dtype), x)
  }

  @Test func `products and sums written with letters`() {
    for (config, shapes) in [
      ("ab,bc->ac", [[2, 3], [3, 2]]), ("abc,cb->ba", [[2, 3, 2], [2, 3]]),
      ("aab,bcd->ca", [[2, 2, 3], [3, 2, 2]]), ("ab,cd->da", [[2, 2], [3, 2]]),
      ("...a,ab->...b", [[2, 3, 2], [2, 2]]), ("a,a->", [[3], [3]]),
    ] {
      let x = shapes.enumerated().map { sample($1, $0 + 1) }
      expectRules(config, at: x) { try einsum(config, $0) }
    }
    for (config, shape) in [("ab->ba", [2, 3]), ("aab->b", [3, 3, 2]), ("abc->b", [2, 3, 2])] {
      expectRules(config, at: [sample(shape)]) { try einsum(config, $0) }
    }
  }

  @Test func `a ragged product in each of its modes`() {
    let sizes = Tensor([2, 0, 1] as [Int32])
    let shapes: [(String, DotDimensions, Int, Int?, [Int], [Int])] = [
      ("kept", DotDimensions(lhsContracting: [1], rhsContracting: [1]), 0, 0, [4, 2], [3, 2, 2]),
      (
        "contracted", DotDimensions(lhsContracting: [1], rhsContracting: [0]), 1, nil, [2, 4],
        [4, 3]
      ),
      (
        "batching",
        DotDimensions(
          lhsBatching: [0], rhsBatching: [0], lhsContracting: [2], rhsContracting: [1]), 0, nil,
        [3, 2, 2], [3, 2, 2]
      ),
    ]
    for (name, dimensions, ragged, group, lhs, rhs) in shapes {
      let dot = RaggedDot(dimensions, lhsRagged: ragged, rhsGroup: group, elementType: .f64)
      expectRules(name, at: [sample(lhs), sample(rhs, 2), sizes]) { try apply(dot, $0) }
    }
  }

  @Test(arguments: [[4], [5], [3, 4], [2, 5], [1], [2, 1]])
  func `Fourier transforms of every kind`(_ lengths: [Int]) {
    let complex = sample([2] + lengths, 1, .complex128)
    expectRules("forward", at: [complex]) { [fft($0[0], .forward, lengths: lengths)] }
    expectRules("inverse", at: [complex]) { [fft($0[0], .inverse, lengths: lengths)] }
    expectRules("real", at: [sample([2] + lengths)]) {
      [fft($0[0], .realForward, lengths: lengths)]
    }
    let half = lengths.dropLast() + [lengths[lengths.count - 1] / 2 + 1]
    expectRules("to real", at: [sample(Array(half), 1, .complex128)]) {
      [fft($0[0], .realInverse, lengths: lengths)]
    }
  }
}
