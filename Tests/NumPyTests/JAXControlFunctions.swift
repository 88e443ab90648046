import NumPy

@testable import Touchstone

extension JAXFunctions {
  private static let origin = TraceOrigin(transformation: "test")

  /// What is carried after `count` steps.
  private static func repeated(
    _ count: Int, _ carried: [Tensor], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    try Loops.scan([], length: count, carrying: carried, origin, body)
  }

  /// Those of `e_control.npz`.
  static let e = list { add in
    add("scan_cumprod_like") { x in
      try Loops.scan([x[1]], length: 6, carrying: [x[0]], origin) {
        [$0[1] * $0[0], $0[1] * sin($0[0]) + $0[0]]
      }[0]
    }
    add("scan_no_xs_length") { x in
      try repeated(5, x) { [$0[0] * 1.1 + sin($0[0])] }[0]
    }
    add("scan_tuple_carry_int") { x in
      try Loops.scan([], length: 4, carrying: [Tensor(Int64(0)), x[0]], origin) { c in
        [c[1], c[0] + 1, c[1] * (1 + 0.1 * convert(c[0], to: .f64))]
      }[0]
    }
    add("scan_remat_body") { x in
      try repeated(4, [x[1]]) { h in
        try Checkpoint.call({ [sin(matmul(x[0], $0[0]))] }, h, .nothingSaveable)
      }[0]
    }
    add("fori_static") { x in
      try Loops.repeating(
        [Tensor(Int64(0)), x[0]], while: { less($0[0], Tensor(Int64(7))) },
        { c in
          let i = convert(c[0], to: .f64)
          return [c[0] + 1, c[1] * 0.9 + sin(c[1]) / (i + 1)]
        }, origin)[1]
    }
    add("fori_nested_grad") { x in
      try repeated(3, x) { v in
        [v[0] + grad { (t: Tensor) in sum(cos(t) * t) }(v[0]) * 0.1]
      }[0]
    }
    add("cond_operands_differ") { x in
      try Loops.choose(Tensor(Int32(0)), [{ [x[0] * 2] }, { [x[1] * 3] }], origin)[0]
    }
    add("switch3") { x in
      var total: Tensor?
      for i in 0..<3 {
        let value = try Loops.choose(
          Tensor(Int32(i)), [{ [sin(x[0])] }, { [x[0] * x[0] * x[0]] }, { [exp(x[0])] }], origin)[0]
        total = total.map { $0 + value * Double(i + 1) } ?? value * Double(i + 1)
      }
      return total ?? x[0]
    }
    add("while_fixed_point_custom_vjp_free") { x in
      try repeated(8, [Tensor(1 as Double)]) { [0.5 * ($0[0] + x[0] / $0[0])] }[0]
    }
    add("while_two_carries") { x in
      try Loops.repeating(
        x, while: { greater($0[1], Tensor(1e-3)) },
        { [$0[0] + sin($0[1] * x[0]), $0[1] * 0.5] }, origin)[0]
    }
    add("fori_dynamic_bound") { x in
      let end = 4 + sum(convert(greater(x[0], 1e9), to: .i64))
      return try Loops.repeating(
        [Tensor(Int64(0)), x[0]], while: { less($0[0], end) },
        { [$0[0] + 1, $0[1] * 1.5 - convert($0[0], to: .f64)] }, origin)[1]
    }
  }

  /// Those of `c_vmap.npz`.
  static let c = lists { add in
    add("out_axes1") { x in [vmap({ sin($0) }, inAxes: 0, outAxes: 1)(x[0])] }
    add("out_axes_neg1") { x in [vmap({ outer($0, $0) }, inAxes: 0, outAxes: -1)(x[0])] }
    add("out_None") { x in
      try Flat.vmap(
        { [$0[0] * 2, $0[1] * 3] }, x, inAxes: [0, nil], outAxes: { $0 == 0 ? 0 : nil })
    }
    add("cond_batched_pred") { x in
      try batched(x, [0, 0]) { x in
        let isPositive = greater(x[0], 0)
        return try Loops.choose(
          select(isPositive, Tensor(Int32(0)), Tensor(Int32(1))),
          [{ [sin(x[1])] }, { [x[1] * 2] }], origin)
      }
    }
    add("while_batched_pred") { x in
      try batched(x, [0]) { x in
        try Loops.repeating(
          [Tensor(Int64(0)), x[0]], while: { less($0[1], 10) }, { [$0[0] + 1, $0[1] * 1.7] },
          origin)
      }
    }
    add("gather_batched_operand_axis1") { x in
      try batched([x[0], Tensor([2, 0, 1] as [Int64])], [1, 0]) { [take($0[0], $0[1])] }
    }
    add("scatter_add_batched_idx") { x in
      let places = Tensor([0, 0, 1, 3, 2, 2] as [Int64], shape: [3, 2])
      return try batched([x[0], places, x[1]], [nil, 0, 0]) { [$0[0].at[$0[1]].add($0[2])] }
    }
    add("scatter_set_batched_axis2") { x in
      let places = Tensor([1, 0, 1, 1] as [Int64])
      return try batched([x[0], places, x[1]], [2, 0, 0], out: 2) {
        [$0[0].at[$0[1]].set($0[2])]
      }
    }
    add("conv_batched_both") { x in
      try batched(x, [0, 0]) { [conv($0[0], $0[1], strides: [2, 1], padding: .same)] }
    }
    add("cumsum_rev") { x in
      try batched(x, [1], out: 1) { [cumsum($0[0], axis: 0, reverse: true)] }
    }
    add("reshape_transpose") { x in try batched(x, [1]) { [ravel(transpose($0[0]))] } }
    add("cholesky_solve") { x in
      try batched(x, [0, nil]) { x in
        let l = cholesky(matmul(x[0], transpose(x[0])) + 3 * eye(3, dtype: .f64))
        let y = triangularSolve(l, expandDims(x[1], 1))
        return [squeeze(triangularSolve(l, y, transposeA: .transpose), axis: 1)]
      }
    }
    add("triangular_solve_batched_a") { x in
      try batched(x, [0, nil]) { [triangularSolve($0[0] + 3 * eye(3, dtype: .f64), $0[1])] }
    }
    add("jacfwd_jacrev") { x in
      let f = { (t: Tensor) in sin(t) * flip(t) }
      return [jacfwd(f)(x[0]), jacrev(f)(x[0])]
    }
    add("custom_vjp_vmapped") { x in
      try batched(x, [0]) { t in
        let (values, map) = try Flat.linearize({ [try clipped($0[0]) * 3] }, t)
        return [try map.transposed([.full(values[0].type, 1.0)])[0] ?? .zeros(like: t[0])]
      }
    }
    add("pmean_pmax_pmin") { x in
      try batched(x, [0]) {
        [
          pmean($0[0], axisName: "i"), pmax($0[0], axisName: "i"), pmin($0[0], axisName: "i"),
        ]
      }
    }
    add("axis_index_size") { x in
      try batched(x, [0]) { [$0[0] * convert(axisIndex("i"), to: .f64) + Double(axisSize("i"))] }
    }
    add("all_gather") { x in
      try batched(x, [0]) {
        [allGather($0[0], axisName: "i"), allGather($0[0], axisName: "i", axis: 0, tiled: true)]
      }
    }
    add("psum_scatter") { x in try batched(x, [0]) { [psumScatter($0[0], axisName: "i")] } }
    add("batchnorm_axis_name") { x in
      try batched(x, [0]) { x in
        let a = x[0]
        let m = pmean(a, axisName: "i")
        return [(a - m) * rsqrt(pmean(a * a, axisName: "i") - m * m + 1e-5)]
      }
    }
  }

  private static func batched(
    _ x: [Tensor], _ axes: [Int?], out: Int = 0, _ f: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    try Flat.vmap(f, x, inAxes: axes, outAxes: { _ in out }, axisName: "i")
  }
}
