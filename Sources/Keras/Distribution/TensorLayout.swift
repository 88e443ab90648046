import NumPy

/// Along which axes of a mesh the axes of a tensor are split: Keras's `TensorLayout`.
public struct TensorLayout: Hashable, Sendable {
  /// For each axis of the tensor an axis of the mesh, or `nil` where it is not split.
  public let axes: [String?]
  /// The mesh.
  public let deviceMesh: DeviceMesh?

  /// The layout along `axes`; throws for an axis that the mesh has not, or has twice.
  public init(_ axes: [String?], _ deviceMesh: DeviceMesh? = nil) throws {
    (self.axes, self.deviceMesh) = (axes, deviceMesh)
    let names = axes.compactMap { $0 }
    guard Set(names).count == names.count else {
      throw ConfigError(
        "a layout may split one axis only along each axis of the mesh, got \(names)")
    }
    if let deviceMesh, let unknown = names.first(where: { !deviceMesh.axisNames.contains($0) }) {
      throw ConfigError(
        "the mesh has no axis '\(unknown)'; it has "
          + deviceMesh.axisNames.joined(separator: ", "))
    }
  }

  /// Throws unless tensors of `shape` can be laid out so: in equal parts.
  public func check(_ shape: [Int], of name: String) throws {
    guard axes.count == shape.count else {
      throw ConfigError(
        "the layout of \(name) has \(axes.count) axes, its shape is \(shape)")
    }
    for (axis, size) in zip(axes, shape) {
      guard let axis, let parts = deviceMesh?.size(of: axis), !size.isMultiple(of: parts) else {
        continue
      }
      throw ConfigError(
        "\(name) of the shape \(shape) cannot be split: \(size) is no multiple of the \(parts) "
          + "devices along '\(axis)'")
    }
  }

  /// The part of `tensor` that each device of the mesh holds, in the order of the devices.
  public func parts(of tensor: Tensor) throws -> [Tensor] {
    guard let mesh = deviceMesh else {
      throw ConfigError("a layout without a mesh splits nothing; give it one")
    }
    try check(tensor.shape, of: "the tensor")
    var parts = [tensor]
    for (name, count) in zip(mesh.axisNames, mesh.shape) {
      let axis = axes.firstIndex(of: name)
      parts = parts.flatMap { part in
        axis.map { split(part, .parts(count), axis: $0) } ?? Array(repeating: part, count: count)
      }
    }
    return parts
  }
}

/// `tensor`, once it is known that it can be laid out as `layout` says: Keras's `distribute_tensor`.
///
/// The devices of a process share its memory, so nothing moves; `layout.parts(of:)` gives the parts.
public func distributeTensor(_ tensor: Tensor, _ layout: TensorLayout) throws -> Tensor {
  try layout.check(tensor.shape, of: "the tensor")
  return tensor
}

/// Layouts by the paths of variables: Keras's `LayoutMap`.
///
/// A key is a path, or a pattern that is looked for in paths: `map["dense.*kernel"] = [nil, "model"]`.
public struct LayoutMap: Sendable {
  /// The mesh of all layouts.
  public let deviceMesh: DeviceMesh
  private var entries: [(key: String, layout: TensorLayout)] = []

  /// A map without entries.
  public init(_ deviceMesh: DeviceMesh) { self.deviceMesh = deviceMesh }

  /// How many layouts there are.
  public var count: Int { entries.count }
  /// The keys in the order in which they were set.
  public var keys: [String] { entries.map(\.key) }

  /// Adds a layout; throws for a key that is there, is no pattern, or axes that the mesh has not.
  public mutating func set(_ key: String, _ axes: [String?]) throws {
    guard !entries.contains(where: { $0.key == key }) else {
      throw ConfigError("there is a layout for '\(key)' already; remove it before")
    }
    do { _ = try Regex(key) } catch { throw ConfigError("'\(key)' is no pattern: \(error)") }
    entries.append((key, try TensorLayout(axes, deviceMesh)))
  }

  /// Removes a layout.
  public mutating func remove(_ key: String) { entries.removeAll { $0.key == key } }

  /// The layout for `path`: that of this very key, else that of the pattern found in it; `nil` if
  /// there is none. Throws where several patterns are found.
  public func layout(for path: String) throws -> TensorLayout? {
    if let exact = entries.first(where: { $0.key == path }) { return exact.layout }
    let found = try entries.filter { try path.contains(Regex($0.key)) }
    guard found.count < 2 else {
      throw ConfigError(
        "several layouts fit '\(path)': \(found.map(\.key).joined(separator: ", "))")
    }
    return found.first?.layout
  }
}
