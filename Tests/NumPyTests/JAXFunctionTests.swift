import AllBackends
import ArrayFiles
import JSONValues
import NumPy
import Testing

@testable import Touchstone

@Suite struct JAXFunctionTests {
  static let groups: [(file: String, functions: [JAXFunctions.Entry])] = [
    ("b_funcs", JAXFunctions.b + JAXFunctions.transformed), ("c_vmap", JAXFunctions.c),
    ("d_linalg", JAXFunctions.d), ("e_control", JAXFunctions.e), ("g_edges", JAXFunctions.g),
  ]

  /// What JAX recorded of one function.
  private struct Record {
    let name: String
    let inputs: [Tensor]
    let values: [HostTensor]
    /// The cotangent of the one result; ones where none is recorded but gradients are.
    let ct: Tensor?
    let tangents: [Tensor?]
    let gradients: [HostTensor?]
    let jvp: HostTensor?
    let hvp: [HostTensor?]

    init(_ name: String, _ arrays: [String: HostTensor]) {
      self.name = name
      func all(_ prefix: String) -> [HostTensor] {
        (0..<8).map { arrays["\(name)/\(prefix)\($0)"] }.prefix { $0 != nil }.compactMap { $0 }
      }
      inputs = all("in").map { Tensor($0) }
      let y = arrays["\(name)/y"]
      values = y.map { [$0] } ?? all("out")
      let count = inputs.count
      gradients = (0..<count).map { arrays["\(name)/grad\($0)"] }
      ct =
        arrays["\(name)/ct"].map { Tensor($0) }
        ?? (gradients.contains { $0 != nil } ? y.map { Tensor.full($0.type, 1.0) } : nil)
      tangents = (0..<count).map { arrays["\(name)/tan\($0)"].map { Tensor($0) } }
      jvp = arrays["\(name)/jvp"]
      hvp = (0..<count).map { arrays["\(name)/hvp\($0)"] }
    }
  }

  /// Tries `body` for each function of `file` on `backend`, and gives how often.
  private func each(
    _ file: String, on backend: String,
    _ body: (Record, @escaping JAXFunctions.Function) throws -> Int
  ) throws -> Int {
    AllBackends.register()
    let chosen = try #require(Backends.named(backend))
    let group = try #require(Self.groups.first { $0.file == file })
    let arrays = try Shared.arrays("jax/\(group.file).npz")
    var count = 0
    for (name, function) in group.functions {
      do {
        count += try checking {
          try withBackend(chosen) { try body(Record(name, arrays), function) }
        }
      } catch { Issue.record("\(name): \(error)") }
    }
    return count
  }

  @Test(
    .enabled(if: Shared.folder != nil, "needs ../shared with values of JAX"),
    arguments: Self.groups.map(\.file), ["reference", "openblas", "threaded"])
  func `functions have the values JAX recorded`(_ file: String, _ backend: String) throws {
    let count = try each(file, on: backend) { record, function in
      let results = try function(record.inputs)
      #expect(results.count == record.values.count, "\(record.name)")
      for (result, expected) in zip(results, record.values) {
        let off = try deviation(result, from: expected)
        #expect(off <= 1e-9, "\(record.name): \(result.type), \(expected.type), \(off)")
      }
      return results.count
    }
    #expect(count >= 11)
  }

  /// The cotangents of `x` for `ct`, zeros where there is none.
  private func gradients(
    _ f: @escaping JAXFunctions.Function, _ x: [Tensor], _ ct: Tensor
  ) throws -> [Tensor] {
    let (_, map) = try Flat.linearize(f, x)
    return try zip(map.transposed([ct]), x).map { $0 ?? .full($1.type, 0.0) }
  }

  @Test(
    .enabled(if: Shared.folder != nil, "needs ../shared with values of JAX"),
    arguments: ["b_funcs", "d_linalg", "e_control", "g_edges"],
    ["reference", "openblas", "threaded"])
  func `functions have the derivatives JAX recorded`(_ file: String, _ backend: String) throws {
    let cases = try Shared.json("jax/index.json")["groups"][file]["cases"]
    let count = try each(file, on: backend) { record, function in
      let allowed = max(cases[record.name]["rtol"].double ?? 0, 1e-9)
      var count = 0
      func compare(_ what: String, _ x: Tensor, _ y: HostTensor?) throws {
        guard let y else { return }
        count += 1
        let off = try deviation(x, from: y)
        // One that differs by design must differ, or it need not be listed.
        if (off <= allowed) == (Self.deviating[record.name] != nil) {
          Issue.record("\(record.name), \(what): \(x.numbers) instead of \(y.parts)")
        }
      }
      if let ct = record.ct, record.gradients.contains(where: { $0 != nil }) {
        let own = try gradients(function, record.inputs, ct)
        for (i, d) in own.enumerated() { try compare("gradient \(i)", d, record.gradients[i]) }
        if record.hvp.contains(where: { $0 != nil }) {
          let (_, second) = try Flat.jvp(
            { try gradients(function, $0, ct) }, record.inputs, record.tangents)
          for (i, d) in second.enumerated() {
            try compare("hvp \(i)", d ?? .full(record.inputs[i].type, 0.0), record.hvp[i])
          }
        }
      }
      if record.jvp != nil {
        let (values, tangents) = try Flat.jvp(function, record.inputs, record.tangents)
        try compare("jvp", tangents[0] ?? .full(values[0].type, 0.0), record.jvp)
      }
      return count
    }
    #expect(count >= 20, "\(file): \(count) derivatives")
  }

  /// Where the design gives another derivative than JAX, and why.
  static let deviating = [
    "hypot_origin": "abs has the derivative 0 at 0, where JAX has 1"
  ]
}
