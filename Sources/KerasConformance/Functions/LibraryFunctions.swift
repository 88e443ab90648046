/// The functions that cases call by name: those of `keras.ops`, of `jax.random`, and uses of
/// transformations.
public enum LibraryFunctions {
  /// The results for arguments and settings under Python's names.
  public typealias Call = @Sendable (_ x: [Tensor], _ settings: Config) throws -> [Tensor]

  /// Functions that are called in place of those of these names; what tries out whether a wrong
  /// function would be noticed puts it here for a while.
  @TaskLocal package static var replacements: [String: Call] = [:]

  /// Every function by name.
  package static let all: [String: Call] =
    [elementwise, reductions, order, movement, network, images, algebra, random, transforms]
    .reduce(into: [:]) { all, part in all.merge(part) { $1 } }

  /// The function called `name`.
  static func named(_ name: String) throws -> Call {
    if let replacement = replacements[name] { return replacement }
    guard let call = all[name] else {
      throw ConfigError("there is no function '\(name)'; expected one of \(all.keys.sorted())")
    }
    return call
  }
}

extension Config {
  /// The axis or axes under `axis`; all where it is null or not there.
  package var axes: [Int]? {
    get throws {
      guard let json = fields["axis"], !json.isNull else { return nil }
      if let axis = json.integer { return [axis] }
      guard let axes = json.array?.compactMap(\.integer) else {
        throw unexpected("axis", "an integer or a list of integers", json)
      }
      return axes
    }
  }
  /// The one axis under `axis`; all where it is null or not there.
  package var axis: Int? { get throws { try axes?.first } }
  package var keepdims: Bool { get throws { try get("keepdims", false) } }
  package func integers(_ key: String) throws -> [Int] {
    let json: JSON = try get(key)
    guard let list = json.array?.compactMap(\.integer) else {
      throw unexpected(key, "a list of integers", json)
    }
    return list
  }
  package func dtype(_ key: String = "dtype") throws -> DType? {
    guard let name = fields[key]?.string else { return nil }
    guard let dtype = DType(rawValue: name) else {
      throw unexpected(key, "a dtype such as f32", .string(name))
    }
    return dtype
  }
}
