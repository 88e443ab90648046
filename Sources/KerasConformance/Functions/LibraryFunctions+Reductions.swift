extension LibraryFunctions {
  /// Functions that make one of the elements along axes, or run along them.
  static let reductions: [String: Call] = [
    "all": { x, s in [NumPy.all(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "any": { x, s in [NumPy.any(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "average": { x, s in
      [average(x[0], axis: try s.axes, weights: x.count > 1 ? x[1] : nil)]
    },
    "corrcoef": { x, _ in [corrcoef(x[0])] },
    "count_nonzero": { x, s in [countNonzero(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "cov": { x, s in [cov(x[0], ddof: try s.get("ddof", 1))] },
    "cumlogsumexp": { x, s in
      [cumlogsumexp(x[0], axis: try s.axis, reverse: try s.get("reverse", false))]
    },
    "cummax": { x, s in [cummax(x[0], axis: try s.axis, reverse: try s.get("reverse", false))] },
    "cumprod": { x, s in [cumprod(x[0], axis: try s.axis, reverse: try s.get("reverse", false))] },
    "cumsum": { x, s in [cumsum(x[0], axis: try s.axis, reverse: try s.get("reverse", false))] },
    "diff": { x, s in [diff(x[0], n: try s.get("n", 1), axis: try s.axis ?? -1)] },
    "logsumexp": { x, s in [logsumexp(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "max": { x, s in [max(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "mean": { x, s in [mean(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "median": { x, s in [median(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "min": { x, s in [min(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "moments": { x, s in
      let (mean, variance) = moments(x[0], try s.axes ?? [0], keepdims: try s.keepdims)
      return [mean, variance]
    },
    "nanmean": { x, s in [nanmean(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "nansum": { x, s in [nansum(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "norm": { x, s in
      let order: NormOrder? =
        switch s.fields["ord"] {
        case nil: nil
        case .some(let json) where json.string == "inf": .infinity
        case .some(let json) where json.string == "-inf": .minusInfinity
        case .some(let json) where json.string == "fro": .frobenius
        case .some(let json) where json.string == "nuc": .nuclear
        default: .p(try s.get("ord"))
        }
      return [norm(x[0], ord: order, axis: try s.axes, keepdims: try s.keepdims)]
    },
    "prod": { x, s in [prod(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "ptp": { x, s in [ptp(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "quantile": { x, s in
      let method = QuantileMethod(rawValue: try s.get("method", "linear")) ?? .linear
      return [quantile(x[0], x[1], axis: try s.axes, method: method, keepdims: try s.keepdims)]
    },
    "segment_max": { x, s in [segmentMax(x[0], x[1], numSegments: try s.get("num_segments"))] },
    "segment_sum": { x, s in [segmentSum(x[0], x[1], numSegments: try s.get("num_segments"))] },
    "std": { x, s in
      [std(x[0], axis: try s.axes, keepdims: try s.keepdims, ddof: try s.get("ddof", 0))]
    },
    "sum": { x, s in [sum(x[0], axis: try s.axes, keepdims: try s.keepdims)] },
    "var": { x, s in
      [NumPy.var(x[0], axis: try s.axes, keepdims: try s.keepdims, ddof: try s.get("ddof", 0))]
    },
  ]
}
