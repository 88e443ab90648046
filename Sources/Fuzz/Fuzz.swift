import AllBackends
import ArgumentParser
import ArrayFiles
import Foundation
import Touchstone

/// Feeds damaged programs, files of arrays and files of models to their readers, and programs that are
/// still valid to the backends' compilers: either may refuse, never crash.
@main struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "touchstone-fuzz",
    abstract: "Reads damaged inputs; reports crashes, hangs and memory without limit.",
    discussion: """
      Each input is made from good ones and a seed. Readers run in a process of their own, whose \
      memory is limited to what it had at the start, 64 MB, and twice the largest input. A reader \
      that takes more than five seconds hangs. With `compile`, programs whose sizes are changed, \
      and damaged ones that are still read, are compiled by each of this machine's backends, with \
      512 MB more than at the start. Ends with `N passed, N failed`.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case text, compile, arrays, models, settings
  }

  @Argument(help: "What to damage: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: Kind
  @Option(help: "How many inputs.") var count = 100_000
  @Option(help: "The first seed; input i has this seed plus i.") var seed: UInt64 = 1
  @Option(help: "Folders with good inputs, besides the few that are built in.")
  var corpus: [String] = []
  @Flag(help: .private) var worker = false

  func run() throws {
    if worker { return try Worker(kind, corpus, seed: seed, count: count).run() }
    var failures: [(UInt64, String)] = []
    var next = seed
    let end = seed + UInt64(count)
    while next < end {
      let outcome = try supervise(from: next, count: Int(end - next))
      guard let failure = outcome.failure else { break }
      print("seed \(outcome.reached): \(failure)")
      failures.append((outcome.reached, failure))
      next = outcome.reached + 1
      if failures.count >= 50 {
        print("stopping after 50 failures")
        break
      }
    }
    print("\(count - failures.count) passed, \(failures.count) failed")
    if !failures.isEmpty { throw ExitCode.failure }
  }

  /// Runs a worker until it ends or fails, and says which seed it had reached.
  private func supervise(from first: UInt64, count: Int) throws
    -> (reached: UInt64, failure: String?)
  {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments =
      [kind.rawValue, "--worker", "--seed", "\(first)", "--count", "\(count)"]
      + corpus.flatMap { ["--corpus", $0] }
    // Printing where it crashed takes longer than what counts as hanging.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    var reached = first
    let descriptor = output.fileHandleForReading.fileDescriptor
    var buffer = [UInt8](repeating: 0, count: 8 * 512)
    var pending: [UInt8] = []
    while true {
      // The first word may take longer: the worker reads its corpus.
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = Glibc.poll(&poll, 1, reached == first ? 60_000 : 5_000)
      if ready == 0 { return (reached, "hangs for more than five seconds") }
      let got = read(descriptor, &buffer, buffer.count)
      if got <= 0 { break }
      pending += buffer[..<got]
      let whole = pending.count / 8 * 8
      if whole > 0 {
        reached = pending[(whole - 8)..<whole].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        pending.removeFirst(whole)
      }
    }
    process.waitUntilExit()
    if process.terminationStatus == 0, process.terminationReason == .exit { return (reached, nil) }
    return (reached, "ends the process (status \(process.terminationStatus))")
  }
}

/// Reads inputs one after the other, writing each seed before it starts.
struct Worker {
  let kind: Fuzz.Kind
  let inputs: [[UInt8]]
  let models: [SettingSamples.Sample]
  let names: [String]
  let seed: UInt64
  let count: Int

  init(_ kind: Fuzz.Kind, _ corpus: [String], seed: UInt64, count: Int) throws {
    self.kind = kind
    self.seed = seed
    self.count = count
    var inputs: [[UInt8]]
    switch kind {
    case .text, .compile: inputs = Samples.programs
    case .arrays: inputs = try Samples.arrays()
    case .models: inputs = try ModelSamples.files()
    case .settings: inputs = []
    }
    models = kind == .settings ? try SettingSamples.samples(corpus) : []
    for folder in corpus {
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      let endings: [String] =
        switch kind {
        case .text, .compile: ["mlir"]
        case .arrays: ["npy", "npz", "safetensors"]
        case .models: ["keras", "h5"]
        case .settings: []
        }
      for file in files.sorted() where endings.contains((file as NSString).pathExtension) {
        let data = try Data(contentsOf: URL(filePath: folder).appending(path: file))
        // Long constants make for slow runs and no new ground.
        if data.count < (kind == .models ? 60_000 : 20_000) { inputs.append(Array(data)) }
      }
    }
    self.inputs = inputs
    names = ["a.npy", "a.npz", "a.safetensors"]
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let largest =
      (inputs.map(\.count) + models.map { $0.weights.count + $0.config.text().utf8.count })
      .max() ?? 0
    let backends = kind == .compile ? try Self.warmBackends() : []
    limitMemory(toMore: kind == .compile ? 512 << 20 : 64 << 20 + 2 * largest)
    for i in 0..<UInt64(count) {
      var word = (seed + i).littleEndian
      write(STDOUT_FILENO, &word, 8)
      var mutator = Mutator(seed: seed + i)
      if kind == .settings {
        try SettingSamples.read(models, in: folder, seed: &mutator)
        continue
      }
      let isResized = kind == .compile && mutator.below(4) > 0
      let bytes = isResized ? mutator.resized(inputs) : mutator.damaged(inputs)
      switch kind {
      case .settings: break
      case .text:
        if let program = try? Program(text: String(decoding: bytes, as: UTF8.self)) {
          _ = program.text()
        }
      case .compile:
        if let program = try? Program(text: String(decoding: bytes, as: UTF8.self)) {
          for backend in backends { _ = try? backend.compile(program) }
        }
      case .arrays:
        // The ending is that of the content, or now and then another's.
        let kind = Samples.kind(of: bytes) ?? mutator.below(3)
        let path = folder.appending(path: names[mutator.below(20) == 0 ? mutator.below(3) : kind])
        try Data(bytes).write(to: path)
        _ = try? ArrayFile.read(path.path)
      case .models: try ModelSamples.read(bytes, in: folder, seed: &mutator)
      }
    }
  }

  /// The backends of this machine but plugins, each of which has compiled something.
  private static func warmBackends() throws -> [any Backend] {
    // What was compiled before would not be compiled again.
    setenv("TOUCHSTONE_CACHE", "0", 1)
    AllBackends.register()
    let backends = Backends.available.filter { $0.name != "xla" }
    let program = try Program(text: String(decoding: Samples.programs[0], as: UTF8.self))
    for backend in backends { _ = try backend.compile(program) }
    return backends
  }

  /// From here on an allocation that would take the process beyond `more` bytes fails.
  private func limitMemory(toMore more: Int) {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
      .split(separator: " ").first.flatMap { Int($0) }
    guard let pages else { return }
    let bytes = rlim_t(pages * Int(sysconf(Int32(_SC_PAGESIZE))) + more)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }
}
