import AllBackends
import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone ops`
struct Operations: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ops", abstract: "Lists the operations, or says what one of them is.",
    discussion: """
      Promise, derivative and kernels are those of the applications in Conformance; the type rule \
      is SPEC.md's section. Run it inside the repository to see them.
      """)

  @Argument(help: "An operation, with or without its dialect: add, chlo.erf.")
  var name: String?

  func run() throws {
    Choice.registerBackends()
    let repository = try? Repository.find()
    if let name {
      try describe(name, repository)
    } else {
      list(repository)
    }
  }

  private func sample(_ heading: String, _ repository: Repository?) -> Sample? {
    guard let url = repository?.cases.appending(path: "\(heading).json"),
      let file = try? CaseFile(url)
    else { return nil }
    return Sample(file)
  }

  private func list(_ repository: Repository?) {
    let backends = Backends.available.filter { $0.name != "reference" }
    for area in Primitives.areas {
      Terminal.print("\(area.name)")
      var rows = [["  operation", "promise", "derivative"] + backends.map(\.name)]
      for name in Headings.names(of: area) {
        let sample = sample(Headings.heading(of: name), repository)
        rows.append(
          [
            "  \(name)", sample?.promiseText ?? "-", short(sample?.derivativeText ?? "-"),
          ] + backends.map { sample?.ownKernels(on: $0) ?? "-" })
      }
      for line in table(rows) { Terminal.print(line) }
    }
  }

  /// A cell of the list; `touchstone ops NAME` has the whole.
  private func short(_ text: String) -> String { text.count > 24 ? text.prefix(23) + "…" : text }

  private func describe(_ name: String, _ repository: Repository?) throws {
    let names = Primitives.names.filter { $0 == name || Headings.heading(of: $0) == name }
    guard let full = names.first else {
      let close = Primitives.names(near: name)
      let hint = close.isEmpty ? "" : "; did you mean \(close.joined(separator: ", "))?"
      throw ValidationError("there is no operation '\(name)'\(hint)")
    }
    let heading = Headings.heading(of: full)
    Terminal.print("\(names.joined(separator: ", ")) (\(Headings.area(of: heading)))\n")
    if let section = (try? repository?.specification())?.section(heading) {
      Terminal.print(section.text)
    }
    if let sample = sample(heading, repository) {
      Terminal.print("derivative: \(sample.derivativeText)")
      for backend in Backends.available where backend.name != "reference" {
        Terminal.print("kernels on \(backend.name): \(sample.ownKernels(on: backend))")
      }
    }
  }
}
