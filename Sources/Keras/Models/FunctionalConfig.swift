/// The config of a model made of a graph.
enum FunctionalConfig {
  /// What describes `graph`.
  static func write(_ graph: Graph, _ model: Model) -> JSONObject {
    // Calls outside of the model do not count.
    let inside = Set(graph.nodes.map(ObjectIdentifier.init))
    var places: [ObjectIdentifier: Int] = [:]
    for layer in graph.layers {
      for (i, node) in layer.inboundNodes.filter({ inside.contains(ObjectIdentifier($0)) })
        .enumerated()
      {
        places[ObjectIdentifier(node)] = i
      }
    }
    func place(_ tensor: KerasTensor) -> JSON {
      guard let (node, index) = tensor.history else { return .null }
      return [
        .string(node.layer.name), .integer(places[ObjectIdentifier(node)] ?? 0), .integer(index),
      ]
    }
    let layers = graph.layers.map { layer -> JSON in
      var fields = serialize(layer).object ?? [:]
      fields["name"] = .string(layer.name)
      let calls =
        layer is InputLayer
        ? [] : layer.inboundNodes.filter { inside.contains(ObjectIdentifier($0)) }
      fields["inbound_nodes"] = .array(
        calls.map { node in
          [
            "args": .array(node.arguments.positional.map { argument($0, place) }),
            "kwargs": .object(
              JSONObject(
                node.arguments.keywords.sorted { $0.key < $1.key }.map {
                  ($0.key, argument($0.value, place))
                })),
          ]
        })
      return .object(fields)
    }
    func end(_ tensor: KerasTensor) -> JSON {
      guard let layer = tensor.history?.node.layer, case .array(var items) = place(tensor),
        let call = items[1].integer
      else { return place(tensor) }
      items[1] = .integer(call + firstCall(of: layer))
      return .array(items)
    }
    func ends(_ tensors: [KerasTensor]) -> JSON {
      tensors.count == 1 ? end(tensors[0]) : .array(tensors.map(end))
    }
    let outputs = model.givenOutputNames.map { names in
      JSON.object(JSONObject(zip(names, graph.outputs).map { ($0, end($1)) }))
    }
    return [
      "name": .string(model.name), "trainable": .bool(model.trainable), "layers": .array(layers),
      "input_layers": ends(graph.inputs), "output_layers": outputs ?? ends(graph.outputs),
    ]
  }

  /// The number that a model's inputs and outputs have for the first call of `layer`.
  ///
  /// There, and not among the arguments of calls, Keras counts the making of a functional model as its
  /// call 0.
  fileprivate static func firstCall(of layer: Layer) -> Int {
    (layer as? Model)?.graph == nil ? 0 : 1
  }

  private static func argument(
    _ value: CallArgument<KerasTensor>, _ place: (KerasTensor) -> JSON
  ) -> JSON {
    switch value {
    case .value(let json): json
    case .list(let items): .array(items.map { argument($0, place) })
    case .tensor(let tensor): tensorJSON(tensor, place)
    }
  }

  private static func tensorJSON(_ tensor: KerasTensor, _ place: (KerasTensor) -> JSON) -> JSON {
    [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .array(tensor.shape.map { $0.map { .integer($0) } ?? .null }),
        "dtype": tensor.dtype.json, "keras_history": place(tensor),
      ],
    ]
  }

  /// The graph that `config` describes, and the names of its outputs if it gives them.
  static func read(_ config: Config) throws -> (graph: Graph, outputNames: [String]?) {
    var reader = FunctionalReader(owner: config.owner)
    return try reader.read(config)
  }
}

/// Rebuilds the calls of a functional model in an order in which their arguments exist.
private struct FunctionalReader {
  let owner: String
  private var layers: [String: Layer] = [:]
  /// The calls of each layer in the file, to be made.
  private var pending: [Call] = []
  private var made: [String: [Int: [KerasTensor]]] = [:]
  /// What the call that could not be made last waits for.
  private var missing: Place?

  private struct Call {
    let layer: Layer
    let index: Int
    let json: JSON
  }
  private struct Place: Hashable {
    let layer: String
    let call: Int
  }

  init(owner: String) { self.owner = owner }

  mutating func read(_ config: Config) throws -> (graph: Graph, outputNames: [String]?) {
    for json in try config.get("layers", as: [JSON].self) {
      guard let name = json["name"]?.string ?? json["config"]?["name"]?.string else {
        throw ConfigError("a layer of \(owner) has no name")
      }
      guard layers[name] == nil else {
        throw ConfigError("\(owner) has two layers named '\(name)'")
      }
      let layer: Layer = try deserialize(json)
      layers[name] = layer
      if let input = layer as? InputLayer { made[name] = [0: [input.output]] }
      for (i, call) in (json["inbound_nodes"]?.array ?? []).enumerated() {
        pending.append(Call(layer: layer, index: i, json: call))
      }
    }
    try makeAll()
    let outputs = config["output_layers"] ?? .null
    let names = outputs.object?.keys.sorted()
    return (
      try Graph(try tensors(config["input_layers"] ?? .null), try tensors(outputs)), names
    )
  }

  /// Makes all calls, each once what it waits for is there.
  private mutating func makeAll() throws {
    var waiting: [Place: [Call]] = [:]
    var next = 0
    while next < pending.count {
      let call = pending[next]
      next += 1
      if try make(call) {
        let place = Place(layer: call.layer.name, call: call.index)
        pending += waiting.removeValue(forKey: place) ?? []
      } else if let missing {
        waiting[missing, default: []].append(call)
      }
    }
    if let stuck = waiting.values.joined().map(\.layer.name).min() {
      throw ConfigError(
        "the calls of '\(stuck)' in \(owner) depend on layers that are not there, or on each other")
    }
  }

  /// Makes the call if its arguments are there; else says in `missing` what is not.
  private mutating func make(_ item: Call) throws -> Bool {
    guard let args = item.json["args"]?.array else {
      throw ConfigError(
        "a call of '\(item.layer.name)' must be an object with args and kwargs, as Keras 3 writes it, "
          + "got \(item.json.kind)")
    }
    // The calls of one layer are made in their order, so that their numbers agree.
    guard item.index == made[item.layer.name]?.count ?? 0 else {
      missing = Place(layer: item.layer.name, call: item.index - 1)
      return false
    }
    var positional: [CallArgument<KerasTensor>] = []
    for json in args {
      guard let argument = try argument(json) else { return false }
      positional.append(argument)
    }
    var keywords: [String: CallArgument<KerasTensor>] = [:]
    // Keras's operations want every argument they have, also where it is null.
    for (key, json) in item.json["kwargs"]?.object?.fields ?? []
    where !json.isNull || item.layer is OperationLayer {
      guard let argument = try argument(json) else { return false }
      keywords[key] = argument
    }
    let layer = item.layer
    let outputs = try checking { layer(CallArguments(positional, keywords)) }
    made[layer.name, default: [:]][item.index] = outputs
    return true
  }

  /// The argument that `json` writes; `nil` while a tensor in it does not exist yet.
  private mutating func argument(_ json: JSON) throws -> CallArgument<KerasTensor>? {
    if json["class_name"]?.string == "__keras_tensor__" {
      guard let place = json["config"]?["keras_history"]?.array else {
        throw ConfigError("a tensor in \(owner) has no keras_history")
      }
      return try tensor(place).map { .tensor($0) }
    }
    if let items = json.array {
      var known: [CallArgument<KerasTensor>] = []
      for item in items {
        guard let argument = try argument(item) else { return nil }
        known.append(argument)
      }
      return known.contains { !$0.leaves.isEmpty } ? .list(known) : .value(json)
    }
    return .value(json)
  }

  private mutating func tensor(_ place: [JSON]) throws -> KerasTensor? {
    guard place.count >= 3, let name = place[0].string, let node = place[1].integer,
      let index = place[2].integer
    else {
      throw ConfigError(
        "a tensor in \(owner) must be [layer, call, result], got \(JSON.array(place))")
    }
    guard layers[name] != nil else { throw ConfigError("\(owner) has no layer '\(name)'") }
    guard let outputs = made[name]?[node] else {
      missing = Place(layer: name, call: node)
      return nil
    }
    guard let tensor = outputs[safe: index] else {
      throw ConfigError(
        "'\(name)' in \(owner) gives \(outputs.count) results, and none at \(index)")
    }
    return tensor
  }

  private mutating func tensors(_ json: JSON) throws -> [KerasTensor] {
    if let fields = json.object {
      // Keras's trees have the keys of a dictionary in alphabetical order, whatever the file's.
      return try fields.fields.sorted { $0.key < $1.key }.flatMap { try tensors($0.value) }
    }
    guard let items = json.array else {
      throw ConfigError("the inputs and outputs of \(owner) must be lists, got \(json.kind)")
    }
    if items.first?.string != nil {
      var place = items
      if let layer = items[0].string.flatMap({ layers[$0] }), let call = items[safe: 1]?.integer {
        place[1] = .integer(call - FunctionalConfig.firstCall(of: layer))
      }
      guard let tensor = try tensor(place) else {
        throw ConfigError("\(owner) has no call \(json) for an input or output")
      }
      return [tensor]
    }
    return try items.flatMap { try tensors($0) }
  }
}
