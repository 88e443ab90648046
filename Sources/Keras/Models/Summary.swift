import Foundation

extension Model {
  /// The table of layers, shapes and numbers of parameters: Keras's `summary`.
  ///
  /// `lineLength` is the width in columns: by default four less than the terminal has, or than 80 where
  /// there is none, and at most 88, or 108 for a graph that is no chain, 12 more with `showTrainable`.
  /// `layerRange` leaves only the layers from the first whose name begins as the regular expression
  /// `from` says to the last that begins as `through` says.
  public func summary(
    lineLength: Int? = nil, expandNested: Bool = false, showTrainable: Bool = false,
    layerRange: (from: String, through: String)? = nil
  ) -> String {
    let isFunctional = graph != nil && !isChain
    let widest = (isFunctional ? 108 : 88) + (showTrainable ? 12 : 0)
    let width = max(20, lineLength ?? min(widest, terminalWidth() - 4))
    var headers = ["Layer (type)", "Output Shape", "Param #"]
    var ends = isFunctional ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1]
    var alignments: [TextTable.Alignment] = [.left, .left, .right]
    if isFunctional {
      headers.append("Connected to")
      alignments.append(.left)
    }
    if showTrainable {
      headers.append("Trainable")
      alignments.append(.centre)
      ends = ends.map { $0 * 0.9 } + [1]
    }
    var rows: [[String]] = []
    let inside = Set((graph?.nodes ?? []).map(ObjectIdentifier.init))
    func add(_ layers: [Layer], _ level: Int) {
      let prefix = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
      for layer in layers {
        var row = [
          "\(prefix)\(layer.name) (\(layer.classNameInPaths))", outputShapes(of: layer),
          layer.isBuilt ? grouped(layer.countParams()) : "0 (unbuilt)",
        ]
        if isFunctional { row.append(connections(of: layer, inside)) }
        if showTrainable { row.append(layer.weights.isEmpty ? "-" : layer.trainable ? "Y" : "N") }
        rows.append(row)
        if expandNested, let model = layer as? Model { add(model.layers, level + 1) }
      }
    }
    add(layers(in: layerRange), 0)
    return "Model: \"\(name.printable)\"\n"
      + TextTable(headers, rows, ends: ends, alignments, width: width).text + footer
  }

  /// The layers that `range` leaves.
  private func layers(in range: (from: String, through: String)?) -> [Layer] {
    guard let range else { return layers }
    func places(_ pattern: String) -> [Int]? {
      guard let expression = try? Regex(pattern) else { return nil }
      return layers.indices.filter { layers[$0].name.prefixMatch(of: expression) != nil }
    }
    guard let from = places(range.from), let through = places(range.through),
      let first = from.first, let last = through.last
    else {
      fail(
        "layerRange must be two regular expressions with which names of layers begin, got "
          + "'\(range.from)' and '\(range.through)'; the layers are "
          + layers.map(\.name).joined(separator: ", "))
      return []
    }
    // Given the wrong way round, the two change places, as in Keras.
    return first <= last
      ? Array(layers[first...last]) : Array(layers[through[0]...from[from.count - 1]])
  }

  /// Whether each layer leads to the next one alone.
  private var isChain: Bool {
    guard let graph else { return true }
    let parents = graph.nodes.flatMap { node in
      node.arguments.leaves.compactMap { $0.history.map { ObjectIdentifier($0.node) } }
    }
    return graph.inputs.count == 1
      && graph.nodes.allSatisfy { $0.arguments.leaves.count <= 1 }
      && Set(parents).count == parents.count && graph.nodes.count == graph.layers.count
  }

  private func outputShapes(of layer: Layer) -> String {
    guard let node = layer.inboundNodes.last else { return "?" }
    let shapes = node.outputs.map { pythonTuple($0.shape) }
    return shapes.count == 1 ? shapes[0] : "[" + shapes.joined(separator: ", ") + "]"
  }

  /// What leads to `layer` by the calls that are `inside` of the model.
  private func connections(of layer: Layer, _ inside: Set<ObjectIdentifier>) -> String {
    let sources = layer.inboundNodes.filter { inside.contains(ObjectIdentifier($0)) }.flatMap {
      node in
      node.arguments.leaves.compactMap { tensor in
        tensor.history.map { "\($0.node.layer.name)[\($0.node.index)][\($0.index)]" }
      }
    }
    return sources.isEmpty ? "-" : sources.joined(separator: ", ")
  }

  private var footer: String {
    func line(_ title: String, _ count: Int, _ bytes: Int) -> String {
      " \(title) params: \(grouped(count)) (\(readable(bytes)))\n"
    }
    func bytes(_ variables: [Variable]) -> Int {
      variables.reduce(0) { $0 + $1.count * $1.dtype.byteWidth }
    }
    func count(_ variables: [Variable]) -> Int { variables.reduce(0) { $0 + $1.count } }
    let optimizer =
      compiled.map { $0.optimizer.trainableVariables.isEmpty ? [] : $0.optimizer.variables } ?? []
    let (all, trained) = (weights, trainableWeights)
    let isTrained = Set(trained.map(ObjectIdentifier.init))
    let fixed = all.filter { !isTrained.contains(ObjectIdentifier($0)) }
    var text = line("Total", count(all) + count(optimizer), bytes(all) + bytes(optimizer))
    text += line("Trainable", count(trained), bytes(trained))
    text += line("Non-trainable", count(fixed), bytes(fixed))
    if !optimizer.isEmpty { text += line("Optimizer", count(optimizer), bytes(optimizer)) }
    return text
  }
}

/// A number with commas: `1,234`.
private func grouped(_ number: Int) -> String {
  var text = ""
  for (i, digit) in String(number).reversed().enumerated() {
    if i > 0, i % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed())
}

/// Bytes in the largest fitting unit: `1.07 KB`.
private func readable(_ bytes: Int) -> String {
  var value = Double(bytes)
  for unit in ["B", "KB", "MB", "GB", "TB"] {
    if value < 1024 || unit == "TB" { return String(format: "%.2f %@", value, unit) }
    value /= 1024
  }
  return ""
}

/// The columns of the terminal, or 80 where there is none.
func terminalWidth() -> Int {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
