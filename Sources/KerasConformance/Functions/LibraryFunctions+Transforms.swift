extension LibraryFunctions {
  /// Uses of transformations and control flow; those that compile by themselves are for the mode eager.
  package static let transforms: [String: Call] = [
    // One compiled function called with several dtypes and shapes in turn.
    "jit.types": { x, _ in
      let f = jit { (x: Tensor) in x * 2 + 1 }
      let first = f(x[0])
      return [first] + x.dropFirst().map { f($0) } + [f(x[0])]
    },
    // The same argument types with another static value each time.
    "jit.statics": { x, _ in
      let f = jit({ (x: Tensor, n: Int) in x * Tensor(weak: Double(n)) }, static: Int.self)
      return [f(x[0], 2), f(x[0], 3), f(x[0], 2)]
    },
    "jit.closures": { x, _ in
      [2.0, 3.0].map { factor in jit { (x: Tensor) in x * Tensor(weak: factor) }(x[0]) }
    },
    // The argument is used after the call that may take its memory.
    "jit.donation": { x, _ in
      let f = jit { (x: Tensor) in x * 2 + 1 }
      let y = f(x[0])
      let z = f(x[0])
      return [x[0] + y, z - y, x[0] * 1]
    },
    // Two executables in turn, on different data.
    "jit.interleaved": { x, _ in
      let f = jit { (x: Tensor) in sum(exp(x) * x, axis: 0) }
      let g = jit { (x: Tensor) in sum(sin(x) * x, axis: 0) }
      let a = f(x[0])
      let b = g(x[1])
      let c = f(x[1])
      let d = g(x[0])
      return [a, b, c, d, f(x[0])]
    },
    // One executable again and again: nothing of the run before may be left.
    "jit.repeated": { x, _ in
      let f = jit { (x: Tensor, y: Tensor) in matmul(x, y) + sum(x) }
      return [f(x[0], x[1]), f(x[1], x[0]), f(x[0], x[1])]
    },
    "jit.grad": { x, _ in
      let f = { (x: Tensor) in sum(x * sin(x)) }
      return [jit(grad(f))(x[0]), grad(jit(f))(x[0]), grad(f)(x[0])]
    },
    "grad.of_grad": { x, _ in
      let f = { (x: Tensor) in sum(x * x * sin(x)) }
      let g = { (x: Tensor) in sum(grad(f)(x) * x) }
      return [grad(g)(x[0])]
    },
    "jacrev": { x, _ in [jacrev { (x: Tensor) in sin(x) * sum(x) }(x[0])] },
    "jacfwd": { x, _ in [jacfwd { (x: Tensor) in sin(x) * sum(x) }(x[0])] },
    "hessian": { x, _ in [hessian { (x: Tensor) in sum(x * x * sin(x)) + prod(x) }(x[0])] },
    "jvp": { x, _ in
      let (y, dy) = jvp({ (x: Tensor) in exp(sin(x)) }, x[0], x[1])
      return [y, dy]
    },
    "vjp": { x, _ in
      let (y, back) = vjp({ (x: Tensor) in exp(sin(x)) }, x[0])
      return [y, back(x[1])]
    },
    "vmap.axes": { x, _ in
      let f = vmap(
        { (x: Tensor, y: Tensor) in matmul(x, y) }, inAxes: [2, 0], outAxes: 1)
      return [f(x[0], x[1])]
    },
    "vmap.unmapped": { x, _ in
      [vmap({ (x: Tensor, y: Tensor) in matmul(x, y) + y[0] }, inAxes: [0, nil])(x[0], x[1])]
    },
    "vmap.nested": { x, _ in
      [vmap(vmap { (x: Tensor) in x * x - sum(x) })(x[0])]
    },
    "vmap.of_grad": { x, _ in
      [vmap(grad { (x: Tensor) in sum(sin(x) * x) })(x[0])]
    },
    "vmap.dynamic_slice": { x, _ in
      [
        vmap(
          { (x: Tensor, i: Tensor) in dynamicSlice(x, at: [i], sizes: [2]) })(x[0], x[1])
      ]
    },
    "vmap.dynamic_slice_one": { x, _ in
      [
        vmap(
          { (x: Tensor, i: Tensor) in dynamicSlice(x, at: [i], sizes: [2]) }, inAxes: [nil, 0])(
            x[0], x[1])
      ]
    },
    "vmap.dynamic_update_slice": { x, _ in
      [
        vmap(
          { (x: Tensor, u: Tensor, i: Tensor) in dynamicUpdateSlice(x, u, at: [i]) })(
            x[0], x[1], x[2])
      ]
    },
    "vmap.cond": { x, _ in
      [
        vmap { (x: Tensor) in
          cond(greater(x, 0), { sqrt(x) }, { x * 2 })
        }(x[0])
      ]
    },
    "vmap.grad_of_cond": { x, _ in
      [
        vmap(
          grad { (x: Tensor) in
            cond(greater(x, 0), { sqrt(x) }, { x * 2 })
          })(x[0])
      ]
    },
    "vmap.while": { x, _ in
      [
        vmap { (x: Tensor) in
          whileLoop({ less($0, 10) }, { $0 * 2 + 1 }, x)
        }(x[0])
      ]
    },
    "vmap.sort": { x, _ in [vmap { (x: Tensor) in sort(x) }(x[0])] },
    "vmap.psum": { x, _ in
      [
        vmap({ (x: Tensor) in x / psum(x, axisName: "i") }, axisName: "i")(x[0]),
        vmap({ (x: Tensor) in x - pmean(x, axisName: "i") }, axisName: "i")(x[0]),
      ]
    },
    "grad.of_psum": { x, _ in
      [
        grad { (x: Tensor) in
          sum(vmap({ (x: Tensor) in x * psum(sin(x), axisName: "i") }, axisName: "i")(x))
        }(x[0])
      ]
    },
    "pmap.ppermute": { x, _ in
      [
        pmap(
          { (x: Tensor) in
            ppermute(x, axisName: "i", [(source: 0, target: 1), (source: 2, target: 0)])
          },
          axisName: "i")(x[0])
      ]
    },
    "pmap.all_gather": { x, _ in
      [
        pmap({ (x: Tensor) in allGather(x, axisName: "i") }, axisName: "i")(x[0]),
        pmap({ (x: Tensor) in axisIndex("i") }, axisName: "i")(x[0]),
      ]
    },
    "pmap.all_to_all": { x, _ in
      [
        pmap(
          { (x: Tensor) in allToAll(x, axisName: "i", splitAxis: 0, concatAxis: 1) },
          axisName: "i")(x[0])
      ]
    },
    "pmap.extremes": { x, _ in
      [
        pmap({ (x: Tensor) in pmax(x, axisName: "i") }, axisName: "i")(x[0]),
        pmap({ (x: Tensor) in pmin(x, axisName: "i") }, axisName: "i")(x[0]),
      ]
    },
    "scan": { x, s in
      let (carry, outputs) = scan(
        { (c: Tensor, x: Tensor) in (c * 0.5 + x, c + x * x) }, x[0], x[1],
        reverse: try s.get("reverse", false), unroll: try s.get("unroll", 1))
      return [carry, outputs]
    },
    "fori_loop": { x, _ in
      [foriLoop(1, 5, { (i: Tensor, c: Tensor) in c * 0.5 + cast(i, dtype: c.dtype) }, x[0])]
    },
    "while_loop": { x, _ in
      [whileLoop({ less(sum($0), 40) }, { $0 * 2 + 1 }, x[0])]
    },
    "switch": { x, _ in
      [
        Touchstone.switch(
          x[0], [{ (x: Tensor) in x + 1 }, { (x: Tensor) in x * 2 }, { (x: Tensor) in sin(x) }],
          x[1])
      ]
    },
    "associative_scan": { x, s in
      [
        associativeScan(
          { (a: Tensor, b: Tensor) in a * b }, x[0],
          reverse: try s.get("reverse", false))
      ]
    },
    "checkpoint": { x, _ in
      [grad { (x: Tensor) in sum(checkpoint { (x: Tensor) in sin(sin(x)) }(x)) }(x[0])]
    },
    "custom_jvp": { x, _ in
      let f = customJVP({ (x: Tensor) in exp(x) }, jvp: { x, dx in (exp(x), 3 * dx * exp(x)) })
      return [grad { (x: Tensor) in sum(f(x)) }(x[0])]
    },
    "custom_vjp": { x, _ in
      let f = customVJP(
        { (x: Tensor) in exp(x) }, forward: { (exp($0), $0) },
        backward: { (x: Tensor, ct: Tensor) in ct * x })
      return [grad { (x: Tensor) in sum(f(x)) }(x[0])]
    },
    "stop_gradient": { x, _ in
      [grad { (x: Tensor) in sum(stopGradient(x) * x * x) }(x[0])]
    },
  ]
}
