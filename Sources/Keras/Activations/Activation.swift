import Synchronization

/// An activation function under the name that files hold it by: Keras's `keras.activations`.
public struct Activation: Sendable {
  /// Keras's name: `relu`.
  public let name: String
  private let function: @Sendable (Tensor) -> Tensor
  /// The layer that it is, if it is one.
  ///
  /// Only an activation made of a layer holds one, and stays with it on the task of the layer that
  /// owns it.
  nonisolated(unsafe) let layer: Layer?

  /// The function under this name. To be read back from files it must be registered.
  public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.function = function
    layer = nil
  }

  /// What `layer` gives for one tensor: `LeakyReLU(0.2)`. Its weights are those of the layer that has
  /// this activation.
  public init(_ layer: Layer) {
    name = layer.name
    function = { $0 }
    self.layer = layer
  }

  /// The function's value at `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { layer.map { $0(x) } ?? function(x) }
}

extension Activation: ConfigValue {
  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    let name =
      json.isNull
      ? "linear" : json.string ?? json["config"]?.string ?? json["class_name"]?.string
    if let name, let known = Activation.known(name) {
      self = known
    } else if json.object != nil, let layer = try? deserialize(json, as: Layer.self) {
      self.init(layer)
    } else {
      return nil
    }
  }
  /// What a config must hold.
  public static var expectation: String {
    "the name of an activation (\(all.map(\.name).joined(separator: ", ")), or one registered), or a "
      + "layer that works as one"
  }
  /// What a config holds.
  public var json: JSON { layer.map { serialize($0) } ?? .string(name) }
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
