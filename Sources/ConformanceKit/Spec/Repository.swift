import Foundation

/// The folder with SPEC.md, Conformance and Golden.
public struct Repository: Sendable {
  /// The folder itself.
  public let root: URL

  /// The repository at `root`.
  public init(_ root: URL) { self.root = root }

  /// The nearest folder at or above the current one that holds cases; else where this was built.
  public static func find() throws -> Repository {
    var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    while true {
      if Repository(folder).isOne { return Repository(folder) }
      let above = folder.deletingLastPathComponent()
      if above.path == folder.path { break }
      folder = above
    }
    var built = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { built.deleteLastPathComponent() }
    guard Repository(built).isOne else {
      throw CaseError("found no Conformance/operations here or in a folder above; use --root")
    }
    return Repository(built)
  }

  private var isOne: Bool { FileManager.default.fileExists(atPath: cases.path) }

  /// The folder of case files.
  public var cases: URL { root.appending(path: "Conformance/operations") }
  /// The stored results.
  public var goldens: Goldens { Goldens(root.appending(path: "Golden")) }

  /// Every case file, read.
  public func caseFiles() throws -> [CaseFile] {
    try CaseFile.files(in: cases).map { try CaseFile($0) }
  }

  /// The specification.
  public func specification() throws -> Specification {
    let file = root.appending(path: "SPEC.md")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw CaseError("there is no SPEC.md", place: root.path)
    }
    return Specification(text, file: "SPEC.md")
  }
}
