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

  /// Saves a model with the input `x`, two numbers a row, and gives rows for it.
  private func savedModel(_ path: String) throws -> HostTensor {
    let model = Sequential {
      Input(shape: [2], name: "x")
      Dense(1)
    }
    try model.save(path)
    return try NumPy.ones([3, 2]).host()
  }

  @Test func `arrays that are no input of the model are refused`() throws {
    try inFolder { path in
      let x = try savedModel(path("m.keras"))
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
      let x = try savedModel(path("m.keras"))
      func said(_ inputs: [String]) -> String {
        message {
          try Predict.parse(
            [path("m.keras"), "--output", path("o.npz")] + inputs.flatMap { ["--input", path($0)] }
          ).run()
        }
      }
      try ArrayFile.write([("x", x), ("arg0", x)], to: path("both.npz"))
      let both = said(["both.npz"])
      #expect(
        both.contains("the input 'x' is given twice, also as 'arg0'; leave one out"), "\(both)")
      try ArrayFile.write([("", x)], to: path("a.npy"))
      let twice = said(["a.npy", "a.npy"])
      #expect(
        twice.contains("is given a second time; several arrays need names, x or arg0"), "\(twice)")
      #expect(!FileManager.default.fileExists(atPath: path("o.npz")))
      #expect(said(["a.npy"]) == "nothing was thrown")
    }
  }

  @Test func `weights of another file are taken, by name where asked`() throws {
    try inFolder { path in
      let (one, other) = (
        Sequential([InputLayer(shape: [2]), Dense(1, name: "a")]),
        Sequential([InputLayer(shape: [2]), Dense(1, name: "b"), Dense(1, name: "a")])
      )
      for weight in one.weights { weight.assign(ones(weight.shape)) }
      for weight in other.weights { weight.assign(zeros(weight.shape)) }
      try one.save(path("one.keras"))
      try other.saveWeights(path("other.h5"))
      try ArrayFile.write([("x", NumPy.ones([1, 2]).host())], to: path("x.npz"))
      func out(_ options: [String]) throws -> [Float] {
        try Predict.parse(
          [path("one.keras"), "--input", path("x.npz"), "--output", path("o.npz")] + options
        ).run()
        return try Tensor(ArrayFile.read(path("o.npz"))[0].value).scalars(as: Float.self)
      }
      #expect(try out([]) == [3])
      let options = ["--weights", path("other.h5"), "--by-name"]
      // The kernel of the other has another shape, the bias fits.
      #expect(throws: (any Error).self) { _ = try out(options) }
      #expect(try out(options + ["--skip-mismatch"]) == [2])
      #expect(throws: (any Error).self) {
        _ = try Predict.parse([path("one.keras"), "--input", "x", "--by-name"])
      }
    }
  }

  @Test func `no steps to resume are refused`() {
    #expect(throws: (any Error).self) {
      try Resume.parse(["m.keras", "--input", "a", "--target", "b", "--steps", "0"])
    }
  }

  @Test func `where a model cannot be saved is said before it is trained`() {
    for (save, part) in [
      (
        "m.txt", "must name a file that ends in .keras, .weights.h5, .safetensors or .h5, got m.txt"
      ),
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
