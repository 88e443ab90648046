import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct ScanTests {
  /// A body whose outputs are a new value, the same again, a slice as it came, and what was carried.
  private func text(_ length: Int, _ attributes: String) -> String {
    let (x, s, row) = ("tensor<\(length)x3x5xi32>", "tensor<3x5xi32>", "tensor<5xi32>")
    return """
      func.func @main(%x: \(x), %c: \(s), %d: \(s), %w: \(row)) -> (\(x), \(x), \(x), \(x), \(s), \(s)) {
        %b = stablehlo.broadcast_in_dim %w, dims = [1] : (\(row)) -> \(s)
        %r:6 = chlo.scan(%x) inits(%c, %d) dimension=0 \(attributes){
        ^bb0(%e: \(s), %p: \(s), %q: \(s)):
          %0 = stablehlo.add %e, %p : \(s)
          %1 = stablehlo.multiply %0, %b : \(s)
          stablehlo.return %1, %1, %e, %q, %1, %p : \(s), \(s), \(s), \(s), \(s), \(s)
        } : (\(x), \(s), \(s)) -> (\(x), \(x), \(x), \(x), \(s), \(s))
        return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : \(x), \(x), \(x), \(x), \(s), \(s)
      }
      """
  }

  @Test(arguments: [0, 1, 2, 7], [false, true])
  func `outputs come to their places, and what is carried is not overwritten too early`(
    _ length: Int, _ isReverse: Bool
  ) throws {
    let text = text(length, isReverse ? "attributes {is_reverse = true} " : "")
    let types = [[length, 3, 5], [3, 5], [3, 5], [5]].map { TensorType(.i32, $0) }
    let x = types.map(wholeNumbers)
    let before = x.map { $0.integers }
    #expect(try run(text, x) == expected(text, x))
    #expect(x.map { $0.integers } == before)
    // Once more in the frame that is kept.
    let executable = try LLVMBackend().compile(Program(text: text))
    let first = try executable.run(x).map { try $0.host() }
    #expect(try executable.run(x).map { try $0.host() } == first)
  }
}
