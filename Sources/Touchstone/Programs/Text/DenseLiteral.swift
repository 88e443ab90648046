/// The elements of a `dense<…>`.
struct DenseLiteral {
  let source: SourceText
  let type: TensorType
  private let body: Range<Int>

  init(_ source: SourceText, _ syntax: DenseSyntax) {
    self.source = source
    type = syntax.type
    var body = syntax.body
    while let first = source.bytes[body].first, first.isBlank {
      body = body.lowerBound + 1..<body.upperBound
    }
    while let last = source.bytes[body].last, last.isBlank {
      body = body.lowerBound..<body.upperBound - 1
    }
    self.body = body
  }

  private var first: UInt8? { source.bytes[body].first }

  /// Whether one element is given for all, so that the tensor may be larger than its text.
  var isSplat: Bool {
    !body.isEmpty && first != UInt8(ascii: "[")
      && (first != UInt8(ascii: "\"") || body.count < type.byteCount)
  }

  private func fail(_ message: String, at place: Int? = nil) -> ProgramTextError {
    source.error(message, at: place ?? body.lowerBound)
  }

  /// The tensor; memory is taken only for as many elements as the text has, unless it is one for
  /// all.
  func tensor() throws(ProgramTextError) -> HostTensor {
    if body.isEmpty {
      guard type.count == 0 else { throw fail("expected elements for \(type.text)") }
      return HostTensor(type) { _ in }
    }
    if first == UInt8(ascii: "\"") { return try raw() }
    if first == UInt8(ascii: "[") {
      guard type.count <= body.count else { throw fail("too few elements for \(type.text)") }
      return try filled { (base) throws(ProgramTextError) in try nested(into: base) }
    }
    // Without elements there is nothing to fill, but what stands there must still be an element.
    if type.count == 0 {
      _ = try DenseLiteral(source, DenseSyntax(body: body, type: TensorType(type.dtype))).tensor()
      return HostTensor(type) { _ in }
    }
    return try filled { (base) throws(ProgramTextError) in
      var position = body.lowerBound
      try element(&position, into: base)
      if position != body.upperBound { throw fail("expected one element", at: position) }
      var done = type.dtype.byteWidth
      while done < type.byteCount {
        let count = min(done, type.byteCount - done)
        (base + done).copyMemory(from: base, byteCount: count)
        done += count
      }
    }
  }

  private func filled(
    _ fill: (UnsafeMutableRawPointer) throws(ProgramTextError) -> Void
  ) throws(ProgramTextError) -> HostTensor {
    // `rethrows` would lose the type of the error.
    var failure: ProgramTextError?
    let tensor = HostTensor(type) { bytes in
      guard let base = bytes.baseAddress else { return }
      do throws(ProgramTextError) { try fill(base) } catch { failure = error }
    }
    if let failure { throw failure }
    return tensor
  }

  /// `[[1, 2], [3, 4]]`, every level as long as the shape says.
  private func nested(into base: UnsafeMutableRawPointer) throws(ProgramTextError) {
    let shape = type.shape
    let width = type.dtype.byteWidth
    var counts = [Int](repeating: 0, count: shape.count + 1)
    var depth = 0
    var written = 0
    var position = body.lowerBound
    // Whether an item has just ended, so that a comma or a bracket must follow.
    var ended = false
    while position < body.upperBound {
      let c = source.bytes[position]
      if c.isBlank {
        position += 1
      } else if c == UInt8(ascii: "/") {
        skipComment(&position)
      } else if c == UInt8(ascii: "]") {
        guard depth > 0 else { throw fail("unexpected ']'", at: position) }
        guard counts[depth] == shape[depth - 1] else {
          throw fail(
            "expected \(shape[depth - 1]) elements in this list for \(type.text), got "
              + "\(counts[depth])", at: position)
        }
        depth -= 1
        counts[depth] += 1
        ended = true
        position += 1
      } else if ended {
        guard c == UInt8(ascii: ","), depth > 0 else {
          throw fail("expected ',' or ']'", at: position)
        }
        ended = false
        position += 1
      } else if c == UInt8(ascii: "[") {
        guard depth < shape.count, position == body.lowerBound || depth > 0 else {
          throw fail("the list is nested deeper than \(type.text) has dimensions", at: position)
        }
        depth += 1
        counts[depth] = 0
        position += 1
      } else {
        guard depth == shape.count else {
          throw fail("expected '[', \(type.text) has \(shape.count) dimensions", at: position)
        }
        guard written < type.count else {
          throw fail("too many elements for \(type.text)", at: position)
        }
        try element(&position, into: base + written * width)
        written += 1
        counts[depth] += 1
        ended = true
      }
    }
    guard written == type.count else { throw fail("too few elements for \(type.text)") }
  }

  private func skipComment(_ position: inout Int) {
    while position < body.upperBound, source.bytes[position] != 0x0A { position += 1 }
  }

  /// Reads one element into memory of its width.
  private func element(
    _ position: inout Int, into memory: UnsafeMutableRawPointer
  ) throws(ProgramTextError) {
    let dtype = type.dtype
    guard dtype.isComplex else { return try number(&position, dtype, into: memory) }
    try pass("(", &position)
    try number(&position, dtype.realPart, into: memory)
    try pass(",", &position)
    try number(&position, dtype.realPart, into: memory + dtype.realPart.byteWidth)
    try pass(")", &position)
  }

  private func pass(_ character: Character, _ position: inout Int) throws(ProgramTextError) {
    while position < body.upperBound, source.bytes[position].isBlank { position += 1 }
    guard position < body.upperBound, source.bytes[position] == character.asciiValue else {
      throw fail("expected '\(character)' of a complex number like (1.0, 2.0)", at: position)
    }
    position += 1
    while position < body.upperBound, source.bytes[position].isBlank { position += 1 }
  }

  private func number(
    _ position: inout Int, _ dtype: DType, into memory: UnsafeMutableRawPointer
  ) throws(ProgramTextError) {
    let start = position
    while position < body.upperBound, source.bytes[position].isNumber { position += 1 }
    let range = start..<position
    guard !range.isEmpty else { throw fail("expected an element of \(dtype)", at: start) }
    let literal = NumberLiteral(source, range)
    if let format = dtype.floatFormat {
      memory.store(try literal.bits(of: format, dtype), width: dtype.byteWidth)
    } else if dtype == .i1, source.bytes[start].isLetter {
      let word = source.bytes[range]
      let isTrue = word.elementsEqual("true".utf8)
      guard isTrue || word.elementsEqual("false".utf8) else {
        throw fail("expected true or false", at: start)
      }
      memory.store(isTrue ? 1 : 0, width: 1)
    } else {
      memory.store(UInt64(bitPattern: try literal.integer(of: dtype)), width: dtype.byteWidth)
    }
  }

  /// `"0x…"`: the bytes of all elements, or of one for all.
  private func raw() throws(ProgramTextError) -> HostTensor {
    let digits = source.bytes[body].dropFirst(3).dropLast()
    let isClosed =
      body.count >= 4 && source.bytes[body.upperBound - 1] == UInt8(ascii: "\"")
      && source.bytes[body].dropFirst().starts(with: "0x".utf8)
    guard isClosed, digits.count.isMultiple(of: 2) else {
      throw fail("expected a string of an even number of hexadecimal digits after \"0x")
    }
    let count = digits.count / 2
    let width = type.dtype.byteWidth
    // Booleans may come packed, eight in a byte.
    let isPacked =
      type.dtype == .i1 && count != type.count && count > 1 && count == (type.count + 7) / 8
    guard count == type.byteCount || count == width || isPacked else {
      throw fail("\(type.text) has \(type.byteCount) bytes, the string has \(count)")
    }
    func byte(_ i: Int) throws(ProgramTextError) -> UInt8 {
      let at = digits.startIndex + 2 * i
      guard let high = source.bytes[at].hexValue, let low = source.bytes[at + 1].hexValue else {
        throw fail("expected hexadecimal digits", at: at)
      }
      return high << 4 | low
    }
    return try filled { (base) throws(ProgramTextError) in
      let bytes = UnsafeMutableRawBufferPointer(start: base, count: type.byteCount)
      if isPacked {
        for i in bytes.indices { bytes[i] = (try byte(i / 8) >> UInt8(i % 8)) & 1 }
        return
      }
      for i in 0..<min(count, bytes.count) { bytes[i] = try byte(i) }
      for i in min(count, bytes.count)..<bytes.count { bytes[i] = bytes[i - width] }
      bytes.normalize(as: type.dtype)
    }
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func store(_ bits: UInt64, width: Int) {
    switch width {
    case 1: storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
    case 2: storeBytes(of: UInt16(truncatingIfNeeded: bits), as: UInt16.self)
    case 4: storeBytes(of: UInt32(truncatingIfNeeded: bits), as: UInt32.self)
    default: storeBytes(of: bits, as: UInt64.self)
    }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }
  fileprivate var isNumber: Bool {
    isDigit || isLetter || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
      || self == UInt8(ascii: "+")
  }
}
