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
  /// The value that `json` stands for; `nil` if it stands for none.
  public init?(config json: JSON) {
    let name =
      json.isNull
      ? "linear" : json.string ?? json["config"]?.string ?? json["class_name"]?.string
    guard let name, let known = Activation.known(name) else { return nil }
    self = known
  }
  /// What is expected in a config.
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
  /// The activation of this name.
  static func known(_ name: String) -> Activation? {
    byName[name] ?? registered.withLock { $0[name] }
  }
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Keras's activations.
  public static let all: [Activation] = [.linear, .relu, .tanh, .sigmoid, .softmax]

  public static let linear = Activation("linear") { $0 }
  public static let relu = Activation("relu") { NumPy.relu($0) }
  public static let tanh = Activation("tanh") { NumPy.tanh($0) }
  public static let sigmoid = Activation("sigmoid") { NumPy.sigmoid($0) }
  public static let softmax = Activation("softmax") { NumPy.softmax($0) }
}
