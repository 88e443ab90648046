import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct PaddingTests {
  /// Two padded tensors added up, so that both are read inside a loop.
  private func text(_ shape: [Int], _ low: [Int], _ high: [Int]) -> String {
    func type(_ shape: [Int]) -> String { "tensor<" + shape.map { "\($0)x" }.joined() + "i32>" }
    let result = shape.indices.map { shape[$0] + low[$0] + high[$0] }
    let none = shape.map { _ in 0 }
    let types = "(\(type(shape)), tensor<i32>) -> \(type(result))"
    return """
      func.func @main(%x: \(type(shape)), %p: tensor<i32>) -> (\(type(result)), tensor<i32>) {
        %0 = stablehlo.pad %x, %p, low = \(low), high = \(high), interior = \(none) : \(types)
        %1 = stablehlo.pad %x, %p, low = \(high), high = \(low), interior = \(none) : \(types)
        %2 = stablehlo.add %0, %1 : \(type(result))
        %z = stablehlo.constant dense<0> : tensor<i32>
        %3 = stablehlo.reduce(%0 init: %z) applies stablehlo.add across dimensions = \(Array(shape.indices)) : (\(type(result)), tensor<i32>) -> tensor<i32>
        return %2, %3 : \(type(result)), tensor<i32>
      }
      """
  }

  @Test(
    arguments: [
      ([5], [2], [3]), ([1], [40], [0]), ([4, 6], [1, 0], [0, 2]), ([4, 33], [0, 33], [0, 66]),
      ([3, 1], [0, 7], [0, 20]), ([2, 3, 5], [1, 2, 3], [3, 2, 1]), ([6, 5], [-2, 1], [3, -1]),
      ([6, 70], [2, -20], [0, 30]), ([3, 20], [5, 0], [0, 0]), ([3, 20], [0, 0], [5, 0]),
    ] as [([Int], [Int], [Int])])
  func `padding is read as what it is at every edge`(
    _ shape: [Int], _ low: [Int], _ high: [Int]
  ) throws {
    let text = text(shape, low, high)
    let x = wholeNumbers(TensorType(.i32, shape))
    let padding = HostTensor(TensorType(.i32), signed: [100])
    #expect(try run(text, [x, padding]) == expected(text, [x, padding]))
  }

  @Test func `slices of what is padded and sums of rows keep the padding's NaN and signed zeros`()
    throws
  {
    let text = """
      func.func @main(%x: tensor<4x20xf32>, %p: tensor<f32>) -> (tensor<4x13xf32>, tensor<4x60xf32>) {
        %0 = stablehlo.pad %x, %p, low = [0, 20], high = [0, 20], interior = [0, 0] : (tensor<4x20xf32>, tensor<f32>) -> tensor<4x60xf32>
        %1 = stablehlo.slice %0 [0:4, 2:54:4] : (tensor<4x60xf32>) -> tensor<4x13xf32>
        %2 = stablehlo.negate %1 : tensor<4x13xf32>
        %3 = stablehlo.reverse %0, dims = [1] : tensor<4x60xf32>
        return %2, %3 : tensor<4x13xf32>, tensor<4x60xf32>
      }
      """
    for padding: Float in [0, -0.0, .nan, .infinity] {
      let x = floats([4, 20], (0..<80).map { $0.isMultiple(of: 3) ? -0.0 : Float($0) })
      let arguments = [x, floats([], [padding])]
      for (result, truth) in zip(try run(text, arguments), try expected(text, arguments)) {
        let isSame = zip(result.singles, truth.singles).allSatisfy { x, y in
          x.isNaN ? y.isNaN : x.bitPattern == y.bitPattern
        }
        #expect(isSame)
      }
    }
  }

  @Test func `nothing outside a tensor's memory is read for what lies in the padding`() throws {
    // The operand is an argument in memory of its own; far beyond it no page is mapped.
    let text = """
      func.func @main(%x: tensor<1x16xf32>, %p: tensor<f32>) -> tensor<4096x16xf32> {
        %0 = stablehlo.pad %x, %p, low = [2048, 0], high = [2047, 0], interior = [0, 0] : (tensor<1x16xf32>, tensor<f32>) -> tensor<4096x16xf32>
        %1 = stablehlo.add %0, %0 : tensor<4096x16xf32>
        return %1 : tensor<4096x16xf32>
      }
      """
    let x = wholeNumbers(TensorType(.f32, [1, 16]))
    #expect(try run(text, [x, floats([], [3])]) == expected(text, [x, floats([], [3])]))
  }
}
