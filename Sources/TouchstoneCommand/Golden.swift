import ArgumentParser
import ArrayFiles
import ConformanceKit
import Foundation
import KerasConformance

/// `touchstone golden`, which `tools/golden` calls.
struct Golden: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes what is generated: Keras's cases, and results as the reference has them.",
    shouldDisplay: false)

  @Flag(help: "Writes nothing; fails if anything would change.")
  var check = false

  @Option(help: "The folder with SPEC.md and Conformance. (default: found from here upward)")
  var root: String?

  func run() throws {
    let repository =
      try root.map { Repository(URL(fileURLWithPath: $0)) } ?? Repository.find()
    let goldens = repository.goldens
    var changed: [String] = []
    let files = try repository.caseFiles()
    for file in files {
      let arrays = try Goldens.compute(file.cases)
      if goldens.holds(arrays, for: file.heading) { continue }
      changed.append(file.heading)
      if check { continue }
      let url = goldens.url(for: file.heading)
      if arrays.isEmpty {
        try FileManager.default.removeItem(at: url)
      } else {
        try FileManager.default.createDirectory(
          at: goldens.folder, withIntermediateDirectories: true)
        try ArrayFile.write(arrays, to: url.path)
      }
    }
    changed += try KerasGoldens(repository).update(check: check)
    let headings = Set(files.map(\.heading)).union(KerasGoldens.headings)
    let known = Set(headings.map { goldens.url(for: $0).lastPathComponent })
    let present = (try? FileManager.default.contentsOfDirectory(atPath: goldens.folder.path)) ?? []
    for name in present.sorted() where name.hasSuffix(".safetensors") && !known.contains(name) {
      changed.append(name)
      if !check { try FileManager.default.removeItem(at: goldens.folder.appending(path: name)) }
    }
    if changed.isEmpty {
      Terminal.print("goldens are up to date")
    } else if check {
      Terminal.print("goldens would change: \(changed.joined(separator: ", "))")
      throw ExitCode.failure
    } else {
      Terminal.print("goldens written: \(changed.joined(separator: ", "))")
    }
  }
}
