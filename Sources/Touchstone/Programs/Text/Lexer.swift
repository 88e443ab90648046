/// A word of the text.
struct Token {
  enum Kind {
    /// The end of the text.
    case end
    /// `stablehlo.add`, `module`, `dense`.
    case identifier
    /// `%0`, `%arg0`.
    case value
    /// `@main`, `@"a name"`.
    case symbol
    /// `#stablehlo`, `#loc1`, and the `#1` of `%0#1`.
    case hash
    /// `!stablehlo.token`.
    case bang
    /// `^bb0`.
    case label
    case integer
    case float
    case string
    /// `->`.
    case arrow
    /// Any other single character.
    case punctuation
  }
  var kind: Kind
  /// The first byte, and the byte after the last.
  var start: Int
  var end: Int
}

/// Cuts a text into words, one at a time; comments and blanks fall away.
struct Lexer {
  let source: SourceText
  /// The byte after the last word.
  var position = 0

  init(_ source: SourceText) { self.source = source }

  private func byte(_ i: Int) -> UInt8 { i < source.bytes.count ? source.bytes[i] : 0 }

  /// The next word.
  mutating func next() throws(ProgramTextError) -> Token {
    skipBlanks()
    let start = position
    guard start < source.bytes.count else { return Token(kind: .end, start: start, end: start) }
    let first = source.bytes[start]
    var kind = Token.Kind.punctuation
    position += 1
    switch first {
    case UInt8(ascii: "%"): kind = try suffixed(.value)
    case UInt8(ascii: "#"): kind = try suffixed(.hash)
    case UInt8(ascii: "!"): kind = try suffixed(.bang)
    case UInt8(ascii: "^"): kind = try suffixed(.label)
    case UInt8(ascii: "@"):
      if byte(position) == UInt8(ascii: "\"") {
        position += 1
        try skipString(from: start)
        kind = .symbol
      } else {
        kind = try suffixed(.symbol)
      }
    case UInt8(ascii: "\""):
      try skipString(from: start)
      kind = .string
    case UInt8(ascii: "-"):
      if byte(position) == UInt8(ascii: ">") {
        position += 1
        kind = .arrow
      } else if byte(position).isDigit {
        kind = number()
      }
    case let c where c.isDigit:
      position = start
      kind = number()
    case let c where c.isLetter || c == UInt8(ascii: "_"):
      while byte(position).isIdentifier { position += 1 }
      kind = .identifier
    default: break
    }
    return Token(kind: kind, start: start, end: position)
  }

  private mutating func skipBlanks() {
    while position < source.bytes.count {
      switch source.bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case UInt8(ascii: "/") where byte(position + 1) == UInt8(ascii: "/"):
        while position < source.bytes.count, source.bytes[position] != 0x0A { position += 1 }
      default: return
      }
    }
  }

  private mutating func suffixed(_ kind: Token.Kind) throws(ProgramTextError) -> Token.Kind {
    if byte(position).isDigit {
      while byte(position).isDigit { position += 1 }
      return kind
    }
    let start = position
    // A name after a sign may hold "-", though not as the start of an arrow.
    while byte(position).isIdentifier
      || byte(position) == UInt8(ascii: "-") && byte(position + 1) != UInt8(ascii: ">")
    { position += 1 }
    if position == start {
      throw source.error(
        "expected a name after '\(source.string(start - 1..<start))'", at: start - 1)
    }
    return kind
  }

  private mutating func number() -> Token.Kind {
    if byte(position) == UInt8(ascii: "0"), byte(position + 1) == UInt8(ascii: "x"),
      byte(position + 2).hexValue != nil
    {
      position += 2
      while byte(position).hexValue != nil { position += 1 }
      return .integer
    }
    while byte(position).isDigit { position += 1 }
    guard byte(position) == UInt8(ascii: ".") else { return .integer }
    position += 1
    while byte(position).isDigit { position += 1 }
    if byte(position) | 0x20 == UInt8(ascii: "e") {
      var i = position + 1
      if byte(i) == UInt8(ascii: "-") || byte(i) == UInt8(ascii: "+") { i += 1 }
      if byte(i).isDigit {
        while byte(i).isDigit { i += 1 }
        position = i
      }
    }
    return .float
  }

  /// Moves past the closing quote of a string whose opening quote was just passed.
  private mutating func skipString(from start: Int) throws(ProgramTextError) {
    while position < source.bytes.count {
      switch source.bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): position += 2
      case 0x0A: throw source.error("expected '\"' before the end of the line", at: start)
      default: position += 1
      }
    }
    position = min(position, source.bytes.count)
    throw source.error("expected '\"' before the end of the text", at: start)
  }

  /// The byte after the bracket that closes the one at `open`, strings and comments left aside.
  func closing(_ open: Int) throws(ProgramTextError) -> Int {
    var scan = self
    scan.position = open
    var expected: [UInt8] = []
    repeat {
      scan.skipBlanks()
      let at = scan.position
      let c = byte(at)
      scan.position += 1
      switch c {
      case UInt8(ascii: "("): expected.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): expected.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): expected.append(UInt8(ascii: "}"))
      case UInt8(ascii: "<"): expected.append(UInt8(ascii: ">"))
      case UInt8(ascii: "-") where byte(at + 1) == UInt8(ascii: ">"): scan.position += 1
      case UInt8(ascii: "\""): try scan.skipString(from: at)
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"):
        guard let last = expected.last, last == c else {
          let wanted = expected.last.map { String(UnicodeScalar($0)) } ?? "nothing"
          throw source.error("expected '\(wanted)', got '\(UnicodeScalar(c))'", at: at)
        }
        expected.removeLast()
      default:
        if at >= source.bytes.count {
          throw source.error("this bracket is never closed", at: open)
        }
      }
    } while !expected.isEmpty
    return scan.position
  }
}

extension UInt8 {
  var isDigit: Bool { self &- 48 < 10 }
  var isLetter: Bool { (self | 0x20) &- 97 < 26 }
  var isIdentifier: Bool {
    isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
      || self == UInt8(ascii: "$")
  }
  /// The value of a hexadecimal digit, or `nil`.
  var hexValue: UInt8? {
    if isDigit { return self - 48 }
    let lower = self | 0x20
    return lower &- 97 < 6 ? lower - 87 : nil
  }
}
