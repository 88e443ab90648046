extension Program {
  /// The program that `text` writes in StableHLO's MLIR form, pretty or generic.
  ///
  /// The text is one module, or functions without a module. Each operation's constraints are
  /// checked; a violation is the error's `violation`. `file` and `firstLine` are for messages.
  ///
  /// Specification: `programs`.
  public init(
    text: String, file: String? = nil, firstLine: Int = 1
  ) throws(ProgramTextError) {
    let source = SourceText(text, file: file, firstLine: firstLine)
    var parser = try Parser(source)
    self = try Lowering.program(source, try parser.module())
  }

  /// A part of a file that stands for itself.
  public struct Part: Hashable, Sendable {
    /// The part's text.
    public let text: String
    /// The line of the file on which it starts, from 1.
    public let firstLine: Int
  }

  /// The parts of a file between lines `// -----`; parts of comments alone are left out.
  public static func split(text: String) -> [Part] {
    var parts: [Part] = []
    var lines: [Substring] = []
    var firstLine = 1
    var line = 0
    func close() {
      let isEmpty = lines.allSatisfy { line in
        let rest = line.utf8.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        return rest.isEmpty || rest.starts(with: "//".utf8)
      }
      if !isEmpty {
        parts.append(Part(text: lines.joined(separator: "\n"), firstLine: firstLine))
      }
      lines = []
      firstLine = line + 1
    }
    for current in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      line += 1
      if current.starts(with: "// -----".utf8) { close() } else { lines.append(Substring(current)) }
    }
    close()
    return parts
  }

  /// The programs of a file whose parts are separated by lines `// -----`.
  public static func readAll(
    text: String, file: String? = nil
  ) throws(ProgramTextError) -> [Program] {
    var programs: [Program] = []
    for part in split(text: text) {
      programs.append(try Program(text: part.text, file: file, firstLine: part.firstLine))
    }
    return programs
  }
}
