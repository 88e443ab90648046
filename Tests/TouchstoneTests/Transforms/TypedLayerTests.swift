import Testing

@testable import Touchstone

/// These compile, which is the point: no annotation is needed to compose transformations.
private enum Compositions {
  static func f(_ x: Tensor) -> Tensor { x * x }
  static func g(_ x: Tensor, _ y: Tensor) -> Tensor { x * y }
  static func loss(_ model: Linear, _ x: Tensor) -> Tensor { model.kernel * x }
  static func lossWithAux(_ model: Linear, _ x: Tensor) -> (Tensor, Int) { (model.kernel * x, 1) }

  static func ofTensors() -> [(Tensor) -> Tensor] {
    [
      grad(f), grad(grad(f)), grad(grad(grad(f))), jit(f), jit(grad(f)), grad(jit(f)),
      vmap(f), vmap(grad(f)), vmap(grad(f), inAxes: 1, outAxes: -1), jit(vmap(grad(f))),
      vmap(vmap(f)), jit(jit(f)), grad { sin($0) }, grad { x in x * x },
      jacfwd(f), jacrev(f), jacfwd(jacrev(f)), hessian(f), grad({ exp($0) }, holomorphic: true),
    ]
  }

  static func ofTwo() -> [(Tensor, Tensor) -> Tensor] {
    [
      grad(g), jit(g), jit(grad(g)), vmap(g), vmap(g, inAxes: [0, nil]), grad(g, argnums: 1),
      grad(grad(g), argnums: -1), vmap(grad(g), inAxes: [nil, 0]), grad(g, argnums: .second),
      jit { x, y in x + y },
    ]
  }

  static func ofTrees() {
    let _: (Linear, Tensor) -> Linear = grad(loss)
    let _: (Linear, Tensor) -> Linear = jit(grad(loss))
    let _: (Linear, Tensor) -> Linear = vmap(grad(loss), inAxes: [nil, 0])
    let _: (Linear, Tensor) -> Tensor = grad(loss, argnums: .second)
    let _: (Linear, Tensor) -> (Linear, Tensor) = grad(loss, argnums: .both)
    let _: (Linear, Tensor) -> (gradient: Linear, aux: Int) = grad(lossWithAux)
    let both = valueAndGrad(loss)
    let _: (Linear, Tensor) -> (value: Tensor, gradient: Linear) = both
    let withAux = valueAndGrad(lossWithAux)
    let _: (Linear, Tensor) -> (value: (Tensor, aux: Int), gradient: Linear) = withAux
    let all = grad(g, argnums: [0, 1])
    let _: (Tensor, Tensor) -> [Tensor] = all
    let _: (Linear) -> Jacobian<Linear> = hessian { (m: Linear) in m.kernel }
    let step = Jit(loss)
    let _: (Linear, Tensor) -> Tensor = { step($0, $1) }
    let _: (Tensor, Bool) -> Tensor = jit { (x: Tensor, negated: Bool) in negated ? -x : x }
    let _: (Tensor, Activation) -> Tensor = jit({ x, a in x }, static: Activation.self)
  }
}

@Suite struct TypedLayerTests {
  @Test func `compositions type-check without annotations`() {
    #expect(Compositions.ofTensors().count == 19)
    #expect(Compositions.ofTwo().count == 10)
    Compositions.ofTrees()
  }

  private func message(_ body: () throws -> some Any) -> String? {
    do {
      _ = try checking(body)
      return nil
    } catch { return (error as? TensorError)?.message }
  }

  @Test func `an input without derivative is refused by its name`() {
    let model = Linear(kernel: Tensor([1] as [Int32]), bias: nil)
    #expect(
      message { grad { (m: [Linear]) in m[0].kernel }([model]) }
        == "derivatives need inputs of real or complex numbers; argument 0 at 0/kernel is i32[1]. "
        + "With allowInt: true its derivative is a tensor of false")
    #expect(
      message { grad({ (x: Tensor) in x }, holomorphic: true)(scalar(1)) }
        == "holomorphic differentiation needs complex inputs; argument 0 is f64[]")
    #expect(
      message { grad({ (x: Tensor, y: Tensor) in x }, argnums: 2)(scalar(1), scalar(1)) }
        == "argnums [2]: there is no argument 2 among 2")
  }

  @Test func `a tangent of another form or type is refused by its place`() {
    let model = Linear(kernel: scalar(1), bias: scalar(2))
    let f = { (m: Linear) in m.kernel }
    #expect(
      message { jvp(f, model, Linear(kernel: scalar(1), bias: nil)) }
        == "the tangent of argument 0 differs at bias: expected a tensor, got nil")
    #expect(
      message { jvp(f, model, Linear(kernel: Tensor(1 as Float), bias: scalar(1))) }
        == "the tangent of argument 0 at kernel must have the type f64[], got f32[]")
  }

  @Test func `axes that do not fit are refused by their place`() {
    let x = Tensor([1, 2, 3] as [Double])
    let y = Tensor([1, 2] as [Double])
    let g = { (x: Tensor, y: Tensor) in x + y }
    #expect(message { vmap(g)(x, scalar(1)) } == "argument 1 has rank 0, and so no axis 0")
    #expect(
      message { vmap(g)(x, y) }
        == "the mapped axes must have one size, got 3 in argument 0, 2 in argument 1")
    #expect(
      message { vmap(g, inAxes: nil)(x, y) }
        == "no argument is mapped over; say axisSize, or an axis in inAxes")
    #expect(
      message { vmap(g, inAxes: [0, 0, 0])(x, y) }
        == "inAxes [0, 0, 0]: at the top 3 answers are given for a list of 2")
    #expect(
      message { vmap({ (m: Linear) in m.kernel }, inAxes: ["kernal": 0])(Linear(kernel: x)) }
        == "inAxes [kernal: 0]: at the top there is no field kernal")
  }

  @Test func `axes are given for parts of trees`() throws {
    let structure = try [Linear(kernel: scalar(1), bias: scalar(2))].flattened().structure
    #expect(try (0 as Axes).perLeaf(of: structure, "inAxes") == [0, 0])
    #expect(
      try ([["kernel": -1, "bias": nil]] as Axes).perLeaf(of: structure, "inAxes") == [-1, nil])
    #expect(throws: TensorError.self) {
      try ([["kernel": 0]] as Axes).perLeaf(of: structure, "inAxes")
    }
  }

  @Test func `the form of a result is found without elements`() throws {
    let x = Tensor([1, 2] as [Float])
    let type = try evalShape({ (x: Tensor, n: Int) in ["b": x, "a": x + x] }, x, 3)
    #expect(type.description == "a: f32[2]\nb: f32[2]")
    let program = try makeProgram { (x: Tensor) in x * x + x }(x)
    #expect(program.main?.block.equations.count == 2)
  }
}
