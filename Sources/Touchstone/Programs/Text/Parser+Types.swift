extension Parser {
  /// The type under the cursor: of a tensor, a token or a tuple.
  mutating func type() throws(ProgramTextError) -> TensorType {
    let place = token.start
    switch token.kind {
    case .identifier where isAt(keyword: "tensor"): return try tensorType()
    case .identifier where isAt(keyword: "tuple"):
      try advance()
      var elements: [TensorType] = []
      try list("<", ">") { (parser: inout Parser) throws(ProgramTextError) in
        // Tuples of named tuples could double in size with every name.
        let alias = parser.token
        elements.append(try parser.type())
        if alias.kind == .bang, elements.last?.dtype == .tuple {
          throw parser.fail("a named tuple in a tuple is not supported", at: alias.start)
        }
      }
      return TensorType(tuple: elements)
    case .bang:
      let name = text
      try advance()
      if name == "!stablehlo.token" { return .token }
      if let type = typeAliases[String(name.dropFirst())] { return type }
      if name.hasPrefix("!quant") {
        throw fail("quantized types (\(name)) are not supported", at: place)
      }
      if name.hasPrefix("!stablehlo.future") {
        throw fail("asynchronous operations (\(name)) are not supported", at: place)
      }
      throw fail("unknown type \(name)", at: place)
    default: throw expected("a type like tensor<2x3xf32>")
    }
  }

  /// `tensor<2x3xf32>`, read by bytes since `3xf32` is no word.
  private mutating func tensorType() throws(ProgramTextError) -> TensorType {
    let place = token.start
    let bytes = source.bytes
    var i = token.end
    func skip() { while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x0A { i += 1 } }
    skip()
    guard i < bytes.count, bytes[i] == UInt8(ascii: "<") else {
      try move(to: i)
      throw expected("'<'")
    }
    i += 1
    var shape: [Int] = []
    while true {
      skip()
      let start = i
      guard i < bytes.count else { throw fail("expected '>' before the end of the text", at: i) }
      if bytes[i] == UInt8(ascii: "?") || bytes[i] == UInt8(ascii: "*") {
        throw fail(
          "dynamic sizes ('\(UnicodeScalar(bytes[i]))') are not supported, expected a number", at: i
        )
      }
      guard bytes[i].isDigit else { break }
      var size = 0
      while i < bytes.count, bytes[i].isDigit {
        let (tens, overflow) = size.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(Int(bytes[i] - 48))
        if overflow || carry { throw fail("the size is too large", at: start) }
        size = sum
        i += 1
      }
      skip()
      guard i < bytes.count, bytes[i] == UInt8(ascii: "x") else {
        throw fail("expected 'x' after the size", at: i)
      }
      i += 1
      shape.append(size)
    }
    try move(to: i)
    let dtype = try elementType()
    if isAt(",") {
      throw fail("encodings and bounded sizes of tensor types are not supported")
    }
    guard isAt(">") else { throw expected("'>'") }
    try advance()
    let type = TensorType(dtype, shape)
    // Sizes around a 0 are multiplied as well, when positions are computed.
    let full = TensorType(dtype, shape.map { max($0, 1) })
    guard let count = full.checkedCount, count < 1 << 56 else {
      throw fail("\(type.text) has too many elements", at: place)
    }
    return type
  }

  /// `f32`, `complex<f32>`, …
  mutating func elementType() throws(ProgramTextError) -> DType {
    let place = token.start
    if token.kind == .bang, text.hasPrefix("!quant") {
      throw fail("quantized types (\(text)) are not supported")
    }
    guard token.kind == .identifier else { throw expected("an element type like f32") }
    let name = text
    if name == "complex" {
      try advance()
      try expect("<")
      let part = try identifier("f32 or f64")
      guard let dtype = DType(rawValue: part)?.complexCounterpart else {
        throw fail("complex numbers of \(part) are not supported, expected f32 or f64", at: place)
      }
      try expect(">")
      return dtype
    }
    guard let dtype = Self.elementType(name) else {
      throw fail("'\(name)' is no element type of StableHLO", at: place)
    }
    try advance()
    return dtype
  }

  /// The dtype a word names; complex ones have no single word.
  static func elementType(_ name: String) -> DType? {
    guard let dtype = DType(rawValue: name), dtype.isElement, !dtype.isComplex else { return nil }
    return dtype
  }

  /// `T` or `(T, T)`: what follows an arrow.
  mutating func resultTypes() throws(ProgramTextError) -> [TensorType] {
    if isAt("(") { return try typeList() }
    return [try type()]
  }

  /// `(T, T)`.
  mutating func typeList() throws(ProgramTextError) -> [TensorType] {
    var types: [TensorType] = []
    try list("(", ")") { (parser: inout Parser) throws(ProgramTextError) in
      types.append(try parser.type())
    }
    return types
  }

  /// `T, T, …`.
  mutating func bareTypes() throws(ProgramTextError) -> [TensorType] {
    var types: [TensorType] = []
    repeat { types.append(try type()) } while try accept(",")
    return types
  }

  /// `(T, T) -> (T, T)`.
  mutating func functionalType() throws(ProgramTextError) -> ([TensorType], [TensorType]) {
    let operands = try typeList()
    try expectArrow()
    return (operands, try resultTypes())
  }

  /// `: (T, T) -> (T, T)`, into `operation`.
  mutating func functionalType(
    of operation: inout OperationSyntax
  ) throws(ProgramTextError) {
    try expect(":")
    let (operands, results) = try functionalType()
    operation.operandTypes = operands
    operation.resultTypes = results
  }
}
