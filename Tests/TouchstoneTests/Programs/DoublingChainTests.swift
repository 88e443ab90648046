import Testing

@testable import Touchstone

/// Functions each of which calls the one before it twice: 2^60 ways lead from the last to the first.
@Suite(.timeLimit(.minutes(1))) struct DoublingChainTests {
  private static func chain(_ first: String) -> String {
    var text = """
      func.func private @f0(%x: tensor<300xi8>) -> tensor<300xi8> {
        %0 = stablehlo.constant dense<\(first)> : tensor<300xi8>
        %1 = stablehlo.add %x, %0 : tensor<300xi8>
        return %1 : tensor<300xi8>
      }

      """
    for i in 1...60 {
      text += """
        func.func \(i == 60 ? "@main" : "private @f\(i)")(%x: tensor<300xi8>) -> tensor<300xi8> {
          %0 = call @f\(i - 1)(%x) : (tensor<300xi8>) -> tensor<300xi8>
          %1 = call @f\(i - 1)(%0) : (tensor<300xi8>) -> tensor<300xi8>
          return %1 : tensor<300xi8>
        }

        """
    }
    return text
  }

  @Test func `programs read apart are compared, hashed, printed and compiled`() throws {
    let one = try Program(text: Self.chain("1"))
    let other = try Program(text: Self.chain("1"))
    #expect(one == other)
    #expect(Set([one, other]).count == 1)
    #expect(one.text() == other.text())
    #expect(try Program(text: one.text(generic: true)) == one)
    _ = try ReferenceBackend().compile(one)
  }

  @Test func `one byte deep down makes them different`() throws {
    // Only the last element differs, beyond what a hash looks at.
    let ones = [String](repeating: "1", count: 299).joined(separator: ", ")
    let one = try Program(text: Self.chain("[\(ones), 1]"))
    let other = try Program(text: Self.chain("[\(ones), 2]"))
    #expect(one != other)
    #expect(other != one)
  }
}
