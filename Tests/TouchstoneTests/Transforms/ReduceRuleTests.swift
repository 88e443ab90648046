import Testing

@testable import Touchstone

@Suite struct ReduceRuleTests {
  @Test(arguments: [[3, 4], [1, 5], [2, 3, 2]])
  func `sums, products and extremes have the rules of what they compute`(_ shape: [Int]) {
    let x = sample(shape)
    for axes in [[0], [shape.count - 1], Array(shape.indices), []] {
      expectRules("sum \(axes)", at: [x]) { [reduceSum($0[0], axes)] }
      expectRules("product \(axes)", at: [x]) { [reduceProd($0[0], axes)] }
      expectRules("max \(axes)", at: [x]) { [reduceMax($0[0], axes)] }
      expectRules("min \(axes)", at: [x]) { [reduceMin($0[0], axes)] }
    }
  }

  @Test func `init values are operands`() {
    let x = sample([3, 2])
    for start in [-0.3, 0.4, 9] {
      let initial = double(start)
      expectRules("sum from \(start)", at: [x, initial]) {
        [reduce($0[0], $0[1], dimensions: [0]) { $0 + $1 }]
      }
      expectRules("product from \(start)", at: [x, initial]) {
        [reduce($0[0], $0[1], dimensions: [0]) { $0 * $1 }]
      }
      expectRules("max from \(start)", at: [x, initial]) {
        [reduce($0[0], $0[1], dimensions: [0]) { maximum($0, $1) }]
      }
      expectRules("min from \(start)", at: [x, initial]) {
        [reduce($0[0], $0[1], dimensions: [0, 1]) { minimum($0, $1) }]
      }
    }
  }

  @Test func `empty dimensions`() {
    for shape in [[0, 2], [2, 0], [0]] {
      let x = sample(shape)
      for axes in [[0], Array(shape.indices)] {
        expectRules("\(shape) along \(axes)", at: [x, double(0.5)]) { x in
          [
            reduceSum(x[0], axes), reduceProd(x[0], axes),
            reduce(x[0], x[1], dimensions: axes) { maximum($0, $1) },
            reduce(x[0], x[1], dimensions: axes) { $0 * $1 + $0 },
          ]
        }
      }
    }
  }

  @Test func `complex sums and products`() {
    let x = sample([2, 3], 1, .complex128)
    expectRules("complex sum", at: [x]) { [reduceSum($0[0], [1])] }
    expectRules("complex product", at: [x]) { [reduceProd($0[0], [0])] }
  }

  @Test func `any body, what it uses from outside included`() {
    let x = sample([3, 2])
    expectRules("log of the sum of exponentials", at: [x, double(-1.0)]) {
      [reduce($0[0], $0[1], dimensions: [0]) { log(exp($0) + exp($1)) }]
    }
    expectRules("a body that is not associative", at: [x, double(0.5), double(0.75)]) { x in
      [reduce(x[0], x[1], dimensions: [1, 0]) { $0 * x[2] + sin($1) }]
    }
    expectRules("a sum of sines of what is outside", at: [x, double(0.5)]) { x in
      let scale = sin(x[1])
      return [reduce(x[0], double(0.0), dimensions: [1]) { $0 + $1 * scale }]
    }
  }

  @Test func `several inputs reduced together`() throws {
    let scalar = TensorType(.f64)
    let body = try Recorder.record([scalar, scalar, scalar, scalar]) { x in
      [x[0] + x[2], maximum(x[1], x[3])]
    }
    let mixed = try Recorder.record([scalar, scalar, scalar, scalar]) { x in
      [x[0] * x[3] + x[2], x[1] * x[3]]
    }
    let x = [sample([2, 3]), sample([2, 3], 2), double(0.5), double(0.25)]
    for (name, body) in [("sum and maximum", body), ("recurrence", mixed)] {
      expectRules(name, at: x) { try apply(Reduce(dimensions: [1], body: body), $0) }
    }
  }

  /// As JAX prints `argmax`: the greatest element with its index, the first of equal ones.
  private func argmax(_ x: [Tensor]) throws -> [Tensor] {
    let (value, index) = (TensorType(.f64), TensorType(.i32))
    let body = try Recorder.record([value, index, value, index]) { x in
      let isGreater = bitwiseOr(greater(x[0], x[2]), notEqual(x[0], x[0]))
      let isFirst = bitwiseAnd(equal(x[0], x[2]), less(x[1], x[3]))
      return [
        select(isGreater, x[0], x[2]), select(bitwiseOr(isGreater, isFirst), x[1], x[3]),
      ]
    }
    let places = iota(x[0].type.with(.i32), axis: 1)
    return try apply(
      Reduce(dimensions: [1], body: body),
      [x[0], places, .full(value, -.infinity), .full(index, 0)])
  }

  @Test func `the greatest with its index passes the tangent of the element it selects`() throws {
    expectRules("argmax", at: [sample([3, 4])]) { try argmax($0) }
    let x = Tensor([1, 7, 7, 2] as [Double], shape: [1, 4])
    #expect(try gradients([x], argmax)[0].scalars(as: Double.self).reduce(0, +) == 1)
  }

  @Test func `ties share, NaN goes to all, products are exact at zeros`() throws {
    let tied = Tensor([1, 3, 3, 0] as [Double])
    let ofMax = try gradients([tied]) { [reduceMax($0[0])] }[0]
    #expect(try ofMax.scalars(as: Double.self) == [0, 0.5, 0.5, 0])
    let broken = Tensor([1, .nan, 3] as [Double])
    let ofNaN = try gradients([broken]) { [reduceMax($0[0])] }[0].scalars(as: Double.self)
    #expect(ofNaN.allSatisfy { $0.isNaN })
    func product(_ x: [Double]) throws -> [Double] {
      try gradients([Tensor(x)]) { [reduceProd($0[0])] }[0].scalars(as: Double.self)
    }
    #expect(try product([2, 0, 5]) == [0, 10, 0])
    #expect(try product([2, 0, 0]) == [0, 0, 0])
    #expect(try product([2, 3, 5, 7, 11]) == [1155, 770, 462, 330, 210])
  }

  @Test func `an init value that wins keeps the gradient`() throws {
    let x = [Tensor([1, 2] as [Double]), double(5.0)]
    let found = try gradients(x) { [reduce($0[0], $0[1], dimensions: [0]) { maximum($0, $1) }] }
    #expect(try found[0].scalars(as: Double.self) == [0, 0])
    #expect(try found[1].scalars(as: Double.self) == [1])
  }

  @Test func `integers, booleans and their bits batch and have no gradient`() {
    let x = Tensor([1, 6, 3, 4, 5, 2] as [Int32], shape: [2, 3])
    let flags = Tensor([true, false, true, true, false, false], shape: [2, 3])
    expectRules("integers", at: [x], isExact: true, isSmooth: false) { x in
      let start = Tensor(Int32(-1))
      return [
        reduceSum(x[0], [1]), reduceMax(x[0], [0]), reduceProd(x[0]),
        reduce(x[0], start, dimensions: [0]) { bitwiseAnd($0, $1) },
        reduce(x[0], Tensor(Int32(0)), dimensions: [1]) { bitwiseXor($0, $1) },
      ]
    }
    expectRules("booleans", at: [flags], isExact: true, isSmooth: false) { x in
      [
        reduce(x[0], Tensor(false), dimensions: [1]) { bitwiseOr($0, $1) },
        reduce(x[0], Tensor(true), dimensions: [0]) { bitwiseAnd($0, $1) },
      ]
    }
    expectRules("bits with init values", at: [x, Tensor(Int32(6))], isExact: true, isSmooth: false)
    {
      x in [reduce(x[0], x[1], dimensions: [1]) { bitwiseAnd($0, $1) }]
    }
  }
}
