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

@Test func `values that exceed all memory only together are an error when compiled`() throws {
  // Each takes two fifths of the memory, and all three are alive where they are added.
  let count = MemoryPool.limit / 10
  let text = """
    func.func @main(%a: tensor<f32>) -> tensor<\(count)xf32> {
      %0 = call @middle(%a) : (tensor<f32>) -> tensor<\(count)xf32>
      return %0 : tensor<\(count)xf32>
    }
    func.func private @middle(%a: tensor<f32>) -> tensor<\(count)xf32> {
      %0 = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> tensor<\(count)xf32>
      %1 = stablehlo.sine %0 : tensor<\(count)xf32>
      %2 = stablehlo.cosine %0 : tensor<\(count)xf32>
      %3 = stablehlo.add %0, %1 : tensor<\(count)xf32>
      %4 = stablehlo.add %3, %2 : tensor<\(count)xf32>
      return %4 : tensor<\(count)xf32>
    }
    """
  let program = try Program(text: text)
  let error = #expect(throws: TensorError.self) { try ReferenceBackend().compile(program) }
  #expect(error?.message.contains("at once") == true)
}

@Test func `a tensor that does not fit beside the others is an error`() throws {
  // Memory that is never written takes no room in truth.
  let held = HostTensor(uninitialized: TensorType(.f32, [MemoryPool.limit / 8]))
  let large = TensorType(.f32, [MemoryPool.limit / 6])
  let program = try Program(
    text: """
      func.func @main() -> tensor<1xf32> {
        %0 = stablehlo.iota dim = 0 : \(large.text)
        %1 = stablehlo.slice %0 [0:1] : (\(large.text)) -> tensor<1xf32>
        return %1 : tensor<1xf32>
      }
      """)
  let executable = try ReferenceBackend().compile(program)
  #expect(throws: TensorError.self) { try executable.run([]) }
  let error = #expect(throws: TensorError.self) { try checking { iota(large) } }
  #expect(error?.message.contains("beside") == true)
  withExtendedLifetime(held) {}
}

@Test func `a full tensor larger than all memory is an error`() throws {
  let type = TensorType(.f32, [MemoryPool.limit])
  #expect(throws: TensorError.self) { try checking { Tensor.full(type, 1.5) } }
  #expect(throws: TensorError.self) { try checking { Tensor.full(TensorType(.i64, [1 << 62]), 1) } }
}

@Test(arguments: [
  "stablehlo.sine %x :",
  """
  stablehlo.convolution(%x, %one) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {}
    {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (TYPE, tensor<1x1x1xf16>) ->
  """,
])
func `what the reference computes wide must fit too`(operation: String) throws {
  // Half of the memory for operand and result, and twice the memory for both in f64.
  let type = TensorType(.f16, [1, MemoryPool.limit / 8, 1]).text
  let program = try Program(
    text: """
      func.func @main(%x: \(type)) -> \(type) {
        %one = stablehlo.constant dense<1.0> : tensor<1x1x1xf16>
        %0 = \(operation.replacing("TYPE", with: type)) \(type)
        return %0 : \(type)
      }
      """)
  let error = #expect(throws: TensorError.self) { try ReferenceBackend().compile(program) }
  #expect(error?.message.contains("at once") == true)
}

@Test func `the results of operations with bodies are counted`() throws {
  // Two fifths of the memory each, and none can go before the last.
  let type = "tensor<\(MemoryPool.limit / 10)xf32>"
  func sorted(_ result: String) -> String {
    """
    \(result) = "stablehlo.sort"(%x) <{dimension = 0 : i64, is_stable = true}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %less = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %less : tensor<i1>
    }) : (\(type)) -> \(type)
    """
  }
  let program = try Program(
    text: """
      func.func @main(%x: \(type)) -> (\(type), \(type), \(type)) {
        \(sorted("%0"))
        \(sorted("%1"))
        \(sorted("%2"))
        return %0, %1, %2 : \(type), \(type), \(type)
      }
      """)
  #expect(throws: TensorError.self) { try ReferenceBackend().compile(program) }
}
