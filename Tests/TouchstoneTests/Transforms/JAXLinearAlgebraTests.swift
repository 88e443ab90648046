import ArrayFiles
import Foundation
import Testing

@testable import Touchstone

/// Where JAX's recorded values lie, beside the repository.
private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../../shared/jax").standardizedFileURL

/// Values that JAX recorded of functions that are written here anew.
@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: folder.path), "JAX's values are absent"))
struct JAXLinearAlgebraTests {
  private static let functions: [(name: String, f: @Sendable ([Tensor]) throws -> [Tensor])] = [
    (
      "svd_values",
      { x in
        // The weights are those of the case's source.
        [square(singularValues(x[0]))]
      }
    ),
    (
      "svd_uv_tall",
      { x in
        let (u, s, vh) = svd(x[0], fullMatrices: false)
        return [u.scalingColumns(by: power(s, .full(1.5, like: s))).times(vh)]
      }
    ),
    (
      "eigh_matrix_function",
      { x in
        let (w, v) = eigh(x[0] + x[0].matrixTransposed)
        return [v.scalingColumns(by: exp(-w / 4)).times(v.matrixTransposed)]
      }
    ),
    ("solve_mat", { [$0[0].solving($0[1])] }),
    ("solve_batched", { [$0[0].solving($0[1])] }),
    ("inv", { [$0[0].solving($0[0].identityMatrices)] }),
    ("triangular_solve_left_lower", { [triangularSolve($0[0], $0[1])] }),
    ("triangular_solve_left_upper", { [triangularSolve($0[0], $0[1], lower: false)] }),
    ("triangular_solve_right_lower", { [triangularSolve($0[0], $0[1], leftSide: false)] }),
    (
      "triangular_solve_right_upper_T",
      {
        [triangularSolve($0[0], $0[1], leftSide: false, lower: false, transposeA: .transpose)]
      }
    ),
  ]

  @Test(arguments: 0..<10) func `values and derivatives are JAX's`(_ number: Int) throws {
    let (name, f) = Self.functions[number]
    let arrays = Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(folder.appending(path: "d_linalg.npz").path)
        .map { ($0.name, $0.value) })
    func array(_ suffix: String) -> Tensor? { arrays["\(name)/\(suffix)"].map { Tensor($0) } }
    let x = (0..<2).compactMap { array("in\($0)") }
    let tangents = (0..<2).compactMap { array("tan\($0)") }
    let weights = try Self.weights(f, x, try #require(array("y")))
    let g: Flat.Function = { x in try f(x).map { $0 * weights } }
    func check(_ mine: Tensor?, _ suffix: String) throws {
      let expected = try #require(array(suffix)).host().doubles
      let got = try #require(mine).host().doubles
      let size = expected.map(abs).max() ?? 0
      for (a, b) in zip(got, expected) {
        #expect(abs(a - b) <= 1e-10 * max(size, 1), "\(name)/\(suffix): \(a), JAX has \(b)")
      }
    }
    try check(try g(x)[0], "y")
    let ct = try #require(array("ct"))
    func pullback(_ x: [Tensor]) throws -> [Tensor] {
      try Flat.linearize(g, x).map.transposed([ct]).map { $0 ?? .invalid }
    }
    try check(try Flat.jvp(g, x, tangents).tangents[0], "jvp")
    let gradients = try pullback(x)
    let second = try Flat.jvp(pullback, x, tangents).tangents
    for i in x.indices {
      try check(gradients[i], "grad\(i)")
      try check(second[i], "hvp\(i)")
    }
  }

  /// The constants that the case multiplies with, found from its value where there are any.
  private static func weights(_ f: Flat.Function, _ x: [Tensor], _ y: Tensor) throws -> Tensor {
    let value = try f(x)[0]
    return value.rank == 1 ? y / value : .full(1, like: value)
  }
}
