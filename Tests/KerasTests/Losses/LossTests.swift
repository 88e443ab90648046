import Foundation
import Keras
import TestTraits
import Testing

/// Losses by hand.
@Suite(.seeded) struct LossTests {
  private let t = Tensor([0, 0, 0, 0, 0, 0] as [Float], shape: [3, 2])
  private let p = Tensor([1, 1, 2, 2, 3, 3] as [Float], shape: [3, 2])
  private func value(_ x: Tensor) throws -> [Float] { try x.scalars(as: Float.self) }
  private func near(_ x: Tensor, _ expected: [Float]) throws -> Bool {
    let values = try value(x)
    return values.count == expected.count
      && zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-5 * Swift.max(1, abs($1)) }
  }

  @Test func `values of samples are weighted, masked and reduced`() throws {
    func loss(_ reduction: Loss.Reduction) -> Loss {
      Losses.MeanSquaredError(reduction: reduction)
    }
    let weights = Tensor([1, 2, 3] as [Float])
    let mask = Tensor([true, false, true])
    #expect(try value(loss(.none)(t, p)) == [1, 4, 9])
    #expect(try value(loss(.sum)(t, p, sampleWeight: weights)) == [36])
    #expect(try value(loss(.sumOverBatchSize)(t, p, sampleWeight: weights)) == [12])
    #expect(try value(loss(.meanWithSampleWeight)(t, p, sampleWeight: weights)) == [6])
    // A mask is made up for in means, and in means alone.
    #expect(try near(loss(.mean)(t, p, mask: mask), [5]))
    #expect(try value(loss(.sum)(t, p, mask: mask)) == [10])
    #expect(try near(loss(.meanWithSampleWeight)(t, p, mask: mask), [5]))
  }

  @Test func `nothing to learn from is no loss, not NaN`() throws {
    let none = zeros([0, 2])
    #expect(try value(Losses.MeanSquaredError()(none, none)) == [0])
    let zero = Tensor([0, 0, 0] as [Float])
    for reduction in [Loss.Reduction.sum, .sumOverBatchSize, .meanWithSampleWeight] {
      let loss = Losses.MeanSquaredError(reduction: reduction)
      #expect(try value(loss(t, p, sampleWeight: zero)) == [0])
      #expect(try value(loss(t, p, mask: Tensor([false, false, false]))) == [0])
    }
  }

  @Test func `regression losses have these values`() throws {
    let t = Tensor([1, 3] as [Float], shape: [1, 2])
    let p = Tensor([3, 2] as [Float], shape: [1, 2])
    #expect(try near(Losses.meanSquaredError(t, p), [2.5]))
    #expect(try near(Losses.meanAbsoluteError(t, p), [1.5]))
    #expect(try near(Losses.meanAbsolutePercentageError(t, p), [116.66667]))
    // (log 2)² and log(4/3)².
    #expect(try near(Losses.meanSquaredLogarithmicError(t, p), [0.2816074]))
    #expect(try near(Losses.huber(t, p, delta: 1), [1]))
    #expect(try near(Losses.logCosh(t, p), [Float((log(cosh(2.0)) + log(cosh(1.0))) / 2)]))
    #expect(try near(Losses.cosineSimilarity(t, p), [Float(-9 / 130.0.squareRoot())]))
    #expect(try near(Losses.poisson(t, p), [Float((3 - log(3.0) + 2 - 3 * log(2.0)) / 2)]))
  }

  @Test func `crossentropies have these values`() throws {
    let t = Tensor([0, 1] as [Float], shape: [1, 2])
    let p = Tensor([0.25, 0.75] as [Float], shape: [1, 2])
    let logs = Float(-log(0.75))
    #expect(try near(Losses.binaryCrossentropy(t, p), [logs]))
    #expect(try near(Losses.categoricalCrossentropy(t, p), [logs]))
    #expect(try near(Losses.klDivergence(t, p), [logs]))
    #expect(try near(Losses.sparseCategoricalCrossentropy(Tensor([1] as [Int32]), p), [logs]))
    #expect(try near(Losses.binaryFocalCrossentropy(t, p), [logs / 16]))
    #expect(try near(Losses.categoricalFocalCrossentropy(t, p), [logs / 64]))
    #expect(try near(Losses.dice(t, p), [0.25]))
    #expect(try near(Losses.tversky(t, p, alpha: 1, beta: 0), [0.25]))
    let generalized = Losses.categoricalGeneralizedCrossEntropy(
      Tensor([1] as [Int32]), p, q: 0.5)
    #expect(try near(generalized, [Float(2 * (1 - 0.75.squareRoot()))]))
    // Of one label in one step there is one way.
    let ctc = Losses.ctc(
      Tensor([1] as [Int32], shape: [1, 1]), zeros([1, 1, 4]))
    #expect(try near(ctc, [Float(log(4.0))]))
  }

  @Test func `an ignored class does not count in means`() throws {
    let t = Tensor([0, 1, 2] as [Int32])
    let p = Tensor([0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.1, 0.1, 0.8] as [Float], shape: [3, 3])
    let loss = Losses.SparseCategoricalCrossentropy(ignoreClass: 2)
    #expect(try near(loss(t, p), [Float(log(2.0))]))
  }

  @Test func `hinges take 0 and 1 for -1 and 1`() throws {
    let p = Tensor([0.5, -2] as [Float], shape: [1, 2])
    for targets in [[1, 0], [1, -1]] as [[Float]] {
      let t = Tensor(targets, shape: [1, 2])
      #expect(try near(Losses.hinge(t, p), [0.25]))
      #expect(try near(Losses.squaredHinge(t, p), [0.125]))
    }
    let hot = Tensor([1, 0] as [Float], shape: [1, 2])
    #expect(try near(Losses.categoricalHinge(hot, p), [0.5]))
  }

  @Test(arguments: KerasClasses.all.compactMap { $0 as? Loss.Type }.map(\.className))
  func `every loss is read back from its config`(_ name: String) throws {
    let loss: Loss = try deserialize(.string(name))
    let again: Loss = try deserialize(JSON(text: serialize(loss).text()))
    #expect(serialize(again) == serialize(loss))
  }
}
