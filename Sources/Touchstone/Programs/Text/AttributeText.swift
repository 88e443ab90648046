/// Attributes and elements as text.
enum AttributeText {
  /// `@name`, between quotes where it is no plain word.
  static func symbol(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isPlain = bytes.first.map { $0.isLetter || $0 == UInt8(ascii: "_") } ?? false
    return isPlain && bytes.allSatisfy(\.isIdentifier) ? "@\(name)" : "@\(QuotedText.quoted(name))"
  }

  /// `{a = 1 : i64, b}`.
  static func dictionary(_ entries: [NamedAttribute]) -> String {
    let texts = entries.map { entry in
      if case .unit = entry.value { return name(entry.name) }
      return "\(name(entry.name)) = \(attribute(entry.value))"
    }
    return "{\(texts.joined(separator: ", "))}"
  }

  private static func name(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isPlain = bytes.first.map { $0.isLetter || $0 == UInt8(ascii: "_") } ?? false
    return isPlain && bytes.allSatisfy(\.isIdentifier) ? name : QuotedText.quoted(name)
  }

  /// An attribute wherever one may stand.
  static func attribute(_ value: Attribute) -> String {
    switch value {
    case .unit: "unit"
    case .bool(let flag): "\(flag)"
    case .integer(let number, let dtype):
      integer(number, dtype) + (dtype.map { " : \($0)" } ?? "")
    case .float(let number, let dtype):
      float(number, dtype ?? .f64) + (dtype.map { " : \($0)" } ?? "")
    case .string(let text): QuotedText.quoted(text)
    case .symbol(let name): symbol(name)
    case .type(let type): type.text
    case .integers(let list, let dtype):
      list.isEmpty
        ? "array<\(dtype)>"
        : "array<\(dtype): \(list.map { dtype == .i1 ? "\($0 != 0)" : "\($0)" }.joined(separator: ", "))>"
    case .elements(let tensor): ElementsText.dense(tensor)
    case .array(let items): "[\(items.map(attribute).joined(separator: ", "))]"
    case .dictionary(let entries): dictionary(entries)
    case .enumeration(let kind, let name):
      if let dot = kind.firstIndex(of: ".") {
        "#\(kind[..<dot])<\(kind[kind.index(after: dot)...]) \(name)>"
      } else {
        "#stablehlo<\(kind) \(name)>"
      }
    case .structure(let name, let fields): structure(name, fields)
    case .opaque(let text): text
    }
  }

  static func integer(_ number: Int64, _ dtype: DType?) -> String {
    dtype == .ui64 ? "\(UInt64(bitPattern: number))" : "\(number)"
  }

  private static func float(_ number: Double, _ dtype: DType) -> String {
    guard let format = dtype.floatFormat else { return "\(number)" }
    return ElementsText.float(format.encode(number), format, dtype)
  }

  private static func structure(_ name: String, _ fields: [NamedAttribute]) -> String {
    if name == "stablehlo.conv", let text = convolutionDimensions(fields) {
      return "#stablehlo.conv<\(text)>"
    }
    // These leave out what is empty, as in MLIR's own text.
    let skipsEmpty = [
      "stablehlo.gather", "stablehlo.scatter", "stablehlo.dot", "chlo.ragged_dot",
    ].contains(name)
    let texts = fields.compactMap { field -> String? in
      if skipsEmpty, case .integers(let list, _) = field.value, list.isEmpty { return nil }
      return "\(field.name) = \(self.field(field.value))"
    }
    return "#\(name)<\(texts.joined(separator: ", "))>"
  }

  /// A structure's field, whose lists and numbers have no types.
  static func field(_ value: Attribute) -> String {
    switch value {
    case .integer(let number, let dtype): integer(number, dtype)
    case .float(let number, let dtype): float(number, dtype ?? .f64)
    case .integers(let list, _): "\(list)"
    case .array(let items): "[\(items.map(field).joined(separator: ", "))]"
    default: attribute(value)
    }
  }

  /// `[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`, or `nil` if the fields do not say it.
  static func convolutionDimensions(_ fields: [NamedAttribute]) -> String? {
    func integer(_ name: String) -> Int? {
      for field in fields where field.name == name {
        if case .integer(let value, _) = field.value { return Int(value) }
      }
      return nil
    }
    func labels(_ names: (String, String, String), _ letters: (String, String)) -> String? {
      guard let first = integer(names.0), let second = integer(names.1),
        let spatial = fields.first(where: { $0.name == names.2 })?.value.integerList
      else { return nil }
      var labels = [String?](repeating: nil, count: spatial.count + 2)
      let places =
        [(first, letters.0), (second, letters.1)]
        + spatial.enumerated().map { ($1, "\($0)") }
      for (place, label) in places {
        guard labels.indices.contains(place), labels[place] == nil else { return nil }
        labels[place] = label
      }
      return "[\(labels.compactMap { $0 }.joined(separator: ", "))]"
    }
    guard
      let input = labels(
        ("input_batch_dimension", "input_feature_dimension", "input_spatial_dimensions"),
        ("b", "f")),
      let kernel = labels(
        (
          "kernel_input_feature_dimension", "kernel_output_feature_dimension",
          "kernel_spatial_dimensions"
        ), ("i", "o")),
      let output = labels(
        ("output_batch_dimension", "output_feature_dimension", "output_spatial_dimensions"),
        ("b", "f"))
    else { return nil }
    return "\(input)x\(kernel)->\(output)"
  }
}

/// The elements of a tensor as text.
enum ElementsText {
  /// Longer tensors that do not repeat one element are written as bytes.
  static let longestList = 100

  /// `dense<[1, 2]> : tensor<2xi64>`.
  static func dense(_ tensor: HostTensor) -> String {
    "dense<\(body(tensor))> : \(tensor.type.text)"
  }

  private static func body(_ tensor: HostTensor) -> String {
    if tensor.count == 0 { return "" }
    let width = tensor.dtype.byteWidth
    return tensor.withBytes { bytes in
      let isSplat = bytes.dropFirst(width).elementsEqual(bytes.dropLast(width))
      if isSplat { return element(tensor.dtype, bytes, 0) }
      if tensor.count > longestList, tensor.dtype.bitWidth >= 8 { return hexadecimal(bytes) }
      var text = ""
      var next = 0
      nested(tensor.shape[...]) {
        text += $0
      } element: {
        defer { next += 1 }
        return element(tensor.dtype, bytes, next)
      }
      return text
    }
  }

  private static func nested(
    _ shape: ArraySlice<Int>, _ write: (String) -> Void, element: () -> String
  ) {
    guard let size = shape.first else {
      write(element())
      return
    }
    write("[")
    for i in 0..<size {
      if i > 0 { write(", ") }
      nested(shape.dropFirst(), write, element: element)
    }
    write("]")
  }

  private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = Array("\"0x".utf8)
    text.reserveCapacity(bytes.count * 2 + 4)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
  }

  private static func element(_ dtype: DType, _ bytes: UnsafeRawBufferPointer, _ i: Int) -> String {
    func bits(_ dtype: DType, at offset: Int) -> UInt64 {
      switch dtype.byteWidth {
      case 1: UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt8.self))
      case 2: UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      case 4: UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      default: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      }
    }
    let width = dtype.byteWidth
    if dtype.isComplex {
      let part = dtype.realPart
      guard let format = part.floatFormat else { return "" }
      let real = float(bits(part, at: i * width), format, part)
      return "(\(real), \(float(bits(part, at: i * width + part.byteWidth), format, part)))"
    }
    let value = bits(dtype, at: i * width)
    if let format = dtype.floatFormat { return float(value, format, dtype) }
    switch dtype.family {
    case .boolean: return value == 0 ? "false" : "true"
    case .unsigned: return "\(value)"
    default:
      let unused = 64 - width * 8
      return "\(Int64(bitPattern: value << UInt64(unused)) >> Int64(unused))"
    }
  }

  /// The shortest decimal that reads back as `bits`; NaN and infinity by their bits.
  static func float(_ bits: UInt64, _ format: FloatFormat, _ dtype: DType) -> String {
    let value = format.decode(bits)
    guard value.isFinite else {
      let digits = String(bits, radix: 16, uppercase: true)
      let count = (dtype.bitWidth + 3) / 4
      return "0x" + String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
    // Narrower formats are exact in single precision, whose shortest decimal is short enough.
    let text = dtype == .f64 ? "\(value)" : "\(Float(value))"
    guard let e = text.firstIndex(of: "e") else { return text }
    return text[..<e].contains(".") ? text : "\(text[..<e]).0\(text[e...])"
  }
}
