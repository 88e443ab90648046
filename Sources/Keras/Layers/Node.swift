/// One call of a layer in a model that is being put together.
///
/// A tensor holds the call that makes it, and that the layer and the tensors before; the other way round
/// nothing is held, so that a model goes when nobody has it any more.
public final class Node {
  /// The layer called.
  public let layer: Layer
  /// With what.
  public private(set) var arguments: CallArguments<KerasTensor>
  /// The how many-th call of the layer this is.
  public let index: Int
  private var results: [Output]

  /// What is known of a result, and the tensor that stands for it while somebody has it.
  private struct Output {
    let shape: Shape
    let dtype: DType
    let name: String
    weak var tensor: KerasTensor?
  }

  /// The call of `layer` that gives `outputs`; by default it is the next one.
  init(
    _ layer: Layer, _ arguments: CallArguments<KerasTensor>, _ outputs: [KerasTensor],
    index: Int? = nil
  ) {
    self.layer = layer
    self.arguments = arguments
    self.index = index ?? layer.callCount
    results = outputs.map { Output(shape: $0.shape, dtype: $0.dtype, name: $0.name, tensor: $0) }
    layer.note(self)
    for (i, output) in outputs.enumerated() { output.history = (self, i) }
  }

  /// How many results there are.
  var outputCount: Int { results.count }
  /// What it gives.
  public var outputs: [KerasTensor] { results.indices.map(output) }

  private func output(_ i: Int) -> KerasTensor {
    if let tensor = results[i].tensor { return tensor }
    let tensor = KerasTensor(results[i].shape, dtype: results[i].dtype, name: results[i].name)
    tensor.history = (self, i)
    results[i].tensor = tensor
    return tensor
  }

  func place(_ i: Int) -> KerasTensor.Place { .init(owner: ObjectIdentifier(self), index: i) }

  deinit {
    // Call after call by a loop: one that frees the one before it would need a stack as deep as the model.
    var pending = arguments.leaves
    arguments = CallArguments([])
    while var tensor = pending.popLast() {
      guard isKnownUniquelyReferenced(&tensor), var node = tensor.history?.node else { continue }
      tensor.history = nil
      guard isKnownUniquelyReferenced(&node) else { continue }
      pending += node.arguments.leaves
      node.arguments = CallArguments([])
    }
  }
}

/// The calls of a layer that are part of something.
struct Calls {
  private struct Reference {
    weak var node: Node?
  }
  private var references: [Reference] = []
  private var limit = 16
  /// How many there have been.
  private(set) var count = 0

  /// The calls that somebody has.
  var nodes: [Node] { references.compactMap(\.node) }

  mutating func append(_ node: Node) {
    count += 1
    if references.count >= limit {
      references.removeAll { $0.node == nil }
      limit = max(16, 2 * references.count)
    }
    references.append(Reference(node: node))
  }
}
