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

  /// One value everywhere, or given values that broadcast to the shape.
  public final class Constant: Initializer {
    private let value: Values

    /// A number, or lists in lists of numbers, as configs hold them.
    private enum Values {
      case number(Double)
      case array(Tensor, JSON)
    }

    /// The value everywhere.
    public init(_ value: Double = 0) {
      self.value = .number(value)
      super.init()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      let json = c["value"] ?? 0.0
      if let number = json.number {
        value = .number(number)
      } else {
        // Keras writes arrays as {"class_name": "__numpy__", "config": {"value": lists, …}}.
        let lists = json["config"]?["value"] ?? json
        guard let (numbers, shape) = Self.elements(lists) else {
          throw c.unexpected("value", "a number or lists of numbers that make an array", json)
        }
        value = .array(Tensor(numbers, shape: shape), json)
      }
      try super.init(config: c)
    }
    public override var config: JSONObject {
      switch value {
      case .number(let number): ["value": number.json]
      case .array(_, let json): ["value": json]
      }
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      switch value {
      case .number(let number): .full(TensorType(dtype, shape), number)
      case .array(let values, _): broadcastTo(cast(values, dtype: dtype), shape)
      }
    }

    /// The numbers in nested lists of equal lengths, and how long these are.
    private static func elements(_ json: JSON) -> (numbers: [Double], shape: [Int])? {
      if let number = json.number { return ([number], []) }
      guard let items = json.array else { return nil }
      let parts = items.compactMap(elements)
      guard parts.count == items.count, parts.allSatisfy({ $0.shape == parts[0].shape }) else {
        return nil
      }
      return (parts.flatMap(\.numbers), [parts.count] + (parts.first?.shape ?? []))
    }
  }

  /// `gain` on the diagonal of a matrix, zeros elsewhere.
  public final class Identity: Initializer {
    public override class var aliases: [String] { ["IdentityInitializer"] }
    let gain: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(gain: Double = 1) {
      self.gain = gain
      super.init()
    }
    /// The object that `config` describes.
    public required init(config c: Config) throws {
      gain = try c.get("gain", 1.0)
      try super.init(config: c)
    }
    // Keras's own config leaves the gain out.
    public override var config: JSONObject { gain == 1 ? [:] : ["gain": gain.json] }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      guard shape.count == 2 else {
        fail("it fills matrices only, got the shape \(shape)")
        return .invalid
      }
      return eye(shape[0], shape[1], dtype: dtype) * gain
    }
  }
}

extension Initializer {
  /// Zeros.
  public static var zeros: Initializer { Initializers.Zeros() }
  /// Ones.
  public static var ones: Initializer { Initializers.Ones() }
  /// One value everywhere.
  public static func constant(_ value: Double = 0) -> Initializer { Initializers.Constant(value) }
  /// `gain` on the diagonal of a matrix, zeros elsewhere.
  public static func identity(gain: Double = 1) -> Initializer { Initializers.Identity(gain: gain) }
}
