import ArgumentParser
import ConformanceKit
import Touchstone

/// `touchstone fmt`
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Prints a StableHLO file in canonical form.",
    discussion: """
      Parts separated by lines '// -----' stay separated by them. Attributes of modules, functions, \
      arguments, results and operations are kept, also those that mean nothing here; locations \
      (loc(...)), comments and the names of values are not, and aliases are written out.
      """)

  @Argument(help: "A file of StableHLO text; - for standard input.")
  var file: String

  @Flag(help: "Prints every operation in MLIR's generic form.")
  var generic = false

  func run() throws {
    let name = SourceFiles.name(file)
    let parts = SourceFiles.parts(of: try SourceFiles.read(file), file: name)
    guard !parts.isEmpty else { throw CaseError("there is no program in it", place: name) }
    let texts = try parts.map { part in
      let program = try Program(text: part.text, file: name, firstLine: part.firstLine)
      return program.text(generic: generic)
    }
    for (i, text) in texts.enumerated() {
      if i > 0 { Terminal.print("// -----") }
      Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }
}
