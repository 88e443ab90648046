import ArgumentParser
import ConformanceKit
import LLVMBackend
import Touchstone

/// `touchstone compile`
struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile", abstract: "Shows what a backend that compiles makes of a program.",
    discussion: """
      fused: the steps, with the operations of each loop. llvm: the loops as LLVM has them. \
      asm: the loops in assembly language. memory: where each value lies.
      """)

  @Argument(help: "A file of StableHLO text; - for standard input.")
  var file: String

  @Option(help: "The backend; llvm is the one that compiles.")
  var backend = "llvm"

  @Option(help: "What to show: \(Listing.allCases.map(\.rawValue).joined(separator: ", ")).")
  var show = Listing.fused

  func run() throws {
    let backend = try Choice.backend(backend)
    guard let llvm = backend as? LLVMBackend else {
      throw ValidationError("the backend '\(backend.name)' does not compile; choose llvm")
    }
    let name = SourceFiles.name(file)
    let parts = SourceFiles.parts(of: try SourceFiles.read(file), file: name)
    guard !parts.isEmpty else { throw CaseError("there is no program in it", place: name) }
    for (i, part) in parts.enumerated() {
      if i > 0 { Terminal.print("// -----") }
      let program = try Program(text: part.text, file: name, firstLine: part.firstLine)
      let text = try llvm.listing(of: program, show)
      Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }
}

extension Listing: ExpressibleByArgument {}
