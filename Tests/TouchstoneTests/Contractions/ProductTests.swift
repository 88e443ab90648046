import Testing

@testable import Touchstone

private func tensor(_ shape: [Int], _ x: [Double]) -> Tensor {
  Tensor(HostTensor(TensorType(.f32, shape), doubles: x))
}

@Test func `matmul takes leading dimensions as batching`() throws {
  let x = tensor([2, 1, 2], [1, 2, 3, 4])
  let y = tensor([2, 2, 1], [10, 1, 10, 1])
  #expect(try matmul(x, y).host() == tensor([2, 1, 1], [12, 34]).host())
  #expect(try dot(tensor([2], [1, 2]), tensor([2], [3, 4])).host().doubles == [11])
}

@Test func `a convolution without dimension numbers has channels first`() throws {
  let x = tensor([1, 1, 2, 2], [1, 2, 3, 4])
  let kernel = tensor([1, 1, 1, 2], [1, 10])
  let y = convolution(x, kernel, windowStrides: [1, 1], padding: [[0, 0], [0, 1]])
  #expect(try y.host() == tensor([1, 1, 2, 2], [21, 2, 43, 4]).host())
}

@Test func `the error of a product names the clause`() {
  let error = #expect(throws: TensorError.self) {
    try checking { dot(tensor([2], [1, 2]), tensor([3], [1, 2, 3])) }
  }
  #expect(
    error?.description == "dot(f32[2], f32[3]): contracted sizes 2 and 3 differ [dot C2]")
}

@Test func `shapes that only a hostile text has are rejected`() throws {
  let huge = TensorType(.f32, [1 << 40, 0])
  let dot = DotGeneral(DotDimensions(), elementType: .f32)
  #expect(throws: TensorError.self) {
    try dot.resultTypes([TensorType(.f32, [1 << 40]), TensorType(.f32, [1 << 40])])
  }
  // A dimension of size 0 makes the others harmless, whatever their size.
  let empty = HostTensor(huge) { _ in }
  let all = DotDimensions(lhsContracting: [0, 1], rhsContracting: [0, 1])
  let sums = DotGeneral(all, elementType: .f32)
  #expect(sums.evaluate([empty, empty], TensorType(.f32)).doubles == [0])
  let far = Window(size: .max, dilation: .max)
  #expect(far.count(over: 3) == nil)
  #expect(Window(size: 2, stride: .max, low: .max, high: 0).count(over: 3) == nil)
}

@Test func `einsum takes diagonals, sums and batches`() throws {
  func einsum(_ config: String, _ x: HostTensor, _ y: HostTensor? = nil) throws -> HostTensor {
    let operation = Einsum(config, isUnary: y == nil, elementType: x.dtype)
    let operands = [x] + (y.map { [$0] } ?? [])
    return try operation.evaluate(operands, operation.resultType(operands.map(\.type)))
  }
  let x = HostTensor(TensorType(.i32, [2, 2]), signed: [1, 2, 3, 4])
  #expect(try einsum("aa->a", x).signedIntegers == [1, 4])
  #expect(try einsum("ab->", x).signedIntegers == [10])
  #expect(try einsum("ab->ba", x).signedIntegers == [1, 3, 2, 4])
  #expect(try einsum("ab,bc->ac", x, x).signedIntegers == [7, 10, 15, 22])
  #expect(try einsum("...b,...b->...", x, x).signedIntegers == [5, 25])
  #expect(throws: TensorError.self) { try einsum("ab,bc->ad", x, x) }
  #expect(throws: TensorError.self) { try einsum("abc->a", x) }
}
