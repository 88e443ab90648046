import Keras
import Touchstone

extension KerasFileEditor {
  /// The objects and their weights as a tree, a line for each: what Keras's `summary` prints.
  public func summary() -> String {
    var text = "Weights structure\n"
    /// Writes what lies in the group at `path`, of which these are the objects.
    func add(_ paths: ArraySlice<[Substring]>, _ depth: Int, _ prefix: String, isFirst: Bool) {
      let groups = runs(paths, depth)
      let own = paths.first.flatMap { $0.count == depth ? $0.joined(separator: "/") : nil }
      let weights = own.flatMap { objects[$0] }?.weights.sorted { $0.key < $1.key } ?? []
      let last = weights.count + groups.count - 1
      func connector(_ i: Int) -> String { isFirst && i == 0 ? "> " : i == last ? "└─ " : "├─ " }
      for (i, (name, value)) in weights.enumerated() {
        text +=
          "\(prefix)\(connector(i))\(name.printable): shape=\(shapeText(value.shape)), "
          + "dtype=\(value.dtype.kerasName)\n"
      }
      for (i, group) in groups.enumerated() {
        let place = i + weights.count
        let label = group.first.map { String($0[depth]) } ?? ""
        let path = group.first?.prefix(depth + 1).joined(separator: "/") ?? ""
        let name = objects[path]?.name.map { " ('\($0.printable)')" } ?? ""
        text += "\(prefix)\(connector(place))\(label.printable)\(name)\n"
        add(group, depth + 1, prefix + (place == last ? "    " : "│   "), isFirst: false)
      }
    }
    let paths = objectPaths.map { $0.split(separator: "/") }.sorted {
      $0.lexicographicallyPrecedes($1)
    }
    add(paths[...], 0, "  ", isFirst: true)
    return text
  }

  /// The paths below depth `depth`, those that go on alike together.
  private func runs(_ paths: ArraySlice<[Substring]>, _ depth: Int) -> [ArraySlice<[Substring]>] {
    var rest = paths.drop { $0.count == depth }
    var runs: [ArraySlice<[Substring]>] = []
    while let first = rest.first {
      let run = rest.prefix { $0[depth] == first[depth] }
      runs.append(run)
      rest = rest.dropFirst(run.count)
    }
    return runs
  }

  private func shapeText(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  /// What `compare` found.
  public struct Comparison: Hashable, Sendable {
    /// How many weights are in both with one shape.
    public let matchCount: Int
    /// A sentence for each object or weight that is not in both, and for each with two shapes.
    public let errors: [String]
    /// Whether the model can load the file.
    public var isSuccess: Bool { errors.isEmpty }
  }

  /// Says where the file and the model's weights differ.
  public func compare(_ referenceModel: Model) -> Comparison {
    var errors: [String] = []
    var matchCount = 0
    var known: Set<String> = []
    for saveable in Saveable.all(of: referenceModel) where !saveable.variables.isEmpty {
      known.insert(saveable.path)
      let place = saveable.path.isEmpty ? "the model itself" : "'\(saveable.path)'"
      guard let object = objects[saveable.path] else {
        errors.append("\(place) is in the model, and not in the file")
        continue
      }
      for (i, variable) in saveable.variables.enumerated() {
        guard let value = object.weights["\(i)"] else {
          errors.append("the weight \(i) of \(place) is in the model, and not in the file")
          continue
        }
        if value.shape == variable.shape {
          matchCount += 1
        } else {
          errors.append(
            "the weight \(i) of \(place) has the shape \(variable.shape) in the model, and "
              + "\(value.shape) in the file")
        }
      }
      let expected = Set(saveable.variables.indices.map(String.init))
      for name in object.weights.keys.sorted() where !expected.contains(name) {
        errors.append("the weight \(name) of \(place) is in the file, and not in the model")
      }
    }
    for path in objectPaths where !known.contains(path) {
      errors.append(
        "\(path.isEmpty ? "the model itself" : "'\(path)'") is in the file, and not in the model")
    }
    return Comparison(matchCount: matchCount, errors: errors)
  }
}
