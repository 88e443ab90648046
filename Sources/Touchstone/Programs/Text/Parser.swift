/// Reads a text into a tree, and resolves the names of values on the way.
struct Parser {
  let source: SourceText
  var lexer: Lexer
  /// The word under the cursor.
  var token: Token
  /// The byte after the word before.
  var previousEnd = 0
  /// How many brackets and regions are open, so that no text exhausts the stack.
  var depth = 0
  static let maximumDepth = 100

  /// `#name = …` and `!name = …`.
  var attributeAliases: [String: (value: AttributeSyntax, count: Int)] = [:]
  var typeAliases: [String: TensorType] = [:]
  /// Attributes read so far, those that aliases stand for counted each time.
  var attributeCount = 0

  /// Value names by number, so that scopes are arrays.
  private var nameNumbers: [String: Int32] = [:]
  private var names: [String] = []
  /// What each name stands for at the cursor; count 0 where it stands for nothing.
  private var bindings: [(first: Int32, count: Int32)] = []
  private var scopes: [Scope] = []
  private var valueCount: Int32 = 0
  /// Captured values over all regions; bounded, since deep nesting multiplies them.
  private var captureTotal = 0

  /// How each operation is written, looked up once.
  var syntaxes: [String: Syntax] = [:]

  private struct Scope {
    var firstValue: Int32
    var names: [Int32] = []
    var captures: [Int32] = []
    var captured: Set<Int32> = []
  }

  init(_ source: SourceText) throws(ProgramTextError) {
    self.source = source
    lexer = Lexer(source)
    token = try lexer.next()
  }
}

// MARK: Words

extension Parser {
  /// The characters of the word under the cursor.
  var text: String { source.string(token.start..<token.end) }
  /// The byte right after the word under the cursor.
  var following: UInt8 { token.end < source.bytes.count ? source.bytes[token.end] : 0 }

  mutating func advance() throws(ProgramTextError) {
    previousEnd = token.end
    token = try lexer.next()
  }

  /// Goes on reading at the byte `offset`.
  mutating func move(to offset: Int) throws(ProgramTextError) {
    lexer.position = offset
    previousEnd = offset
    token = try lexer.next()
  }

  func fail(_ message: String, at place: Int? = nil) -> ProgramTextError {
    source.error(message, at: place ?? token.start)
  }

  /// The error that `what` was expected where the cursor is.
  func expected(_ what: String) -> ProgramTextError {
    let got =
      switch token.kind {
      case .end: "the end of the text"
      case .string: "the string " + clipped(text)
      default: "'\(clipped(text))'"
      }
    return fail("expected \(what), got \(got)")
  }

  private func clipped(_ text: String) -> String {
    text.utf8.count > 60 ? String(text.prefix(60)) + "…" : text
  }

  func isAt(_ character: Character) -> Bool {
    token.kind == .punctuation && source.bytes[token.start] == character.asciiValue
  }
  func isAt(keyword: String) -> Bool {
    guard token.kind == .identifier, token.end - token.start == keyword.utf8.count else {
      return false
    }
    return source.bytes[token.start..<token.end].elementsEqual(keyword.utf8)
  }

  /// Passes `character` if it is there.
  mutating func accept(_ character: Character) throws(ProgramTextError) -> Bool {
    guard isAt(character) else { return false }
    try advance()
    return true
  }
  mutating func accept(keyword: String) throws(ProgramTextError) -> Bool {
    guard isAt(keyword: keyword) else { return false }
    try advance()
    return true
  }
  mutating func acceptArrow() throws(ProgramTextError) -> Bool {
    guard token.kind == .arrow else { return false }
    try advance()
    return true
  }
  mutating func expect(_ character: Character) throws(ProgramTextError) {
    guard isAt(character) else { throw expected("'\(character)'") }
    try advance()
  }
  mutating func expect(keyword: String) throws(ProgramTextError) {
    guard isAt(keyword: keyword) else { throw expected("'\(keyword)'") }
    try advance()
  }
  mutating func expectArrow() throws(ProgramTextError) {
    guard token.kind == .arrow else { throw expected("'->'") }
    try advance()
  }
  mutating func identifier(_ what: String) throws(ProgramTextError) -> String {
    guard token.kind == .identifier else { throw expected(what) }
    let name = text
    try advance()
    return name
  }

  /// An integer of any sign.
  mutating func integer(_ what: String = "an integer") throws(ProgramTextError) -> Int {
    guard token.kind == .integer, let value = Int(text) else { throw expected(what) }
    try advance()
    return value
  }

  /// `open item, item … close`.
  mutating func list(
    _ open: Character, _ close: Character,
    _ item: (inout Parser) throws(ProgramTextError) -> Void
  ) throws(ProgramTextError) {
    try expect(open)
    if try accept(close) { return }
    try enter()
    repeat { try item(&self) } while try accept(",")
    leave()
    guard isAt(close) else { throw expected("',' or '\(close)'") }
    try advance()
  }

  /// Goes one bracket deeper.
  mutating func enter() throws(ProgramTextError) {
    depth += 1
    if depth > Self.maximumDepth {
      throw fail("nested deeper than \(Self.maximumDepth) levels")
    }
  }
  mutating func leave() { depth -= 1 }

  /// The contents of the string under the cursor.
  mutating func string(_ what: String = "a string") throws(ProgramTextError) -> String {
    guard token.kind == .string else { throw expected(what) }
    let value = try unescaped(token.start + 1..<token.end - 1)
    try advance()
    return value
  }

  /// The name under the cursor, without `@` and quotes.
  mutating func symbol(_ what: String = "a name like @main") throws(ProgramTextError) -> String {
    guard token.kind == .symbol else { throw expected(what) }
    let isQuoted = source.bytes[token.start + 1] == UInt8(ascii: "\"")
    let name =
      isQuoted
      ? try unescaped(token.start + 2..<token.end - 1)
      : source.string(token.start + 1..<token.end)
    try advance()
    return name
  }

  private func unescaped(_ range: Range<Int>) throws(ProgramTextError) -> String {
    if !source.bytes[range].contains(UInt8(ascii: "\\")) {
      return QuotedText.string(source.bytes[range])
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var i = range.lowerBound
    while i < range.upperBound {
      let c = source.bytes[i]
      i += 1
      guard c == UInt8(ascii: "\\") else {
        bytes.append(c)
        continue
      }
      let escape = i < range.upperBound ? source.bytes[i] : 0
      switch escape {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(escape)
      default:
        guard let high = escape.hexValue, i + 1 < range.upperBound,
          let low = source.bytes[i + 1].hexValue
        else {
          throw fail("expected \\n, \\t, \\\\, \\\" or two hexadecimal digits", at: i - 1)
        }
        bytes.append(high << 4 | low)
        i += 1
      }
      i += 1
    }
    return QuotedText.string(bytes[...])
  }
}

// MARK: Values

extension Parser {
  /// Starts a region; what it uses from outside is noted.
  mutating func openScope() { scopes.append(Scope(firstValue: valueCount)) }

  /// Ends the region, forgets its names, and returns what it captured.
  mutating func closeScope() throws(ProgramTextError) -> [Int32] {
    let scope = scopes.removeLast()
    for name in scope.names { bindings[Int(name)].count = 0 }
    captureTotal += scope.captures.count
    if captureTotal > 4_000_000 { throw fail("too many captured values in nested regions") }
    return scope.captures
  }

  /// Starts a function, which sees nothing from outside.
  mutating func openFunction() {
    scopes = []
    valueCount = 0
    openScope()
  }
  /// Ends the function, and returns how many values it defined.
  mutating func closeFunction() throws(ProgramTextError) -> Int {
    _ = try closeScope()
    return Int(valueCount)
  }

  /// The number of the name under the cursor, which is a value's.
  mutating func valueName() throws(ProgramTextError) -> Int32 {
    guard token.kind == .value else { throw expected("a value like %0") }
    let name = source.string(token.start + 1..<token.end)
    try advance()
    if let number = nameNumbers[name] { return number }
    let number = Int32(names.count)
    nameNumbers[name] = number
    names.append(name)
    bindings.append((0, 0))
    return number
  }

  /// Gives `name` to the next `count` values.
  mutating func define(
    _ name: Int32, count: Int = 1, at place: Int
  ) throws(ProgramTextError) -> Int32 {
    guard bindings[Int(name)].count == 0 else {
      throw fail("%\(names[Int(name)]) is defined already", at: place)
    }
    bindings[Int(name)] = (valueCount, Int32(count))
    scopes[scopes.count - 1].names.append(name)
    return try anonymous(count)
  }
  /// The next `count` values, which have no name.
  mutating func anonymous(_ count: Int) throws(ProgramTextError) -> Int32 {
    let first = valueCount
    guard count < 1 << 20, valueCount < 1 << 30 else { throw fail("too many values") }
    valueCount += Int32(count)
    return first
  }

  /// A use of a value: `%0`, `%0#1`.
  mutating func use() throws(ProgramTextError) -> ValueUse {
    let place = token.start
    let name = try valueName()
    var index = 0
    if token.kind == .hash, token.start == previousEnd,
      let number = Int(source.string(token.start + 1..<token.end))
    {
      index = number
      try advance()
    }
    let binding = bindings[Int(name)]
    guard binding.count > 0 else {
      throw fail("%\(names[Int(name)]) is not defined before its use", at: place)
    }
    guard (0..<Int(binding.count)).contains(index) else {
      throw fail(
        "%\(names[Int(name)]) has \(binding.count) results, there is no #\(index)", at: place)
    }
    let value = binding.first + Int32(index)
    for i in scopes.indices.reversed() {
      if value >= scopes[i].firstValue || !scopes[i].captured.insert(value).inserted { break }
      scopes[i].captures.append(value)
    }
    return ValueUse(value: value, place: Int32(truncatingIfNeeded: place))
  }
}

/// Strings between quotes: any bytes, of which those that are no UTF-8 stand in a private area.
enum QuotedText {
  private static let privateArea: UInt32 = 0xF700

  /// The string of `bytes`.
  static func string(_ bytes: ArraySlice<UInt8>) -> String {
    if let valid = String(validating: bytes, as: UTF8.self) { return valid }
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let code = byte < 0x80 ? UInt32(byte) : privateArea + UInt32(byte)
      if let scalar = UnicodeScalar(code) { text.append(scalar) }
    }
    return String(text)
  }

  /// `string` between quotes, with escapes, so that reading it gives the same.
  static func quoted(_ string: String) -> String {
    var result = "\""
    func escape(_ byte: UInt8) -> String {
      "\\" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\22"
      case 0x5C: result += "\\\\"
      case 0x20..<0x7F: result.unicodeScalars.append(scalar)
      case privateArea + 0x80...privateArea + 0xFF:
        result += escape(UInt8(truncatingIfNeeded: scalar.value))
      default: for byte in String(scalar).utf8 { result += escape(byte) }
      }
    }
    return result + "\""
  }
}
