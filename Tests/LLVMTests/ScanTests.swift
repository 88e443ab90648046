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

  /// A body of loops and products alone, whose carries stay, move on, are stacked and are passed on.
  private func plain(_ length: Int, _ results: String, _ attributes: String = "") -> String {
    let (x, s) = ("tensor<\(length)x3x3xf32>", "tensor<3x3xf32>")
    return """
      func.func @main(%x: \(x), %c: \(s), %d: \(s), %w: \(s)) -> (\(x), \(x), \(s), \(s)) {
        %r:4 = chlo.scan(%x) inits(%c, %d) dimension=0 \(attributes){
        ^bb0(%e: \(s), %p: \(s), %q: \(s)):
          %0 = stablehlo.dot_general %p, %w, contracting_dims = [1] x [0] : (\(s), \(s)) -> \(s)
          %1 = stablehlo.add %0, %e : \(s)
          %2 = stablehlo.maximum %1, %q : \(s)
          %3 = stablehlo.minimum %2, %e : \(s)
          %4 = stablehlo.reshape %3 : (\(s)) -> tensor<9xf32>
          %5 = stablehlo.reshape %4 : (tensor<9xf32>) -> \(s)
          stablehlo.return \(results) : \(s), \(s), \(s), \(s)
        } : (\(x), \(s), \(s)) -> (\(x), \(x), \(s), \(s))
        return %r#0, %r#1, %r#2, %r#3 : \(x), \(x), \(s), \(s)
      }
      """
  }

  @Test(
    arguments: [
      "%2, %3, %2, %3", "%3, %3, %3, %q", "%2, %q, %3, %q", "%e, %p, %3, %2", "%2, %2, %q, %3",
      "%1, %w, %p, %2", "%5, %e, %2, %3", "%3, %5, %3, %3", "%p, %q, %q, %p", "%q, %3, %5, %2",
      "%3, %2, %p, %q",
    ], [0, 1, 2, 7])
  func `a body of loops and products carries what it should`(
    _ results: String, _ length: Int
  ) throws {
    for attributes in ["", "attributes {is_reverse = true} "] {
      let text = plain(length, results, attributes)
      let shapes = [[length, 3, 3], [3, 3], [3, 3], [3, 3]]
      // Products of small whole numbers stay exact.
      let x = shapes.enumerated().map { i, shape in
        floats(shape, (0..<shape.reduce(1, *)).map { Float(($0 * (i + 3)) % 3) - 1 })
      }
      let before = x.map { $0.singles }
      #expect(try run(text, x) == expected(text, x))
      #expect(x.map { $0.singles } == before)
      let executable = try LLVMBackend().compile(Program(text: text))
      let first = try executable.run(x).map { try $0.host() }
      #expect(try executable.run(x).map { try $0.host() } == first)
    }
  }

  @Test func `such a body runs by addresses, unless a carry is what was carried before`() throws {
    func isPlain(_ results: String) throws -> Bool {
      let (plan, _) = try plan(plain(5, results))
      for point in plan.points {
        if case .scan(let step) = point.step { return step.plain != nil }
      }
      return false
    }
    #expect(try isPlain("%2, %3, %2, %3"))
    #expect(try isPlain("%1, %w, %p, %2"))
    #expect(try !isPlain("%2, %2, %q, %3"))
  }
}
