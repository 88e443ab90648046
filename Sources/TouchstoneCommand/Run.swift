import ArgumentParser
import ArrayFiles
import ConformanceKit
import Touchstone

/// `touchstone run`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the function @main of a StableHLO file.",
    discussion: """
      Inputs come from .npy files, one argument each in the order given, or from one .npz or \
      .safetensors file: its arrays named arg0, arg1, …, whatever else it holds, or else all in the order of their \
      names. \
      Outputs are written as out0, out1, …; without --output they are printed. NumPy's files lack \
      some dtypes: bf16 is stored as its bits in uint16, 8-bit floats in uint8, narrow integers in \
      int8 and uint8, and inputs are taken the same way.
      """)

  @Argument(help: "A file of StableHLO text; - for standard input.")
  var file: String

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else reference)")
  var backend: String?

  @Option(name: .customLong("input"), help: "A file of arguments: .npy, .npz or .safetensors.")
  var inputs: [String] = []

  @Option(help: "The file to write the results to: .npz, .npy or .safetensors.")
  var output: String?

  @Flag(help: "Prints how long each operation took, and on whose kernel it ran.")
  var timing = false

  func run() throws {
    let backend = try Choice.backend(backend)
    let name = SourceFiles.name(file)
    let program = try Program(text: try SourceFiles.read(file), file: name)
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
        Terminal.print("out\(i): \(Readable.text(result))")
      }
    }
    if let profile { printTiming(profile, duration, on: backend) }
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
    let isReference = backend.name == "reference"
    var rows = [["operation", "kernel", "calls", "ms"]]
    for (key, entry) in entries {
      rows.append([
        key.operation, isReference || key.isOwn ? backend.name : "borrowed from reference",
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

/// Arguments of a program from files.
enum Arguments {
  /// The arguments in the files at `paths`, as the parameters' types ask.
  static func read(_ paths: [String], for parameters: [TensorType]) throws -> [HostTensor] {
    var arrays: [HostTensor] = []
    for path in paths { arrays += try ordered(ArrayFile.read(path)).map(\.value) }
    guard arrays.count == parameters.count else {
      throw CaseError(
        "the program takes \(parameters.count) arguments, \(listed(parameters)); the inputs hold "
          + "\(arrays.count)")
    }
    return try zip(arrays, parameters).enumerated().map { i, pair in
      try adapted(pair.0, to: pair.1, number: i)
    }
  }

  private static func listed(_ types: [TensorType]) -> String {
    "(\(types.map(\.description).joined(separator: ", ")))"
  }

  /// `arg0`, `arg1`, … by number, whatever else the file holds; all by name if there are none.
  private static func ordered(_ arrays: [NamedTensor]) -> [NamedTensor] {
    func number(_ array: NamedTensor) -> Int? {
      // What follows a colon says what the bits are: `arg0:bf16`.
      let name = array.name.prefix { $0 != ":" }
      return name.hasPrefix("arg") ? Int(name.dropFirst(3)) : nil
    }
    let numbered = arrays.filter { number($0) != nil }
    if numbered.isEmpty { return arrays.sorted { $0.name < $1.name } }
    return numbered.sorted { (number($0) ?? 0) < (number($1) ?? 0) }
  }

  private static func adapted(
    _ array: HostTensor, to type: TensorType, number: Int
  ) throws -> HostTensor {
    if array.type == type { return array }
    let error = CaseError("argument \(number) must be \(type), got \(array.type)")
    guard array.shape == type.shape else { throw error }
    switch (array.dtype, type.dtype) {
    case (.ui16, .bf16): return array.reinterpreted(as: type)
    case (.ui8, let dtype) where dtype.isFloat && dtype.byteWidth == 1,
      (.ui8, let dtype) where dtype.family == .unsigned && dtype.bitWidth < 8:
      let limit = UInt64(1) << UInt64(dtype.bitWidth)
      guard array.unsignedIntegers.allSatisfy({ $0 < limit }) else {
        throw CaseError(
          "argument \(number) has values beyond the \(dtype.bitWidth) bits of \(dtype)")
      }
      return array.reinterpreted(as: type)
    case (.i8, let dtype) where dtype.family == .signed && dtype.bitWidth < 8:
      let half = Int64(1) << Int64(dtype.bitWidth - 1)
      guard array.signedIntegers.allSatisfy({ $0 >= -half && $0 < half }) else {
        throw CaseError(
          "argument \(number) has values beyond the \(dtype.bitWidth) bits of \(dtype)")
      }
      return array.reinterpreted(as: type)
    default: throw error
    }
  }
}
