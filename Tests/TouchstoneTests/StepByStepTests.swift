import Testing

@testable import Touchstone

@Test func `transpose exchanges rows and columns`() throws {
  let x = Tensor(HostTensor(TensorType(.f32, [2, 3]), doubles: [1, 2, 3, 4, 5, 6]))
  #expect(try transpose(x).host().doubles == [1, 4, 2, 5, 3, 6])
}
