import Foundation

extension Model {
  /// The model as a graph in Graphviz's language: Keras's `model_to_dot`.
  public func dot(
    showShapes: Bool = false, showDType: Bool = false, showLayerNames: Bool = true,
    rankdir: String = "TB"
  ) -> String {
    var text = "digraph G {\n  rankdir=\(rankdir);\n  node [shape=box, fontname=Helvetica];\n"
    var numbers: [ObjectIdentifier: Int] = [:]
    let shown = layers
    for (i, layer) in shown.enumerated() {
      numbers[ObjectIdentifier(layer)] = i
      var lines =
        showLayerNames ? ["\(layer.name) (\(layer.classNameInFiles))"] : [layer.classNameInFiles]
      if let node = layer.inboundNodes.first {
        if showShapes {
          let inputs = node.arguments.leaves.map { pythonTuple($0.shape) }
          if !inputs.isEmpty { lines.append("Input: " + inputs.joined(separator: ", ")) }
          lines.append(
            "Output: " + node.outputs.map { pythonTuple($0.shape) }.joined(separator: ", "))
        }
        if showDType {
          lines.append("dtype: " + node.outputs.map(\.dtype.kerasName).joined(separator: ", "))
        }
      }
      let label = lines.map { $0.replacingOccurrences(of: "\"", with: "\\\"") }.joined(
        separator: "\\n")
      text += "  n\(i) [label=\"\(label)\"];\n"
    }
    var edges: Set<String> = []
    for (i, layer) in shown.enumerated() {
      for source in layer.inboundNodes.flatMap(\.arguments.leaves).compactMap(\.history?.node.layer)
      {
        guard let from = numbers[ObjectIdentifier(source)] else { continue }
        if edges.insert("\(from) \(i)").inserted { text += "  n\(from) -> n\(i);\n" }
      }
    }
    return text + "}\n"
  }

  /// Writes the model's graph: Keras's `plot_model`. The ending of the file's name says how: `.dot`
  /// in Graphviz's language, `.svg` as a picture.
  public func plot(
    toFile path: String, showShapes: Bool = false, showDType: Bool = false,
    showLayerNames: Bool = true
  ) throws {
    let text: String
    switch URL(filePath: path).pathExtension.lowercased() {
    case "dot", "gv":
      text = dot(showShapes: showShapes, showDType: showDType, showLayerNames: showLayerNames)
    case "svg":
      text = GraphPicture(self, showShapes: showShapes, showLayerNames: showLayerNames).svg
    default:
      throw ConfigError("a graph is written to a .dot or an .svg file, got '\(path)'")
    }
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
  }
}

/// A model's graph as a picture: a row for each distance from the inputs.
private struct GraphPicture {
  let svg: String

  init(_ model: Model, showShapes: Bool, showLayerNames: Bool) {
    let layers = model.layers
    var depth: [ObjectIdentifier: Int] = [:]
    for layer in layers {
      let before = layer.inboundNodes.flatMap(\.arguments.leaves)
        .compactMap { $0.history.flatMap { depth[ObjectIdentifier($0.node.layer)] } }
      depth[ObjectIdentifier(layer)] = (before.max() ?? -1) + 1
    }
    let (width, height, gap) = (240.0, showShapes ? 54.0 : 36.0, 36.0)
    var columns: [Int: Int] = [:]
    var places: [ObjectIdentifier: (x: Double, y: Double)] = [:]
    for layer in layers {
      let row = depth[ObjectIdentifier(layer)] ?? 0
      let column = columns[row, default: 0]
      columns[row] = column + 1
      places[ObjectIdentifier(layer)] = (
        20 + Double(column) * (width + gap), 20 + Double(row) * (height + gap)
      )
    }
    let total = (
      width: 40 + Double(columns.values.max() ?? 1) * (width + gap),
      height: 40 + Double(columns.count) * (height + gap)
    )
    func escaped(_ text: String) -> String {
      text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    }
    var body = ""
    for layer in layers {
      guard let place = places[ObjectIdentifier(layer)] else { continue }
      for source in layer.inboundNodes.flatMap(\.arguments.leaves).compactMap(\.history?.node.layer)
      {
        guard let from = places[ObjectIdentifier(source)] else { continue }
        body +=
          "<line x1=\"\(from.x + width / 2)\" y1=\"\(from.y + height)\" x2=\"\(place.x + width / 2)\" "
          + "y2=\"\(place.y)\" stroke=\"#888\" marker-end=\"url(#a)\"/>\n"
      }
      let title =
        showLayerNames ? "\(layer.name) (\(layer.classNameInFiles))" : layer.classNameInFiles
      body +=
        "<rect x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(width)\" height=\"\(height)\" rx=\"4\" "
        + "fill=\"#eef\" stroke=\"#446\"/>\n"
        + "<text x=\"\(place.x + width / 2)\" y=\"\(place.y + 22)\" text-anchor=\"middle\">"
        + "\(escaped(title))</text>\n"
      if showShapes, let node = layer.inboundNodes.first {
        let shapes = node.outputs.map { pythonTuple($0.shape) }.joined(separator: ", ")
        body +=
          "<text x=\"\(place.x + width / 2)\" y=\"\(place.y + 42)\" text-anchor=\"middle\">"
          + "\(escaped(shapes))</text>\n"
      }
    }
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(total.width)" height="\(total.height)" \
      font-family="Helvetica, sans-serif" font-size="13">
      <defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="3" orient="auto">\
      <path d="M0,0 L7,3 L0,6 z" fill="#888"/></marker></defs>
      <rect width="100%" height="100%" fill="white"/>
      \(body)</svg>

      """
  }
}
