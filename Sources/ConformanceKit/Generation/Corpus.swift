import Foundation
import JSONValues
import Touchstone

/// Failures that generated programs found, kept as cases and tried for ever.
public struct Corpus: Sendable {
  private let folder: URL

  /// The corpus in `folder`.
  public init(_ folder: URL) { self.folder = folder }

  /// Writes a program with its arguments, and the reference's results, as a case; returns its path.
  ///
  /// The name is made of what the file holds, so that one failure found twice is one file.
  public func add(_ program: Program, _ operands: [HostTensor], note: String) throws -> String {
    let results = try GeneratedProgram.run(program, operands, on: ReferenceBackend())
    let text = program.text()
    let operations = program.main?.block.equations.map(\.operation).filter {
      $0.constantValue == nil
    }
    let names = (operations ?? []).prefix(3).map(\.name).joined(separator: "-")
    let literals = operands.map(Literal.text)
    let hash = Self.hash(([text] + literals).joined(separator: "\n"))
    let name = "\(names)-\(hash)"
    let one = JSON.object(
      JSONObject([
        ("name", .string(name)), ("note", .string(note)),
        ("program", .array(text.split(separator: "\n").map { .string(String($0)) })),
        ("operands", .array(literals.map { .string($0) })),
        ("results", .array(results.map { .string(Literal.text($0)) })),
      ]))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appending(path: "\(name).json")
    try (JSON.array([one]).text(indent: 2) + "\n").write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  /// FNV-1a of the text, in hexadecimal digits.
  private static func hash(_ text: String) -> String {
    let number = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(number, radix: 16)
  }

  /// The verdicts on all of it.
  public func verdicts(on backends: [any Backend]) throws -> [Verdict] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let judge = Judge(backends)
    return try CaseFile.files(in: folder).flatMap { try CaseFile($0).cases.flatMap(judge.verdicts) }
  }
}

extension Repository {
  /// Failures that generated programs found.
  public var corpus: Corpus { Corpus(root.appending(path: "Conformance/corpus")) }
}
