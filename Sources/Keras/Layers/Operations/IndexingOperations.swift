// Operations that choose elements.

extension Operation {
  static let indexing: [Operation] = [
    Operation("GetItem", .numpy, "x key") {
      [getItem(try $0.tensor(0), try $0.indices(1))]
    },
    Operation("Take", .numpy, "x indices", ["axis": nil]) {
      [take(try $0.tensor(0), try $0.tensor(1), axis: try $0.axis())]
    },
    Operation("TakeAlongAxis", .numpy, "x indices", ["axis": nil]) {
      [takeAlongAxis(try $0.tensor(0), try $0.tensor(1), axis: try $0.axis())]
    },
    Operation("Where", .numpy, "condition x1 x2") {
      [NumPy.where(try $0.tensor(0), try $0.tensor(1), try $0.tensor(2))]
    },
    Operation("Select", .numpy, "condlist[] choicelist[] default") {
      [NumPy.select(try $0.list(0), try $0.list(1), try $0.optional(2) ?? 0)]
    },
    Operation("UnravelIndex", .numpy, "indices", needs: "shape") {
      unravelIndex(try $0.tensor(0), try $0.ints("shape"))
    },
    segments("SegmentMax") { segmentMax($0, $1, numSegments: $2, sorted: $3) },
    segments("SegmentMin") { segmentMin($0, $1, numSegments: $2, sorted: $3) },
    segments("SegmentProd") { segmentProd($0, $1, numSegments: $2, sorted: $3) },
    segments("SegmentSum") { segmentSum($0, $1, numSegments: $2, sorted: $3) },
    Operation("Scatter", .core, "indices values", needs: "shape") {
      [scatter(try $0.tensor(0), try $0.tensor(1), try $0.ints("shape"))]
    },
    Operation("ScatterUpdate", .core, "inputs indices updates", ["reduction": nil]) { o in
      let reduction: ScatterReduction? =
        try o.settings.get("reduction", as: JSON.self).isNull
        ? nil : try o.choice("reduction", ["add": .add, "max": .max, "min": .min, "mul": .mul])
      return [
        scatterUpdate(
          try o.tensor(0), try o.tensor(1), try o.tensor(2), reduction: reduction)
      ]
    },
    Operation("Slice", .core, "inputs start_indices", needs: "shape") {
      [slice(try $0.tensor(0), try $0.tensor(1), try $0.ints("shape"))]
    },
    Operation("SliceUpdate", .core, "inputs start_indices updates") {
      [sliceUpdate(try $0.tensor(0), try $0.tensor(1), try $0.tensor(2))]
    },
  ]

  private static func segments(
    _ name: String, _ f: @escaping @Sendable (Tensor, Tensor, Int?, Bool) -> Tensor
  ) -> Operation {
    Operation(name, .math, "data segment_ids", ["num_segments": nil, "sorted": false]) {
      [
        f(
          try $0.tensor(0), try $0.tensor(1), try $0.axis("num_segments"),
          try $0.flag("sorted"))
      ]
    }
  }
}
