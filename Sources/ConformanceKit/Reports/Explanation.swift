import Touchstone

extension Case {
  /// What the case does, line by line: clauses, program, operands, what must come of it.
  public var explanation: [String] {
    var lines: [String] = ["\(heading): \(name)"]
    if !clauses.isEmpty { lines.append("shows: \(clauses.joined(separator: ", "))") }
    if let prepared = try? Prepared(self) {
      lines.append("program:")
      lines += prepared.program.withAllCallees.text().split(separator: "\n").map { "  \($0)" }
      for (i, operand) in prepared.operands.enumerated() {
        lines.append("argument \(i): \(operand.shortText)")
      }
    } else {
      // It breaks a rule of types, so there is no program.
      if case .operation(let name, let attributes) = subject {
        let list = attributes.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
        lines.append("operation: \(name)\(list.isEmpty ? "" : " {\(list)}")")
      }
      for (i, operand) in operands.enumerated() {
        lines.append("operand \(i): \(operand.shortText)")
      }
    }
    switch expectation {
    case .results(let results):
      for (i, result) in results.enumerated() {
        lines.append("expected result \(i): \(result.shortText)")
      }
    case .golden: lines.append("expected: what the reference computes")
    case .violation(let label): lines.append("expected: a violation of \(label)")
    }
    return lines
  }
}

extension HostTensor {
  /// A literal, cut short where it is long.
  var shortText: String {
    guard dtype.isElement else { return "\(type)" }
    guard count > 64 else { return Literal.text(self) }
    let first = (0..<16).map { Literal.element(self, $0) }.joined(separator: " ")
    return "\(type) \(first) … (\(count) elements)"
  }
}

extension Specification.Section {
  /// The text of the clause with this label, on one line; `nil` if there is none.
  public func clause(_ label: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard
      let start = lines.firstIndex(where: { line in
        line.hasPrefix("- ") && line.dropFirst(2).drop { "*`(".contains($0) }.hasPrefix(label)
          && !(line.dropFirst(2).drop { "*`(".contains($0) }.dropFirst(label.count).first?.isNumber
            ?? false)
      })
    else { return nil }
    var words = [lines[start].dropFirst(2)]
    for line in lines[(start + 1)...] {
      guard line.hasPrefix("  "), !line.hasPrefix("  -") else { break }
      words.append(line.drop { $0 == " " })
    }
    return words.joined(separator: " ")
  }
}
