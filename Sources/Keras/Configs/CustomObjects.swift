import Synchronization

/// The user's classes that files may name: Keras's `register_keras_serializable`.
public enum CustomObjects {
  private struct Known {
    var types: [String: any KerasObject.Type] = [:]
    var names: [ObjectIdentifier: String] = [:]
  }
  private static let known = Mutex(Known())

  /// Lets files name `type` as `package>name`.
  public static func register(
    _ type: any KerasObject.Type, package: String = "Custom", name: String? = nil
  ) {
    let name = "\(package)>\(name ?? type.className)"
    known.withLock {
      $0.types[name] = type
      $0.names[ObjectIdentifier(type)] = name
    }
  }

  /// Forgets a registered class.
  public static func unregister(_ type: any KerasObject.Type) {
    known.withLock {
      if let name = $0.names.removeValue(forKey: ObjectIdentifier(type)) { $0.types[name] = nil }
    }
  }

  /// `package>name` of a registered class: Keras's `get_registered_name`.
  public static func registeredName(of type: any KerasObject.Type) -> String? {
    known.withLock { $0.names[ObjectIdentifier(type)] }
  }

  /// The class registered as `package>name`, or as `name` in any package: Keras's
  /// `get_registered_object`.
  public static func registeredType(_ name: String) -> (any KerasObject.Type)? {
    known.withLock { known in
      known.types[name]
        ?? known.types.first { $0.key.split(separator: ">").last.map(String.init) == name }?.value
    }
  }

  /// All registered classes by name: Keras's `get_custom_objects`.
  public static var all: [String: any KerasObject.Type] { known.withLock(\.types) }
}
