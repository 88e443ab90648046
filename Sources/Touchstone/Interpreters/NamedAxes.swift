extension Context {
  /// The mapped axes that have names, the innermost first; of two of one name only the inner one is
  /// in scope.
  static var namedAxes: [BatchAxis] {
    var axes: [BatchAxis] = []
    var current = interpreter
    while let interpreter = current {
      if let axis = (interpreter as? Batcher)?.axis, let name = axis.name,
        !axes.contains(where: { $0.name == name })
      {
        axes.append(axis)
      }
      current = interpreter.outer
    }
    return axes
  }

  /// The number of members along the axis `name`, or an error of `operation` that there is none.
  static func size(
    ofAxis name: String, for operation: String
  ) throws(TensorError) -> Int {
    let axes = namedAxes
    if let axis = axes.first(where: { $0.name == name }) { return axis.size }
    throw unbound([name], operation, [], known: axes)
  }

  /// The error that no `vmap` around binds these names.
  static func unbound(
    _ names: [String], _ operation: String, _ x: [TensorType], known axes: [BatchAxis] = []
  ) -> TensorError {
    let known = axes.compactMap(\.name)
    return TensorError(
      operation, "S1", x,
      "unbound axis name \(names.joined(separator: ", ")); "
        + (known.isEmpty
          ? "no axis has a name here: call it within a vmap or pmap with this axisName"
          : "the names in scope are \(known.joined(separator: ", "))"))
  }
}
