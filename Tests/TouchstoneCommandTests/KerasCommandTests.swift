import AllBackends
import ArrayFiles
import Foundation
import Keras
import Testing

@testable import TouchstoneCommand

@Suite struct KerasCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let recorded = root.appending(path: "../shared/keras").standardizedFileURL
  private static let isRecorded = FileManager.default.fileExists(
    atPath: recorded.appending(path: "layers.json").path)

  @Test func `every spelling in the table of names is a public declaration`() throws {
    let declared = try Declarations(of: Self.root.appending(path: "Sources"))
    #expect(declared.count > 1000)
    for (module, names) in KerasNames.spellings {
      for (name, spelling) in names {
        #expect(declared.contains(spelling), "\(module).\(name) is said to be \(spelling)")
      }
    }
    for name in KerasNames.operations {
      #expect(declared.contains(KerasNames.camelCase(name)), "ops.\(name)")
    }
  }

  @Test func `declarations are found with the types around them`() throws {
    let declarations = Declarations(
      text: """
        public enum A {
          public static func f() {}
          func hidden() {}
          public final class B {
            open class var g: Int { 0 }
            let inner = 1
          }
        }
        extension A.B {
          @discardableResult public func `default`() {}
        }
        func free() {
          struct Local { var x = 0 }
        }
        public let last = 1
        // public func comment() {}
        """)
    for path in ["A", "A.f", "A.B", "A.B.g", "A.B.default", "last"] {
      #expect(declarations.contains(path), "\(path)")
    }
    #expect(declarations.count == 6)
    #expect(throws: (any Error).self) {
      try Declarations(of: URL(filePath: "/no/such/folder"))
    }
  }

  @Test(.enabled(if: isRecorded, "needs ../shared with facts of Keras"))
  func `the README shows the figures that coverage prints`() throws {
    let facts = try String(contentsOf: Self.recorded.appending(path: "api.json"), encoding: .utf8)
    let declared = try Declarations(of: Self.root.appending(path: "Sources"))
    let lines = try Coverage(try JSON(text: facts), file: "api.json", declared).lines
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    #expect(
      readme.contains("```\n" + lines.joined(separator: "\n") + "\n```\n"),
      "put into README.md what touchstone keras coverage prints")
  }

  @Test func `coverage counts what is present, absent and outside by tier`() throws {
    let facts: JSON = [
      "tiers": ["tiers": ["layers": ["1": ["Dense", "NoSuchLayer"], "3": ["JaxLayer"]]]]
    ]
    let declared = Declarations(text: "public final class Dense: Layer {}")
    let coverage = try Coverage(facts, file: "facts", declared)
    #expect(coverage.count("layers", tier: 1) == (1, 2, 0))
    #expect(coverage.count("layers", tier: 3) == (0, 0, 1))
    #expect(coverage.lines[1].split(separator: " ") == ["layers", "1", "of", "2", "-", "-", "1"])
    #expect(throws: ConfigError("facts must hold 'tiers' with names by module and tier")) {
      try Coverage([:], file: "facts", declared)
    }
    // What is declared nowhere, or elsewhere, is absent whatever the table says.
    let elsewhere = Declarations(text: "extension Model {\n  public final class Dense: Layer {}\n}")
    let none = try Coverage(facts, file: "facts", elsewhere)
    #expect(none.count("layers", tier: 1) == (0, 2, 0))
    #expect(none.undeclared.map(\.spelling) == ["Dense"])
  }

  /// What `touchstone keras run` writes for `json`, with arrays by name.
  private func run(
    _ json: JSON, inputs: [(String, HostTensor)] = [], weights: [(String, HostTensor)] = [],
    _ options: [String] = []
  ) throws -> [String: HostTensor] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
    try json.text().write(toFile: path("case.json"), atomically: true, encoding: .utf8)
    var arguments = [path("case.json"), "--output", path("out.npz")] + options
    if !inputs.isEmpty {
      try ArrayFile.write(inputs, to: path("in.npz"))
      arguments += ["--input", path("in.npz")]
    }
    if !weights.isEmpty {
      try ArrayFile.write(weights, to: path("w.npz"))
      arguments += ["--weights", path("w.npz")]
    }
    try KerasRun.parse(arguments).run()
    return Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(path("out.npz")).map { ($0.name, $0.value) })
  }

  private func floats(_ values: [Float], _ shape: [Int]) throws -> HostTensor {
    try Tensor(values, shape: shape).host()
  }
  private func scalars(_ array: HostTensor?) throws -> [Float] {
    try Tensor(try #require(array)).scalars(as: Float.self)
  }

  @Test func `a layer runs with weights by name, and gives gradients`() throws {
    let results = try run(
      ["class": "Dense", "args": ["units": 1]],
      inputs: [("arg0", try floats([1, 2], [1, 2]))],
      weights: [
        ("kernel", try floats([3, 4], [2, 1])), ("bias", try floats([5], [1])),
      ], ["--gradient"])
    #expect(try scalars(results["out0"]) == [16])
    #expect(try scalars(results["grad:kernel"]) == [1, 2])
    #expect(try scalars(results["grad:bias"]) == [1])
    #expect(try scalars(results["grad:arg0"]) == [3, 4])
  }

  @Test func `a stateful layer begins with zeros, or with states by name, and gives both`() throws {
    let x = try floats([1, -1, 0.5, 2], [1, 4, 1])
    let weights = [
      ("kernel", try floats([0.5, -0.25, 1, 0.75], [1, 4])),
      ("recurrent_kernel", try floats([0.25, 0.5, -0.5, 1], [1, 4])),
      ("bias", try floats([0, 1, 0, 0], [4])),
    ]
    let plain = try run(
      ["class": "LSTM", "args": ["units": 1, "return_state": true]], inputs: [("arg0", x)],
      weights: weights)
    let stateful: JSON = ["class": "LSTM", "args": ["units": 1, "stateful": true]]
    let once = try run(stateful, inputs: [("arg0", x)], weights: weights)
    #expect(once["out0"] == plain["out0"])
    #expect(once["after:rnn_state"] == plain["out1"])
    #expect(once["after:rnn_state_1"] == plain["out2"])
    // Half of the steps, and the other half from there, come to the same.
    let halves = try (floats([1, -1], [1, 2, 1]), floats([0.5, 2], [1, 2, 1]))
    let first = try run(stateful, inputs: [("arg0", halves.0)], weights: weights)
    let states = try [("rnn_state", "after:rnn_state"), ("rnn_state_1", "after:rnn_state_1")].map {
      ($0.0, try #require(first[$0.1]))
    }
    let second = try run(stateful, inputs: [("arg0", halves.1)], weights: weights + states)
    #expect(second["out0"] == plain["out0"])
  }

  @Test func `tensors come by name, and in lists, with their gradients`() throws {
    let (q, v) = (try floats([1, 2], [1, 1, 2]), try floats([1, 0, 0, 1], [1, 2, 2]))
    let byPosition = try run(
      ["class": "Attention", "args": [:], "call": ["style": "list"]],
      inputs: [("arg0", q), ("arg1", v)], ["--gradient"])
    let byName = try run(
      ["class": "Attention", "args": [:]],
      inputs: [("kwarg:inputs:0", q), ("kwarg:inputs:1", v)], ["--gradient"])
    #expect(byName["out0"] == byPosition["out0"])
    #expect(byName["grad:kwarg:inputs:1"] == byPosition["grad:arg1"])
    #expect(byPosition["grad:arg1"] != nil)
    #expect(
      throws: (any Error).self, "a list with a gap"
    ) {
      _ = try run(["class": "Attention", "args": [:]], inputs: [("kwarg:inputs:1", v)])
    }
  }

  @Test func `losses, metrics and optimizers run`() throws {
    let pair = [
      ("y_true", try floats([1, 2], [2, 1])), ("y_pred", try floats([2, 4], [2, 1])),
    ]
    let loss = try run(
      ["kind": "loss", "class": "MeanSquaredError", "args": [:]], inputs: pair, ["--gradient"])
    #expect(try scalars(loss["out0"]) == [2.5])
    #expect(try scalars(loss["grad:y_pred"]) == [1, 2])
    let metric = try run(
      ["kind": "metric", "class": "MeanAbsoluteError", "args": [:]], inputs: pair)
    #expect(try scalars(metric["out0"]) == [1.5])
    let optimizer = try run(
      ["class": "SGD", "args": ["learning_rate": 0.5]],
      inputs: [("gradient:w", try floats([2], [1]))], weights: [("w", try floats([10], [1]))],
      ["--steps", "3"])
    #expect(try scalars(optimizer["weight:w"]) == [7])
  }

  @Test func `what is wrong with a case is said`() throws {
    func said(_ json: JSON, weights: [(String, HostTensor)] = []) throws -> String {
      do {
        _ = try run(json, inputs: [("arg0", try floats([1, 2], [1, 2]))], weights: weights)
      } catch { return "\(error)" }
      return "nothing was thrown"
    }
    #expect(try said([:]) == "a case needs 'keras_config', or 'class' and 'args'")
    #expect(
      try said(["class": "MeanSquaredError"]).hasSuffix("say which by 'kind'"))
    #expect(
      try said(
        ["class": "Dense", "args": ["units": 1, "name": "d"]],
        weights: [("nothing", try floats([1], [1]))])
        == "no weight has the name 'nothing'; d has kernel, bias")
  }

  @Test(.enabled(if: isRecorded, "needs ../shared with values of Keras"))
  func `recorded layers are replayed by the command`() throws {
    let file = Self.recorded.appending(path: "layers.json")
    let cases = try JSON(utf8: try Data(contentsOf: file))["cases"]?.array ?? []
    let held = Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(Self.recorded.appending(path: "layers.npz").path)
        .map { ($0.name, $0.value) })
    func array(_ entry: JSON) throws -> HostTensor {
      try #require(held[entry["key"]?.string ?? ""])
    }
    var count = 0
    for one in cases {
      guard ["Dense", "Conv2D", "LayerNormalization", "GRU"].contains(one["class"]?.string),
        one["call"]?["kwargs"]?.object?.fields.isEmpty ?? true,
        one["outputs"]?.array?.first?["dtype"]?.string == "float32"
      else { continue }
      let inputs = try (one["inputs"]?.array ?? []).enumerated().map {
        ("arg\($0)", try array($1))
      }
      let weights = try (one["weights"]?.array ?? []).map {
        ($0["name"]?.string ?? "", try array($0))
      }
      let results = try run(one, inputs: inputs, weights: weights)
      let expected = try scalars(try array(one["outputs"]?.array?.first ?? .null))
      let scale = expected.map(abs).max() ?? 0
      let worst = try zip(scalars(results["out0"]), expected).map { abs($0 - $1) }.max() ?? 0
      // The figure that the recordings state for f32.
      #expect(worst <= 1e-5 * scale, "\(one["id"] ?? .null)")
      count += 1
    }
    #expect(count >= 5)
  }
}
