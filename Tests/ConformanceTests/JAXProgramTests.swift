import ConformanceKit
import Foundation
import Testing
import Touchstone

/// Programs written by JAX, where they lie beside the repository.
private let jaxFolder = root.deletingLastPathComponent().appending(path: "shared/jax")
private let isPresent = FileManager.default.fileExists(atPath: jaxFolder.path)

@Suite(.enabled(if: isPresent, "no JAX programs beside the repository"))
struct JAXProgramTests {
  @Test(arguments: registeredBackends().map(\.name))
  func `programs that JAX printed give what JAX computed on`(_ name: String) throws {
    let backend = try #require(Backends.named(name))
    let programs = try JAXProgram.all(in: jaxFolder)
    #expect(!programs.isEmpty)
    for program in programs {
      if let reason = program.disagreement(on: backend) {
        Issue.record("\(program) on \(name): \(reason)")
      }
    }
  }

  @Test(arguments: JAXProgram.Derivative.allCases)
  func `derivatives of programs that JAX printed are JAX's`(
    _ derivative: JAXProgram.Derivative
  ) throws {
    for backend in availableBackends() {
      for program in try JAXProgram.all(in: jaxFolder) {
        if let reason = program.disagreement(of: derivative, on: backend) {
          Issue.record("\(program) on \(backend.name): \(reason)")
        }
      }
    }
  }
}
