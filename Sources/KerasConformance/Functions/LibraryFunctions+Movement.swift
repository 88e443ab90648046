extension LibraryFunctions {
  /// Functions that move elements, or pick and place them by index.
  static let movement: [String: Call] = [
    "broadcast_to": { x, s in [broadcastTo(x[0], try s.integers("shape"))] },
    "concatenate": { x, s in [concatenate(x, axis: try s.axis ?? 0)] },
    "diag": { x, s in [diag(x[0], k: try s.get("k", 0))] },
    "diagonal": { x, s in [diagonal(x[0], offset: try s.get("offset", 0))] },
    "flip": { x, s in [flip(x[0], axis: try s.axes)] },
    "moveaxis": { x, s in
      [moveaxis(x[0], try s.get("source", as: Int.self), try s.get("destination", as: Int.self))]
    },
    "one_hot": { x, s in [oneHot(x[0], try s.get("num_classes"), axis: try s.axis ?? -1)] },
    "pad": { x, s in
      let mode = PadMode(rawValue: try s.get("mode", "constant")) ?? .constant
      let widths = try s.integers("pad_width")
      return [
        pad(
          x[0], stride(from: 0, to: widths.count, by: 2).map { Array(widths[$0..<$0 + 2]) },
          mode: mode)
      ]
    },
    "put_along_axis": { x, s in [putAlongAxis(x[0], x[1], x[2], axis: try s.axis ?? -1)] },
    "repeat": { x, s in [NumPy.repeat(x[0], try s.get("repeats", as: Int.self), axis: try s.axis)]
    },
    "roll": { x, s in [roll(x[0], try s.get("shift", as: Int.self), axis: try s.axis)] },
    "rot90": { x, s in [rot90(x[0], k: try s.get("k", 1))] },
    "scatter_add": { x, s in [scatter(x[0], x[1], try s.integers("shape"))] },
    "slice_update": { x, _ in [sliceUpdate(x[0], x[1], x[2])] },
    "slice": { x, s in [slice(x[0], x[1], try s.integers("shape"))] },
    "take": { x, s in [take(x[0], x[1], axis: try s.axis)] },
    "take_along_axis": { x, s in [takeAlongAxis(x[0], x[1], axis: try s.axis ?? -1)] },
    "tile": { x, s in [tile(x[0], try s.integers("repeats"))] },
    "transpose": { x, s in [transpose(x[0], try s.integers("axes"))] },
    "tril": { x, s in [tril(x[0], k: try s.get("k", 0))] },
    "triu": { x, s in [triu(x[0], k: try s.get("k", 0))] },
  ]
}
