import Testing

@testable import Touchstone

@Suite struct TransformTests {
  private let x = Tensor([1, 2, 3] as [Double])
  private func values(_ x: Tensor) -> [Double] { (try? x.scalars(as: Double.self)) ?? [] }
  private func message(_ body: () throws -> some Any) -> String? {
    do {
      _ = try checking(body)
      return nil
    } catch { return (error as? TensorError)?.message }
  }

  @Test func `gradients compose with themselves, vmap and jit in any order`() {
    func cube(_ x: Tensor) -> Tensor { x * x * x }
    #expect(numbers(grad(cube)(scalar(2))) == [12])
    #expect(numbers(grad(grad(cube))(scalar(2))) == [12])
    #expect(numbers(grad(grad(grad(cube)))(scalar(2))) == [6])
    #expect(values(vmap(grad(cube))(x)) == [3, 12, 27])
    #expect(values(jit(vmap(grad(cube)))(x)) == [3, 12, 27])
    #expect(values(vmap(jit(grad(cube)))(x)) == [3, 12, 27])
    #expect(values(vmap(grad(jit(cube)))(x)) == [3, 12, 27])
    #expect(numbers(grad(jit(grad(cube)))(scalar(2))) == [12])
    #expect(numbers(jit(jit(cube))(scalar(2))) == [8])
  }

  @Test func `perturbations of nested gradients are kept apart`() {
    let derivative = grad { x in x * grad { y in x + y }(scalar(1)) }
    #expect(numbers(derivative(scalar(1))) == [1])
    let compiled = grad { x in x * grad(jit { y in x + y })(scalar(1)) }
    #expect(numbers(compiled(scalar(1))) == [1])
  }

  @Test func `a gradient has the form of the argument`() {
    func loss(_ m: Network, _ x: Tensor) -> Tensor {
      m.layers[0].kernel * x + m.named["a"]! * m.named["a"]!
    }
    let gradient = grad(loss)(Network.sample, scalar(3))
    #expect(numbers(gradient) == [3, 0, 0, 8, 0, 0])
    #expect(gradient.layers.map(\.depth) == [2, -1])
    let (value, pair) = valueAndGrad(loss, argnums: .both)(Network.sample, scalar(3))
    #expect(numbers(value) == [19])
    #expect(numbers(pair.0) == [3, 0, 0, 8, 0, 0])
    #expect(numbers(pair.1) == [1])
  }

  @Test func `arguments are selected by number or name`() {
    func f(_ x: Tensor, _ y: Tensor) -> Tensor { x * y * y }
    #expect(numbers(grad(f)(scalar(2), scalar(3))) == [9])
    #expect(numbers(grad(f, argnums: 1)(scalar(2), scalar(3))) == [12])
    #expect(numbers(grad(f, argnums: -1)(scalar(2), scalar(3))) == [12])
    #expect(numbers(grad(f, argnums: [1, 0])(scalar(2), scalar(3))) == [12, 9])
    #expect(numbers(grad(f, argnums: .second)(scalar(2), scalar(3))) == [12])
    func g(_ x: Tensor, _ y: [Tensor], _ z: Linear) -> Tensor { x * y[1] * z.kernel }
    let all = grad(g, argnums: .all)(
      scalar(2), [scalar(1), scalar(3)], Linear(kernel: scalar(5), bias: nil))
    #expect(numbers(all.0) == [15])
    #expect(numbers(all.1) == [0, 10])
    #expect(numbers(all.2) == [6])
  }

  @Test func `an auxiliary result comes out as it is`() {
    let f = { (x: Tensor) in (x * x, ["twice": x + x]) }
    let (gradient, aux) = grad(f)(scalar(3))
    #expect(numbers(gradient) == [6])
    #expect(numbers(aux) == [6])
    let both = valueAndGrad { (x: Tensor) in (x * x, 7) }(scalar(3))
    #expect(numbers(both.value.0) == [9])
    #expect(both.value.aux == 7)
    let (_, pullback, count) = vjp({ (x: Tensor) in ([x, -x], 2) }, scalar(1))
    #expect(numbers(pullback([scalar(5), scalar(3)])) == [2])
    #expect(count == 2)
  }

  @Test func `what is no scalar, or no real number, has no gradient`() {
    #expect(
      message { grad { (x: Tensor) in x * x }(x) }
        == "the gradient of a function is defined where it returns a scalar, and this one returns "
        + "f64[3]; sum it, or use jacrev or vjp")
    #expect(
      message { grad { (x: Tensor) in convert(x, to: .i32) }(scalar(1)) }
        == "the result must be of real numbers, got i32[]")
    #expect(
      message { grad { (x: Tensor) in complex(x, x) }(scalar(1)) }
        == "the result must be real, got complex128[]; for a holomorphic function pass "
        + "holomorphic: true")
  }

  @Test func `integers have a tensor of false for a gradient where they are allowed`() throws {
    let tree = [scalar(2), Tensor([1, 2] as [Int32])]
    let gradient = grad({ (t: [Tensor]) in t[0] * t[0] }, allowInt: true)(tree)
    #expect(try gradient[0].scalars(as: Double.self) == [4])
    #expect(gradient[1].type == TensorType(.i1, [2]))
    #expect(try gradient[1].scalars(as: Bool.self) == [false, false])
  }

  @Test func `complex gradients are not conjugated`() throws {
    let z = complex(scalar(1), scalar(2))
    let gradient = grad { (z: Tensor) in real(z) * real(z) + imag(z) * imag(z) }(z)
    #expect(numbers(real(gradient)) == [2])
    #expect(numbers(imag(gradient)) == [-4])
    let holomorphic = grad({ (z: Tensor) in z * z }, holomorphic: true)(z)
    #expect(numbers([real(holomorphic), imag(holomorphic)]) == [2, 4])
  }

  @Test func `jvp, vjp and linearize agree`() {
    let f = { (a: Tensor, b: [Tensor]) in ["p": a * b[0], "q": b[1]] }
    let b = [scalar(3), scalar(4)]
    let forward = jvp(f, (scalar(2), b), (scalar(1), [scalar(10), scalar(100)]))
    #expect(numbers(forward.value) == [6, 4])
    #expect(numbers(forward.tangent) == [23, 100])
    let linear = linearize(f, scalar(2), b)
    #expect(numbers(linear.tangentMap(scalar(1), [scalar(10), scalar(100)])) == [23, 100])
    #expect(numbers(linear.tangentMap(scalar(0), [scalar(1), scalar(0)])) == [2, 0])
    let (value, pullback) = vjp(f, scalar(2), b)
    #expect(numbers(value) == [6, 4])
    let (da, db) = pullback(["p": scalar(1), "q": scalar(7)])
    #expect(numbers(da) == [3])
    #expect(numbers(db) == [2, 7])
    #expect(
      message { pullback(["p": scalar(1)]) }
        == "the cotangent differs as a whole: the key q is missing")
  }

  @Test func `a linear function is transposed without being run`() {
    let transposed = linearTranspose({ (x: [Tensor]) in x[0] * 3 - x[1] }, [scalar(0), scalar(0)])
    #expect(numbers(transposed(scalar(2))) == [6, -2])
    let square = linearTranspose({ (x: Tensor) in x * x }, scalar(0))
    #expect(message { square(scalar(1)) }?.hasPrefix("this operation is not linear") == true)
  }

  @Test func `Jacobians of both modes agree, result axes first`() {
    let f = { (x: Tensor) in x * x }
    let diagonal: [Double] = [2, 0, 0, 0, 4, 0, 0, 0, 6]
    #expect(values(jacfwd(f)(x)) == diagonal)
    #expect(values(jacrev(f)(x)) == diagonal)
    let cubic = { (x: Tensor) in x * x * x }
    #expect(numbers(hessian(cubic)(scalar(2))) == [12])
    #expect(hessian(cubic)(x).shape == [3, 3, 3])
    let g = { (p: [Tensor]) in p[0] * p[0] * p[1] }
    let blocks = hessian(g)([scalar(2), scalar(3)])
    #expect(blocks.rows.map(numbers) == [[6, 4], [4, 0]])
    let rows = jacrev { (p: [Tensor]) in ["u": p[0] * p[1], "v": p[1]] }([scalar(2), scalar(3)])
    #expect(rows.rows.map(numbers) == [[3, 2], [0, 1]])
  }

  @Test func `Jacobians are taken by the arguments that argnums names`() throws {
    // f = a² b, by a: 2ab, by b: a²; second derivatives 2b, 2a, 0.
    let f = { (a: Tensor, b: Tensor) in a * a * b }
    for jacobian in [jacrev(f, argnums: .second), jacfwd(f, argnums: .second)] {
      #expect(numbers(jacobian(scalar(2), scalar(3))) == [4])
    }
    for jacobian in [jacrev(f, argnums: -1), jacfwd(f, argnums: -1)] {
      #expect(values(jacobian(scalar(2), x)) == [4, 0, 0, 0, 4, 0, 0, 0, 4])
    }
    let pairs = [jacrev(f, argnums: [1, 0]), jacfwd(f, argnums: [1, 0])]
    for jacobian in pairs { #expect(jacobian(scalar(2), scalar(3)).map(numbers) == [[4], [12]]) }
    let both = jacfwd(f, argnums: .both)(scalar(2), x)
    #expect(both.0.shape == [3] && both.1.shape == [3, 3])
    let three = { (a: Tensor, b: Tensor, c: [Tensor]) in a * b * c[0] }
    #expect(numbers(jacrev(three, argnums: .second)(scalar(2), scalar(3), [scalar(5)])) == [10])
    let last = jacfwd(three, argnums: .third)(scalar(2), scalar(3), [scalar(5), scalar(7)])
    #expect(last.map(numbers) == [[6], [0]])
    #expect(numbers(hessian(f, argnums: .first)(scalar(2), scalar(3))) == [6])
    let table = hessian(f, argnums: [0, 1])(scalar(2), scalar(3))
    #expect(table.map { $0.map(numbers) } == [[[6], [4]], [[4], [0]]])
    let tree = { (a: Tensor, b: [Tensor]) in a * b[0] * b[1] }
    let blocks = hessian(tree, argnums: .second)(scalar(2), [scalar(3), scalar(5)])
    #expect(blocks.rows.map { $0.map(numbers) } == [[[0], [2]], [[2], [0]]])
    #expect(
      message { jacrev(f, argnums: 2)(scalar(1), scalar(1)) }?
        .contains("there is no argument 2 among 2") == true)
  }

  @Test func `vmap maps the axes it is told and puts them where it is told`() {
    let matrix = Tensor([1, 2, 3, 4, 5, 6] as [Double], shape: [2, 3])
    let f = { (m: Linear, x: Tensor) in m.kernel * x }
    let model = Linear(kernel: scalar(2), bias: nil)
    let result = vmap(vmap(f, inAxes: [nil, 0]), inAxes: [nil, 1], outAxes: -1)(model, matrix)
    #expect(result.shape == [2, 3])
    #expect(values(result) == [2, 4, 6, 8, 10, 12])
    let models = Linear(kernel: x, bias: scalar(1))
    let partial = vmap(
      { (m: Linear) in [m.kernel, m.bias!] }, inAxes: ["kernel": 0, "bias": nil], outAxes: [0, nil])
    #expect(partial(models).map(\.shape) == [[3], []])
    #expect(vmap({ (x: Tensor) in x }, inAxes: nil, axisSize: 2)(x).shape == [2, 3])
  }

  @Test func `a trace that used tensors of another one is not kept`() {
    let inner = { (y: Tensor) -> (Tensor) -> Tensor in jit { x in x * y } }
    let outer = grad { (y: Tensor) in
      let f = inner(y)
      return f(scalar(3)) + f(scalar(4))
    }
    #expect(numbers(outer(scalar(1))) == [7])
    #expect(numbers(outer(scalar(1))) == [7])
    var captured = scalar(1)
    let step = Jit { (x: Tensor) in x * captured }
    let gradient = grad { (c: Tensor) in
      captured = c
      return step(scalar(5))
    }
    #expect(numbers(gradient(scalar(1))) == [5])
    #expect(numbers(gradient(scalar(2))) == [5])
    #expect(step.traceCount == 2)
    #expect(step.explainMiss()?.hasPrefix("the trace before used tensors of an enclosing") == true)
  }

  @Test func `a choice by value under jit says what to write instead`() {
    let error = message {
      jit { (m: Linear) in (try? m.kernel.host()) == nil ? m.kernel : -m.kernel }(
        Linear(kernel: scalar(1), bias: nil))
    }
    #expect(error == nil)
    var told = ""
    _ = jit { (m: Linear) in
      do { _ = try m.kernel.host() } catch { told = "\(error)" }
      return m.kernel
    }(Linear(kernel: scalar(1), bias: nil))
    #expect(told.contains("jit at TouchstoneTests/TransformTests.swift:"))
    #expect(told.contains("argument 0 at kernel"))
  }
}
