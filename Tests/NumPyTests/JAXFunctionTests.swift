import AllBackends
import ArrayFiles
import NumPy
import Testing

@Suite struct JAXFunctionTests {
  static let groups:
    [(file: String, functions: [(name: String, function: JAXFunctions.Function)])] = [
      ("b_funcs", JAXFunctions.b), ("c_vmap", JAXFunctions.c), ("d_linalg", JAXFunctions.d),
      ("g_edges", JAXFunctions.g),
    ]

  @Test(
    .enabled(if: Shared.folder != nil, "needs ../shared with values of JAX"),
    arguments: ["reference", "openblas"])
  func `functions have the values JAX recorded`(_ backend: String) throws {
    AllBackends.register()
    let chosen = try #require(Backends.named(backend))
    for group in Self.groups {
      let arrays = try Shared.arrays("jax/\(group.file).npz")
      for (name, function) in group.functions {
        let inputs = (0...).lazy.map { arrays["\(name)/in\($0)"] }.prefix { $0 != nil }
          .compactMap { $0 }.map { Tensor($0) }
        let expected = try #require(
          arrays["\(name)/y"] ?? arrays["\(name)/y0"] ?? arrays["\(name)/out0"], "\(name)")
        do {
          let result = try checking { withBackend(chosen) { function(Array(inputs)) } }
          let off = try deviation(result, from: expected)
          #expect(off <= 1e-9, "\(name): \(result.type), \(expected.type)")
        } catch { Issue.record("\(name): \(error)") }
      }
    }
  }
}
