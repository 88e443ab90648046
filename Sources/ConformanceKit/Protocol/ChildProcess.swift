import Foundation
import Synchronization

/// A child process in a process group of its own, spoken to through pipes.
///
/// Neither a child that reads nothing nor one that writes nothing holds up its parent: both ways have
/// deadlines. The whole group is killed when the value goes away.
final class ChildProcess {
  /// The child's number, which is also its group's.
  let pid: pid_t
  private let input: Int32
  private let output: Int32
  /// Where what the child says on standard error is kept.
  private let errors: Int32
  private var pending: [UInt8] = []
  /// How far `pending` has been searched for the end of a line.
  private var searched = 0
  private var isEnded = false

  /// Starts `command`, a path and its arguments.
  init(_ command: [String]) throws(ChildFailure) {
    // One at a time, so that no child inherits another's pipes before they are marked.
    Self.writesFailQuietly
    Self.starting.lock()
    defer { Self.starting.unlock() }
    let toChild = try Self.pipe()
    let fromChild = try Self.pipe()
    let log = Self.temporaryFile()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    if log >= 0 { posix_spawn_file_actions_adddup2(&actions, log, 2) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the parent ignores, the child must not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0
    let status = posix_spawnp(
      &child, command[0], &actions, &attributes, &arguments, environ)
    close(toChild[0])
    close(fromChild[1])
    guard status == 0 else {
      for descriptor in [toChild[1], fromChild[0], log] where descriptor >= 0 { close(descriptor) }
      throw .start("'\(command[0])' cannot be started: \(String(cString: strerror(status)))")
    }
    (pid, input, output, errors) = (child, toChild[1], fromChild[0], log)
    ChildGroups.add(pid)
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    // Where memory runs out, the child shall go and not its parent.
    try? Data("1000".utf8).write(to: URL(fileURLWithPath: "/proc/\(pid)/oom_score_adj"))
  }

  deinit {
    _ = end()
    for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }
  }

  /// Writes `bytes` before `deadline`.
  func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(ChildFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(input, $0.baseAddress! + done, $0.count - done)
      }
      if count > 0 {
        done += count
      } else if count < 0 && errno == EAGAIN {
        guard wait(for: input, Int16(POLLOUT), until: deadline) else { throw .timeout }
      } else if !(count < 0 && errno == EINTR) {
        // It is gone, or will not listen; what it said before may tell why.
        return
      }
    }
  }

  /// The next line, without its end, before `deadline` and if it has no more than `limit` bytes.
  func readLine(
    until deadline: ContinuousClock.Instant, limit: Int
  ) throws(ChildFailure) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let place = pending[searched...].firstIndex(of: 10) {
        let line = Array(pending[..<place])
        pending.removeSubrange(...place)
        searched = 0
        return line
      }
      searched = pending.count
      guard pending.count <= limit else {
        throw .nonsense("an answer of more than \(limit) bytes came, and its line did not end")
      }
      let count = chunk.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
      if count > 0 {
        pending += chunk[..<count]
      } else if count == 0 {
        throw .crash(end())
      } else if errno == EAGAIN {
        guard wait(for: output, Int16(POLLIN), until: deadline) else { throw .timeout }
      } else if errno != EINTR {
        throw .crash(end())
      }
    }
  }

  private func wait(
    for descriptor: Int32, _ events: Int16, until deadline: ContinuousClock.Instant
  ) -> Bool {
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      if left <= 0 { return false }
      var request = pollfd(fd: descriptor, events: events, revents: 0)
      if poll(&request, 1, Int32(min(left.rounded(.up), 1e9))) > 0 { return true }
    }
  }

  /// Kills the group, and says how the child ended: by itself, if it did.
  func end() -> String {
    if isEnded { return "it had ended before" }
    isEnded = true
    var status: Int32 = 0
    // A child that died has closed its pipes a little before it can be waited for.
    var waited = waitpid(pid, &status, WNOHANG)
    for _ in 0..<50 where waited == 0 && isHungUp {
      usleep(2_000)
      waited = waitpid(pid, &status, WNOHANG)
    }
    let isKilled = waited == 0
    kill(-pid, SIGKILL)
    if isKilled { waitpid(pid, &status, 0) }
    ChildGroups.remove(pid)
    let signal = status & 0x7f
    let last = lastWords
    let words = last.isEmpty ? "" : "; it said: \(last)"
    if isKilled { return "it had to be killed\(words)" }
    if signal == 0 { return "it ended with exit code \(status >> 8 & 0xff)\(words)" }
    let name = strsignal(signal).map { String(cString: $0) } ?? ""
    let memory = signal == SIGKILL ? ", perhaps for want of memory" : ""
    return "signal \(signal) (\(name))\(memory) ended it\(words)"
  }

  private var isHungUp: Bool {
    var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0 && request.revents & Int16(POLLHUP) != 0
  }

  /// The end of what the child said on standard error.
  var lastWords: String {
    guard errors >= 0 else { return "" }
    let size = lseek(errors, 0, SEEK_END)
    let wanted = min(size, 600)
    guard wanted > 0 else { return "" }
    var bytes = [UInt8](repeating: 0, count: Int(wanted))
    let count = pread(errors, &bytes, bytes.count, size - wanted)
    guard count > 0 else { return "" }
    return String(decoding: bytes[..<count], as: UTF8.self)
      .split(whereSeparator: \.isNewline).suffix(3).joined(separator: " / ")
  }

  /// Forgets what was said on standard error, where that has become much.
  func trimErrors() {
    if errors >= 0, lseek(errors, 0, SEEK_END) > 1 << 22 { _ = ftruncate(errors, 0) }
  }

  private static let starting = NSLock()
  /// From now on writing to a child that is gone is an error, and no signal.
  private static let writesFailQuietly: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// A pipe that children do not inherit by themselves.
  private static func pipe() throws(ChildFailure) -> [Int32] {
    var ends: [Int32] = [-1, -1]
    guard Foundation.pipe(&ends) == 0 else {
      throw .start("no pipe could be made: \(systemError())")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  /// A file without a name, open for writing at its end.
  private static func temporaryFile() -> Int32 {
    var path = Array("\(NSTemporaryDirectory())/touchstone-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return -1 }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_APPEND)
    return descriptor
  }
}

private func systemError() -> String { String(cString: strerror(errno)) }

/// Why a request to a child process had no answer.
public enum ChildFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// It is no more, and how it ended.
  case crash(String)
  /// It did not answer in time.
  case timeout
  /// What it answered is not of the protocol.
  case nonsense(String)
  /// It does not start.
  case start(String)

  /// What to show a person.
  public var description: String {
    switch self {
    case .crash(let how): "the process crashed: \(how)"
    case .timeout: "the process did not answer in time"
    case .nonsense(let what): "the process broke the protocol: \(what)"
    case .start(let why): "the process does not start: \(why)"
    }
  }
}

/// The groups of child processes that run now, so that none is left when this process is told to end.
public enum ChildGroups {
  private static let running = Mutex<Set<pid_t>>([])

  static func add(_ group: pid_t) { _ = running.withLock { $0.insert(group) } }
  static func remove(_ group: pid_t) { _ = running.withLock { $0.remove(group) } }

  /// How many children run.
  public static var count: Int { running.withLock { $0.count } }

  /// Kills every group.
  public static func killAll() {
    for group in running.withLock({ $0 }) { kill(-group, SIGKILL) }
  }

  // Sendable because nothing touches the sources once they are there.
  private struct Sources: @unchecked Sendable { let list: [any DispatchSourceSignal] }
  private static let installed = Sources(list: [SIGINT, SIGTERM, SIGHUP].map(source))

  private static func source(_ number: Int32) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      killAll()
      exit(128 + number)
    }
    source.resume()
    return source
  }

  /// From now on an interrupt ends the children first.
  public static func endWithThisProcess() { _ = installed }
}
