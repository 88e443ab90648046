import Synchronization

/// In which dtype a layer computes and in which it keeps its weights.
///
/// `float32`, or any other dtype by its Keras name, means both; `mixed_float16` and `mixed_bfloat16`
/// compute in 16 bits and keep weights in 32.
public final class DTypePolicy: KerasObject, Sendable {
  /// Keras's module of the class.
  public static var module: String { "keras" }
  /// The policy's name.
  public let name: String
  /// The dtype that floating-point inputs and weights are cast to in a layer's call.
  public let computeDType: DType
  /// The dtype of weights.
  public let variableDType: DType

  /// The policy of this name.
  ///
  /// Throws `ConfigError` for a name that is none.
  public init(_ name: String) throws {
    self.name = name
    switch name {
    case "mixed_float16": (computeDType, variableDType) = (.f16, .f32)
    case "mixed_bfloat16": (computeDType, variableDType) = (.bf16, .f32)
    default:
      guard let dtype = DType(keras: name) else {
        throw ConfigError(
          "expected a dtype such as 'float32', or 'mixed_float16' or 'mixed_bfloat16', got '\(name)'"
        )
      }
      (computeDType, variableDType) = (dtype, dtype)
    }
  }

  private init(_ name: String, _ compute: DType, _ variable: DType) {
    (self.name, computeDType, variableDType) = (name, compute, variable)
  }

  /// The policy that computes and keeps everything in `dtype`.
  public convenience init(_ dtype: DType) { self.init(dtype.kerasName, dtype, dtype) }

  /// Everything in 16 bits.
  public static let float16 = DTypePolicy(.f16)
  /// Everything in bfloat16.
  public static let bfloat16 = DTypePolicy(.bf16)
  /// Everything in 32 bits.
  public static let float32 = DTypePolicy(.f32)
  /// Everything in 64 bits.
  public static let float64 = DTypePolicy(.f64)
  /// Computes in float16 and keeps weights in float32.
  public static let mixedFloat16 = DTypePolicy("mixed_float16", .f16, .f32)
  /// Computes in bfloat16 and keeps weights in float32.
  public static let mixedBFloat16 = DTypePolicy("mixed_bfloat16", .bf16, .f32)

  /// The policy that a config holds: by its name, or serialized; `nil` for none.
  convenience init?(serialized json: JSON?) throws {
    guard let json, !json.isNull else { return nil }
    let kind = json["class_name"]?.string ?? "DTypePolicy"
    if kind == "DTypePolicyMap", json["config"]?["policy_map"]?.object?.fields.isEmpty ?? true {
      // With no policy of its own for any layer the map is its default.
      try self.init(serialized: json["config"]?["default_policy"])
      return
    }
    // Keras names a policy of one dtype after its own class too.
    guard ["DTypePolicy", "FloatDTypePolicy"].contains(kind) else {
      throw ConfigError(
        "expected a DTypePolicy, got a \(kind), which is not supported")
    }
    guard let name = json.string ?? json["config"]?["name"]?.string else {
      throw ConfigError("expected a dtype policy, got \(json.kind)")
    }
    try self.init(name)
  }

  /// The object that `config` describes.
  public convenience init(config: Config) throws {
    try self.init(config.get("name", as: String.self))
  }
  /// What describes this object: Keras's `get_config`.
  public var config: JSONObject { ["name": .string(name)] }
}

extension DTypePolicy: Hashable {
  /// Whether both are the same.
  public static func == (a: DTypePolicy, b: DTypePolicy) -> Bool { a.name == b.name }
  /// Feeds what makes two values equal.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What holds for the whole process: Keras's `keras.config`.
public enum Settings {
  private static let state = Mutex(DTypePolicy.float32)

  /// The policy of layers that are given none: Keras's `set_dtype_policy`.
  public static var dtypePolicy: DTypePolicy {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
  private static let defaultFloat = Mutex(DType.f32)
  /// The dtype of losses, metrics and whatever says no other: Keras's `floatx`.
  public static var floatx: DType {
    get { defaultFloat.withLock { $0 } }
    set { defaultFloat.withLock { $0 = newValue } }
  }
  private static let fuzz = Mutex(1e-7)
  /// The small number that keeps divisions and logarithms finite: Keras's `epsilon`.
  public static var epsilon: Double {
    get { fuzz.withLock { $0 } }
    set { fuzz.withLock { $0 = newValue } }
  }
}

extension DType {
  /// Keras's name: `float32` for `f32`.
  public var kerasName: String {
    switch self {
    case .i1: "bool"
    case .bf16: "bfloat16"
    case .f16, .f32, .f64: "float\(bitWidth)"
    case .ui2, .ui4, .ui8, .ui16, .ui32, .ui64: "uint\(bitWidth)"
    case .i2, .i4, .i8, .i16, .i32, .i64: "int\(bitWidth)"
    case .f8E4M3FN: "float8_e4m3fn"
    case .f8E5M2: "float8_e5m2"
    default: rawValue
    }
  }
  /// The dtype of this Keras name; `nil` if there is none.
  public init?(keras name: String) {
    guard let dtype = DType.allCases.first(where: { $0.isElement && $0.kerasName == name }) else {
      return nil
    }
    self = dtype
  }
}

extension DType: ConfigValue {
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    guard let name = json.string ?? json["config"]?["name"]?.string else { return nil }
    self.init(keras: name)
  }
  /// What the field must be.
  public static var expectation: String { "the name of a dtype" }
  /// What the field holds.
  public var json: JSON { .string(kerasName) }
}
