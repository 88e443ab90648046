/// A product of one or two tensors written with a letter for each dimension: `ab,bc->ac`.
///
/// Letters that the result lacks are summed over; a letter twice in one operand takes its diagonal.
///
/// Specification: `einsum`, `unary_einsum`.
package struct Einsum: Operation {
  package static let names = ["stablehlo.einsum", "stablehlo.unary_einsum"]
  package let config: String
  package let isUnary: Bool
  package let elementType: DType

  package init(_ config: String, isUnary: Bool = false, elementType: DType) {
    self.config = config
    self.isUnary = isUnary
    self.elementType = elementType
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let config = try source.optionalString("einsum_config") else {
      throw source.invalid("attribute einsum_config is missing")
    }
    self.config = config
    isUnary = source.name == Self.names[1]
    elementType = try source.elementType()
  }
  package var fullName: String { Self.names[isUnary ? 1 : 0] }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("einsum_config", .string(config))]
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C5" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(isUnary ? 1 : 2, x)
    guard x.allSatisfy(\.dtype.isElement), elementType.isElement else {
      throw violation("I1", x, "the operands and the result must be tensors")
    }
    guard let letters = EinsumLetters(config, ranks: x.map(\.rank)) else {
      throw violation("C1", x, "'\(config)' does not name the dimensions of the operands")
    }
    let sizes = try sizes(letters, x)
    guard Set(letters.result).count == letters.result.count,
      letters.result.allSatisfy({ sizes[$0] != nil })
    else {
      throw violation("C3", x, "each letter of the result must be one of an operand, and come once")
    }
    guard x.allSatisfy({ $0.dtype.mayBeMultiplied(with: x[0].dtype) }) else {
      throw violation("C4", x, "the element types differ")
    }
    return try sized(TensorType(elementType, letters.result.map { sizes[$0] ?? 0 }), x, "C5")
  }

  private func sizes(
    _ letters: EinsumLetters, _ x: [TensorType]
  ) throws(TensorError) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for (names, type) in zip(letters.operands, x) {
      for (name, size) in zip(names, type.shape) {
        guard sizes[name] ?? size == size else {
          throw violation("C2", x, "'\(name)' has the sizes \(sizes[name] ?? 0) and \(size)")
        }
        sizes[name] = size
      }
    }
    return sizes
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    let types = x.map(\.type)
    guard type.count > 0, let letters = EinsumLetters(config, ranks: types.map(\.rank)) else {
      return HostTensor(type) { _ in }
    }
    let sizes = try self.sizes(letters, types)
    let summed = letters.operands.joined().reduce(into: [String]()) { list, name in
      if !list.contains(name), !letters.result.contains(name) { list.append(name) }
    }
    let places = zip(letters.operands, types).map { names, type in
      (
        kept: positions(letters.result, names, type, sizes),
        summed: positions(summed, names, type, sizes)
      )
    }
    let body = EinsumBody(lhs: places[0], rhs: places.count > 1 ? places[1] : nil)
    return body.result(x[0], isUnary ? x[0] : x[1], type)
  }

  /// The flat positions in an operand, whose dimensions have `names`, of each index of `letters`.
  private func positions(
    _ letters: [String], _ names: [String], _ type: TensorType, _ sizes: [String: Int]
  ) -> [Int] {
    var positions = [0]
    if letters.contains(where: { sizes[$0] == 0 }) { return [] }
    for letter in letters {
      let stride = zip(names, type.strides).reduce(0) { $1.0 == letter ? $0 + $1.1 : $0 }
      positions = positions.flatMap { base in
        (0..<(sizes[letter] ?? 0)).map { base + $0 * stride }
      }
    }
    return positions
  }
  package var derivative: Derivative { isUnary ? .linear(positions: [0]) : .bilinear }
  package var promise: Promise { .reassociating }
}

/// The dimensions that a configuration names, `...` written out.
package struct EinsumLetters: Sendable {
  /// The name of each dimension of each operand.
  package var operands: [[String]] = []
  /// The name of each dimension of the result.
  package var result: [String] = []

  package init?(_ config: String, ranks: [Int]) {
    let sides = config.split(separator: "->", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let parts = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == ranks.count else { return nil }
    var dots = 0
    for (part, rank) in zip(parts, ranks) {
      let named = part.filter { $0 != "." }.count
      if part.contains("...") { dots = max(dots, rank - named) }
    }
    for (part, rank) in zip(parts, ranks) {
      let own = rank - part.filter { $0 != "." }.count
      guard let names = Self.names(part, dots: own, of: dots), names.count == rank else {
        return nil
      }
      operands.append(names)
    }
    guard let names = Self.names(sides[1], dots: dots, of: dots) else { return nil }
    result = names
  }

  /// The names in `part`; `...` stands for the last `dots` of `total` dimensions.
  private static func names(_ part: Substring, dots: Int, of total: Int) -> [String]? {
    var names: [String] = []
    var rest = part
    while let first = rest.first {
      if rest.hasPrefix("...") {
        guard dots >= 0 else { return nil }
        names += (total - dots..<total).map { ".\($0)" }
        rest = rest.dropFirst(3)
      } else if first.isLetter {
        names.append(String(first))
        rest = rest.dropFirst()
      } else if first == " " {
        rest = rest.dropFirst()
      } else {
        return nil
      }
    }
    return names
  }
}

private struct EinsumBody: ProductBody {
  let lhs: (kept: [Int], summed: [Int])
  let rhs: (kept: [Int], summed: [Int])?

  func elements<P: ProductSum>(
    _: P.Type, _ x: UnsafePointer<P.Element>, _ y: UnsafePointer<P.Element>
  ) -> [P.Element] {
    lhs.kept.indices.map { i in
      let left = lhs.summed.map { x[lhs.kept[i] + $0] }
      guard let rhs else {
        return P.sum(left, [P.Element](repeating: P.one, count: left.count), left.count)
      }
      return P.sum(left, rhs.summed.map { y[rhs.kept[i] + $0] }, left.count)
    }
  }
}
