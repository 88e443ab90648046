import AllBackends
import NumPy
import Randomness
import TestTraits
import Testing
import Touchstone

@Suite struct TransformationsTests {
  @Test func `derivatives of functions of tensors and of trees`() throws {
    let f = { (x: Tensor) in sin(x) * x }
    let slope = grad(f)
    let curvature = grad(grad(f))
    let x = Tensor(2 as Double)
    #expect(close(slope(x), cos(x) * x + sin(x)))
    #expect(close(curvature(x), 2 * cos(x) - sin(x) * x))

    let loss = { (weights: [String: Tensor]) in
      sum(square(matmul(weights["w"] ?? 0, ones([3])) + (weights["b"] ?? 0)))
    }
    let gradient = grad(loss)(["w": ones([2, 3]), "b": zeros([2])])
    #expect(try gradient["b"]?.scalars(as: Float.self) == [6, 6])

    let (value, tangent) = jvp(f, x, Tensor(1 as Double))
    #expect(close(value, f(x)) && close(tangent, slope(x)))
    let jacobian = jacrev { (v: Tensor) in v * v }(Tensor([1, 2] as [Float]))
    #expect(try jacobian.scalars(as: Float.self) == [2, 0, 0, 4])
  }

  @Test func `one row's function runs on all rows`() throws {
    let matrix = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let score = { (row: Tensor) in sum(square(row)) }
    let scores = vmap(score)(matrix)
    let gradients = vmap(grad(score))(matrix)
    #expect(try scores.scalars(as: Float.self) == [5, 25])
    #expect(try gradients.scalars(as: Float.self) == [2, 4, 6, 8])

    let products = vmap({ (row: Tensor, scale: Tensor) in row * scale }, inAxes: [0, nil])
    #expect(products(matrix, Tensor(2 as Float)).shape == [2, 2])
  }

  @Test func `a compiled function is traced once for each type`() throws {
    AllBackends.register()
    var traces = 0
    let normalized = jit { (x: Tensor) -> Tensor in
      traces += 1
      return (x - mean(x)) / std(x)
    }
    let a = normalized(Tensor([1, 2, 3] as [Float]))
    let b = normalized(Tensor([4, 5, 9] as [Float]))
    #expect(a.shape == b.shape)
    #expect(traces == 1)

    let sign = jit { (x: Tensor) -> Tensor in
      cond(greater(x, 0), { x }, { -x })
    }
    #expect(try sign(Tensor(-3 as Float)).scalars(as: Float.self) == [3])
  }

  @Test func `a loop over time with its gradient`() throws {
    let inputs = Random.normal(Random.key(1), [100, 4])
    let decays = Tensor([0.5, 0.9, 0.99, 1] as [Float])
    let last = { (decay: Tensor) -> Tensor in
      let (state, _) = scan(
        { (state: Tensor, input: Tensor) in
          let next = decay * state + input
          return (next, sum(next))
        }, zeros([4]), inputs)
      return sum(state)
    }
    let gradient = jit(grad(last))(decays)
    // The same as a loop of Swift, step by step.
    let unrolled = grad { (decay: Tensor) -> Tensor in
      var state = zeros([4])
      for i in 0..<100 { state = decay * state + inputs[i] }
      return sum(state)
    }(decays)
    let scale = try max(abs(unrolled)).scalars(as: Float.self)[0]
    #expect(try max(abs(gradient - unrolled)).scalars(as: Float.self)[0] < 1e-4 * scale)
  }

  @Test func `an error is thrown where it is asked for`() throws {
    let error = #expect(throws: TensorError.self) {
      try checking {
        matmul(ones([2, 3]), ones([2, 3]))
      }
    }
    #expect("\(try #require(error))".contains("dot_general C9") || error?.message.isEmpty == false)
  }

  private func close(_ x: Tensor, _ y: Tensor) -> Bool {
    guard let difference = try? abs(x - y).scalars(as: Double.self) else { return false }
    return difference.allSatisfy { $0 < 1e-12 }
  }
}
