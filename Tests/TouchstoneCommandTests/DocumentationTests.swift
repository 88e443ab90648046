import Testing

@testable import TouchstoneCommand

/// What `touchstone check-docs` finds.
@Suite struct DocumentationTests {
  private let source = """
    @Suite struct Tests {
      @Test func run() {
        let x = 1

        if x > 0 {
          print(x | 2)
        }
      }
    }
    """

  private func problems(_ text: String) -> [String] {
    Article(text, file: "A.md").problems(sources: ["", source])
  }

  @Test func `code of an article stands in a source, wherever it is indented to`() {
    #expect(
      problems(
        """
        # Title
        ```swift
        let x = 1

        if x > 0 {
          print(x | 2)
        }
        ```
        ```sh
        not Swift
        ```
        """
      ).isEmpty)
  }

  @Test(
    arguments: [
      "let x = 2", "let x = 1\nif x > 0 {", "  if x > 0 {\n  print(x | 2)", "print(x | 2)\n}\n}\n}",
    ])
  func `code that differs is found, with its line`(_ code: String) {
    #expect(
      problems("# Title\n```swift\n\(code)\n```\n")
        == ["A.md:3: no compiled source has this code, line for line"])
  }

  @Test func `code in the last column of a table is looked up`() {
    let table = """
      | Python | Swift |
      |---|---|
      | `x = 1` | `let x = 1` |
      | `x \\| 2` | `x \\| 2`, `x ^ 2` |

      | Swift | other |
      |---|---|
      | `a` | `never looked at` |
      """
    #expect(problems(table) == ["A.md:4: no compiled source has `x ^ 2`"])
  }

  @Test func `only the section asked for is looked at, under its own lines`() {
    let text = "# Title\n```swift\nother\n```\n## Keras\n```swift\nnothing\n```\n## Last\n"
    #expect(
      problems(Article.section("Keras", of: text))
        == ["A.md:7: no compiled source has this code, line for line"])
  }

  private let chapter = """
    ## NumPy's functions
    ### numpy
    - N1 Not of this chapter.
    ## Keras
    ### keras edges
    - E1 One.
    - E2 Two,
      in two lines.
    - no clause
    ### keras without Python
    | name | reason |
    |---|---|
    | `layers.JaxLayer` | wraps JAX |
    ## Files
    - F1 Not of this chapter.
    """
  private let reasons = ["layers": ["JaxLayer": "wraps JAX"]]

  @Test func `clauses and tests that agree are no problem`() {
    let read = KerasChapter(chapter)
    #expect(read.clauses.map(\.id) == ["keras edges E1", "keras edges E2"])
    let tests = KerasChapter.tested(
      "  @Test func `keras edges E1: one`() {\n  func `keras edges E2: two`(_ x: Int) {\n")
    #expect(read.problems(tests: tests, reasons: reasons).isEmpty)
  }

  @Test func `a clause without a test, a test without a clause and a wrong reason are found`() {
    let found = KerasChapter(chapter).problems(
      tests: ["keras edges E1", "keras edges E9"],
      reasons: ["layers": ["JaxLayer": "another", "TFSMLayer": "runs TensorFlow"]])
    #expect(
      found == [
        "SPEC.md:7: no test is called `keras edges E2: …`",
        "Tests: a test is called `keras edges E9: …`, and SPEC.md has no such clause",
        "SPEC.md: the list of what does not apply needs | `layers.JaxLayer` | another |",
        "SPEC.md: the list of what does not apply needs | `layers.TFSMLayer` | runs TensorFlow |",
      ])
  }

  @Test func `an empty chapter, doubled clauses and names too many are found`() {
    #expect(
      KerasChapter("## Keras\n").problems(tests: [], reasons: [:])
        == ["SPEC.md: the chapter Keras has no clause"])
    let doubled = chapter.replacing("- E2", with: "- E1")
    let found = KerasChapter(doubled).problems(tests: ["keras edges E1"], reasons: [:])
    #expect(
      found == [
        "SPEC.md: there are 2 clauses keras edges E1",
        "SPEC.md: layers.JaxLayer is said not to apply, and the table of names does not say so",
      ])
  }
}
