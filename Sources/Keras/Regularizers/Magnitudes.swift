extension Regularizers {
  /// `l1` times the sum of the magnitudes.
  public final class L1: Regularizer {
    let l1: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ l1: Double = 0.01) {
      self.l1 = l1
      super.init()
      requireFinite(l1, "l1")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws { self.init(try c.get("l1", 0.01)) }
    // Keras keeps this one in 32 bits.
    public override var config: JSONObject { ["l1": Double(Float(l1)).json] }

    public override func callAsFunction(_ x: Tensor) -> Tensor { l1 * sum(abs(x)) }
  }

  /// `l2` times the sum of the squares.
  public final class L2: Regularizer {
    let l2: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ l2: Double = 0.01) {
      self.l2 = l2
      super.init()
      requireFinite(l2, "l2")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws { self.init(try c.get("l2", 0.01)) }
    public override var config: JSONObject { ["l2": l2.json] }

    public override func callAsFunction(_ x: Tensor) -> Tensor { l2 * sum(square(x)) }
  }

  /// `l1` times the sum of the magnitudes and `l2` times that of the squares.
  public final class L1L2: Regularizer {
    public override class var aliases: [String] { ["l1_l2"] }
    let l1, l2: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(l1: Double = 0, l2: Double = 0) {
      (self.l1, self.l2) = (l1, l2)
      super.init()
      requireFinite(l1, "l1")
      requireFinite(l2, "l2")
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(l1: try c.get("l1", 0.0), l2: try c.get("l2", 0.0))
    }
    public override var config: JSONObject { ["l1": l1.json, "l2": l2.json] }

    public override func callAsFunction(_ x: Tensor) -> Tensor {
      var result = Tensor.full(TensorType(x.dtype), 0)
      if l1 != 0 { result = result + l1 * sum(abs(x)) }
      if l2 != 0 { result = result + l2 * sum(square(x)) }
      return result
    }
  }
}

extension Regularizer {
  func requireFinite(_ value: Double, _ name: String) {
    if !(value >= 0 && value.isFinite) { fail("\(name) must be 0 or more, got \(value)") }
  }
  /// `l1` times the sum of the magnitudes.
  public static func l1(_ l1: Double = 0.01) -> Regularizer { Regularizers.L1(l1) }
  /// `l2` times the sum of the squares.
  public static func l2(_ l2: Double = 0.01) -> Regularizer { Regularizers.L2(l2) }
  /// `l1` times the sum of the magnitudes and `l2` times that of the squares.
  public static func l1L2(l1: Double = 0, l2: Double = 0) -> Regularizer {
    Regularizers.L1L2(l1: l1, l2: l2)
  }
}
