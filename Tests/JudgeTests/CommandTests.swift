import Foundation
import JSONValues
import Testing

@testable import ConformanceKit

@Suite struct CommandTests {
  private func judge(_ arguments: String...) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: judgePath)
    process.arguments = arguments
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(code: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }
  private let exec =
    "python3 '\(root.appending(path: "Conformance/templates/exec/backend.py").path)'"

  @Test func `the judge links none of the libraries of backends`() throws {
    let libraries = try run("ldd", judgePath).output.lowercased()
    #expect(libraries.contains("libc.so"))
    for name in ["openblas", "lapack", "hdf5", "llvm", "mpi.", "libmpi", "png"] {
      #expect(!libraries.contains(name), "\(libraries)")
    }
  }

  @Test(.enabled(if: isPresent("python3"), "needs Python"))
  func `it needs the command and the folders of cases and results alone`() throws {
    try withTemporaryFolder { folder in
      for name in ["Conformance", "Golden"] {
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: name), withDestinationURL: root.appending(path: name))
      }
      let files = ["r.jsonl", "r.xml", "b.svg", "w.json"].map { folder.appending(path: $0).path }
      let outcome = try judge(
        "verify", "--exec", exec, "--root", folder.path, "--only", "operations/add/*", "--json",
        files[0], "--junit", files[1], "--badge", files[2], "--write-waivers", files[3], "--html",
        folder.appending(path: "page").path)
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(outcome.output.contains("SPEC.md is not there"))
      for file in files + [folder.appending(path: "page/index.html").path] {
        #expect(FileManager.default.fileExists(atPath: file))
      }
      // A run that is whole has nothing left to do, and one of other settings is not gone on with.
      let again = try judge(
        "verify", "--exec", exec, "--root", folder.path, "--only", "operations/add/*", "--resume",
        files[0])
      #expect(again.code == 0, "\(again.output)")
      let other = try judge(
        "verify", "--exec", exec, "--root", folder.path, "--only", "operations/add/*", "--seed",
        "4", "--resume", files[0])
      #expect(other.code == 2)
      #expect(other.output.contains("is the report of another run"))
    }
  }

  @Test func `exit codes are as its help says`() throws {
    let place = root.path
    for (arguments, code) in [
      (["verify", "--backend", "nobody", "--root", place], Int32(64)),
      (["verify", "--shard", "3/2", "--root", place], 64),
      (["verify", "--exec", "false", "--root", place, "--only", "operations/add/*"], 2),
      (["verify", "--plugin", "/no/such.so", "--root", place], 64),
      (["verify", "--pjrt", "/no/such.so", "--root", place], 64),
      (["diff", "/no/such", "/no/such"], 2),
      (["repro", "operations/add/no such case", "--root", place], 64),
      (["explain", "add", "C1", "--root", place], 0),
      (["explain", "no", "such", "--root", place], 64),
    ] {
      let process = Process()
      process.executableURL = URL(filePath: judgePath)
      process.arguments = arguments
      (process.standardOutput, process.standardError) = (
        FileHandle.nullDevice, FileHandle.nullDevice
      )
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == code, "\(arguments)")
    }
  }

  @Test func `an interrupt leaves nothing running`() throws {
    try withTemporaryFolder { folder in
      let mark = folder.appending(path: "pid").path
      let hang =
        "echo $$ > '\(mark)'; read x; echo '{\"id\": 0, \"name\": \"sleeper\"}'; exec sleep 300"
      let process = Process()
      process.executableURL = URL(filePath: judgePath)
      process.arguments = [
        "verify", "--exec", hang, "--root", root.path, "--only", "operations/add/*", "--jobs", "1",
        "--timeout", "200",
      ]
      (process.standardOutput, process.standardError) = (
        FileHandle.nullDevice, FileHandle.nullDevice
      )
      try process.run()
      for _ in 0..<600 where !FileManager.default.fileExists(atPath: mark) { usleep(50_000) }
      usleep(300_000)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let text = try String(contentsOfFile: mark, encoding: .utf8)
      let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      for _ in 0..<100 where kill(child, 0) == 0 { usleep(20_000) }
      #expect(kill(child, 0) != 0)
    }
  }
}
