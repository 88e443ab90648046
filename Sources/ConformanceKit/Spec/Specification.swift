/// The sections of SPEC.md that define an operation, as far as tools need to know them.
public struct Specification: Sendable {
  /// What defines one operation: a heading of level 3 with a promise below it.
  public struct Section: Sendable {
    /// The heading.
    public let heading: String
    /// The file.
    public let file: String
    /// The line of the heading.
    public let line: Int
    /// File and line of the heading.
    public var place: String { "\(file):\(line)" }
    /// The labels of its clauses, in order: I1, C1, S1, G1, …
    public let labels: [String]
    /// The class of error it promises.
    public let promise: String
    /// The programs shown, each with the line it starts at.
    public let examples: [(line: Int, text: String)]
    /// The section as it stands.
    public let text: String
  }
  /// The sections, in order.
  public let sections: [Section]

  init(sections: [Section]) { self.sections = sections }

  /// The operation sections of the Markdown `text`.
  public init(_ text: String, file: String) {
    var sections: [Section] = []
    var open: (heading: String, line: Int, lines: [Substring])?
    func close() {
      if let open,
        let section = Section(open.heading, file, open.line, open.lines)
      {
        sections.append(section)
      }
    }
    var inCode = false
    for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") { inCode.toggle() }
      if !inCode && line.hasPrefix("#") && line.prefix(4).contains(" ") {
        close()
        open = nil
        if line.hasPrefix("### ") {
          let title = line.dropFirst(4).filter { $0 != "`" }
          open = (title.split(separator: " ").joined(separator: " "), i + 1, [line])
        }
      } else {
        open?.lines.append(line)
      }
    }
    close()
    self.sections = sections
  }

  /// The section of `heading`.
  public func section(_ heading: String) -> Section? { sections.first { $0.heading == heading } }
}

extension Specification.Section {
  /// The section of these lines, or `nil` if it promises nothing and so defines no operation.
  fileprivate init?(_ heading: String, _ file: String, _ firstLine: Int, _ lines: [Substring]) {
    var labels: [String] = []
    var promise: String?
    var examples: [(Int, String)] = []
    var example: (Int, [Substring])?
    var inCode = false
    for (i, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let (start, code) = example { examples.append((start, code.joined(separator: "\n"))) }
        example = !inCode && line.hasPrefix("```mlir") ? (firstLine + i + 1, []) : nil
        inCode.toggle()
        continue
      }
      if inCode {
        example?.1.append(line)
        continue
      }
      if line.hasPrefix("**Promise**") {
        promise = line.dropFirst(11).split(whereSeparator: { !$0.isLetter && $0 != "-" }).first
          .map(String.init)
      }
      if line.hasPrefix("- "), let label = Self.label(line.dropFirst(2)) { labels.append(label) }
    }
    guard let promise else { return nil }
    self.heading = heading
    self.file = file
    line = firstLine
    self.labels = labels
    self.promise = promise
    self.examples = examples
    text = lines.joined(separator: "\n")
  }

  /// The label a clause begins with, in bold, code or parentheses or plain.
  private static func label(_ line: Substring) -> String? {
    let word = line.drop { "*`(".contains($0) }.prefix { $0.isLetter || $0.isNumber }
    guard let kind = word.first, "ICSG".contains(kind), word.count > 1,
      word.dropFirst().first?.isNumber == true
    else { return nil }
    return String(word)
  }
}
