import Keras
import TestTraits
import Testing

/// Layers that scale their input work on integers as on the same floating-point numbers.
@Suite(.seeded) struct IntegerInputTests {
  static let layers: [@Sendable () -> Layer] = [
    { BatchNormalization(movingVarianceInitializer: .constant(2.5)) }, { LayerNormalization() },
    { GroupNormalization(groups: 2) }, { RMSNormalization() }, { UnitNormalization() },
    { Rescaling(0.25, offset: 0.5) },
  ]

  @Test(arguments: layers.indices, [DType.i32, .i64, .ui8])
  func `integers are taken as numbers`(_ index: Int, _ dtype: DType) throws {
    let x = cast(Tensor([1, 2, 3, 4, 6, 9, 12, 20] as [Float], shape: [2, 4]), dtype: .f32)
    let layer = Self.layers[index]()
    for training in [false, true] {
      // Statistics move in training: the first call is of the numbers.
      let expected = try numbers(checking { layer(x, training: training) })
      let fresh = try checking { layer(cast(x, dtype: dtype), training: training) }
      #expect(fresh.dtype == .f32)
      #expect(try numbers(fresh) == expected, "\(layer.name) \(training)")
    }
  }

  @Test func `batchNormalization of integers is of their values`() throws {
    let x = Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2])
    let (mean, variance) = (f([0.5, 0.25], [2]), f([1, 4], [2]))
    let y = batchNormalization(x, mean, variance, axis: -1, epsilon: 0)
    #expect(try numbers(y) == [0.5, 0.875, 2.5, 1.875])
  }
}
