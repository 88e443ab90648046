import Synchronization

/// An activation function under the name that files hold it by: Keras's `keras.activations`.
public struct Activation: Sendable {
  /// Keras's name: `relu`.
  public let name: String
  private let function: @Sendable (Tensor) -> Tensor

  /// The function under this name. To be read back from files it must be registered.
  public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.function = function
  }

  /// The function's value at `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }
}

extension Activation: ConfigValue {
  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    let name =
      json.isNull
      ? "linear" : json.string ?? json["config"]?.string ?? json["class_name"]?.string
    guard let name, let known = Activation.known(name) else { return nil }
    self = known
  }
  /// What a config must hold.
  public static var expectation: String {
    "the name of an activation (\(all.map(\.name).joined(separator: ", ")), or one registered)"
  }
  /// What a config holds.
  public var json: JSON { .string(name) }
}

extension Activation {
  private static let registered = Mutex<[String: Activation]>([:])
  /// Lets files name `activation`.
  public static func register(_ activation: Activation) {
    registered.withLock { $0[activation.name] = activation }
  }
  /// The activation of this name; `nil` if there is none: Keras's `activations.get`.
  public static func known(_ name: String) -> Activation? {
    byName[name] ?? registered.withLock { $0[name] }
  }
  private static let byName: [String: Activation] = {
    var result = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    (result["swish"], result["hard_swish"]) = (.silu, .hardSilu)
    return result
  }()
}
