import Testing

@testable import Touchstone

private func number(_ x: Double) -> Tensor { Tensor(x as Double) }
private func vector(_ x: [Double]) -> Tensor { Tensor(x) }
private func doubles(_ x: Tensor) throws -> [Double] { try x.scalars(as: Double.self) }

@Suite struct ControlFlowTests {
  private struct State: TensorTree {
    var sum: Tensor
    var steps: Tensor
  }

  @Test func `a loop carries a tree until its condition fails`() throws {
    let end = whileLoop(
      { less($0.sum, number(10)) }, { State(sum: $0.sum * 2, steps: $0.steps + 1) },
      State(sum: number(1), steps: Tensor(0 as Int32)))
    #expect(try doubles(end.sum) == [16])
    #expect(try end.steps.scalars(as: Int32.self) == [4])
  }

  @Test func `a body that changes a type is an error that says where`() throws {
    let error = #expect(throws: TensorError.self) {
      try checking {
        whileLoop(
          { less($0.sum, number(10)) },
          { State(sum: $0.sum, steps: convert($0.steps, to: .i64)) },
          State(sum: number(1), steps: Tensor(0 as Int32)))
      }
    }
    #expect(error?.message.contains("steps") == true)
    #expect(error?.message.contains("i32[]") == true)
  }

  @Test func `a weak start takes the dtype that the body gives`() throws {
    let (end, outputs) = scan(
      { (c: Tensor, x: Tensor) in (c + x, c) }, 0, vector([1.5, 2, 3]))
    #expect(end.dtype == .f64)
    #expect(try doubles(end) == [6.5])
    #expect(try doubles(outputs) == [0, 1.5, 3.5])
  }

  @Test func `bounds that are known give a loop with a gradient`() throws {
    let power = grad { (x: Tensor) in
      foriLoop(0, 5, { _, y in y * x }, number(1))
    }
    #expect(try doubles(power(number(2))) == [80])
    #expect(try doubles(foriLoop(3, 3, { _, y in y * 2 }, number(7))) == [7])
    let sum = foriLoop(2, 5, { i, y in y + convert(i, to: .f64) }, number(0))
    #expect(try doubles(sum) == [9])
  }

  @Test(arguments: [1, 2, 3, 7, 20], [false, true])
  func `a scan is the same however it is unrolled`(unroll: Int, reverse: Bool) throws {
    let xs = vector([0.5, -1, 2, 0.25, 3, 1, -2])
    func run(_ unroll: Int, _ w: Tensor) -> (Tensor, Tensor) {
      scan(
        { (c: Tensor, x: Tensor) -> (Tensor, Tensor) in
          let next = sin(w * c) + x
          return (next, next * x)
        }, number(0.1), xs, reverse: reverse, unroll: unroll)
    }
    let plain = run(1, number(0.9))
    let unrolled = run(unroll, number(0.9))
    #expect(try doubles(unrolled.0) == doubles(plain.0))
    #expect(try doubles(unrolled.1) == doubles(plain.1))
    func total(_ unroll: Int) -> (Tensor) -> Tensor {
      { w in
        let (last, outputs) = run(unroll, w)
        return last + reduceSum(outputs)
      }
    }
    let slope = try doubles(grad(total(unroll))(number(0.9)))[0]
    let expected = try doubles(grad(total(1))(number(0.9)))[0]
    #expect(abs(slope - expected) <= 1e-14 * abs(expected))
  }

  @Test func `a scan of nothing gives its start`() throws {
    let (end, outputs) = scan({ (c: Tensor, x: Tensor) in (c + x, c) }, number(3), vector([]))
    #expect(try doubles(end) == [3])
    #expect(outputs.shape == [0])
    let (count, none) = scan({ (c: Tensor) in (c + 1, EmptyTree()) }, number(0), length: 4)
    _ = none
    #expect(try doubles(count) == [4])
  }

  @Test func `xs of different lengths are an error that names both`() throws {
    let error = #expect(throws: TensorError.self) {
      try checking {
        scan({ (c: Tensor, x: [Tensor]) in (c, x[0]) }, number(0), [vector([1]), vector([1, 2])])
      }
    }
    #expect(error?.message.contains("1") == true && error?.message.contains("2") == true)
  }

  @Test func `only the branch that is taken runs`() throws {
    let root = { (x: Tensor) in
      cond(greater(x, number(0)), { sqrt($0) }, { _ in number(0) }, x)
    }
    #expect(try doubles(root(number(4))) == [2])
    #expect(try doubles(jit(root)(number(-1))) == [0])
    #expect(try doubles(grad(root)(number(4))) == [0.25])
    #expect(try doubles(vmap(grad(root))(vector([4, 0, -1]))) == [0.25, 0, 0])
  }

  @Test func `an index out of range takes the nearest branch`() throws {
    let choose = { (i: Int32) in
      Touchstone.switch(Tensor(i), [{ $0 }, { $0 * 10 }, { $0 * 100 }], number(1))
    }
    #expect(try [-5, 0, 1, 2, 9].flatMap { try doubles(choose($0)) } == [1, 1, 10, 100, 100])
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 8, 13])
  func `an associative scan has every partial result`(count: Int) throws {
    let x = vector((0..<count).map { Double($0 + 1) })
    var (sum, sums) = (0.0, [Double]())
    for i in 0..<count {
      sum += Double(i + 1)
      sums.append(sum)
    }
    #expect(try doubles(associativeScan({ $0 + $1 }, x)) == sums)
    let backward = try doubles(associativeScan({ $0 + $1 }, x, reverse: true))
    #expect(backward == (0..<count).map { i in (i..<count).reduce(0.0) { $0 + Double($1 + 1) } })
  }

  @Test func `an associative scan keeps the order of its operands`() throws {
    // Composition of x ↦ a x + b does not commute.
    let maps = [vector([2, 3, 0.5, -1]), vector([1, -1, 4, 2])]
    let composed = associativeScan(
      { (f: [Tensor], g: [Tensor]) in [g[0] * f[0], g[0] * f[1] + g[1]] }, maps)
    #expect(try doubles(composed[0]) == [2, 6, 3, -3])
    #expect(try doubles(composed[1]) == [1, 2, 5, -3])
  }
}

@Suite struct CustomRuleTests {
  @Test func `a custom tangent is used in both modes, batched and differentiated again`() throws {
    // The rule of x² with a slope of 3x, so that it shows which one is used.
    let f = customJVP(
      { (x: Tensor) in x * x }, jvp: { x, dx in (x * x, 3 * x * dx) })
    #expect(try doubles(f(number(2))) == [4])
    #expect(try doubles(grad(f)(number(2))) == [6])
    #expect(try doubles(jvp(f, number(2), number(1)).tangent) == [6])
    #expect(try doubles(grad(grad(f))(number(2))) == [3])
    #expect(try doubles(vmap(grad(f))(vector([1, 2]))) == [3, 6])
    #expect(try doubles(grad(jit(f))(number(2))) == [6])
    #expect(try doubles(jit(grad(f))(number(2))) == [6])
    let total = { (x: Tensor) in reduceSum(vmap(f)(x)) }
    #expect(try doubles(grad(total)(vector([1, 2]))) == [3, 6])
  }

  private func scaled() -> (Tensor, Tensor) -> Tensor {
    // x·y whose cotangents are 5·y and 7·x times that of the result.
    let forward = { (x: Tensor, y: Tensor) -> (Tensor, [Tensor]) in (x * y, [x, y]) }
    let backward = { (kept: [Tensor], ct: Tensor) -> (Tensor, Tensor) in
      let first: Tensor = 5 * kept[1]
      let second: Tensor = 7 * kept[0]
      return (first * ct, second * ct)
    }
    return customVJP(
      { (x: Tensor, y: Tensor) -> Tensor in x * y }, forward: forward, backward: backward)
  }

  @Test func `a custom cotangent is used in reverse mode, also under jit and in a scan`() throws {
    let f = scaled()
    let gradient = { (x: Tensor) in grad { f($0, number(3)) }(x) }
    #expect(try doubles(gradient(number(2))) == [15])
    #expect(try doubles(jit(gradient)(number(2))) == [15])
    let looped = grad { (x: Tensor) in
      scan({ (c: Tensor) in (f(c, number(1)), EmptyTree()) }, x, length: 3).0
    }
    #expect(try doubles(looped(number(2))) == [125])
  }

  @Test func `what all members share gets the sum of their cotangents`() throws {
    let f = scaled()
    let shared = { (y: Tensor) in
      reduceSum(vmap({ (x: Tensor) in f(x, y) })(vector([1, 2, 4])))
    }
    #expect(try doubles(grad(shared)(number(3))) == [49])
    let mapped = { (x: Tensor) in
      reduceSum(vmap({ (x: Tensor) in f(x, number(3)) })(x))
    }
    #expect(try doubles(grad(mapped)(vector([1, 2, 4]))) == [15, 15, 15])
  }

  @Test func `forward mode of a custom cotangent is an error`() throws {
    let f = scaled()
    let error = #expect(throws: TensorError.self) {
      try checking { jvp({ f($0, number(3)) }, number(2), number(1)).tangent }
    }
    #expect(error?.message.contains("forward-mode") == true)
  }

  @Test func `a cotangent of another type is an error that names both`() throws {
    let f = customVJP(
      { (x: Tensor) in x * x }, forward: { ($0 * $0, $0) },
      backward: { _, _ in vector([1, 2]) })
    let error = #expect(throws: TensorError.self) { try checking { grad(f)(number(2)) } }
    #expect(error?.message.contains("f64[2]") == true)
  }

  private static let policies: [CheckpointPolicy] = [
    .nothingSaveable, .dotsSaveable, .dotsWithNoBatchDimsSaveable, .everythingSaveable,
    .saveOnlyTheseNames(["h"]), .saveAnyNamesButThese(["h"]),
    .saveFromBoth(.dotsSaveable, .saveOnlyTheseNames(["h"])),
  ]

  @Test(arguments: policies)
  func `a checkpoint has the value and derivatives of its function`(_ policy: CheckpointPolicy)
    throws
  {
    let w = Tensor([0.3, -0.2, 0.5, 0.1] as [Double], shape: [2, 2])
    let f = { (x: Tensor) -> Tensor in reduceSum(tanh(matmul(w, checkpointName(sin(x), "h"))) * x) }
    let x = vector([0.7, -1.1])
    let kept = checkpoint(f, policy: policy)
    #expect(try doubles(kept(x)) == doubles(f(x)))
    for (a, b) in try zip(doubles(grad(kept)(x)), doubles(grad(f)(x))) {
      #expect(abs(a - b) <= 1e-15)
    }
    for (a, b) in try zip(doubles(jit(grad(kept))(x)), doubles(grad(f)(x))) {
      #expect(abs(a - b) <= 1e-15)
    }
    for (a, b) in try zip(doubles(hessian(kept)(x)), doubles(hessian(f)(x))) {
      #expect(abs(a - b) <= 1e-14)
    }
    for (a, b) in try zip(doubles(vmap(grad(kept))(Tensor.stacked([x, x]))), doubles(grad(f)(x))) {
      #expect(abs(a - b) <= 1e-15)
    }
    // A tensor from outside is seen, too.
    let outer = { (y: Tensor) in checkpoint({ (x: Tensor) in reduceSum(sin(x) * y) })(x) }
    let plain = { (y: Tensor) in reduceSum(sin(x) * y) }
    #expect(try doubles(grad(outer)(x)) == doubles(grad(plain)(x)))
  }
}

@Suite struct CheckpointPolicyTests {
  /// How often the gradient computes each function, under `policy`.
  private func counts(_ policy: CheckpointPolicy) throws -> [Unary: Int] {
    let f = { (x: Tensor) -> Tensor in
      let h = checkpointName(sin(x), "h")
      return reduceSum(exp(checkpointName(cos(h), "y")))
    }
    let both = valueAndGrad(checkpoint(f, policy: policy))
    let program = try makeProgram { (x: Tensor) -> [Tensor] in
      let (value, gradient) = both(x)
      return [value, gradient]
    }(vector([0.5, 1]))
    let operations = program.simplified().main?.block.equations.compactMap {
      $0.operation as? Unary
    }
    return Dictionary((operations ?? []).map { ($0, 1) }, uniquingKeysWith: +)
  }

  @Test func `a policy says which values are computed again`() throws {
    // Forward sin x, cos h; backward exp y, sin h, cos x, and what they need that was not kept.
    let nothing = try counts(.nothingSaveable)
    #expect(nothing[.sine] == 3 && nothing[.cosine] == 3)
    let h = try counts(.saveOnlyTheseNames(["h", "unknown"]))
    #expect(h[.sine] == 2 && h[.cosine] == 3)
    let y = try counts(.saveAnyNamesButThese(["h"]))
    #expect(y[.sine] == 3 && y[.cosine] == 2)
    let both = try counts(.saveFromBoth(.saveOnlyTheseNames(["h"]), .saveOnlyTheseNames(["y"])))
    #expect(both[.sine] == 2 && both[.cosine] == 2)
  }

  @Test func `products with batch dimensions can be told from those without`() {
    let rows = DotGeneral(
      DotDimensions(lhsContracting: [1], rhsContracting: [0]), elementType: .f64)
    let batches = DotGeneral(
      DotDimensions(
        lhsBatching: [0], rhsBatching: [0], lhsContracting: [2], rhsContracting: [1]),
      elementType: .f64)
    #expect(CheckpointPolicy.dotsWithNoBatchDimsSaveable.saves(rows))
    #expect(!CheckpointPolicy.dotsWithNoBatchDimsSaveable.saves(batches))
    #expect(CheckpointPolicy.dotsSaveable.saves(batches))
  }
}

@Suite struct CallbackTests {
  @Test func `a Swift function is called when the program runs`() throws {
    let f = { (x: Tensor) in
      pureCallback(
        { [HostTensor($0[0].type, doubles: $0[0].doubles.map { $0 * 10 })] }, [x.type], [x])[0]
    }
    #expect(try doubles(f(vector([1, 2]))) == [10, 20])
    #expect(try doubles(jit(f)(vector([1, 2]))) == [10, 20])
    #expect(try doubles(vmap(f)(vector([1, 2]))) == [10, 20])
    let error = #expect(throws: TensorError.self) { try checking { grad(f)(number(1)) } }
    #expect(error?.message.contains("customJVP") == true)
  }

  @Test func `a mapped axis larger than the devices is an error that says how to get more`() throws
  {
    let f = pmap({ (x: Tensor) in psum(x, axisName: "i") }, axisName: "i")
    #expect(try doubles(f(vector([1, 2, 3]))) == [6, 6, 6])
    let error = #expect(throws: TensorError.self) {
      try withVirtualDevices(2) { try checking { f(vector([1, 2, 3])) } }
    }
    #expect(error?.message.contains("2 devices") == true)
  }

  @Test func `a traced tensor that is kept is found`() throws {
    nonisolated(unsafe) var kept: Tensor?
    let error = #expect(throws: TensorError.self) {
      try checkLeaks {
        grad { (x: Tensor) in
          kept = x * x
          return x * x
        }(number(2))
      }
    }
    #expect(error?.message.contains("f64[]") == true)
    #expect(kept != nil)
    kept = nil
    #expect(try doubles(checkLeaks { grad { $0 * $0 }(number(2)) }) == [4])
  }
}
