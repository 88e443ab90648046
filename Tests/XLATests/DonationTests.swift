import Testing
import Touchstone

@testable import XLABackend

/// Memory that is given up may become a result's.
@Suite(hasPlugin) struct DonationTests {
  private let size = 1 << 19

  private func step() throws -> any Executable {
    try xla().compile(
      Program(
        text: """
          func.func @main(%x: tensor<\(size)xf32>, %y: tensor<f32>) -> tensor<\(size)xf32> {
            %0 = stablehlo.broadcast_in_dim %y, dims = [] : (tensor<f32>) -> tensor<\(size)xf32>
            %1 = stablehlo.add %x, %0 : tensor<\(size)xf32>
            return %1 : tensor<\(size)xf32>
          }
          """))
  }

  @Test func `a loop that gives up its state computes the same`() throws {
    let executable = try step()
    let one = HostTensor(TensorType(.f32), doubles: [1])
    var state: [any Buffer] = [HostTensor.full(TensorType(.f32, [size]), 0)]
    for _ in 0..<5 {
      var arguments = state
      state = []
      arguments.append(one)
      state = try executable.run(consume arguments, RunOptions())
    }
    #expect(try state[0].host() == HostTensor.full(TensorType(.f32, [size]), 5))
  }

  @Test func `an argument that somebody else holds keeps its elements`() throws {
    let executable = try step()
    let one = HostTensor(TensorType(.f32), doubles: [1])
    let start = try executable.run([HostTensor.full(TensorType(.f32, [size]), 0), one])[0]
    var results: [any Buffer] = []
    for _ in 0..<4 { results.append(try executable.run([start, one])[0]) }
    #expect(try start.host() == HostTensor.full(TensorType(.f32, [size]), 1))
    for result in results {
      #expect(try result.host() == HostTensor.full(TensorType(.f32, [size]), 2))
    }
  }

  @Test func `an alias is found for each type once, and only if it is large`() {
    let large = TensorType(.f32, [size])
    let small = TensorType(.f32, [2])
    let block = try? {
      var builder = BlockBuilder(parameters: [large, small, large])
      let sum = try builder.append(Binary.add, [0, 2])
      return builder.block(returning: Array(sum))
    }()
    guard let block else {
      Issue.record("a sum of two tensors of one type is a block")
      return
    }
    #expect(Donation(block, dying: [0, 1, 2])?.places == [0: 0])
    #expect(Donation(block, dying: [1]) == nil)
    #expect(Donation(block, dying: []) == nil)
  }
}
