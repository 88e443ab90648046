import Foundation
import JSONValues
import Synchronization

/// How a backend's process is started.
public struct Launch: Sendable, Hashable {
  /// The program and its arguments.
  public let command: [String]
  /// How many seconds a request may take.
  public var timeout: Double
  /// How many seconds the first answer may take: a plugin's libraries are loaded before it.
  public var startTimeout: Double { max(60, timeout) }

  /// This program, as a worker with these options.
  public static func worker(_ options: [String], timeout: Double = 10) -> Launch {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return Launch(
      command: [own ?? CommandLine.arguments[0], "verify-worker"] + options, timeout: timeout)
  }

  /// A command line that the shell reads, speaking the protocol.
  public static func shell(_ line: String, timeout: Double = 10) -> Launch {
    Launch(command: ["/bin/sh", "-c", line], timeout: timeout)
  }

  /// `command`, a path and arguments.
  public init(command: [String], timeout: Double = 10) {
    (self.command, self.timeout) = (command, timeout)
  }
}

/// What a backend's process says of itself when it is greeted.
public struct Greeting: Sendable {
  /// The backend's name.
  public let name: String
  /// Its version; empty if it has none.
  public let version: String
  /// Whether it takes programs as text, and not as a walk of equations.
  public let takesText: Bool
  /// What it does not support, as far as it says so.
  public let capabilities: Capabilities

  init(_ json: JSON) throws {
    guard let name = json["name"]?.string, !name.isEmpty else {
      throw WireError("the first answer must have a 'name', got \(json.text().prefix(200))")
    }
    self.name = name
    version = json["version"]?.string ?? ""
    switch json["programs"]?.string ?? "text" {
    case "text": takesText = true
    case "equations": takesText = false
    case let other: throw WireError("'programs' must be text or equations, got '\(other)'")
    }
    capabilities = try json["capabilities"].map { try Capabilities($0) } ?? Capabilities()
  }
}

/// A backend's process, started anew after each end, and the requests to it, one at a time.
final class Connection: Sendable {
  let launch: Launch
  private struct State {
    var child: ChildProcess?
    var greeting: Greeting?
    var number = 0
    /// How many processes there have been.
    var generation = 0
    /// Executables nobody holds any more.
    var released: [Int] = []
  }
  private let state = Mutex(State())

  init(_ launch: Launch) { self.launch = launch }

  /// How many processes there have been; executables belong to one.
  var generation: Int { state.withLock { $0.generation } }
  /// The process's number, if it runs.
  var pid: pid_t? { state.withLock { $0.child?.pid } }

  /// What the process says of itself; starts it if it does not run.
  func greeting() throws -> Greeting {
    try state.withLock { state in try greeting(&state) }
  }

  private func greeting(_ state: inout State) throws -> Greeting {
    if state.child != nil, let greeting = state.greeting { return greeting }
    let child = try ChildProcess(launch.command)
    state.generation += 1
    state.released = []
    do {
      let hello: JSONObject = ["id": 0, "request": "hello", "protocol": .integer(Wire.version)]
      let answer = try Self.exchange(
        hello, with: child, timeout: launch.startTimeout, limit: 1 << 24)
      let greeting = try Greeting(answer)
      (state.child, state.greeting) = (child, greeting)
      return greeting
    } catch {
      let words = child.lastWords
      throw ChildFailure.start("\(error)" + (words.isEmpty ? "" : "; it said: \(words)"))
    }
  }

  /// The answer to `fields`, a request, of no more than `limit` bytes.
  ///
  /// After any failure the process is gone, and the next request starts another.
  func request(_ fields: JSONObject, limit: Int) throws -> (answer: JSON, generation: Int) {
    try state.withLock { state in
      _ = try greeting(&state)
      guard let child = state.child else { throw ChildFailure.crash("it is not there") }
      do {
        while let executable = state.released.popLast() {
          state.number += 1
          _ = try Self.exchange(
            [
              "id": .integer(state.number), "request": "release",
              "executable": .integer(executable),
            ], with: child, timeout: launch.timeout, limit: 1 << 16)
        }
        state.number += 1
        var fields = fields
        fields["id"] = .integer(state.number)
        child.trimErrors()
        let answer = try Self.exchange(
          fields, with: child, timeout: launch.timeout, limit: limit)
        return (answer, state.generation)
      } catch {
        state.child = nil
        throw error
      }
    }
  }

  /// Notes that nobody holds `executable` of the process `generation` any more.
  func release(_ executable: Int, _ generation: Int) {
    state.withLock { if $0.generation == generation { $0.released.append(executable) } }
  }

  /// Ends the process.
  func end() { state.withLock { $0.child = nil } }

  private static func exchange(
    _ fields: JSONObject, with child: ChildProcess, timeout: Double, limit: Int
  ) throws -> JSON {
    let deadline = ContinuousClock.now + .seconds(timeout)
    try child.write(Array((JSON.object(fields).text() + "\n").utf8), until: deadline)
    let line = try child.readLine(until: deadline, limit: limit)
    let answer: JSON
    do { answer = try JSON(utf8: line) } catch {
      let start = String(decoding: line.prefix(120), as: UTF8.self)
      throw ChildFailure.nonsense("expected a line of JSON, got '\(start)'")
    }
    guard answer["id"] == fields["id"] else {
      throw ChildFailure.nonsense(
        "expected the answer to request \(fields["id"]?.text() ?? ""), got that to "
          + "\(answer["id"]?.text() ?? "none")")
    }
    return answer
  }
}
