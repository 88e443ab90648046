import Touchstone

/// Tensors written in one line, as case files hold them.
///
/// `f32[2,3] 1 2 3 4 5 6`: the dtype as `DType` names it, the shape, the elements in row-major
/// order. Elements are decimals (rounded once to the dtype), `nan`, `-nan`, `inf`, `-inf`,
/// `true`, `false`, `0x7fc00000` (the bits), complex ones `(1,-2)`. One element alone fills the
/// shape. `f32[33,100] random 7` and its kind name a generator (see `Generator`).
///
/// Specification: `conformance`.
public enum Literal {
  /// The largest number of elements a literal may describe.
  static let greatestCount = 1 << 24

  /// The tensor that `text` describes.
  public static func parse(_ text: String) throws(CaseError) -> HostTensor {
    let (type, rest) = try typeAndRest(text)
    let words = try split(rest)
    if words.first == "random" { return try Generator(words.dropFirst(), for: type).tensor() }
    let count = type.count
    guard words.count == count || words.count == 1 && count > 1 else {
      throw CaseError("'\(text)' has \(words.count) values where \(type) takes \(count)")
    }
    let isComplex = type.dtype.isComplex
    let part = type.dtype.realPart
    let width = part.byteWidth
    var patterns: [UInt64] = []
    patterns.reserveCapacity(words.count * 2)
    for word in words {
      if isComplex {
        let (real, imaginary) = try parts(of: word)
        patterns.append(try bits(real, part))
        patterns.append(try bits(imaginary, part))
      } else {
        patterns.append(try bits(word, part))
      }
    }
    let unit = isComplex ? 2 : 1
    return HostTensor(type) { bytes in
      for i in 0..<count * unit {
        var pattern = patterns[words.count == 1 ? i % unit : i].littleEndian
        withUnsafeBytes(of: &pattern) { source in
          for k in 0..<width { bytes[i * width + k] = source[k] }
        }
      }
    }
  }

  /// The type that `text`, `f32[2,3]` with or without elements after it, begins with.
  public static func type(of text: String) throws(CaseError) -> TensorType {
    try typeAndRest(text).0
  }

  /// Whether `text` looks like a literal: a dtype and a shape in brackets.
  static func isLiteral(_ text: String) -> Bool {
    guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close
    else { return false }
    return DType(rawValue: String(text[..<open])) != nil
  }

  private static func typeAndRest(_ text: String) throws(CaseError) -> (TensorType, Substring) {
    if text == "token" { return (.token, "") }
    guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close,
      let dtype = DType(rawValue: String(text[..<open])), dtype.isElement
    else { throw CaseError("'\(text)' does not begin with a type such as f32[2,3]") }
    var shape: [Int] = []
    for size in text[text.index(after: open)..<close].split(separator: ",") {
      guard let value = Int(size), value >= 0 else {
        throw CaseError("'\(size)' is not the size of a dimension, in '\(text)'")
      }
      shape.append(value)
    }
    let type = TensorType(dtype, shape)
    guard let count = type.checkedCount, count <= greatestCount else {
      throw CaseError("\(type) has more than \(greatestCount) elements")
    }
    return (type, text[text.index(after: close)...])
  }

  /// The words of `text`; what stands in parentheses is one word.
  private static func split(_ text: Substring) throws(CaseError) -> [Substring] {
    var words: [Substring] = []
    var start: Substring.Index?
    var depth = 0
    for i in text.indices {
      let character = text[i]
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character.isWhitespace && depth == 0 {
        if let begin = start { words.append(text[begin..<i]) }
        start = nil
      } else if start == nil {
        start = i
      }
    }
    if let start { words.append(text[start...]) }
    guard depth == 0 else { throw CaseError("parentheses do not match in '\(text)'") }
    return words
  }

  private static func parts(of word: Substring) throws(CaseError) -> (Substring, Substring) {
    guard word.hasPrefix("("), word.hasSuffix(")") else { return (word, "0") }
    let inside = word.dropFirst().dropLast().split(separator: ",")
    guard inside.count == 2 else {
      throw CaseError("'\(word)' is not a complex number such as (1,-2)")
    }
    return (trimmed(inside[0]), trimmed(inside[1]))
  }
  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return text
  }

  /// The bit pattern of one real, integer or boolean element.
  private static func bits(_ word: Substring, _ dtype: DType) throws(CaseError) -> UInt64 {
    if let digits = word.lowercased().hasPrefix("0x") && !word.contains(".") && !word.contains("p")
      ? word.dropFirst(2) : nil
    {
      guard let value = UInt64(digits, radix: 16),
        dtype.bitWidth == 64 || value >> UInt64(dtype.bitWidth) == 0
      else { throw CaseError("'\(word)' is not a pattern of \(dtype.bitWidth) bits") }
      guard dtype.family == .signed else { return value }
      let unused = UInt64(64 - dtype.bitWidth)
      return UInt64(bitPattern: Int64(bitPattern: value << unused) >> Int64(unused))
    }
    switch dtype.family {
    case .boolean:
      switch word {
      case "true", "1": return 1
      case "false", "0": return 0
      default: throw CaseError("'\(word)' is not true or false")
      }
    case .signed:
      let half = Int64(1) << Int64(dtype.bitWidth - 1)
      guard let value = Int64(word), dtype.bitWidth == 64 || (value >= -half && value < half)
      else { throw CaseError("'\(word)' is not a value of \(dtype)") }
      return UInt64(bitPattern: value)
    case .unsigned:
      guard let value = UInt64(word),
        dtype.bitWidth == 64 || value >> UInt64(dtype.bitWidth) == 0
      else { throw CaseError("'\(word)' is not a value of \(dtype)") }
      return value
    default:
      guard let value = Double(word), let format = dtype.floatFormat else {
        throw CaseError("'\(word)' is not a number of \(dtype)")
      }
      if dtype == .f32, let narrow = Float(word) { return UInt64(narrow.bitPattern) }
      return dtype == .f64 ? value.bitPattern : format.encode(value)
    }
  }
}

extension Literal {
  /// `tensor` as a literal that reads back to the same bits, NaNs of unusual bits included.
  public static func text(_ tensor: HostTensor) -> String {
    let values = (0..<tensor.count).map { element(tensor, $0) }
    if let first = values.first, values.count > 1, values.allSatisfy({ $0 == first }) {
      return "\(tensor.type) \(first)"
    }
    return ([tensor.type.description] + values).joined(separator: " ")
  }

  /// One element as a literal writes it.
  public static func element(_ tensor: HostTensor, _ i: Int) -> String {
    tensor.elementText(i)
  }
}
