import Foundation
import JSONValues
import Touchstone

/// The other end of the protocol: a backend that answers requests, one line for each.
///
/// Specification: `conformance`.
public struct Worker {
  private let backend: any Backend
  private let capabilities: Capabilities
  private let version: String
  private var executables: [Int: any Executable] = [:]

  /// A worker for `backend`.
  public init(
    _ backend: any Backend, capabilities: Capabilities = Capabilities(), version: String = ""
  ) {
    (self.backend, self.capabilities, self.version) = (backend, capabilities, version)
  }

  /// Answers what comes on standard input until that ends.
  ///
  /// What anything else prints on standard output goes to standard error. Where the parent is gone, so
  /// is this process, even while a backend hangs.
  public static func serve(_ make: () throws -> Worker) throws {
    let answers = dup(1)
    dup2(2, 1)
    let parent = getppid()
    let watch = Thread {
      while getppid() == parent { sleep(1) }
      _exit(0)
    }
    watch.start()
    var worker = try make()
    let output = FileHandle(fileDescriptor: answers)
    while let line = readLine() {
      var answer = worker.answer(line).text()
      answer += "\n"
      try output.write(contentsOf: Data(answer.utf8))
    }
  }

  /// The answer to one line.
  package mutating func answer(_ line: String) -> JSON {
    let request: JSON
    do { request = try JSON(text: line) } catch {
      return ["id": nil, "error": ["kind": "failed", "message": "not a line of JSON: \(error)"]]
    }
    var fields: JSONObject = ["id": request["id"] ?? .null]
    do { fields = fields.merging(try answer(request)) } catch {
      fields["error"] = Self.json(error, compiling: request["request"]?.string == "compile")
    }
    return .object(fields)
  }

  private mutating func answer(_ request: JSON) throws -> JSONObject {
    switch request["request"]?.string {
    case "hello":
      return [
        "name": .string(backend.name), "version": .string(version), "programs": "text",
        "capabilities": capabilities.json,
      ]
    case "compile":
      guard let number = request["executable"]?.integer, let text = request["text"]?.string else {
        throw WireError("'compile' needs 'executable', a number, and 'text'")
      }
      executables[number] = try backend.compile(Program(text: text))
      return [:]
    case "execute":
      guard let number = request["executable"]?.integer, let executable = executables[number] else {
        throw WireError("'execute' needs the number of an executable that was compiled")
      }
      var arguments: [any Buffer] = []
      for item in request["arguments"]?.array ?? [] { arguments.append(try Wire.tensor(item)) }
      let profile = Profile()
      let results = try executable.run(arguments, Touchstone.RunOptions(profile: profile))
      var fields: JSONObject = ["results": .array(try results.map { Wire.json(try $0.host()) })]
      if !profile.entries.isEmpty {
        for (key, isOwn) in [("own", true), ("borrowed", false)] {
          let names = profile.operations(isOwn: isOwn).sorted()
          fields[key] = .array(names.map { .string($0) })
        }
      }
      return fields
    case "release":
      if let number = request["executable"]?.integer { executables[number] = nil }
      return [:]
    case let other:
      throw WireError(
        "'request' must be hello, compile, execute or release, got \(other ?? "nothing")")
    }
  }

  /// An error as the protocol has it: a program that is not compiled, and breaks no constraint, is
  /// not supported.
  private static func json(_ error: any Error, compiling: Bool) -> JSON {
    let violation = Prepared.violation(in: error)
    let clause = violation?.clause ?? ""
    let isFailure = error is WireError || error is PluginFailure || error is ProgramTextError
    let isRefusal = compiling && clause.isEmpty && !isFailure
    return [
      "kind": isRefusal ? "unsupported" : clause.isEmpty ? "failed" : "violation",
      "operation": .string(violation?.operation ?? ""), "clause": .string(clause),
      "message": .string(violation?.message ?? "\(error)"),
    ]
  }
}
