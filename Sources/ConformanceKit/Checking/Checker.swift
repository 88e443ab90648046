import Foundation
import Synchronization
import Touchstone

/// What running one part of a self-checking file on one backend showed.
public struct PartResult: Sendable {
  /// The file.
  public let file: String
  /// `file.mlir`, or `file.mlir#2` for the second of several parts.
  public let name: String
  /// The backend's name.
  public let backend: String
  /// What each check found, in the order they ran.
  public let outcomes: [CheckOutcome]
  /// The numbers of the checks that fail as written and pass by the true value (`TrueValue`).
  public let admitted: Set<Int>
  /// Why the part could not be read or run to its end.
  public let error: String?
  /// How long it took.
  public let duration: Duration
  /// What ran how often, on own kernels or borrowed.
  public let entries: [Profile.Key: Profile.Entry]

  /// A part passes when it ran to its end, checked something, and every check agreed.
  public var passed: Bool {
    error == nil && !outcomes.isEmpty && failedOutcomes.isEmpty
  }

  private var failedOutcomes: [CheckOutcome] {
    outcomes.enumerated().filter { !$1.passed && !admitted.contains($0) }.map(\.element)
  }

  /// What failed, a line each, without the part's name.
  var problems: [String] {
    var lines = failedOutcomes.map { "\($0.name): \($0.message)" }
    if let error { lines.append(String(error.prefix { !$0.isNewline })) }
    if lines.isEmpty, outcomes.isEmpty { lines.append("it checks nothing") }
    return lines
  }

  /// One line for each thing that failed.
  public var failures: [String] {
    // An error of the text names the file itself, with the line.
    problems.map { $0.hasPrefix("\(file):") ? "FAIL \($0)" : "FAIL \(name) \($0)" }
  }

  /// One line for each check that passed by the true value alone.
  public var notes: [String] {
    admitted.sorted().map {
      "NOTE \(name) \(outcomes[$0].name): agrees with the true value; the file's own is off: "
        + outcomes[$0].message
    }
  }
}

/// Runs files that check themselves, a few at a time.
public struct Checker: Sendable {
  /// The backends to run each part on.
  public let backends: [any Backend]
  /// How many parts run at once.
  public let workers: Int

  /// A checker with so many threads.
  public init(_ backends: [any Backend], workers: Int = 2) {
    self.backends = backends
    self.workers = max(1, workers)
  }

  /// The results for every part of `files`, in order; `progress` is told how many files are done.
  public func run(
    _ files: [String], progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) -> [PartResult] {
    parallelMap(files.count, workers: workers, progress: progress) { check(files[$0]) }
      .flatMap { $0 }
  }

  /// The results for every part of one file.
  public func check(_ file: String) -> [PartResult] {
    func failed(_ message: String) -> [PartResult] {
      backends.map {
        PartResult(
          file: file, name: file, backend: $0.name, outcomes: [], admitted: [], error: message,
          duration: .zero, entries: [:])
      }
    }
    let parts: [SourcePart]
    do {
      parts = SourceFiles.parts(
        of: try SourceFiles.read(file), file: SourceFiles.name(file))
    } catch { return failed((error as? CaseError)?.message ?? "\(error)") }
    if parts.isEmpty { return failed("there is no program in it") }
    return parts.flatMap(check)
  }

  /// The results for one part, read once and run on each backend.
  func check(_ part: SourcePart) -> [PartResult] {
    let program = Result {
      try Program(text: part.text, file: part.file, firstLine: part.firstLine)
    }
    return backends.map { run(part, program, on: $0) }
  }

  /// The numbers of the failed checks among `outcomes` that pass by the true value.
  private func admitted(
    _ outcomes: [CheckOutcome], _ program: Program, on backend: any Backend
  ) -> Set<Int> {
    let failed = outcomes.indices.filter { outcomes[$0].disagreement != nil }
    if failed.isEmpty { return [] }
    // The reference disagrees at least where its value is what the backend's is judged by.
    let reference = Outcomes()
    let isReference = backend.name == ReferenceBackend().name
    if !isReference {
      let executable = try? ReferenceBackend().compile(program)
      _ = try? executable?.run([], RunOptions(checks: reference))
    }
    let values = isReference ? outcomes : reference.list
    guard values.count == outcomes.count else { return [] }
    return Set(
      failed.filter { i in
        guard let disagreement = outcomes[i].disagreement else { return false }
        // Where the reference agrees as written, what is expected stands for the true value.
        let trueValue = values[i].disagreement?.actual ?? disagreement.expected
        return TrueValue.admits(disagreement, trueValue: trueValue, program: program)
      })
  }

  private func run(
    _ part: SourcePart, _ program: Result<Program, any Error>, on backend: any Backend
  ) -> PartResult {
    let outcomes = Outcomes()
    let profile = Profile()
    var message: String?
    var admitted: Set<Int> = []
    let start = ContinuousClock.now
    do {
      let program = try program.get()
      guard let main = program.main else {
        throw CaseError("it has no function @main, and not just one function")
      }
      guard main.block.parameters.isEmpty else {
        throw CaseError("@\(main.name) takes arguments; a program that checks itself takes none")
      }
      let executable = try backend.compile(program)
      _ = try executable.run([], RunOptions(profile: profile, checks: outcomes))
      admitted = self.admitted(outcomes.list, program, on: backend)
    } catch { message = "\(error)" }
    return PartResult(
      file: part.file, name: part.name, backend: backend.name, outcomes: outcomes.list,
      admitted: admitted, error: message, duration: ContinuousClock.now - start,
      entries: profile.entries)
  }
}

/// Collects the outcomes of checks in the order they come.
final class Outcomes: CheckSink {
  private let state = Mutex<[CheckOutcome]>([])
  var list: [CheckOutcome] { state.withLock { $0 } }
  func record(_ outcome: CheckOutcome) { state.withLock { $0.append(outcome) } }
}
