import ConformanceKit
import Foundation
import Testing
import Touchstone

@Suite(.enabled(if: isPresent("cc"), "needs a C compiler")) struct PluginTests {
  /// The records of additions, multiplications and negations of f32, `most` of them for each seed.
  private func records(
    _ launch: Launch, seeds: Range<UInt64> = 0..<1, jobs: Int = 2, most: Int = .max
  ) throws -> [Record] {
    let items = try seeds.flatMap { seed in
      try Item.operations(repository, seed: seed, headings: ["add", "multiply", "negate"]).filter {
        $0.dtype == "f32"
      }.prefix(most)
    }
    try #require(items.count >= seeds.count * 5)
    let runner = try Runner(Target(launch), jobs: jobs)
    defer { runner.end() }
    return runner.run(items)
  }

  /// The launch of the faulty plugin, through a shell that sets its fault.
  private func faulty(
    _ fault: String, oneIn: Int, in folder: URL, timeout: Double = 20
  ) throws -> Launch {
    let path = try plugin(fixtures.appending(path: "faulty.c"), in: folder)
    return .shell(
      "FAULT=\(fault) ONE_IN=\(oneIn) exec '\(judgePath)' verify-worker --plugin '\(path)'",
      timeout: timeout)
  }

  @Test func `the template passes what it declares, and is asked nothing else`() throws {
    try withTemporaryFolder { folder in
      let records = try records(worker("--plugin", plugin(toy, in: folder)))
      #expect(records.allSatisfy { !$0.status.isFailure }, "\(records.map(\.line))")
      #expect(records.contains { $0.status == .pass && $0.isReached })
      // The derivatives of some operations take no operation at all.
      for record in records where record.isReached && !record.operations.isEmpty {
        #expect(record.own.contains { $0.hasPrefix("stablehlo.") }, "\(record.line)")
      }
    }
  }

  @Test func `what is not declared and refused fails`() throws {
    try withTemporaryFolder { folder in
      let path = try plugin(toy, in: folder)
      let backend = try RemoteBackend(worker("--plugin", path))
      #expect(backend.name == "toy")
      #expect(backend.version == "1")
      let undeclared = folder.appending(path: "undeclared.c")
      try "#define touchstone_plugin toy_plugin\n#include \"toy.c\"\n#undef touchstone_plugin\n"
        .appending("const TouchstonePlugin *touchstone_plugin(void) {\n")
        .appending(
          "  static TouchstonePlugin p; p = *toy_plugin(); p.capabilities = NULL; return &p; }\n"
        )
        .write(to: undeclared, atomically: true, encoding: .utf8)
      let runner = try Runner(Target(worker("--plugin", plugin(undeclared, in: folder))), jobs: 1)
      defer { runner.end() }
      let items = try Item.operations(repository, headings: ["subtract"]).filter {
        $0.dtype == "f32"
      }
      let record = try #require(runner.run(items).first { $0.isReached })
      #expect(record.status == .fail)
      #expect(record.detail.hasPrefix("refused, though nothing declares it"), "\(record.detail)")
      #expect(record.detail.contains("stablehlo.subtract is not supported"))
    }
  }

  @Test(arguments: [
    ("crash", Verdict.Status.crash, "signal 11"), ("abort", .crash, "signal 6"),
    ("exit", .crash, "exit code 3"), ("hang", .timeout, "no answer in time"),
    ("spin", .timeout, "no answer in time"), ("garbage", .fail, "elements differ"),
    ("overrun", .fail, "wrote past the end"), ("argument", .fail, "was changed"),
  ])
  func `each fault is the verdict on its case`(
    _ fault: String, _ status: Verdict.Status, _ words: String
  ) throws {
    try withTemporaryFolder { folder in
      let launch = try faulty(fault, oneIn: 1, in: folder, timeout: 1)
      // Each of those that hang costs the time that is allowed.
      let reached = try records(launch, jobs: 1, most: 6).filter(\.isReached)
      try #require(!reached.isEmpty)
      for record in reached where !record.name.contains("empty") {
        #expect(record.status == status, "\(record.line)")
        #expect(record.detail.contains(words), "\(record.line)")
      }
      #expect(commandLines(with: folder.path).isEmpty)
    }
  }

  @Test func `what a plugin prints does not get in the way`() throws {
    try withTemporaryFolder { folder in
      let records = try records(faulty("print", oneIn: 1, in: folder))
      #expect(records.allSatisfy { !$0.status.isFailure }, "\(records.map(\.line))")
    }
  }

  @Test(arguments: ["crash", "hang", "garbage"])
  func `with a fault now and then every case has its verdict, and others keep theirs`(
    _ fault: String
  ) throws {
    try withTemporaryFolder { folder in
      let oneIn = fault == "hang" ? 200 : 20
      let records = try records(
        faulty(fault, oneIn: oneIn, in: folder, timeout: 1), seeds: 0..<30, most: 8)
      let seen = Set(records.map(\.status))
      let expected: Set<Verdict.Status> =
        fault == "crash"
        ? [.crash] : fault == "hang" ? [.timeout] : [.fail, .nondeterministic]
      #expect(seen.subtracting(expected).isSubset(of: [.pass, .notSupported]))
      #expect(records.count { $0.status == .pass && $0.isReached } > 60)
      #expect(commandLines(with: folder.path).isEmpty)
    }
  }

  @Test func `a file that is no plugin is refused with a reason`() throws {
    try withTemporaryFolder { folder in
      let empty = folder.appending(path: "empty.c")
      try "int nothing;\n".write(to: empty, atomically: true, encoding: .utf8)
      for (path, words) in [
        (try plugin(empty, in: folder), "exports no function touchstone_plugin"),
        (empty.path, "cannot be loaded"),
      ] {
        let error = #expect(throws: ChildFailure.self) {
          try RemoteBackend(worker("--plugin", path))
        }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
    }
  }
}
