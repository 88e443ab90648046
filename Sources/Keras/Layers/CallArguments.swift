/// One argument of a layer's call: a tensor, several, or a value that is none.
public indirect enum CallArgument<Leaf> {
  case tensor(Leaf)
  case list([CallArgument])
  case value(JSON)

  /// The tensors of this argument, in order.
  public var leaves: [Leaf] {
    switch self {
    case .tensor(let leaf): [leaf]
    case .list(let items): items.flatMap(\.leaves)
    case .value: []
    }
  }

  /// The same with each tensor replaced.
  public func map<New>(_ transform: (Leaf) throws -> New) rethrows -> CallArgument<New> {
    switch self {
    case .tensor(let leaf): .tensor(try transform(leaf))
    case .list(let items): .list(try items.map { try $0.map(transform) })
    case .value(let json): .value(json)
    }
  }
}

/// The arguments of a layer's call, as Python would bind them.
public struct CallArguments<Leaf> {
  /// The arguments by position.
  public var positional: [CallArgument<Leaf>]
  /// The arguments by Keras's name.
  public var keywords: [String: CallArgument<Leaf>]

  /// These arguments.
  public init(
    _ positional: [CallArgument<Leaf>], _ keywords: [String: CallArgument<Leaf>] = [:]
  ) {
    self.positional = positional
    self.keywords = keywords
  }

  /// All tensors: those of positional arguments, then those of the others by their sorted names.
  public var leaves: [Leaf] {
    positional.flatMap(\.leaves)
      + keywords.sorted { $0.key < $1.key }.flatMap(\.value.leaves)
  }
  /// The tensors given by position.
  public var positionalLeaves: [Leaf] { positional.flatMap(\.leaves) }

  /// The same with each tensor replaced, in the order of `leaves`.
  public func map<New>(_ transform: (Leaf) throws -> New) rethrows -> CallArguments<New> {
    let positional = try self.positional.map { try $0.map(transform) }
    var keywords: [String: CallArgument<New>] = [:]
    for (key, value) in self.keywords.sorted(by: { $0.key < $1.key }) {
      keywords[key] = try value.map(transform)
    }
    return CallArguments<New>(positional, keywords)
  }
}

/// What a layer's `call` is given.
public struct Inputs {
  /// The arguments.
  public var arguments: CallArguments<Tensor>
  /// The masks of the tensors given by position; `nil` where there is none.
  public var masks: [Tensor?]
  /// Whether the call is one of training.
  public var training: Bool

  /// What `arguments` are with the masks of those given by position.
  public init(arguments: CallArguments<Tensor>, masks: [Tensor?], training: Bool) {
    (self.arguments, self.masks, self.training) = (arguments, masks, training)
  }

  /// The tensors given by position, flattened.
  public var tensors: [Tensor] { arguments.positionalLeaves }
  /// The first tensor.
  public var x: Tensor { tensors.first ?? .invalid }
  /// The mask of the first tensor: given as `mask`, or what the layers before made.
  public var mask: Tensor? {
    tensor("mask") ?? masks.first.flatMap { $0 }
  }

  /// The tensor of the keyword argument `name`.
  public func tensor(_ name: String) -> Tensor? {
    guard case .tensor(let tensor)? = arguments.keywords[name] else { return nil }
    return tensor
  }
  /// The tensors of the keyword argument `name`, a tensor or a list.
  public func tensors(_ name: String) -> [Tensor]? {
    guard let leaves = arguments.keywords[name]?.leaves, !leaves.isEmpty else { return nil }
    return leaves
  }
  /// The keyword argument `name` if it is true or false; else `fallback`.
  public func flag(_ name: String, _ fallback: Bool = false) -> Bool {
    guard case .value(let json)? = arguments.keywords[name] else { return fallback }
    return json.bool ?? fallback
  }
}
