import ArrayFiles
import Foundation

/// Keras's part of what is generated: the case files under `Conformance/keras`, and their results
/// under `Golden`.
public struct KerasGoldens: Sendable {
  private let repository: Repository

  /// Those of `repository`.
  public init(_ repository: Repository) { self.repository = repository }

  /// The folder of case files.
  var folder: URL { repository.root.appending(path: "Conformance/keras") }

  /// The case files in the folder, in alphabetical order.
  package func files() throws -> [KerasCaseFile] {
    try CaseFile.files(in: folder).map { try KerasCaseFile($0) }
  }

  /// The stored results of `file`, by case, mode and name.
  package func stored(_ file: KerasCaseFile) throws -> StoredResults {
    let path = repository.goldens.url(for: file.heading).path
    guard FileManager.default.fileExists(atPath: path) else { return StoredResults([]) }
    return StoredResults(try ArrayFile.read(path))
  }

  /// The names of what would change; what is there is replaced unless `check`.
  public func update(check: Bool) throws -> [String] {
    let files = try KerasCases.files()
    var changed: [String] = []
    let texts = try files.map { try $0.text() }
    for (file, text) in zip(files, texts) {
      let url = folder.appending(path: "\(file.name).json")
      if (try? String(contentsOf: url, encoding: .utf8)) == text { continue }
      changed.append("keras/\(file.name).json")
      if check { continue }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let known = Set(files.map { "\($0.name).json" })
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in present.sorted() where name.hasSuffix(".json") && !known.contains(name) {
      changed.append("keras/\(name)")
      if !check { try FileManager.default.removeItem(at: folder.appending(path: name)) }
    }
    // What is computed is what the files say, and not what the recipes say.
    for (file, text) in zip(files, texts) {
      let read = KerasCaseFile(
        file.name, try KerasCaseFile.cases(JSON(text: text), place: "\(file.name).json"))
      let arrays = try Self.compute(read)
      if repository.goldens.holds(arrays, for: file.heading) { continue }
      changed.append(file.heading)
      if check { continue }
      try ArrayFile.write(arrays, to: repository.goldens.url(for: file.heading).path)
    }
    return changed
  }

  /// The names of the files of results that are Keras's.
  public static let headings: Set<String> = Set(KerasCases.sources.map { "keras-\($0.name)" })

  /// The results of every case of `file` on the reference, under the names they are stored by.
  static func compute(_ file: KerasCaseFile) throws -> [NamedTensor] {
    let lists = parallelMap(file.cases.count, workers: 2) { i in
      Result { () throws -> [NamedTensor] in
        let one = file.cases[i]
        return try one.modes.flatMap { mode in
          do {
            let (results, names) = try one.computed(mode, on: ReferenceBackend(), nil)
            return zip(names, results).map {
              (StoredResults.key(one, mode, $0), $1)
            }
          } catch {
            throw CaseError("\(error)", place: "\(file.name).json: \(one.name), \(mode.rawValue)")
          }
        }
      }
    }
    return try lists.flatMap { try $0.get() }
  }
}

/// Stored results by name.
package struct StoredResults: Sendable {
  private let byName: [String: HostTensor]

  init(_ arrays: [NamedTensor]) {
    byName = Dictionary(arrays.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The name under which one result is stored.
  static func key(_ one: KerasCase, _ mode: KerasMode, _ name: String) -> String {
    "\(one.name)/\(mode.rawValue)/\(name)"
  }

  /// The results of these names; `nil` unless all are there.
  func results(_ one: KerasCase, _ mode: KerasMode, _ names: [String]) -> [HostTensor]? {
    let found = names.compactMap { byName[Self.key(one, mode, $0)] }
    return found.count == names.count ? found : nil
  }
}
