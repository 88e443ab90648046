import ArrayFiles
import Foundation
import Testing
import Touchstone

@testable import TouchstoneCommand

@Suite struct ArgumentsTests {
  private let types = [TensorType(.f32, []), TensorType(.f32, [])]

  private func number(_ value: Double) -> HostTensor {
    HostTensor(TensorType(.f32, []), doubles: [value])
  }
  /// What the arguments of an archive with these arrays are, or the sentence of the error.
  private func read(_ arrays: [(String, Double)], _ types: [TensorType]? = nil) throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npz")
    defer { try? FileManager.default.removeItem(at: url) }
    try ArrayFile.write(arrays.map { ($0.0, number($0.1)) }, to: url.path)
    do {
      return "\(try Arguments.read([url.path], for: types ?? self.types).flatMap(\.doubles))"
    } catch { return "\(error)".replacing(url.path, with: "FILE") }
  }

  @Test func `names with numbers say which argument an array is`() throws {
    #expect(try read([("arg1", 1), ("other", 7), ("arg0", 0)]) == "[0.0, 1.0]")
    #expect(try read([("b", 1), ("a", 0)]) == "[0.0, 1.0]")
    #expect(try read([("arg1", 1), ("arg2", 2)]) == "FILE: arg0 is missing; found arg1, arg2")
    #expect(try read([("arg0", 1), ("arg2", 2)]) == "FILE: arg1 is missing; found arg0, arg2")
    #expect(
      try read([("arg0", 1), ("arg00", 2)])
        == "FILE: arg0 is there twice, with arg0, arg0")
  }

  @Test func `an error names the array, its file and what was expected`() throws {
    #expect(
      try read([("arg0", 0), ("arg1", 1)], [types[0], TensorType(.f32, [2])])
        == "arg1 of FILE: argument 1 must be f32[2], got f32[]")
    #expect(
      try read([("arg0", 0)]).hasPrefix(
        "the program takes 2 arguments, (f32[], f32[]); the inputs hold 1: arg0 of FILE"))
  }

  @Test func `the names nearest to one that is not known are suggested`() {
    #expect(Primitives.names(near: "stablehlo.ad").first == "stablehlo.add")
    #expect(Primitives.names(near: "convolutoin") == ["stablehlo.convolution"])
    #expect(Primitives.names(near: "nosuch").isEmpty)
    #expect(Primitives.names(near: String(repeating: "a", count: 100_000)).isEmpty)
  }
}
