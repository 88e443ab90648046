import ArgumentParser
import Foundation

/// The public declarations of Swift sources, by the names of the types around them: `Model.save`.
///
/// Reads what the formatter leaves: one declaration on a line, indented by the types around it.
struct Declarations {
  private var paths: Set<String> = []

  /// How many there are.
  var count: Int { paths.count }
  /// Whether there is one of this path.
  func contains(_ path: String) -> Bool { paths.contains(path) }

  /// The declarations of all sources below `folder`; throws if there is none.
  init(of folder: URL) throws {
    for file in (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    where file.hasSuffix(".swift") {
      read(try String(contentsOf: folder.appending(path: file), encoding: .utf8))
    }
    guard !paths.isEmpty else {
      throw ValidationError(
        "there are no Swift sources in '\(folder.path)'; run this in a checkout, or name them by "
          + "--sources")
    }
  }

  /// The declarations of `text`.
  init(text: String) { read(text) }

  private static let types: Set<Substring> = [
    "class", "struct", "enum", "protocol", "extension", "actor",
  ]
  private static let others: Set<Substring> = ["func", "let", "var", "typealias"]
  private static let access: Set<Substring> = ["public", "open"]
  private static let modifiers: Set<Substring> = [
    "public", "open", "package", "internal", "private", "fileprivate", "final", "static",
    "override",
    "convenience", "indirect", "lazy", "weak", "mutating", "nonmutating", "nonisolated",
  ]

  private mutating func read(_ text: String) {
    var around: [(indent: Int, path: String)] = []
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      let words = line.split(separator: " ")
      var rest = words.drop { word in
        // Attributes, and modifiers such as `private(set)`.
        word.hasPrefix("@") || Self.modifiers.contains(word.prefix { $0 != "(" })
      }
      // `class func`: here `class` is a modifier.
      if rest.first == "class", let next = rest.dropFirst().first,
        Self.others.contains(next) || Self.modifiers.contains(next)
      {
        rest = rest.dropFirst().drop { Self.modifiers.contains($0) }
      }
      guard let kind = rest.first, let word = rest.dropFirst().first,
        Self.types.contains(kind) || Self.others.contains(kind)
      else { continue }
      let name = word.drop { $0 == "`" }.prefix {
        $0.isLetter || $0.isNumber || $0 == "_" || kind == "extension" && $0 == "."
      }
      guard !name.isEmpty else { continue }
      while let last = around.last, last.indent >= indent { around.removeLast() }
      let path = (around.last.map { $0.path + "." } ?? "") + name
      if Self.types.contains(kind) { around.append((indent, path)) }
      if kind != "extension",
        words.prefix(words.count - rest.count).contains(where: Self.access.contains)
      {
        paths.insert(path)
      }
    }
  }
}
