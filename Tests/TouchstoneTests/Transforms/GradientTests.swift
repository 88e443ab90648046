import Testing

@testable import Touchstone

/// The gradient of a scalar function of one tensor.
func gradient(_ f: @escaping (Tensor) throws -> Tensor, at x: Tensor) throws -> Tensor {
  let (values, map) = try Flat.linearize({ [try f($0[0])] }, [x])
  return try map.transposed([.full(values[0].type, 1)])[0] ?? .zeros(like: x)
}

/// The derivative of a scalar function of a scalar, by reverse mode.
func slope(_ f: @escaping (Tensor) throws -> Tensor) -> (Tensor) throws -> Tensor {
  { try gradient(f, at: $0) }
}

private func number(_ x: Double) -> Tensor { Tensor(x) }

/// A buffer that is no object, as a backend may have them.
private struct Plain: Buffer {
  let elements: HostTensor
  var type: TensorType { elements.type }
  func host() -> HostTensor { elements }
}

@Suite struct GradientTests {
  @Test func `tensors of buffers that are no objects are told apart`() throws {
    func plain(_ x: Tensor) throws -> Tensor { Tensor(Plain(elements: try x.host())) }
    let numbers = (1...20).map(Double.init)
    let (x, a, b) = (Tensor(numbers), Tensor(numbers.map { 1 / $0 }), Tensor(numbers.map(-)))
    func f(_ a: Tensor, _ b: Tensor) -> (Tensor) throws -> Tensor {
      { x in
        cond(Tensor(true), { reduceSum(x * a * x * b * a) }, { reduceSum(x * b) })
      }
    }
    #expect(
      try gradient(f(plain(a), plain(b)), at: plain(x)).scalars(as: Double.self)
        == gradient(f(a, b), at: x).scalars(as: Double.self))
  }

  @Test func `the derivative of a product of sine and square follows the product rule`() throws {
    let x = 0.7
    let d = try gradient({ sin($0) * $0 * $0 }, at: number(x)).scalars(as: Double.self)[0]
    #expect(abs(d - (cosine(x) * x * x + 2 * x * sine(x))) < 1e-15)
  }

  @Test func `third derivatives come from nesting`() throws {
    let third = slope(slope(slope { $0 * $0 * $0 * $0 }))
    #expect(try third(number(1.5)).scalars(as: Double.self) == [36])
  }

  @Test func `perturbations of nested derivatives are not confused`() throws {
    let outer = slope { x in try x * slope { y in x + y }(number(1)) }
    #expect(try outer(number(1)).scalars(as: Double.self) == [1])
    let forward = try Flat.jvp(
      { x in
        [x[0] * (try Flat.jvp({ y in [x[0] + y[0]] }, [number(1)], [number(1)]).tangents[0]!)]
      }, [number(1)], [number(1)])
    #expect(try forward.tangents[0]?.scalars(as: Double.self) == [1])
  }

  @Test func `swift control flow on values works under grad`() throws {
    func f(_ x: Tensor) throws -> Tensor {
      try x.scalars(as: Double.self)[0] > 0 ? x * x : -x
    }
    #expect(try gradient(f, at: number(3)).scalars(as: Double.self) == [6])
    #expect(try gradient(f, at: number(-3)).scalars(as: Double.self) == [-1])
  }

  @Test func `reading a value under jit names the argument and what to use instead`() throws {
    let error = #expect(throws: TensorError.self) {
      _ = try Flat.record(
        { x in [try x[1].scalars(as: Double.self)[0] > 0 ? x[0] : x[1]] },
        [TensorType(.f64), TensorType(.f64)], place: "Model.swift:12", arguments: ["x", "y"])
    }
    let message = error?.message ?? ""
    #expect(message.contains("argument y") && message.contains("Model.swift:12"))
    #expect(message.contains("cond"))
  }

  @Test func `a tensor kept from a closed trace is an error that names the trace`() throws {
    var kept: Tensor?
    _ = try Flat.record(
      { x in
        kept = x[0] * x[0]
        return x
      }, [TensorType(.f64)], place: "Model.swift:7")
    let escaped = try #require(kept)
    let error = #expect(throws: TensorError.self) { try checking { _ = escaped + escaped } }
    #expect(error?.message.contains("jit at Model.swift:7") == true)
    let second = #expect(throws: TensorError.self) {
      _ = try Flat.record({ [$0[0] * escaped] }, [TensorType(.f64)])
    }
    #expect(second?.message.contains("jit at Model.swift:7") == true)
  }

  @Test func `an argument that is not used has a gradient of nothing`() throws {
    let (_, map) = try Flat.linearize({ [$0[0] * $0[0]] }, [number(2), number(3)])
    let back = try map.transposed([number(1)])
    #expect(try back[0]?.scalars(as: Double.self) == [4])
    #expect(back[1] == nil)
  }

  @Test func `a stopped gradient is zero and the value stays`() throws {
    let d = try gradient({ stopGradient($0) * $0 }, at: number(3))
    #expect(try d.scalars(as: Double.self) == [3])
  }

  @Test func `a NaN in a branch not taken stays out of the gradient under vmap`() throws {
    // sqrt at 0 has an infinite slope; the members at 0 take the other branch.
    func f(_ x: Tensor) throws -> Tensor {
      try Loops.choose(
        convert(greater(x, number(0)), to: .i32), [{ [2 * x] }, { [sqrt(x)] }],
        TraceOrigin(transformation: "test"))[0]
    }
    let x = Tensor([0, 4] as [Double])
    let (values, map) = try Flat.linearize(
      { try Flat.vmap({ [try f($0[0])] }, $0, inAxes: [0], outAxes: { _ in 0 }) }, [x])
    #expect(try values[0].scalars(as: Double.self) == [0, 2])
    let ones = Tensor([1, 1] as [Double])
    #expect(try map.transposed([ones])[0]?.scalars(as: Double.self) == [2, 0.25])
  }
}

private func sine(_ x: Double) -> Double { Exact.sine(x, FloatFormat(11, 52)) }
private func cosine(_ x: Double) -> Double { Exact.cosine(x, FloatFormat(11, 52)) }
