import Keras
import TestTraits
import Testing

/// The clauses of SPEC.md's `keras edges`, one test each.
@Suite(.seeded) struct EdgeRuleTests {
  private let nan = Float.nan
  private let inf = Float.infinity

  @Test(arguments: RuleBackends.names)
  func `keras edges E1: an integer divided by zero`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let (x, zero) = (i32([5, -5, 0]), i32([0, 0, 0]))
      #expect(try holds(floorDivide(x, zero), .i32, [-2, -2, -1]))
      #expect(try holds(mod(x, zero), .i32, [5, -5, 0]))
      #expect(try holds(x / zero, .i32, [-1, -1, -1]))
      #expect(try holds(floorDivide(ui8([5, 0]), ui8([0, 0])), .ui8, [255, 255]))
      #expect(try holds(mod(ui8([5, 0]), ui8([0, 0])), .ui8, [5, 0]))
      #expect(try holds(divide(x, zero), .f32, [.infinity, -.infinity, .nan]))
      #expect(try holds(trueDivide(x, zero), .f32, [.infinity, -.infinity, .nan]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E2: floating-point numbers divided by zero and rounded`(_ backend: String)
    throws
  {
    try RuleBackends.run(on: backend) { () throws in
      let (x, zero) = (f32([5, -5, 0]), f32([0, 0, 0]))
      #expect(try holds(floorDivide(x, zero), .f32, [.infinity, -.infinity, .nan]))
      #expect(try holds(mod(x, zero), .f32, [.nan, .nan, .nan]))
      #expect(
        try holds(divideNoNan(f32([5, 0, nan, 1]), f32([0, 0, 0, 2])), .f32, [0, 0, 0, 0.5]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E3: floating-point numbers to integers`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let x = f32([nan, inf, -inf, 2.9, -2.9, 300, -1])
      #expect(
        try holds(
          cast(x, dtype: .i32), .i32, [0, 2_147_483_647, -2_147_483_648, 2, -2, 300, -1]))
      #expect(try holds(cast(x, dtype: .i8), .i8, [0, 127, -128, 2, -2, 127, -1]))
      #expect(try holds(cast(x, dtype: .ui8), .ui8, [0, 255, 0, 2, 0, 255, 0]))
      #expect(try holds(cast(f32([nan, 0, -0.0]), dtype: .i1), .i1, [1, 0, 0]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E4: integers to narrower ones`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      #expect(try holds(cast(i32([300, -1]), dtype: .ui8), .ui8, [44, 255]))
      #expect(try holds(saturateCast(i32([300, -1]), .ui8), .ui8, [255, 0]))
      #expect(try holds(saturateCast(f32([300, -1, nan]), .i8), .i8, [127, -1, 0]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E5: indices outside are filled in, without a gradient`(_ backend: String) throws
  {
    try RuleBackends.run(on: backend) { () throws in
      let x = f32([10, 20, 30])
      #expect(try holds(take(x, i32([-1, -3, -4, 3])), .f32, [30, 10, .nan, .nan]))
      #expect(try holds(takeAlongAxis(x, i32([3, -1, -4]), axis: 0), .f32, [.nan, 30, .nan]))
      #expect(try holds(take(i32([1, 2]), i32([2])), .i32, [-2_147_483_648]))
      #expect(try holds(take(ui8([1, 2]), i32([2])), .ui8, [255]))
      #expect(try holds(take(Tensor([false, false]), i32([2])), .i1, [1]))
      let gradient = grad { (x: Tensor) in sum(take(x, i32([0, 0, 3, -4]))) }(x)
      #expect(try holds(gradient, .f32, [2, 0, 0]))
      let rows = Embedding(3, 2, embeddingsInitializer: .ones)(i32([0, 3, -1]))
      #expect(try holds(rows, .f32, [1, 1, .nan, .nan, 1, 1]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E6: slices outside move in`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let x = f32([1, 2, 3, 4])
      #expect(try holds(slice(x, [3], [2]), .f32, [3, 4]))
      #expect(try holds(slice(x, i32([-1]), [2]), .f32, [1, 2]))
      #expect(try holds(sliceUpdate(x, i32([3]), f32([8, 9])), .f32, [1, 2, 8, 9]))
      #expect(complaint { slice(x, [0], [5]) }?.contains("must lie between 0 and [4]") == true)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E7: what is scattered outside is left out`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let places = Tensor([0, 5, -1, 0] as [Int32], shape: [4, 1])
      let values = f32([1, 2, 3, 4])
      #expect(try holds(scatter(places, values, [3]), .f32, [5, 0, 0]))
      #expect(try holds(scatterUpdate(zeros([3]), places, values), .f32, [4, 0, 0]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E8: classes that are not there`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let hot = oneHot(i32([0, 2, 3, -1]), 3)
      #expect(try holds(hot, .f32, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      #expect(try holds(multiHot(i32([0, 3, -1, 1]), 3), .f32, [1, 1, 0]))
      let prediction = Tensor([0.5, 0.5] as [Float], shape: [1, 2])
      for label in [2, -1] as [Int32] {
        #expect(
          try holds(Losses.SparseCategoricalCrossentropy()(i32([label]), prediction), .f32, [0]))
      }
      #expect(complaint { oneHot(f32([0]), 3) }?.contains("expected integers, got f32") == true)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E9: sorting NaN and zeros`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let x = f32([3, nan, -inf, 1, -nan, inf, 0, -0.0])
      #expect(
        try holds(sort(x), .f32, [-.infinity, 0, -0.0, 1, 3, .infinity, .nan, .nan]))
      #expect(try holds(argsort(x), .i32, [2, 6, 7, 3, 0, 5, 1, 4]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E10: the greatest among NaN`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      #expect(try holds(argmax(f32([3, nan, inf, nan])), .i32, [1]))
      #expect(try holds(argmin(f32([3, nan, -inf, nan])), .i32, [1]))
      #expect(try holds(argmax(f32([3, 5, 5])), .i32, [1]))
      #expect(try holds(argmin(f32([5, 3, 3])), .i32, [1]))
      for f in [{ max($0) }, { min($0) }, { median($0) }] as [(Tensor) -> Tensor] {
        #expect(try holds(f(f32([1, nan, 2])), .f32, [.nan]))
      }
      #expect(try holds(maximum(f32([3, nan]), f32([nan, 1])), .f32, [.nan, .nan]))
      #expect(try holds(minimum(f32([3, nan]), f32([nan, 1])), .f32, [.nan, .nan]))
      #expect(try holds(clip(f32([nan, 5]), 0, 1), .f32, [.nan, 1]))
      #expect(try holds(fmax(f32([3, nan]), f32([nan, 1])), .f32, [3, 1]))
      #expect(try holds(fmin(f32([3, nan]), f32([nan, 1])), .f32, [3, 1]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E11: signs and angles`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      #expect(try holds(sign(f32([nan, -0.0, 0, -3])), .f32, [.nan, -0.0, 0, -1]))
      let half = f32([0.5, 0.5, 0.5, 0.5])
      #expect(try holds(heaviside(f32([nan, 0, -0.0, 2]), half), .f32, [.nan, 0.5, 0.5, 1]))
      #expect(try holds(hypot(f32([-inf, nan]), f32([inf, inf])), .f32, [.infinity, .infinity]))
      #expect(try holds(angle(f32([-0.0, 0, -1])), .f32, [0, 0, Double(Float.pi.nextUp)]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E12: topK of equal elements and NaN`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      for isSorted in [true, false] {
        let ties = topK(f32([1, 3, 3, 3]), 2, sorted: isSorted)
        #expect(try holds(ties.values, .f32, [3, 3]))
        #expect(try holds(ties.indices, .i32, [1, 2]))
        #expect(try holds(topK(f32([1, 4, 3, 5]), 2, sorted: isSorted).indices, .i32, [3, 1]))
      }
      let withNaN = topK(f32([1, nan, 3, inf]), 2, sorted: true)
      #expect(try holds(withNaN.values, .f32, [.nan, .infinity]))
      #expect(try holds(withNaN.indices, .i32, [1, 3]))
      let message = complaint { topK(f32([1, 2]), 3, sorted: true).values }
      #expect(message?.contains("k 3 must not exceed the last dimension, 2") == true)
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E13: inTopK at the border and of NaN`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let predictions = broadcastTo(f32([1, 3, 3, 3]), [4, 4])
      #expect(try holds(inTopK(i32([0, 1, 2, 3]), predictions, 2), .i1, [0, 1, 1, 1]))
      #expect(try holds(inTopK(i32([-1, -4, 4, 9]), predictions, 2), .i1, [1, 0, 0, 0]))
      let withNaN = broadcastTo(f32([1, nan]), [2, 2])
      #expect(try holds(inTopK(i32([0, 1]), withNaN, 1), .i1, [1, 0]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E14: segments without elements`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let segments = i32([0, 2, 5, -1])
      let x = f32([1, 2, 7, 9])
      #expect(try holds(segmentSum(x, segments, numSegments: 3), .f32, [1, 0, 2]))
      #expect(try holds(segmentMax(x, segments, numSegments: 3), .f32, [1, -.infinity, 2]))
      let integers = segmentMax(i32([1, 2, 7, 9]), segments, numSegments: 3)
      #expect(try holds(integers, .i32, [1, -2_147_483_648, 2]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E15: reductions of nothing`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let nothing = zeros([0])
      let defined: [(Tensor, DType, Double)] = [
        (sum(nothing), .f32, 0), (prod(nothing), .f32, 1), (norm(nothing), .f32, 0),
        (logsumexp(nothing), .f32, -.infinity), (any(nothing), .i1, 0), (all(nothing), .i1, 1),
        (mean(nothing), .f32, .nan), (NumPy.var(nothing), .f32, .nan), (std(nothing), .f32, .nan),
        (max(nothing, initial: 0), .f32, 0), (min(nothing, initial: 0), .f32, 0),
      ]
      for (value, dtype, expected) in defined { #expect(try holds(value, dtype, [expected])) }
      #expect(sort(nothing).shape == [0])
      #expect(softmax(zeros([2, 0])).shape == [2, 0])
      #expect(logSoftmax(zeros([2, 0])).shape == [2, 0])
      #expect(max(zeros([2, 0]), axis: 0).shape == [0])
      let refused: [(Tensor) -> Tensor] = [
        { max($0) }, { min($0) }, { argmax($0) }, { argmin($0) }, { median($0) },
      ]
      for f in refused { #expect(complaint { f(nothing) }?.contains("no elements") == true) }
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E16: the gradient of norm at 0`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let zero = zeros([2])
      let root = grad { (x: Tensor) in norm(x) }
      #expect(try holds(root(zero), .f32, [.nan, .nan]))
      let deviation = grad { (x: Tensor) in std(x) }
      #expect(try holds(deviation(ones([2])), .f32, [.nan, .nan]))
      for order in [1, .infinity] as [NormOrder] {
        let gradient = grad { (x: Tensor) in norm(x, ord: order, axis: 0) }(zero)
        #expect(try holds(gradient, .f32, [0, 0]))
      }
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E17: normalize at 0`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let zero = zeros([1, 2])
      #expect(try holds(normalize(zero), .f32, [0, 0]))
      let slope = Double(1e7 as Float)
      for order in [1, 2] as [NormOrder] {
        let gradient = grad { (x: Tensor) in sum(normalize(x, order: order)) }(zero)
        #expect(try holds(gradient, .f32, [slope, slope]))
      }
      let layer = UnitNormalization()
      #expect(try holds(layer(zero), .f32, [0, 0]))
      let gradient = grad { (x: Tensor) in sum(layer(x)) }(zero)
      let elements = try gradient.scalars(as: Float.self)
      // The layer's epsilon of 10⁻¹² is squared in f32, which rounds.
      #expect(elements.allSatisfy { Swift.abs($0 / 1e12 - 1) < 1e-6 })
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E18: slopes at kinks`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      let zero = Tensor(0 as Float)
      #expect(try holds(grad { (x: Tensor) in relu(x) }(zero), .f32, [0]))
      #expect(try holds(grad { (x: Tensor) in abs(x) }(zero), .f32, [0]))
      #expect(try holds(grad { (x: Tensor) in sqrt(x) }(zero), .f32, [.infinity]))
      #expect(try holds(grad { (x: Tensor) in max(x) }(f32([1, 1, 0])), .f32, [0.5, 0.5, 0]))
      #expect(try holds(grad { (x: Tensor) in maximum(x, 0) }(zero), .f32, [0.5]))
    }
  }

  @Test(arguments: RuleBackends.names)
  func `keras edges E19: rounding halves and crossed bounds`(_ backend: String) throws {
    try RuleBackends.run(on: backend) { () throws in
      #expect(try holds(round(f32([0.5, 1.5, 2.5, -0.5])), .f32, [0, 2, 2, -0.0]))
      #expect(try holds(clip(f32([5, 0, 2]), 3, 1), .f32, [1, 1, 1]))
    }
  }
}
