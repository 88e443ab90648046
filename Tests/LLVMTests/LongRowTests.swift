import Testing
import Touchstone

@testable import LLVMBackend

/// Reductions of few long rows, which are cut into parts.
@Suite(.enabled(if: hasLLVM, whyAbsent))
struct LongRowTests {
  private func text(_ shape: [Int], _ operation: String, _ start: String, _ dtype: String) -> String
  {
    let whole = "tensor<\((shape.map(String.init) + [dtype]).joined(separator: "x"))>"
    let kept = shape.dropLast().map { "\($0)x" }.joined() + dtype
    return """
      func.func @main(%x: \(whole)) -> tensor<\(kept)> {
        %s = stablehlo.constant dense<\(start)> : tensor<\(dtype)>
        %0 = stablehlo.reduce(%x init: %s) applies stablehlo.\(operation) across dimensions = [\(shape.count - 1)] : (\(whole), tensor<\(dtype)>) -> tensor<\(kept)>
        return %0 : tensor<\(kept)>
      }
      """
  }

  @Test(
    arguments: [[1 << 18], [300_000], [3, 100_000], [1, 2, 200_000], [262_147]],
    ["f32", "f64", "bf16", "i32"])
  func `whole numbers add up exactly`(_ shape: [Int], _ dtype: String) throws {
    let text = text(shape, "add", dtype == "i32" ? "5" : "5.0", dtype)
    let type = try #require(try Program(text: text).main).block.valueTypes[0]
    let x = wholeNumbers(type)
    #expect(try run(text, [x]) == expected(text, [x]))
  }

  @Test(arguments: [0, 1 << 17, (1 << 18) - 1])
  func `NaN is the greatest wherever it is, and the greatest is found there`(_ place: Int) throws {
    let text = text([1 << 18], "maximum", "0xFF800000", "f32")
    for number in [Float.nan, 7] {
      var numbers = [Float](repeating: -3, count: 1 << 18)
      numbers[place] = number
      let x = floats([1 << 18], numbers)
      #expect(try run(text, [x]) == expected(text, [x]))
    }
  }

  @Test func `negative zeros add up to one`() throws {
    let text = text([1 << 18], "add", "-0.0", "f32")
    let x = floats([1 << 18], [Float](repeating: -0.0, count: 1 << 18))
    #expect(try run(text, [x])[0].doubles[0].sign == .minus)
  }

  @Test func `a row is work for several threads`() throws {
    let compiler = BlockCompiler()
    let main = try #require(try Program(text: text([1 << 20], "add", "0.0", "f32")).main)
    #expect(try compiler.plan(main.block).kernelCount == 2)
    #expect(compiler.shown[0].units == 64)
  }
}
