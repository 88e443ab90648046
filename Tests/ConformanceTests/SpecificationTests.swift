import Testing

@testable import ConformanceKit

@Suite struct SpecificationTests {
  private let text = """
    # Operations
    ### Reading guide
    Not an operation.
    ### `add`
    Sums.

    **Inputs**
    - I1 `lhs`: tensor.
    - I2 `rhs`: tensor.

    **Constraints**
    - C1 One type.

    **Promise** arithmetic.

    **Example**
    ```mlir
    # - C9 not a clause
    func.func @main() { }
    ```
    ## Next chapter
    - C7 elsewhere
    """

  @Test func `sections with a promise define operations`() throws {
    let specification = Specification(text, file: "SPEC.md")
    #expect(specification.sections.map(\.heading) == ["add"])
    let add = try #require(specification.section("add"))
    #expect(add.labels == ["I1", "I2", "C1"])
    #expect(add.promise == "arithmetic")
    #expect(add.place == "SPEC.md:4")
    #expect(add.examples.map(\.line) == [18])
    #expect(add.examples.map(\.text) == ["# - C9 not a clause\nfunc.func @main() { }"])
  }

  @Test func `a file is cut at its separators and keeps its lines`() {
    let parts = SourceFiles.parts(of: "a\n// -----\n// only this\n// -----\n\nb", file: "f.mlir")
    #expect(parts.map(\.name) == ["f.mlir#1", "f.mlir#2"])
    #expect(parts.map(\.firstLine) == [1, 5])
  }
}
