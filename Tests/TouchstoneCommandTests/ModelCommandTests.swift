import ArrayFiles
import Foundation
import KerasFiles
import Testing

@testable import TouchstoneCommand

/// What the commands on models refuse.
@Suite struct ModelCommandTests {
  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "nothing was thrown"
  }
  private func inFolder(_ body: (_ path: (String) -> String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body { folder.appending(path: $0).path }
  }

  @Test func `arrays that are no input of the model are refused`() throws {
    try inFolder { path in
      let model = Sequential {
        Input(shape: [2], name: "x")
        Dense(1)
      }
      try model.save(path("m.keras"))
      let x = try NumPy.ones([3, 2]).host()
      try ArrayFile.write([("x", x), ("y", x)], to: path("in.npz"))
      let text = message {
        try Predict.parse([path("m.keras"), "--input", path("in.npz"), "--output", path("o.npz")])
          .run()
      }
      #expect(text.contains("'y' is no input of the model, which has x"), "\(text)")
      try ArrayFile.write([("anything", x)], to: path("in.npz"))
      try Predict.parse([path("m.keras"), "--input", path("in.npz"), "--output", path("o.npz")])
        .run()
    }
  }

  @Test func `an input that is given twice is refused`() throws {
    try inFolder { path in
      let model = Sequential {
        Input(shape: [2], name: "x")
        Dense(1)
      }
      try model.save(path("m.keras"))
      let x = try NumPy.ones([3, 2]).host()
      func said(_ inputs: [String]) -> String {
        message {
          try Predict.parse(
            [path("m.keras"), "--output", path("o.npz")] + inputs.flatMap { ["--input", path($0)] }
          ).run()
        }
      }
      try ArrayFile.write([("x", x), ("arg0", x)], to: path("both.npz"))
      let both = said(["both.npz"])
      #expect(both.contains("the input 'x' is given twice, also as 'arg0'; leave one out"), "\(both)")
      try ArrayFile.write([("", x)], to: path("a.npy"))
      let twice = said(["a.npy", "a.npy"])
      #expect(twice.contains("is given a second time; several arrays need names, x or arg0"), "\(twice)")
      #expect(!FileManager.default.fileExists(atPath: path("o.npz")))
      #expect(said(["a.npy"]) == "nothing was thrown")
    }
  }

  @Test func `no steps to resume are refused`() {
    #expect(throws: (any Error).self) {
      try Resume.parse(["m.keras", "--input", "a", "--target", "b", "--steps", "0"])
    }
  }

  @Test func `where a model cannot be saved is said before it is trained`() {
    for (save, part) in [
      ("m.h5", "must name a file that ends in .keras, got m.h5"),
      ("/no/such/folder/m.keras", "there is no folder /no/such/folder"),
    ] {
      let text = message {
        _ = try Resume.parse(["m.keras", "--input", "a", "--target", "b", "--save", save])
      }
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test func `keras run refuses steps of a layer, names of a lone case, and arrays of no role`()
    throws
  {
    try inFolder { path in
      try #"{"class": "Dense", "args": {"units": 1}}"#.write(
        toFile: path("c.json"), atomically: true, encoding: .utf8)
      let x = try NumPy.ones([1, 2]).host()
      try ArrayFile.write([("arg0", x), ("agr1", x)], to: path("in.npz"))
      func said(_ options: [String]) -> String {
        message {
          try KerasRun.parse(
            [path("c.json"), "--input", path("in.npz"), "--output", path("o.npz")] + options
          ).run()
        }
      }
      #expect(
        said(["--steps", "2"]) == "--steps counts the steps of an optimizer, and Dense is a layer")
      #expect(
        said(["--case", "x"]).hasSuffix("holds one case, which has no name; leave --case out"))
      #expect(said([]).contains("Dense takes no array 'agr1'"))
      #expect(!FileManager.default.fileExists(atPath: path("o.npz")))
    }
  }
}
