import Testing

@testable import Touchstone

@Test func `transpose exchanges rows and columns`() throws {
  let x = Tensor(HostTensor(TensorType(.f32, [2, 3]), doubles: [1, 2, 3, 4, 5, 6]))
  #expect(try transpose(x).host().doubles == [1, 4, 2, 5, 3, 6])
}

@Test func `a value larger than all memory is an error and not the end of the process`() throws {
  let program = try Program(
    text: """
      func.func @main() -> tensor<f32> {
        %0 = stablehlo.iota dim = 0 : tensor<1000000000000000xf32>
        %1 = stablehlo.slice %0 [0:1] : (tensor<1000000000000000xf32>) -> tensor<1xf32>
        %2 = stablehlo.reshape %1 : (tensor<1xf32>) -> tensor<f32>
        return %2 : tensor<f32>
      }
      """)
  let error = #expect(throws: TensorError.self) { try ReferenceBackend().compile(program) }
  #expect(error?.message.contains("memory") == true)
  #expect(throws: TensorError.self) {
    try checking { iota(TensorType(.f32, [1 << 50])) }
  }
}
