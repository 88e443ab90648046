/// The calls that lead from inputs to outputs: Keras's `Function`.
struct Graph {
  let inputs: [KerasTensor]
  let outputs: [KerasTensor]
  /// The calls in an order in which they can be run.
  let nodes: [Node]
  /// The layers in Keras's order: farthest from the outputs first.
  let layers: [Layer]

  /// The graph between `inputs` and `outputs`.
  ///
  /// Throws when an output does not depend on the inputs alone, or a layer's name occurs twice.
  init(_ inputs: [KerasTensor], _ outputs: [KerasTensor]) throws {
    self.inputs = inputs
    self.outputs = outputs
    var walk = Walk(inputs: Set(inputs.map(\.place)))
    for output in outputs { try walk.visit(output) }
    var depths: [ObjectIdentifier: Int] = [:]
    var layerDepths: [ObjectIdentifier: Int] = [:]
    for node in walk.nodes.reversed() {
      let depth = max(
        depths[ObjectIdentifier(node), default: 0],
        layerDepths[ObjectIdentifier(node.layer), default: 0])
      depths[ObjectIdentifier(node)] = depth
      layerDepths[ObjectIdentifier(node.layer)] = depth
      for parent in walk.parents(of: node) {
        depths[ObjectIdentifier(parent)] = max(
          depth + 1, depths[ObjectIdentifier(parent), default: 0])
      }
    }
    for input in inputs {
      guard let node = input.history?.node, walk.order[ObjectIdentifier(node.layer)] == nil else {
        continue
      }
      walk.add(unused: node)
      depths[ObjectIdentifier(node)] = 0
      layerDepths[ObjectIdentifier(node.layer)] = 0
    }
    func depth(_ layer: Layer) -> Int { layerDepths[ObjectIdentifier(layer), default: 0] }
    func order(_ layer: Layer) -> Int { walk.order[ObjectIdentifier(layer), default: 0] }
    layers = walk.layers.sorted { (-depth($0), order($0)) < (-depth($1), order($1)) }
    nodes = walk.nodes
    var names: Set<String> = []
    for layer in layers where !names.insert(layer.name).inserted {
      throw ConfigError(
        "two layers of the model are named '\(layer.name)'; every layer needs a name of its own")
    }
  }

  /// The walk from outputs to inputs.
  private struct Walk {
    let inputs: Set<KerasTensor.Place>
    private(set) var nodes: [Node] = []
    private(set) var layers: [Layer] = []
    private(set) var order: [ObjectIdentifier: Int] = [:]
    private var finished: Set<ObjectIdentifier> = []

    init(inputs: Set<KerasTensor.Place>) { self.inputs = inputs }

    /// Goes from `tensor` back to the inputs; on a stack of its own, so that a model may be deep.
    mutating func visit(_ tensor: KerasTensor) throws {
      var open = [try entered(tensor)].compactMap { $0 }
      while let node = open.last?.node {
        if let next = open[open.count - 1].arguments.popFirst() {
          if let inner = try entered(next) { open.append(inner) }
        } else {
          open.removeLast()
          finished.insert(ObjectIdentifier(node))
          nodes.append(node)
        }
      }
    }
    /// The call that makes `tensor` and what lies before it; `nil` if it was visited.
    private mutating func entered(
      _ tensor: KerasTensor
    ) throws -> (node: Node, arguments: ArraySlice<KerasTensor>)? {
      guard let node = tensor.history?.node else {
        throw ConfigError(
          "\(tensor) is an output of the model, but no layer made it and it is no input")
      }
      guard !finished.contains(ObjectIdentifier(node)) else { return nil }
      note(node.layer)
      if inputs.contains(tensor.place) { return (node, []) }
      guard !(node.layer is InputLayer) else {
        throw ConfigError(
          "the outputs depend on the input '\(node.layer.name)', which is not among the model's inputs"
        )
      }
      return (node, node.arguments.leaves[...])
    }
    private mutating func note(_ layer: Layer) {
      guard order[ObjectIdentifier(layer)] == nil else { return }
      order[ObjectIdentifier(layer)] = layers.count
      layers.append(layer)
    }
    mutating func add(unused node: Node) {
      order[ObjectIdentifier(node.layer)] = -1
      layers.append(node.layer)
      nodes.append(node)
    }
    func parents(of node: Node) -> [Node] {
      // What lies before an input is no part of the model.
      (0..<node.outputCount).contains { inputs.contains(node.place($0)) }
        ? [] : node.arguments.leaves.compactMap { $0.history?.node }
    }
  }

  /// The outputs for values of the inputs; masks go along.
  func run(_ values: [Masked]) throws -> [Masked] {
    var known: [KerasTensor.Place: Masked] = [:]
    for (input, value) in zip(inputs, values) { known[input.place] = value }
    for node in nodes {
      let places = (0..<node.outputCount).map(node.place)
      guard !places.allSatisfy({ known[$0] != nil }) else { continue }
      let bound = node.layer.callSignature.bound(node.arguments)
      let arguments = bound.positionalLeaves.map { known[$0.place] }
      guard arguments.allSatisfy({ $0 != nil }) else { continue }
      let results = node.layer.apply(
        bound.map { known[$0.place]?.tensor ?? .invalid }, masks: arguments.map { $0?.mask })
      for (place, result) in zip(places, results) where known[place] == nil {
        known[place] = result
      }
    }
    return outputs.map { known[$0.place] ?? Masked(tensor: .invalid, mask: nil) }
  }
}
