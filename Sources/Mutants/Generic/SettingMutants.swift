/// Settings of Keras's classes that are ignored.
package enum SettingMutants {
  /// One for each class and setting that has several values in the cases: objects have the one that is
  /// most frequent, whatever their configs say.
  package static func all(of suite: SuiteItems) -> [Mutant] {
    var counts: [String: [String: [String: (count: Int, json: JSON)]]] = [:]
    for item in suite.items {
      guard case .keras(let one, _, _) = item.kind, one.kind != .function else { continue }
      one.serialized.visit { name, config in
        for (key, value) in config.fields where !ignored.contains(key) {
          let text = value.text()
          let before = counts[name]?[key]?[text]?.count ?? 0
          counts[name, default: [:]][key, default: [:]][text] = (before + 1, value)
        }
      }
    }
    return counts.keys.sorted().flatMap { name -> [Mutant] in
      let keys = counts[name] ?? [:]
      return keys.keys.sorted().compactMap { key in
        guard let values = keys[key], values.count > 1,
          let common = values.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })
        else { return nil }
        return Mutant(
          "G-KE-\(name)-\(key)", [name], "\(key) is always \(common.key)",
          .setting(name, key, common.value.json))
      }
    }
  }

  /// What says how objects are called or begin, not what they compute.
  private static let ignored: Set<String> = [
    "name", "dtype", "trainable", "seed", "build_config", "batch_shape", "layers", "input_layers",
    "output_layers",
  ]
}

extension JSON {
  /// Calls `body` with the class and config of every object in this value.
  func visit(_ body: (String, JSONObject) -> Void) {
    switch self {
    case .array(let items): for item in items { item.visit(body) }
    case .object(let object):
      if let name = object["class_name"]?.string, let config = object["config"]?.object {
        body(name, config)
      }
      for (_, value) in object.fields { value.visit(body) }
    default: break
    }
  }
}
