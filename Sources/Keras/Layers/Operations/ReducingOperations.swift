// Operations that make fewer elements of many, or order them.

extension Operation {
  static let reductions: [Operation] = [
    reduction("All") { NumPy.all($0, axis: $1, keepdims: $2) },
    reduction("Any") { NumPy.any($0, axis: $1, keepdims: $2) },
    reduction("Amax") { amax($0, axis: $1, keepdims: $2) },
    reduction("Amin") { amin($0, axis: $1, keepdims: $2) },
    reduction("Mean") { mean($0, axis: $1, keepdims: $2) },
    reduction("Median") { median($0, axis: $1, keepdims: $2) },
    reduction("Nanmax") { nanmax($0, axis: $1, keepdims: $2) },
    reduction("Nanmean") { nanmean($0, axis: $1, keepdims: $2) },
    reduction("Nanmedian") { nanmedian($0, axis: $1, keepdims: $2) },
    reduction("Nanmin") { nanmin($0, axis: $1, keepdims: $2) },
    reduction("Nanprod") { nanprod($0, axis: $1, keepdims: $2) },
    reduction("Nanstd") { nanstd($0, axis: $1, keepdims: $2) },
    reduction("Nansum") { nansum($0, axis: $1, keepdims: $2) },
    reduction("Nanvar") { nanvar($0, axis: $1, keepdims: $2) },
    reduction("Ptp") { ptp($0, axis: $1, keepdims: $2) },
    reduction("Std") { std($0, axis: $1, keepdims: $2) },
    reduction("Sum") { sum($0, axis: $1, keepdims: $2) },
    reduction("Var") { NumPy.var($0, axis: $1, keepdims: $2) },
    reduction("Logsumexp", .math) { logsumexp($0, axis: $1, keepdims: $2) },
    extreme("Max") { max($0, axis: $1, keepdims: $2, initial: $3) },
    extreme("Min") { min($0, axis: $1, keepdims: $2, initial: $3) },
    place("Argmax") { argmax($0, axis: $1, keepdims: $2) },
    place("Argmin") { argmin($0, axis: $1, keepdims: $2) },
    place("Nanargmax") { nanargmax($0, axis: $1, keepdims: $2) },
    place("Nanargmin") { nanargmin($0, axis: $1, keepdims: $2) },
    Operation("Prod", .numpy, "x", ["axis": nil, "keepdims": false, "dtype": nil]) {
      [
        prod(
          try $0.tensor(0), axis: try $0.axes(), keepdims: try $0.flag("keepdims"),
          dtype: try $0.dtype())
      ]
    },
    Operation("CountNonzero", .numpy, "x", ["axis": nil]) {
      [countNonzero(try $0.tensor(0), axis: try $0.axes())]
    },
  ]

  private static func extreme(
    _ name: String, _ f: @escaping @Sendable (Tensor, (any AxisList)?, Bool, Tensor?) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["axis": nil, "keepdims": false, "initial": nil]) { o in
      let initial = try o.settings.get("initial", as: JSON.self)
      return [
        f(
          try o.tensor(0), try o.axes(), try o.flag("keepdims"), ConstantArgument.tensor(initial))
      ]
    }
  }
  private static func place(
    _ name: String, _ f: @escaping @Sendable (Tensor, Int?, Bool) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["axis": nil, "keepdims": false]) {
      [f(try $0.tensor(0), try $0.axis(), try $0.flag("keepdims"))]
    }
  }

  static let runningReductions: [Operation] = [
    running("Cumsum") { cumsum($0, axis: $1, dtype: $2) },
    running("Cumprod") { cumprod($0, axis: $1, dtype: $2) },
    running("Nancumsum") { nancumsum($0, axis: $1, dtype: $2) },
    running("Nancumprod") { nancumprod($0, axis: $1, dtype: $2) },
  ]

  private static func running(
    _ name: String, _ f: @escaping @Sendable (Tensor, Int?, DType?) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["axis": nil, "dtype": nil]) {
      [f(try $0.tensor(0), try $0.axis(), try $0.dtype())]
    }
  }

  static let sorting: [Operation] = [
    Operation("Sort", .numpy, "x", ["axis": -1]) {
      [sort(try $0.tensor(0), axis: try $0.axis())]
    },
    Operation("Argsort", .numpy, "x", ["axis": -1]) {
      [argsort(try $0.tensor(0), axis: try $0.axis())]
    },
    Operation("Argpartition", .numpy, "x", needs: "kth", ["axis": -1]) {
      [argpartition(try $0.tensor(0), try $0.int("kth"), axis: try $0.int("axis"))]
    },
    Operation("TopK", .math, "x", needs: "k", ["sorted": true]) {
      let best = topK(try $0.tensor(0), try $0.int("k"), sorted: try $0.flag("sorted"))
      return [best.values, best.indices]
    },
    Operation("InTopK", .math, "targets predictions", needs: "k") {
      [inTopK(try $0.tensor(0), try $0.tensor(1), try $0.int("k"))]
    },
    Operation("SearchSorted", .numpy, "sorted_sequence values", ["side": "left"]) {
      let side: SearchSide = try $0.choice("side", ["left": .left, "right": .right])
      return [searchsorted(try $0.tensor(0), try $0.tensor(1), side: side)]
    },
    Operation("Digitize", .numpy, "x bins") { [digitize(try $0.tensor(0), try $0.tensor(1))] },
    Operation(
      "Unique", .numpy, "x",
      [
        "sorted": true, "return_index": false, "return_inverse": false, "return_counts": false,
        "axis": nil, "size": nil, "fill_value": nil,
      ]
    ) { o in
      guard try o.axis() == nil else {
        throw ConfigError("'axis' of \(o.settings.owner) must be null: elements alone are compared")
      }
      let fill = try o.settings.get("fill_value", as: JSON.self)
      let found = uniqueAll(
        try o.tensor(0), size: try o.axis("size"), fillValue: ConstantArgument.tensor(fill))
      var results = [found.values]
      if try o.flag("return_index") { results.append(found.indices) }
      if try o.flag("return_inverse") { results.append(found.inverse) }
      if try o.flag("return_counts") { results.append(found.counts) }
      return results
    },
  ]

  static let statistics: [Operation] = [
    quantiles("Quantile") { quantile($0, $1, axis: $2, method: $3, keepdims: $4) },
    quantiles("Percentile") { percentile($0, $1, axis: $2, method: $3, keepdims: $4) },
    quantiles("Nanquantile") { nanquantile($0, $1, axis: $2, method: $3, keepdims: $4) },
    quantiles("Nanpercentile") { nanpercentile($0, $1, axis: $2, method: $3, keepdims: $4) },
    Operation("Average", .numpy, "x weights", ["axis": nil]) {
      [average(try $0.tensor(0), axis: try $0.axes(), weights: try $0.optional(1))]
    },
    unary("Corrcoef") { corrcoef($0) },
    Operation("Histogram", .numpy, "x", ["bins": 10, "range": nil]) { o in
      let range = try o.settings.get("range", as: [Double]?.self)
      guard range == nil || range?.count == 2 else {
        throw ConfigError("'range' of \(o.settings.owner) must be two numbers")
      }
      let found = histogram(
        try o.tensor(0), bins: try o.int("bins"), range: range.map { ($0[0], $0[1]) })
      return [found.counts, found.edges]
    },
    Operation(
      "Moments", .nn, "x", needs: "axes", ["keepdims": false, "synchronized": false]
    ) {
      let found = moments(
        try $0.tensor(0), try $0.sizes("axes"), keepdims: try $0.flag("keepdims"))
      return [found.mean, found.variance]
    },
  ]

  private static func quantiles(
    _ name: String,
    _ f: @escaping @Sendable (Tensor, Tensor, (any AxisList)?, QuantileMethod, Bool) -> Tensor
  ) -> Operation {
    Operation(
      name, .numpy, "x q", ["axis": nil, "method": "linear", "keepdims": false]
    ) {
      let method: QuantileMethod = try $0.choice(
        "method",
        [
          "linear": .linear, "lower": .lower, "higher": .higher, "midpoint": .midpoint,
          "nearest": .nearest,
        ])
      return [
        f(
          try $0.tensor(0), try $0.tensor(1), try $0.axes(), method, try $0.flag("keepdims"))
      ]
    }
  }
}
