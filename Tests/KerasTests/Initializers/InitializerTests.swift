import Keras
import TestTraits
import Testing

/// Initializers, regularizers and constraints by hand.
@Suite(.seeded) struct InitializerTests {
  private func values(_ x: Tensor) throws -> [Float] { try x.scalars(as: Float.self) }

  @Test func `constants and the identity are what they say`() throws {
    #expect(try values(Initializers.Constant(2.5)([2])) == [2.5, 2.5])
    #expect(try values(Initializers.Identity(gain: 2)([2, 3])) == [2, 0, 0, 0, 2, 0])
    let list: Initializer = try deserialize(
      ["class_name": "Constant", "config": ["value": [1, 2]]])
    #expect(try values(list([2, 2])) == [1, 2, 1, 2])
    #expect(throws: (any Error).self) { try checking { Initializers.Identity()([2]) } }
    #expect(throws: (any Error).self) { try checking { Initializers.Orthogonal()([2]) } }
  }

  @Test func `the kernel of a transform is a windowed wave`() throws {
    let kernel = Initializers.STFT(side: .imag, scaling: .spectrum, periodic: true)([4, 1, 3])
    let expected: [Float] = [0, 0, 0, 0, -0.25, 0, 0, 0, 0, 0, 0.25, 0]
    for (value, wanted) in zip(try values(kernel), expected) {
      #expect(Swift.abs(value - wanted) < 1e-6)
    }
  }

  @Test(arguments: ["orthogonal", "he_normal", "normal", "uniform", "truncated_normal", "stft"])
  func `names of Keras stand for initializers`(_ name: String) throws {
    let initializer: Initializer = try deserialize(.string(name))
    let again: Initializer = try deserialize(serialize(initializer))
    #expect(serialize(again) == serialize(initializer))
    let x = initializer([4, 3, 3])
    #expect(x.shape == [4, 3, 3])
    #expect(try values(initializer([4, 3, 3])) == values(x))
  }

  @Test func `regularizers give these penalties`() throws {
    let x = Tensor([1, -2, 2, 1] as [Float], shape: [2, 2])
    #expect(try values(Regularizers.L1(0.5)(x)) == [3])
    #expect(try values(Regularizers.L2(0.5)(x)) == [5])
    #expect(try values(Regularizers.L1L2(l1: 0.5, l2: 0.5)(x)) == [8])
    #expect(try values(Regularizers.OrthogonalRegularizer(1)(x))[0] < 1e-6)
    let alike = Tensor([3, 4, 3, 4] as [Float], shape: [2, 2])
    #expect(Swift.abs(try values(Regularizers.OrthogonalRegularizer(0.5)(alike))[0] - 0.5) < 1e-6)
    #expect(throws: (any Error).self) { try checking { Regularizers.L1(-1) } }
  }

  @Test func `constraints bring weights to these`() throws {
    let x = Tensor([3, 0.3, 4, -0.4] as [Float], shape: [2, 2])
    func near(_ x: Tensor, _ expected: [Float]) throws -> Bool {
      zip(try values(x), expected).allSatisfy { Swift.abs($0 - $1) < 1e-5 }
    }
    #expect(try near(Constraints.MaxNorm(1)(x), [0.6, 0.3, 0.8, -0.4]))
    #expect(try near(Constraints.MinMaxNorm(1, maxValue: 10)(x), [3, 0.6, 4, -0.8]))
    #expect(try near(Constraints.UnitNorm()(x), [0.6, 0.6, 0.8, -0.8]))
    #expect(try near(Constraints.NonNeg()(x), [3, 0.3, 4, 0]))
  }
}
