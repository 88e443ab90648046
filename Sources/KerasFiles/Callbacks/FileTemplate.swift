import Foundation

/// A file's name with places for numbers, in Python's form: `{epoch:02d}-{val_loss:.2f}.keras`.
struct FileTemplate {
  let text: String

  /// The name with `integers` and `numbers` in place; throws where one is missing or not of the kind.
  func filled(_ integers: [String: Int], _ numbers: Logs) throws -> String {
    var result = ""
    var rest = text[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      result += rest[..<brace]
      let after = rest.index(after: brace)
      if after < rest.endIndex, rest[after] == rest[brace] {
        result.append(rest[brace])
        rest = rest[rest.index(after: after)...]
        continue
      }
      guard rest[brace] == "{", let end = rest[after...].firstIndex(of: "}") else {
        throw problem("a brace has no partner; write {{ or }} for a brace of the name")
      }
      let field = rest[after..<end].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(field[0])
      let format = try Format(field.count > 1 ? field[1] : "", self)
      if let value = integers[name] {
        result += try format.text(value, self)
      } else if let value = numbers[name] {
        result += try format.text(value, self)
      } else {
        let known = (integers.keys.sorted() + numbers.keys.sorted()).joined(separator: ", ")
        throw problem("nothing is reported as '\(name)'; there are \(known)")
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  fileprivate func problem(_ cause: String) -> ConfigError {
    ConfigError("the file's name \"\(text)\" cannot be filled in: \(cause)")
  }

  /// Python's `[[fill]align][sign][0][width][.precision][type]`.
  private struct Format {
    var fill: Character = " "
    var align: Character?
    var sign = ""
    var width = 0
    var precision: Int?
    var type: Character?

    init(_ text: Substring, _ template: FileTemplate) throws {
      var rest = text
      func isAlign(_ c: Character?) -> Bool { c.map { "<>^=".contains($0) } ?? false }
      if isAlign(rest.dropFirst().first), let first = rest.first {
        fill = first
        align = rest.dropFirst().first
        rest = rest.dropFirst(2)
      } else if isAlign(rest.first) {
        align = rest.popFirst()
      }
      if let first = rest.first, "+- ".contains(first) {
        sign = first == "-" ? "" : String(first)
        rest = rest.dropFirst()
      }
      if rest.first == "0", align == nil { (fill, align) = ("0", "=") }
      func number() -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return Int(digits)
      }
      width = number() ?? 0
      if rest.first == "." {
        rest = rest.dropFirst()
        precision = number() ?? -1
      }
      type = rest.popFirst()
      guard rest.isEmpty, type.map({ "dfFeEgG%".contains($0) }) ?? true,
        (0...255).contains(width), (0...60).contains(precision ?? 0)
      else { throw template.problem("'\(text)' is no format such as 02d or .2f") }
    }

    func text(_ value: Int, _ template: FileTemplate) throws -> String {
      guard type == nil || type == "d" else { return try text(Double(value), template) }
      guard precision == nil else { throw template.problem("a whole number has no precision") }
      return padded(value < 0, "\(value.magnitude)")
    }

    func text(_ value: Double, _ template: FileTemplate) throws -> String {
      guard type != "d" else { throw template.problem("\(value) is no whole number, use f") }
      let size = abs(value)
      let digits: String
      switch (type, precision) {
      case (nil, nil): digits = "\(size)"
      case ("%", _): digits = String(format: "%.*f%%", precision ?? 6, size * 100)
      default: digits = String(format: "%.*\(type ?? "g")", precision ?? 6, size)
      }
      return padded(value.sign == .minus && !value.isNaN, digits)
    }

    private func padded(_ isNegative: Bool, _ digits: String) -> String {
      let sign = isNegative ? "-" : sign
      let missing = max(0, width - sign.count - digits.count)
      func filling(_ count: Int) -> String { String(repeating: fill, count: count) }
      switch align {
      case "<": return sign + digits + filling(missing)
      case "^": return filling(missing / 2) + sign + digits + filling(missing - missing / 2)
      case "=": return sign + filling(missing) + digits
      default: return filling(missing) + sign + digits
      }
    }
  }
}
