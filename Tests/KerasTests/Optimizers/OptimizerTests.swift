import Foundation
import Keras
import TestTraits
import Testing

/// Optimizers and schedules by hand.
@Suite(.seeded) struct OptimizerTests {
  private func weight(_ values: [Float], _ path: String = "d/kernel") -> Variable {
    Variable(Tensor(values), name: String(path.split(separator: "/").last ?? ""), path: path)
  }
  private func values(_ variable: Variable) throws -> [Float] {
    try variable.value.scalars(as: Float.self)
  }

  @Test func `momentum gathers steps, and Nesterov looks ahead`() throws {
    let plain = weight([1])
    let optimizer = Optimizers.SGD(0.5, momentum: 0.5)
    optimizer.apply([Tensor([1] as [Float])], [plain])
    optimizer.apply([Tensor([1] as [Float])])
    // Velocities -0.5 and -0.75.
    #expect(try values(plain) == [-0.25])
    let ahead = weight([1])
    let nesterov = Optimizers.SGD(0.5, momentum: 0.5, nesterov: true)
    nesterov.apply([Tensor([1] as [Float])], [ahead])
    #expect(try values(ahead) == [0.25])
  }

  @Test func `the first step of adam has the size of the learning rate`() throws {
    let w = weight([1, 1])
    Optimizers.Adam(0.25).apply([Tensor([8, -0.5] as [Float])], [w])
    for (value, expected) in zip(try values(w), [0.75, 1.25] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
  }

  @Test func `gradients are clipped one by one, together or by value`() throws {
    func step(_ optimizer: Optimizer) throws -> [[Float]] {
      let weights = [weight([0, 0], "a"), weight([0], "b")]
      optimizer.apply([Tensor([3, 4] as [Float]), Tensor([12] as [Float])], weights)
      return try weights.map(values)
    }
    #expect(try step(Optimizers.SGD(1, clipnorm: 2.5)) == [[-1.5, -2], [-2.5]])
    #expect(try step(Optimizers.SGD(1, clipvalue: 3.5)) == [[-3, -3.5], [-3.5]])
    let together = try step(Optimizers.SGD(1, globalClipnorm: 6.5)).flatMap { $0 }
    for (value, expected) in zip(together, [-1.5, -2, -6] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
  }

  @Test func `weights decay unless they are excluded, and constraints hold after`() throws {
    let weights = [weight([2], "d/kernel"), weight([2], "d/bias"), weight([-3], "e/kernel")]
    weights[2].constraint = .nonNeg
    let optimizer = Optimizers.SGD(0.5, weightDecay: 0.5)
    optimizer.excludeFromWeightDecay(names: ["bias"])
    optimizer.apply(weights.map { _ in Tensor([0] as [Float]) }, weights)
    #expect(try weights.map(values) == [[1.5], [2], [0]])
  }

  @Test func `accumulated gradients change weights at every last call`() throws {
    let w = weight([0])
    let optimizer = Optimizers.SGD(1, gradientAccumulationSteps: 2)
    var seen: [Float] = []
    for gradient in [1, 3, 2, 6] as [Float] {
      optimizer.apply([Tensor([gradient])], [w])
      seen += try values(w)
    }
    #expect(seen == [0, -2, -2, -6])
    #expect(try optimizer.updateCount.scalars(as: Int32.self) == [2])
  }

  @Test func `means of weights are kept and put in their place`() throws {
    let w = weight([0])
    let optimizer = Optimizers.SGD(1, useEma: true, emaMomentum: 0.5)
    for _ in 0..<2 { optimizer.apply([Tensor([-4] as [Float])], [w]) }
    #expect(try values(w) == [8])
    optimizer.finalizeVariableValues([w])
    #expect(try values(w) == [6])
  }

  @Test func `a step with infinite gradients is left out and halves the scale`() throws {
    let w = weight([1])
    let optimizer = Optimizers.LossScaleOptimizer(
      Optimizers.SGD(1), initialScale: 8, dynamicGrowthSteps: 2)
    func apply(_ gradient: Float) throws -> [Float] {
      optimizer.apply([Tensor([gradient])], [w])
      return try values(w) + optimizer.dynamicScale.value.scalars(as: Float.self)
    }
    #expect(try optimizer.scaleLoss(Tensor(2 as Float)).scalars(as: Float.self) == [16])
    #expect(try apply(.infinity) == [1, 4])
    #expect(try apply(.nan) == [1, 2])
    #expect(try apply(1) == [0.5, 2])
    #expect(try apply(1) == [0, 4])
  }

  @Test(arguments: KerasClasses.all.compactMap { $0 as? Optimizer.Type }.map(\.className))
  func `every optimizer goes down a bowl, compiled as eagerly`(_ name: String) throws {
    let inner: JSON = ["class_name": "SGD", "config": ["learning_rate": 0.05]]
    let config: JSON =
      switch name {
      case "LossScaleOptimizer": ["inner_optimizer": inner]
      case "MultiOptimizer":
        [
          "optimizer_map": [
            "class_name": "OptimizerMap",
            "config": ["default_optimizer": inner, "optimizer_map": ["w": inner]],
          ]
        ]
      default: ["learning_rate": 0.05]
      }
    let json: JSON = ["class_name": .string(name), "config": config]
    var ends: [[Float]] = []
    for compiled in [false, true] {
      let optimizer: Optimizer = try deserialize(json)
      let again: Optimizer = try deserialize(serialize(optimizer))
      #expect(serialize(again) == serialize(optimizer))
      let w = Variable(Tensor([1, -2, 3, 0.5] as [Float], shape: [2, 2]), name: "w")
      let before = try values(w).reduce(0) { $0 + $1 * $1 }
      optimizer.buildIfNeeded([w])
      let all = optimizer.variables + [w]
      let step = { (state: [Tensor]) -> [Tensor] in
        let scope = StatelessScope(all, state)
        return scope.run {
          optimizer.apply(grad { optimizer.scaleLoss(sum(square($0[0]))) }([w.value]), [w])
          return scope.values(of: all)
        }
      }
      let run = compiled ? jit(step) : step
      for _ in 0..<5 {
        for (variable, value) in zip(all, run(all.map(\.value))) { variable.assign(value) }
      }
      ends.append(try values(w))
      #expect(ends[ends.count - 1].reduce(0) { $0 + $1 * $1 } < before)
    }
    for (a, b) in zip(ends[0], ends[1]) { #expect(abs(a - b) <= 1e-6) }
  }

  @Test func `what cannot be is refused with a sentence`() throws {
    #expect(throws: (any Error).self) {
      try checking { Optimizers.SGD(1, clipnorm: 1, clipvalue: 1) }
    }
    #expect(throws: (any Error).self) {
      try checking { Optimizers.SGD(1, gradientAccumulationSteps: 1) }
    }
    let optimizer = Optimizers.SGD(1)
    optimizer.apply([Tensor([1] as [Float])], [weight([1])])
    #expect(throws: (any Error).self) {
      try checking { optimizer.apply([Tensor([1] as [Float])], [weight([1])]) }
    }
    let scheduled = Optimizers.Adam(Schedules.CosineDecay(0.1, decaySteps: 10))
    #expect(throws: (any Error).self) { try scheduled.setLearningRate(0.5) }
    #expect(throws: (any Error).self) {
      let _: Optimizer = try deserialize(
        ["class_name": "Adam", "config": ["learning_rate": "fast"]])
    }
  }

  @Test func `schedules give these rates`() throws {
    func rates(_ schedule: LearningRateSchedule, _ steps: [Int]) throws -> [Float] {
      try steps.flatMap { try schedule($0).scalars(as: Float.self) }
    }
    func near(_ a: [Float], _ b: [Float]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
    }
    let stairs = Schedules.ExponentialDecay(1, decaySteps: 2, decayRate: 0.25, staircase: true)
    #expect(near(try rates(stairs, [0, 1, 2, 5]), [1, 1, 0.25, 0.0625]))
    let smooth = Schedules.ExponentialDecay(1, decaySteps: 2, decayRate: 0.25)
    #expect(near(try rates(smooth, [1]), [0.5]))
    let pieces = Schedules.PiecewiseConstantDecay([2, 4], values: [1, 0.5, 0.25])
    #expect(near(try rates(pieces, [0, 2, 3, 4, 5]), [1, 1, 0.5, 0.5, 0.25]))
    let line = Schedules.PolynomialDecay(1, decaySteps: 4, endLearningRate: 0)
    #expect(near(try rates(line, [0, 1, 4, 9]), [1, 0.75, 0, 0]))
    let inverse = Schedules.InverseTimeDecay(1, decaySteps: 1, decayRate: 1)
    #expect(near(try rates(inverse, [0, 1, 3]), [1, 0.5, 0.25]))
    let cosine = Schedules.CosineDecay(0, decaySteps: 4, warmupTarget: 1, warmupSteps: 2)
    #expect(near(try rates(cosine, [0, 1, 2, 4, 6, 9]), [0, 0.5, 1, 0.5, 0, 0]))
    let restarts = Schedules.CosineDecayRestarts(1, firstDecaySteps: 2, tMul: 2, mMul: 0.5)
    #expect(near(try rates(restarts, [0, 1, 2, 4]), [1, 0.5, 0.5, 0.25]))
  }
}
