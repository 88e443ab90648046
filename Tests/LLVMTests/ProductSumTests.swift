import Testing
import Touchstone

@testable import LLVMBackend

/// Products that are added to a parameter where it lies.
@Suite(.enabled(if: hasLLVM, whyAbsent))
struct ProductSumTests {
  /// `c + a·b`, or what `sum` makes of `%p` and `%c`.
  private func text(
    _ m: Int, _ k: Int, _ n: Int, sum: String = "stablehlo.add %c, %p", alsoReturned: String? = nil
  ) -> String {
    let type = "tensor<\(m)x\(n)xf32>"
    let others = alsoReturned.map { (", " + $0, ", " + type) } ?? ("", "")
    return """
      func.func @main(%a: tensor<\(m)x\(k)xf32>, %b: tensor<\(k)x\(n)xf32>, %c: \(type))
          -> (\(type)\(others.1)) {
        %p = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<\(m)x\(k)xf32>, tensor<\(k)x\(n)xf32>) -> \(type)
        %s = \(sum) : \(type)
        return %s\(others.0) : \(type)\(others.1)
      }
      """
  }
  private func arguments(_ text: String) throws -> [HostTensor] {
    try #require(try Program(text: text).main).block.parameters.map(wholeNumbers)
  }
  private func sums(_ text: String) throws -> Int {
    try plan(text).plan.points.count {
      if case .product(let step) = $0.step { step.addend != nil } else { false }
    }
  }

  @Test(arguments: [[3, 5, 7], [1, 1, 1], [64, 128, 96], [300, 100, 200]])
  func `a product is added to a parameter, kept or given away`(_ sizes: [Int]) throws {
    let text = text(sizes[0], sizes[1], sizes[2])
    #expect(try sums(text) == 1)
    let arguments = try arguments(text)
    let wanted = try expected(text, arguments)
    let kept = arguments[2].copy()
    #expect(try run(text, arguments) == wanted)
    #expect(arguments[2] == kept)
    let executable = try LLVMBackend().compile(Program(text: text))
    let given: [any Buffer] = arguments.map { $0.copy() }
    #expect(try executable.run(given).map { try $0.host() } == wanted)
  }

  @Test func `what is read elsewhere, or has many terms, is added in a loop`() throws {
    let others = [
      text(3, 5, 7, sum: "stablehlo.add %c, %p", alsoReturned: "%c"),
      text(3, 5, 7, sum: "stablehlo.add %c, %p", alsoReturned: "%p"),
      text(3, 5, 7, sum: "stablehlo.add %p, %p"), text(3, 5, 7, sum: "stablehlo.subtract %c, %p"),
      text(3, 129, 7),
    ]
    for text in others {
      #expect(try sums(text) == 0)
      let arguments = try arguments(text)
      #expect(try run(text, arguments) == expected(text, arguments))
    }
  }

  @Test(arguments: [1, 2, 7], [true, false])
  func `a scan adds to what it carries`(_ length: Int, _ isStacked: Bool) throws {
    let (stacked, value) = isStacked ? (", tensor<\(length)x3x4xf32>", "%s, ") : ("", "")
    let text = """
      func.func @main(%x: tensor<\(length)x2x3xf32>, %y: tensor<\(length)x2x4xf32>, %c: tensor<3x4xf32>)
          -> (tensor<3x4xf32>\(stacked)) {
        %r\(isStacked ? ":2" : "") = chlo.scan(%x, %y) inits(%c) dimension=0 {
        ^bb0(%u: tensor<2x3xf32>, %v: tensor<2x4xf32>, %t: tensor<3x4xf32>):
          %p = stablehlo.dot_general %u, %v, contracting_dims = [0] x [0] : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<3x4xf32>
          %s = stablehlo.add %t, %p : tensor<3x4xf32>
          stablehlo.return \(value)%s : \(isStacked ? "tensor<3x4xf32>, " : "")tensor<3x4xf32>
        } : (tensor<\(length)x2x3xf32>, tensor<\(length)x2x4xf32>, tensor<3x4xf32>) -> (\(isStacked ? "tensor<\(length)x3x4xf32>, " : "")tensor<3x4xf32>)
        return \(isStacked ? "%r#1, %r#0" : "%r") : tensor<3x4xf32>\(stacked)
      }
      """
    let arguments = try arguments(text)
    let kept = arguments[2].copy()
    for _ in 0..<2 { #expect(try run(text, arguments) == expected(text, arguments)) }
    #expect(arguments[2] == kept)
  }
}
