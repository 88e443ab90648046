import ArgumentParser
import ArrayFiles
import ConformanceKit
import Touchstone

/// `touchstone run`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the function @main of a StableHLO file.",
    discussion: """
      Inputs come from .npy files, one argument each in the order given, or from .npz and \
      .safetensors files: the arrays named arg0, arg1, … are the arguments of these numbers, whatever \
      else the file holds; where none has such a name, all are taken in the order of their names. \
      Outputs are written as out0, out1, …; without --output they are printed. NumPy's files lack \
      some dtypes: bf16 is stored as its bits in uint16, 8-bit floats in uint8, narrow integers in \
      int8 and uint8, and inputs are taken the same way.
      """)

  @Argument(help: "A file of StableHLO text; - for standard input.")
  var file: String

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else the fastest)")
  var backend: String?

  @Option(name: .customLong("input"), help: "A file of arguments: .npy, .npz or .safetensors.")
  var inputs: [String] = []

  @Option(
    name: [.customShort("o"), .long],
    help: "The file to write the results to: .npz, .npy or .safetensors.")
  var output: String?

  @Flag(help: "Prints how long each operation took, and on whose kernel it ran.")
  var timing = false

  func run() throws {
    if output == SourceFiles.standardInput {
      throw ValidationError(
        "results go to a file by its name, as out.npz; without --output they are printed")
    }
    let backend = try Choice.backend(backend)
    let name = SourceFiles.name(file)
    let program = try SourceFiles.program(file)
    guard let main = program.main else {
      throw CaseError("it has no function @main, and not just one function", place: name)
    }
    let arguments = try Arguments.read(inputs, for: main.block.parameters)
    let executable = try backend.compile(program)
    let profile = timing ? Profile() : nil
    let start = ContinuousClock.now
    let results = try executable.run(arguments, RunOptions(profile: profile)).map { try $0.host() }
    let duration = ContinuousClock.now - start
    if let output {
      try ArrayFile.write(results.enumerated().map { ("out\($0)", $1) }, to: output)
    } else {
      for (i, result) in results.enumerated() {
        Terminal.print("out\(i): \(result)")
      }
    }
    if let profile { printTiming(profile, duration, on: backend) }
  }

  /// Whose kernel ran: what the reference borrows is its own.
  private static func owner(_ key: Profile.Key, on backend: String) -> String {
    guard let lender = key.lender, lender != backend else { return backend }
    return "borrowed from \(lender)"
  }

  private func printTiming(_ profile: Profile, _ total: Duration, on backend: any Backend) {
    func milliseconds(_ duration: Duration) -> String {
      let microseconds = Int((duration / .microseconds(1)).rounded())
      let rest = String(microseconds % 1000)
      return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
    let entries = profile.entries.sorted {
      ($1.value.duration, $0.key.operation) < ($0.value.duration, $1.key.operation)
    }
    var rows = [["operation", "kernel", "calls", "ms"]]
    for (key, entry) in entries {
      rows.append([
        key.operation, Self.owner(key, on: backend.name),
        "\(entry.count)", milliseconds(entry.duration),
      ])
    }
    rows.append(["whole program", backend.name, "1", milliseconds(total)])
    for line in table(rows, right: [2, 3]) { Terminal.print(line) }
    if entries.contains(where: { $0.key.operation.hasPrefix("stablehlo.while") }) {
      Terminal.print("(an operation's time includes that of its regions)")
    }
  }
}
