import Touchstone

extension LawSamples {
  /// Operations along a named axis, seen from outside of it.
  static let collectives: [LawSample] = [
    mapped("psum", [2, 3]) { [$0 * psum($0, axisName: "i")] },
    mapped("pmax", [3, 2]) { [$0 * pmax($0, axisName: "i")] },
    mapped("pmin", [3, 2]) { [$0 * pmin($0, axisName: "i")] },
    mapped("all_gather_named", [2, 3]) { [allGather($0, axisName: "i")] },
    mapped("psum_scatter", [3, 3]) { [psumScatter($0, axisName: "i")] },
    mapped("ppermute", [3, 2]) { [ppermute($0, axisName: "i", [(0, 1), (1, 2), (2, 0)])] },
    mapped("all_to_all_named", [2, 2, 3]) {
      [allToAll($0, axisName: "i", splitAxis: 0, concatAxis: 1)]
    },
  ]

  private static func mapped(
    _ operation: String, _ shape: [Int], _ body: @escaping @Sendable (Tensor) -> [Tensor]
  ) -> LawSample {
    LawSample(operation, isPlain: false, at: { [$0.numbers(shape)] }) {
      try Flat.vmap({ body($0[0]) }, $0, inAxes: [0], outAxes: { _ in 0 }, axisName: "i")
    }
  }
}
