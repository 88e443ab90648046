import Foundation
import Touchstone

/// Everything there is to run: own cases, the examples of SPEC.md, and files that check themselves.
public struct Suite: Sendable {
  /// Where cases, goldens and the specification are.
  public let repository: Repository
  /// The backends judged.
  public let backends: [any Backend]
  /// How many files run at once.
  public let workers: Int

  /// The suite of `repository` for `backends`.
  public init(_ repository: Repository, _ backends: [any Backend], workers: Int = 2) {
    self.repository = repository
    self.backends = backends
    self.workers = workers
  }

  /// The verdicts on every case, in the order of the files.
  public func cases(
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Verdict] {
    let urls = try CaseFile.files(in: repository.cases)
    let judge = Judge(backends, goldens: repository.goldens)
    return parallelMap(urls.count, workers: workers, progress: { progress($0, urls.count) }) { i in
      let url = urls[i]
      do {
        return try CaseFile(url).cases.flatMap(judge.verdicts)
      } catch {
        let heading = url.deletingPathExtension().lastPathComponent
        return self.backends.map {
          Verdict(
            area: Headings.area(of: heading), heading: heading, name: "the file",
            backend: $0.name, status: .harnessError, detail: "\(error)", own: [], borrowed: [])
        }
      }
    }.flatMap { $0 }
  }

  /// The verdicts on the examples of the specification.
  public func examples() throws -> [Verdict] {
    let checker = Checker(backends, workers: workers)
    let sections = try repository.specification().sections
    return parallelMap(sections.count, workers: workers) { i in
      let section = sections[i]
      return section.examples.flatMap { example in
        let part = SourcePart(
          file: section.file, number: nil, text: example.text, firstLine: example.line)
        // An operation without results, such as one on tokens, leaves nothing to check.
        return checker.check(part).map {
          Verdict(
            $0, area: "SPEC.md examples", heading: section.heading, name: "the example",
            passed: $0.passed || $0.error == nil && $0.outcomes.isEmpty)
        }
      }
    }.flatMap { $0 }
  }

  /// The verdicts on the self-checking files in `folder`; each folder in it is an area.
  public func files(
    in folder: String,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Verdict] {
    let files = try SourceFiles.find([folder])
    guard !files.isEmpty else { throw CaseError("there is no .mlir file in it", place: folder) }
    let top = folder.hasSuffix("/") ? folder : folder + "/"
    return Checker(backends, workers: workers)
      .run(files, progress: { progress($0, files.count) })
      .map { result in
        let inside = result.file.hasPrefix(top) ? result.file.dropFirst(top.count) : ""
        let group = inside.contains("/") ? inside.prefix { $0 != "/" } : "files"
        return Verdict(
          result, area: "StableHLO \(group)", heading: result.name, name: "",
          passed: result.passed)
      }
  }
}

extension Verdict {
  /// The verdict that a self-checking program's result is.
  init(_ result: PartResult, area: String, heading: String, name: String, passed: Bool) {
    self.init(
      area: area, heading: heading, name: name, backend: result.backend,
      status: passed ? .pass : .fail,
      detail: passed ? "" : result.problems.joined(separator: "; "),
      own: result.entries.operations(isOwn: true),
      borrowed: result.entries.operations(isOwn: false))
  }
}

/// Verdicts counted by area and backend.
public struct Summary: Sendable {
  /// Areas, in the order they came.
  public private(set) var areas: [String] = []
  private var passed: [String: Int] = [:]
  private var total: [String: Int] = [:]
  private var own: [String: Set<String>] = [:]
  private var borrowed: [String: Set<String>] = [:]
  /// How many verdicts passed.
  public private(set) var passedCount = 0
  /// How many failed.
  public private(set) var failedCount = 0
  /// How many failed, and are put up with.
  public private(set) var waivedCount = 0
  /// Those that failed.
  public private(set) var failures: [Verdict] = []

  /// Nothing counted yet.
  public init() {}

  /// Counts `verdicts`; those a backend is allowed not to support count on neither side.
  public mutating func add(_ verdicts: [Verdict]) {
    for verdict in verdicts {
      if !areas.contains(verdict.area) { areas.append(verdict.area) }
      let key = "\(verdict.area)/\(verdict.backend)"
      own[verdict.backend, default: []].formUnion(verdict.own)
      borrowed[verdict.backend, default: []].formUnion(verdict.borrowed)
      total[key, default: 0] += 1
      if verdict.status.isFailure {
        failedCount += 1
        failures.append(verdict)
      } else if verdict.status == .pass {
        passedCount += 1
        passed[key, default: 0] += 1
      } else if verdict.status == .waived {
        waivedCount += 1
      }
    }
  }

  /// `passed/total` of one area on one backend.
  public func cell(_ area: String, _ backend: String) -> String {
    let key = "\(area)/\(backend)"
    guard let count = total[key] else { return "-" }
    return "\(passed[key] ?? 0)/\(count)"
  }

  /// The operations that `backend` ran on the reference's meaning: always, or for some types.
  ///
  /// The reference itself borrows from nobody.
  public func borrowedOperations(_ backend: String) -> (always: [String], sometimes: [String]) {
    if backend == ReferenceBackend().name { return ([], []) }
    let own = own[backend] ?? []
    let borrowed = borrowed[backend] ?? []
    return (borrowed.subtracting(own).sorted(), borrowed.intersection(own).sorted())
  }
}
