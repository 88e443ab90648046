/// Devices arranged along named axes, as `sdy.mesh @mesh = <["x"=2, "y"=4]>` declares them.
package struct Mesh: Hashable, Sendable {
  /// An axis with the number of devices along it.
  package struct Axis: Hashable, Sendable {
    package let name: String
    package let size: Int
  }
  package let name: String
  package let axes: [Axis]
  /// The number of the device at each position, the last axis running fastest.
  package let devices: [Int]

  /// The mesh that a statement of the program declares, pretty or generic; `nil` if it declares
  /// none, or one of more than 1024 devices.
  package init?(declaration text: String) {
    guard text.contains("sdy.mesh") else { return nil }
    if let match = text.firstMatch(of: /@"?([^\s"=<>]+)"?\s*=/) {
      name = String(match.1)
    } else if let match = text.firstMatch(of: /sym_name\s*=\s*"([^"]*)"/) {
      name = String(match.1)
    } else {
      return nil
    }
    var axes: [Axis] = []
    var count = 1
    for match in text.matches(of: /"([^"]+)"\s*=\s*([0-9]+)/) {
      guard let size = Int(match.2), (1...1024).contains(size), count * size <= 1024 else {
        return nil
      }
      count *= size
      axes.append(Axis(name: String(match.1), size: size))
    }
    self.axes = axes
    var devices = Array(0..<count)
    if let match = text.firstMatch(of: /device_ids\s*=\s*\[([0-9,\s]*)\]/) {
      devices = match.1.split { $0 == "," || $0.isWhitespace }.compactMap { Int($0) }
      guard devices.sorted() == Array(0..<count) else { return nil }
    }
    self.devices = devices
  }

  func size(of axis: String) -> Int? { axes.first { $0.name == axis }?.size }

  /// Where the device of that number stands along each axis.
  func coordinates(of device: Int) -> [String: Int] {
    var rest = devices.firstIndex(of: device) ?? 0
    var coordinates: [String: Int] = [:]
    for axis in axes.reversed() {
      coordinates[axis.name] = rest % axis.size
      rest /= axis.size
    }
    return coordinates
  }
}

/// How a tensor's dimensions are divided among the axes of a mesh: `<@mesh, [{"x"}, {}]>`.
package struct Sharding: Hashable, Sendable {
  package let mesh: String
  /// The axes that divide each dimension, the first the coarsest.
  package let dimensions: [[String]]

  /// The shardings in `#sdy.sharding_per_value<[<@mesh, [{"x"}]>, …]>`; `nil` if they are written in
  /// a way that is not understood here.
  static func list(_ attribute: Attribute?) -> [Sharding]? {
    guard case .opaque(let text) = attribute else { return nil }
    // A part of an axis, `"x":(1)2`, or a mesh written in place, `mesh<…>`.
    if text.contains(":(") || text.contains("<mesh<") { return nil }
    // Parts that are yet to be added up.
    if text.contains(/unreduced\s*=\s*\{[^}]/) { return nil }
    var shardings: [Sharding] = []
    for piece in text.split(separator: "<@").dropFirst() {
      guard let comma = piece.firstIndex(of: ","), let open = piece.firstIndex(of: "["),
        comma < open
      else { return nil }
      var dimensions: [[String]] = []
      var rest = piece[piece.index(after: open)...]
      while let next = rest.first(where: { $0 == "{" || $0 == "]" }), next == "{" {
        guard let start = rest.firstIndex(of: "{"), let end = rest.firstIndex(of: "}"), start < end
        else { return nil }
        dimensions.append(axes(in: rest[start..<end]))
        rest = rest[rest.index(after: end)...]
      }
      shardings.append(
        Sharding(
          mesh: piece[..<comma].trimmingQuotes, dimensions: dimensions))
    }
    return shardings
  }

  /// The names in quotes in `text`.
  static func axes(in text: some StringProtocol) -> [String] {
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    return pieces.indices.filter { !$0.isMultiple(of: 2) }.map { String(pieces[$0]) }
  }
}

extension Substring {
  fileprivate var trimmingQuotes: String { String(filter { $0 != "\"" && !$0.isWhitespace }) }
}
