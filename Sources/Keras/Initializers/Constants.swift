extension Initializers {
  /// Zeros.
  public final class Zeros: Initializer {
    public override class var aliases: [String] { ["zero"] }
    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      NumPy.zeros(shape, dtype: dtype)
    }
  }
  /// Ones.
  public final class Ones: Initializer {
    public override class var aliases: [String] { ["one"] }
    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      NumPy.ones(shape, dtype: dtype)
    }
  }
}

extension Initializer {
  /// Zeros.
  public static var zeros: Initializer { Initializers.Zeros() }
  /// Ones.
  public static var ones: Initializer { Initializers.Ones() }
}
