import Foundation
import Testing
import Touchstone

@testable import XLABackend

@Suite(hasPlugin) struct RunningTests {
  private let sum = """
    func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
      %0 = stablehlo.add %x, %y : tensor<3xf32>
      return %0 : tensor<3xf32>
    }
    """

  @Test func `results stay on the device until they are read`() throws {
    let executable = try xla().compile(Program(text: sum))
    let once = try executable.run([vector([1, 2, 3]), vector([10, 20, 30])])
    #expect(once[0] is DeviceBuffer)
    let twice = try executable.run([once[0], once[0]])
    #expect(try twice[0].host() == vector([22, 44, 66]))
    #expect(try once[0].host() == vector([11, 22, 33]))
  }

  @Test(arguments: DType.allCases.filter(\.isElement))
  func `tensors of every dtype come back as they went`(_ dtype: DType) throws {
    let type = TensorType(dtype, [2, 3])
    let tensor = HostTensor(type) { bytes in
      for i in bytes.indices { bytes[i] = dtype.bitWidth < 8 ? UInt8(i & 1) : UInt8(i * 37 & 0x7F) }
    }
    let text = """
      func.func @main(%x: \(type.text)) -> \(type.with(shape: [6]).text) {
        %0 = stablehlo.reshape %x : (\(type.text)) -> \(type.with(shape: [6]).text)
        return %0 : \(type.with(shape: [6]).text)
      }
      """
    let result = try run(text, [tensor], on: xla())
    #expect(result == [tensor.reinterpreted(as: type.with(shape: [6]))])
  }

  @Test func `narrow numbers keep their signs`() throws {
    let text = """
      func.func @main(%x: tensor<3xi4>) -> tensor<3xi4> {
        %0 = stablehlo.negate %x : tensor<3xi4>
        return %0 : tensor<3xi4>
      }
      """
    let type = TensorType(.i4, [3])
    let result = try run(text, [HostTensor(type, signed: [-8, -1, 7])], on: xla())
    #expect(result == [HostTensor(type, signed: [-8, 1, -7])])
  }

  @Test func `empty tensors and scalars are tensors`() throws {
    let empty = HostTensor(TensorType(.f32, [0])) { _ in }
    let text = sum.replacing("3xf32", with: "0xf32")
    #expect(try run(text, [empty, empty], on: xla()) == [empty])
    let scalar = HostTensor(TensorType(.f32), doubles: [2])
    let scalars = sum.replacing("3xf32", with: "f32")
    #expect(
      try run(scalars, [scalar, scalar], on: xla())
        == [HostTensor(TensorType(.f32), doubles: [4])])
  }

  @Test func `a result may be an argument or a constant`() throws {
    let text = """
      func.func @main(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
        %c = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
        return %x, %c, %x : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
      }
      """
    let x = vector([4, 5, 6])
    #expect(try run(text, [x], on: xla()) == [x, vector([1, 2, 3]), x])
  }

  @Test func `arguments of other types are refused`() throws {
    let executable = try xla().compile(Program(text: sum))
    #expect(throws: TensorError.self) { try executable.run([vector([1, 2, 3])]) }
    let error = #expect(throws: TensorError.self) {
      try executable.run([vector([1, 2, 3]), vector([1])])
    }
    #expect(error?.message == "argument 1 must be f32[3], got f32[1]")
  }

  @Test func `one program runs on many threads at once`() async throws {
    let backend = try xla()
    let text = sum
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for i in 0..<16 {
        group.addTask {
          let x = vector([Double(i), 1, 2])
          return try run(text, [x, x], on: backend) == [vector([Double(2 * i), 2, 4])]
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func `large constants are arguments of the compiled program`() throws {
    let values = (0..<1000).map { Double($0) }
    let list = values.map { "\($0)" }.joined(separator: ", ")
    let text = """
      func.func @main(%x: tensor<1000xf32>) -> tensor<1000xf32> {
        %c = stablehlo.constant dense<[\(list)]> : tensor<1000xf32>
        %0 = stablehlo.add %x, %c : tensor<1000xf32>
        return %0 : tensor<1000xf32>
      }
      """
    #expect(
      try run(text, [vector(values)], on: xla()) == [vector(values.map { 2 * $0 })])
  }

  @Test func `eager operations give tensors of the device`() throws {
    let x = Tensor([1, 2, 3] as [Float])
    let y = try withBackend(xla()) { x * x + x }
    #expect(y.buffer is DeviceBuffer)
    let values = try y.host()
    #expect(values == vector([2, 6, 12]))
  }
}
