import Testing

@testable import Touchstone

@Suite(.serialized) struct JitTests {
  @Test func `a function is traced once for each form and types of its arguments`() throws {
    let square = Jit { (x: Tensor) in x * x }
    #expect(square.explainMiss() == nil)
    let x = Tensor([1, 2, 3] as [Float])
    #expect(try square(x).scalars(as: Float.self) == [1, 4, 9])
    #expect(square.explainMiss() == "it was the first call")
    #expect(try square(x + x).scalars(as: Float.self) == [4, 16, 36])
    #expect(square.traceCount == 1)
    _ = square(scalar(2))
    #expect(square.traceCount == 2)
    #expect(square.explainMiss() == "argument 0 is f64[], and was f32[3] when traced before")
    _ = square(x)
    #expect(square.traceCount == 2)
  }

  @Test func `what is no tensor is part of the program`() throws {
    let scaled = Jit { (m: Linear, n: Int) in (0..<n).reduce(m.kernel) { x, _ in x + x } }
    let model = Linear(kernel: scalar(1), bias: nil)
    #expect(numbers(scaled(model, 3)) == [8])
    #expect(numbers(scaled(model, 2)) == [4])
    #expect(
      scaled.explainMiss()
        == "argument 1 differs from the one traced before as a whole: expected 3, got 2")
    #expect(numbers(scaled(model, 3)) == [8])
    #expect(scaled.traceCount == 2)
    let static1 = jit(
      { (x: Tensor, a: Activation) in a == .relu ? x : -x }, static: Activation.self)
    #expect(numbers(static1(scalar(1), .relu)) == [1])
    #expect(numbers(static1(scalar(1), .tanh)) == [-1])
  }

  @Test func `jit of one function in a loop compiles once`() throws {
    let x = Tensor([1, 2, 3, 4, 5] as [Double])
    let before = CompiledPrograms.count
    for _ in 0..<5 { _ = jit { (x: Tensor) in x * x - x * 3.125 }(x) }
    #expect(CompiledPrograms.count - before == 1)
  }

  @Test func `results have the form the function returned`() throws {
    let f = jit { (m: Linear, x: Tensor?) in
      (0..<2).map { Linear(kernel: m.kernel * Double($0), bias: x, depth: $0) }
    }
    let results = f(Linear(kernel: scalar(3), bias: nil), nil)
    #expect(results.map(\.depth) == [0, 1])
    #expect(numbers(results) == [0, 3])
    #expect(numbers(f(Linear(kernel: scalar(3), bias: nil), scalar(7))) == [0, 7, 3, 7])
  }

  @Test func `an argument given up is overwritten, one that is kept is not`() throws {
    let x = Tensor([Float](repeating: 1, count: 1000))
    let step = Jit { (x: Tensor) in x + x }
    var state = step(x)
    state = step(consume state)
    #expect(try x.scalars(as: Float.self).allSatisfy { $0 == 1 })
    #expect(try state.scalars(as: Float.self).allSatisfy { $0 == 4 })
  }

  @Test func `an error while tracing is reported with the result's form`() throws {
    let error = #expect(throws: TensorError.self) {
      try checking {
        let y = jit { (x: Tensor) in [x + Tensor([1, 2, 3] as [Float]), x] }(
          Tensor([1, 2] as [Float]))
        #expect(y.count == 2)
      }
    }
    #expect(error?.message.contains("[2] and [3] do not broadcast") == true)
  }

  @Test func `a compiled function in another is part of its program`() throws {
    let inner = Jit { (x: Tensor) in x * x }
    let program = try makeProgram { (x: Tensor) in inner(x) + inner(x) }(Tensor([1, 2] as [Float]))
    #expect(program.main?.block.equations.map(\.operation.name) == ["multiply", "multiply", "add"])
    #expect(inner.traceCount == 1)
  }

  @Test func `a rejected operation before it is not traced`() {
    let f = Jit { (x: Tensor) in [x, x] }
    #expect(throws: TensorError.self) {
      let rejected = { Tensor([1, 2] as [Float]) + Tensor([1, 2, 3] as [Float]) }
      try checking { #expect(f(rejected()).count == 2) }
    }
    #expect(f.traceCount == 0)
  }
}
