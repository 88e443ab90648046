extension LibraryFunctions {
  /// Functions that compare elements: sorting, the places of extremes, searching.
  static let order: [String: Call] = [
    "argmax": { x, s in [argmax(x[0], axis: try s.axis, keepdims: try s.keepdims)] },
    "argmin": { x, s in [argmin(x[0], axis: try s.axis, keepdims: try s.keepdims)] },
    "argpartition": { x, s in
      let order = argpartition(x[0], try s.get("kth"), axis: try s.axis ?? -1)
      return [takeAlongAxis(x[0], order, axis: try s.axis ?? -1)]
    },
    "argsort": { x, s in [argsort(x[0], axis: try s.axis)] },
    "bincount": { x, s in
      [bincount(x[0], minlength: try s.get("minlength", 0), length: try s.get("minlength", 0))]
    },
    "digitize": { x, s in [digitize(x[0], x[1], right: try s.get("right", false))] },
    "in_top_k": { x, s in [inTopK(x[0], x[1], try s.get("k"))] },
    "interp": { x, _ in [interp(x[0], x[1], x[2])] },
    "isin": { x, s in [isin(x[0], x[1], invert: try s.get("invert", false))] },
    "lexsort": { x, s in [lexsort(x, axis: try s.axis ?? -1)] },
    "searchsorted": { x, s in
      [searchsorted(x[0], x[1], side: SearchSide(rawValue: try s.get("side", "left")) ?? .left)]
    },
    "sort": { x, s in [sort(x[0], axis: try s.axis)] },
    "top_k": { x, s in
      let (values, indices) = topK(x[0], try s.get("k"), sorted: true)
      return [values, indices]
    },
    "unique": { x, s in [unique(x[0], size: try s.get("size"))] },
  ]
}
