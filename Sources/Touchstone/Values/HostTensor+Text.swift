import Foundation

extension HostTensor {
  /// The bits of the `i`-th element, or of the `i`-th part where elements are complex.
  package func pattern(_ i: Int) -> UInt64 {
    let width = dtype.realPart.byteWidth
    return withBytes { bytes in
      var pattern: UInt64 = 0
      for k in (0..<width).reversed() { pattern = pattern << 8 | UInt64(bytes[i * width + k]) }
      return pattern
    }
  }

  /// The `i`-th element: the shortest decimal that reads back as the same number, `(re,im)` where
  /// elements are complex, the bits of an unusual NaN.
  package func elementText(_ i: Int) -> String {
    guard dtype.isComplex else { return Self.word(pattern(i), dtype) }
    let part = dtype.realPart
    return "(\(Self.word(pattern(2 * i), part)),\(Self.word(pattern(2 * i + 1), part)))"
  }

  /// The `i`-th element for people to read: a NaN is one whatever its bits.
  private func readableText(_ i: Int) -> String {
    elementText(i).replacing(/0x[0-9a-f]+/, with: "nan")
  }

  private static func word(_ pattern: UInt64, _ dtype: DType) -> String {
    switch dtype.family {
    case .boolean: return pattern == 0 ? "false" : "true"
    case .unsigned: return String(pattern)
    case .signed:
      let unused = UInt64(64 - dtype.bitWidth)
      return String(Int64(bitPattern: pattern << unused) >> Int64(unused))
    default:
      guard let format = dtype.floatFormat else { return "?" }
      if dtype == .f32 || dtype == .f64 {
        let value = dtype == .f64 ? Double(bitPattern: pattern) : 0
        let narrow = Float(bitPattern: UInt32(truncatingIfNeeded: pattern))
        if dtype == .f64 ? value.isNaN : narrow.isNaN {
          let usual = dtype == .f64 ? Double.nan.bitPattern : UInt64(Float.nan.bitPattern)
          return pattern == usual ? "nan" : "0x" + String(pattern, radix: 16)
        }
        return short(dtype == .f64 ? "\(value)" : "\(narrow)")
      }
      let value = format.decode(pattern)
      if value.isNaN { return pattern == format.nan ? "nan" : "0x" + String(pattern, radix: 16) }
      // The shortest decimal that rounds to this number.
      for digits in 1...17 {
        let text = String(format: "%.\(digits)g", value)
        if let back = Double(text), format.encode(back) == pattern {
          let whole = short("\(value)")
          return whole.count <= text.count ? whole : text
        }
      }
      return short("\(value)")
    }
  }

  private static func short(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension HostTensor: CustomStringConvertible {
  /// Tensors with more elements than this are cut.
  private static let greatestCount = 1000
  /// How many elements are kept at each end of a cut dimension.
  private static let edge = 3

  /// The type and the elements in nested brackets; long dimensions of large tensors are cut in the
  /// middle.
  public var description: String {
    switch dtype {
    case .token: return "token"
    case .tuple: return "(\(elements.map(\.description).joined(separator: ", ")))"
    default: break
    }
    if type.rank == 0 { return "\(type) \(readableText(0))" }
    if count == 0 { return "\(type) []" }
    let shown = shownElements
    let width = shown.values.map(\.count).max() ?? 0
    let rows = nested(shown, width, axis: 0, position: 0)
    let isShort = type.rank == 1 && rows.count <= 80
    return "\(type)" + (isShort ? " " : "\n") + rows
  }

  private func kept(_ size: Int) -> [Int?] {
    if count <= Self.greatestCount || size <= 2 * Self.edge + 1 { return (0..<size).map { $0 } }
    return Array(0..<Self.edge) + [nil] + Array(size - Self.edge..<size)
  }

  /// The text of each element that is shown, by position.
  private var shownElements: [Int: String] {
    var positions = [0]
    for (size, stride) in zip(shape, type.strides) {
      let steps = kept(size).compactMap { $0.map { $0 * stride } }
      positions = positions.flatMap { base in steps.map { base + $0 } }
    }
    return Dictionary(uniqueKeysWithValues: positions.map { ($0, readableText($0)) })
  }

  private func nested(
    _ shown: [Int: String], _ width: Int, axis: Int, position: Int
  ) -> String {
    if axis == type.rank {
      let text = shown[position] ?? "?"
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let stride = type.strides[axis]
    let items = kept(shape[axis]).map { i in
      i.map { nested(shown, width, axis: axis + 1, position: position + $0 * stride) } ?? "…"
    }
    let isLast = axis == type.rank - 1
    let separator = isLast ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
    return "[" + items.joined(separator: separator) + "]"
  }
}

extension Tensor: CustomStringConvertible {
  /// The type and the elements, or what a traced tensor is a value of.
  public var description: String {
    if isInvalid { return "invalid tensor" }
    if let elements = try? host() { return elements.description }
    if let traced { return "\(type) traced by \(traced.owner.origin)" }
    return "\(type)"
  }
}
