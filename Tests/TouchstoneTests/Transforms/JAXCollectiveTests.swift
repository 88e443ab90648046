import ArrayFiles
import ConformanceKit
import Foundation
import Testing

@testable import Touchstone

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../../shared/jax").standardizedFileURL

/// Values that JAX recorded of functions with collectives, which are written here anew.
@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: folder.path), "JAX's values are absent"))
struct JAXCollectiveTests {
  private func arrays(_ file: String, _ name: String) throws -> (x: Tensor, y: [Tensor]) {
    let arrays = Dictionary(
      uniqueKeysWithValues: try ArrayFile.read(folder.appending(path: file).path)
        .map { ($0.name, Tensor($0.value)) })
    let y = (0..<4).compactMap { arrays["\(name)/out\($0)"] }
    return (try #require(arrays["\(name)/in0"]), y)
  }

  private static let functions: [(name: String, f: @Sendable (Tensor) -> [Tensor])] = [
    (
      "pmean_pmax_pmin",
      { [pmean($0, axisName: "i"), pmax($0, axisName: "i"), pmin($0, axisName: "i")] }
    ),
    (
      "axis_index_size",
      { [$0 * convert(axisIndex("i"), to: .f64) + Double(axisSize("i"))] }
    ),
    (
      "all_gather",
      {
        [allGather($0, axisName: "i"), allGather($0, axisName: "i", axis: 0, tiled: true)]
      }
    ),
    ("psum_scatter", { [psumScatter($0, axisName: "i")] }),
    (
      "batchnorm_axis_name",
      { a in
        let mean = pmean(a, axisName: "i")
        return [(a - mean) * rsqrt(pmean(a * a, axisName: "i") - mean * mean + 1e-5)]
      }
    ),
  ]

  @Test(arguments: functions.indices) func `collectives under vmap are JAX's`(
    _ number: Int
  ) throws {
    let (name, f) = Self.functions[number]
    let (x, expected) = try arrays("c_vmap.npz", name)
    let y = try Flat.vmap(
      { f($0[0]) }, [x], inAxes: [0], outAxes: { _ in 0 }, axisName: "i")
    #expect(y.count == expected.count)
    for (y, e) in zip(y, expected) { #expect(Laws.differ(y, e) == nil, "\(name)") }
  }

  @Test func `a gradient through all gather is that of JAX over four devices`() throws {
    let (x, expected) = try arrays("h_spmd.npz", "grad_through_all_gather")
    let d = try gradient(
      { x in
        let parts = reshape(x, [4, 2, 3])
        let y = try Flat.vmap(
          { a in
            let all = sin(allGather(a[0], axisName: "i", tiled: true))
            return [broadcast(reduceSum(all, [0]), to: [2, 3]) * a[0]]
          }, [parts], inAxes: [0], outAxes: { _ in 0 }, axisName: "i")
        return reduceSum(y[0])
      }, at: x)
    #expect(Laws.differ(d, expected[0]) == nil)
  }
}
