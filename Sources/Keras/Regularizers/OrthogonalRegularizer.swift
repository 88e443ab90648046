extension Regularizers {
  /// `factor` times the mean cosine, without sign, between the rows, or columns, of a matrix.
  public final class OrthogonalRegularizer: Regularizer {
    /// What is to be orthogonal.
    public enum Mode: String, CaseIterable, ConfigValue, Sendable {
      case rows, columns
    }
    let factor: Double
    let mode: Mode

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ factor: Double = 0.01, mode: Mode = .rows) {
      (self.factor, self.mode) = (factor, mode)
      super.init()
      requireFinite(factor, "factor")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(try c.get("factor", 0.01), mode: try c.get("mode", .rows))
    }
    // Keras keeps the factor in 32 bits.
    public override var config: JSONObject {
      ["factor": Double(Float(factor)).json, "mode": mode.json]
    }

    public override func callAsFunction(_ x: Tensor) -> Tensor {
      guard x.rank == 2 else {
        fail("it takes matrices only, got the shape \(x.shape)")
        return .invalid
      }
      let unit = normalize(x, axis: mode == .rows ? 1 : 0)
      let turned = transpose(unit)
      let cosines = mode == .rows ? matmul(unit, turned) : matmul(turned, unit)
      let size = cosines.shape[0]
      let others = cosines * (1 - eye(size, dtype: x.dtype))
      let pairs = Double(size * (size - 1)) / 2
      return factor * 0.5 * sum(abs(others)) / pairs
    }
  }
}

extension Regularizer {
  /// `factor` times the mean cosine between the rows, or columns, of a matrix.
  public static func orthogonalRegularizer(
    _ factor: Double = 0.01, mode: Regularizers.OrthogonalRegularizer.Mode = .rows
  ) -> Regularizer {
    Regularizers.OrthogonalRegularizer(factor, mode: mode)
  }
}
