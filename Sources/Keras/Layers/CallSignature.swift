/// The names of the arguments of a layer's call, as Keras has them.
public struct CallSignature: Sendable {
  /// Those that are tensors, or lists of them, and come first.
  public let tensors: [String]
  /// Those after them.
  public let options: [String]

  /// The arguments of these names, in their order.
  public init(_ tensors: [String], options: [String] = []) {
    (self.tensors, self.options) = (tensors, options)
  }

  /// No names: the layer looks at arguments itself.
  static let none = CallSignature([])

  /// The same arguments with the tensors by position, and what comes after them by name.
  ///
  /// Tensors by name are taken as long as none before them lacks.
  package func bound<Leaf>(_ arguments: CallArguments<Leaf>) -> CallArguments<Leaf> {
    var bound = arguments
    for name in tensors.dropFirst(bound.positional.count) {
      guard let given = bound.keywords.removeValue(forKey: name) else { break }
      bound.positional.append(given)
    }
    guard !options.isEmpty, bound.positional.count > tensors.count else { return bound }
    for (name, value) in zip(options, bound.positional.dropFirst(tensors.count)) {
      bound.keywords[name] = value
    }
    bound.positional.removeSubrange(tensors.count...)
    return bound
  }
}
