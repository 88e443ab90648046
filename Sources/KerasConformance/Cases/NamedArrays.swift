import ArrayFiles
import Synchronization

/// The arrays of a case by name.
public struct NamedArrays: Sendable {
  /// Where they come from, for messages.
  public let path: String
  /// The arrays in order; whoever takes them all has used them all.
  public var list: [(name: String, value: Tensor)] {
    uses.names.withLock { $0.formUnion(all.map(\.name)) }
    return all
  }
  private let all: [(name: String, value: Tensor)]
  private let byName: [String: Tensor]
  private let uses = Uses()

  /// The names that were asked for; copies share them.
  private final class Uses: Sendable {
    let names = Mutex<Set<String>>([])
  }

  /// These arrays, which `path` has.
  public init(_ list: [(name: String, value: Tensor)], path: String) {
    self.path = path
    all = list
    byName = Dictionary(list.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Those of the file at `path`; none where it is `nil`.
  public init(_ path: String?) throws {
    // NumPy has no bfloat16: `x:bf16` holds its bits.
    let list = try (path.map { try ArrayFile.read($0) } ?? []).map { entry in
      guard entry.name.hasSuffix(":bf16"), entry.value.dtype == .ui16 else {
        return (entry.name, Tensor(entry.value))
      }
      return (
        String(entry.name.dropLast(5)),
        Tensor(entry.value.reinterpreted(as: TensorType(.bf16, entry.value.shape)))
      )
    }
    self.init(list.map { ($0.0, $0.1) }, path: path ?? "(no file was given)")
  }

  /// Those that a JSON object holds as literals: `{"arg0": "f32[2] 1 2"}`; none for null, nor for a
  /// list, as recorded cases have it, which describes arrays that lie elsewhere.
  public init(_ json: JSON, path: String) throws {
    guard !json.isNull, json.array == nil else {
      self.init([], path: path)
      return
    }
    guard let fields = json.object else {
      throw ConfigError("\(path) must be an object of literals by name, got \(json.kind)")
    }
    var list: [(name: String, value: Tensor)] = []
    for (name, value) in fields.fields {
      guard let text = value.string else {
        throw ConfigError("'\(name)' of \(path) must be a literal such as 'f32[2] 1 2'")
      }
      do { list.append((name, Tensor(try Literal.parse(text)))) } catch {
        throw ConfigError("'\(name)' of \(path): \(error)")
      }
    }
    self.init(list, path: path)
  }

  /// The arrays as literals by name.
  func json() throws -> JSON {
    .object(JSONObject(try all.map { ($0.name, .string(Literal.text(try $0.value.host()))) }))
  }

  /// The array of this name; `nil` if there is none.
  public subscript(_ name: String) -> Tensor? {
    uses.names.withLock { _ = $0.insert(name) }
    return byName[name]
  }

  /// Those whose names begin with `prefix`.
  func beginning(with prefix: String) -> [(name: String, value: Tensor)] {
    let found = all.filter { $0.name.hasPrefix(prefix) }
    uses.names.withLock { $0.formUnion(found.map(\.name)) }
    return found
  }

  /// Throws where an array has not been asked for by anyone: its name is no role of the object.
  public func refuseUnused(of owner: String) throws {
    let used = uses.names.withLock { $0 }
    guard let name = all.map(\.name).first(where: { !used.contains($0) }) else { return }
    let roles = used.sorted().prefix(12).joined(separator: ", ")
    throw ConfigError("\(path): \(owner) takes no array '\(name)'; looked for were \(roles)")
  }

  /// The array of this name, which must be there.
  public func require(_ name: String) throws -> Tensor {
    guard let value = self[name] else {
      throw ConfigError(
        "\(path) has no array '\(name)'; it has \(all.map(\.name).joined(separator: ", "))")
    }
    return value
  }

  /// `prefix0`, `prefix1`, … as far as they go.
  public func numbered(_ prefix: String) -> [Tensor] {
    var result: [Tensor] = []
    while let next = self["\(prefix)\(result.count)"] { result.append(next) }
    return result
  }

  /// These arrays, those of `other` in place of those of the same name.
  public func merging(_ other: NamedArrays) -> NamedArrays {
    if other.all.isEmpty { return self }
    if all.isEmpty { return other }
    return NamedArrays(all.filter { other.byName[$0.name] == nil } + other.all, path: other.path)
  }
}
