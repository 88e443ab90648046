import ArrayFiles
import ConformanceKit
import Touchstone

/// Arguments of a program from files.
enum Arguments {
  /// One array, and where it comes from, for messages.
  private struct Argument {
    var value: HostTensor
    var source: String
  }

  /// The arguments in the files at `paths`, as the parameters' types ask.
  static func read(_ paths: [String], for parameters: [TensorType]) throws -> [HostTensor] {
    var arguments: [Argument] = []
    for path in paths {
      arguments += try ordered(ArrayFile.read(path), path, after: arguments.count)
    }
    guard arguments.count == parameters.count else {
      let count = parameters.count
      let found = arguments.map(\.source).joined(separator: ", ")
      throw CaseError(
        "the program takes \(count == 0 ? "no arguments" : count == 1 ? "1 argument" : "\(count) arguments")"
          + (count == 0 ? "" : ", \(listed(parameters))")
          + "; the inputs hold \(arguments.count)"
          + (found.isEmpty ? "; give files by --input" : ": \(found)"))
    }
    return try zip(arguments, parameters).enumerated().map { i, pair in
      try adapted(pair.0, to: pair.1, number: i)
    }
  }

  private static func listed(_ types: [TensorType]) -> String {
    "(\(types.map(\.description).joined(separator: ", ")))"
  }

  /// `arg0`, `arg1`, … by number, whatever else the file holds; all by name if there are none.
  ///
  /// Numbers count from 0, or go on from the `count` arguments of the files before.
  private static func ordered(
    _ arrays: [NamedTensor], _ path: String, after count: Int
  ) throws -> [Argument] {
    func argument(_ array: NamedTensor) -> Argument {
      Argument(value: array.value, source: array.name.isEmpty ? path : "\(array.name) of \(path)")
    }
    if arrays.count == 1, path.hasSuffix(".npy") {
      return [Argument(value: arrays[0].value, source: path)]
    }
    func number(_ array: NamedTensor) -> Int? {
      // What follows a colon says what the bits are: `arg0:bf16`.
      let name = array.name.prefix { $0 != ":" }
      return name.hasPrefix("arg") ? Int(name.dropFirst(3)) : nil
    }
    let numbered = arrays.compactMap { array in number(array).map { ($0, array) } }
      .sorted { $0.0 < $1.0 }
    guard let first = numbered.first?.0 else {
      return arrays.sorted { $0.name < $1.name }.map(argument)
    }
    let start = first == count ? count : 0
    for (i, (number, _)) in numbered.enumerated() where number != start + i {
      let names = numbered.map { "arg\($0.0)" }.joined(separator: ", ")
      throw CaseError(
        number < start + i
          ? "arg\(number) is there twice, with \(names)"
          : "arg\(start + i) is missing; found \(names)", place: path)
    }
    return numbered.map { argument($0.1) }
  }

  private static func adapted(
    _ argument: Argument, to type: TensorType, number: Int
  ) throws -> HostTensor {
    let array = argument.value
    if array.type == type { return array }
    func error(_ problem: String) -> CaseError {
      CaseError("argument \(number) \(problem)", place: argument.source)
    }
    let mismatch = error("must be \(type), got \(array.type)")
    guard array.shape == type.shape else { throw mismatch }
    switch (array.dtype, type.dtype) {
    case (.ui16, .bf16): return array.reinterpreted(as: type)
    case (.ui8, let dtype) where dtype.isFloat && dtype.byteWidth == 1,
      (.ui8, let dtype) where dtype.family == .unsigned && dtype.bitWidth < 8:
      let limit = UInt64(1) << UInt64(dtype.bitWidth)
      guard array.unsignedIntegers.allSatisfy({ $0 < limit }) else {
        throw error("has values beyond the \(dtype.bitWidth) bits of \(dtype)")
      }
      return array.reinterpreted(as: type)
    case (.i8, let dtype) where dtype.family == .signed && dtype.bitWidth < 8:
      let half = Int64(1) << Int64(dtype.bitWidth - 1)
      guard array.signedIntegers.allSatisfy({ $0 >= -half && $0 < half }) else {
        throw error("has values beyond the \(dtype.bitWidth) bits of \(dtype)")
      }
      return array.reinterpreted(as: type)
    default: throw mismatch
    }
  }
}
