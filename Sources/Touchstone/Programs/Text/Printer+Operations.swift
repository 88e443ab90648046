extension Printer {
  /// Writes `statement` in its pretty form; `false` and nothing written if it has none.
  mutating func pretty(_ statement: inout Statement, syntax: Syntax) -> Bool {
    if let text = special(&statement) {
      line(statement.prefix + text)
      return true
    }
    switch statement.name {
    case "stablehlo.while": return whileLoop(&statement)
    case "stablehlo.reduce": return reduce(&statement)
    case "chlo.scan": return scan(&statement)
    case "sdy.manual_computation": return manualComputation(&statement)
    default: break
    }
    guard case .operands(let items) = syntax.style, statement.regions.isEmpty else { return false }
    var parts = statement.operands
    for item in items {
      switch item {
      case .keyword(let keyword, let attribute, let form):
        guard let value = statement.attributes.first(where: { $0.name == attribute })?.value else {
          continue
        }
        guard let text = text(of: value, form) else { return false }
        _ = statement.take(attribute)
        parts.append("\(keyword) = \(text)")
      case .value(let attribute, let form):
        guard let value = statement.take(attribute), let text = text(of: value, form) else {
          return false
        }
        parts.append(text)
      }
    }
    guard let types = types(statement, syntax.types) else { return false }
    let list = parts.isEmpty ? "" : " " + parts.joined(separator: ", ")
    line("\(statement.prefix)\(statement.name)\(list)\(statement.dictionary) : \(types)")
    return true
  }

  private func text(of value: Attribute, _ form: Syntax.Form) -> String? {
    switch (form, value) {
    case (.list, .integers(let list, .i1)): "[\(list.map { "\($0 != 0)" }.joined(separator: ", "))]"
    case (.list, let value): value.integerList.map { "\($0)" }
    case (.integer, .integer(let number, let dtype)): AttributeText.integer(number, dtype)
    case (.flag, .bool(let flag)): "\(flag)"
    case (.choice, .enumeration(_, let name)): name
    case (.choices, let value): choices(value)
    case (.string, .string(let text)): QuotedText.quoted(text)
    case (.number, .integer), (.number, .float): AttributeText.attribute(value)
    default: nil
    }
  }

  /// `[DEFAULT, HIGHEST]`.
  private func choices(_ value: Attribute) -> String? {
    guard case .array(let items) = value else { return nil }
    var names: [String] = []
    for item in items {
      guard case .enumeration(_, let name) = item else { return nil }
      names.append(name)
    }
    return "[\(names.joined(separator: ", "))]"
  }

  private func types(_ statement: Statement, _ types: Syntax.Types) -> String? {
    let operands = statement.operandTypes
    let results = statement.resultTypes
    switch types {
    case .shortest where results.count == 1 && operands.allSatisfy { $0 == results[0] }:
      return results[0].text
    case .result where results.count == 1: return results[0].text
    case .arrow where !operands.isEmpty: return "\(Self.list(operands)) -> \(Self.results(results))"
    case .select
    where operands.count == 3 && operands[1] == operands[2] && results == [operands[1]]:
      return "\(operands[0].text), \(operands[1].text)"
    case .pairwise where operands == results && !operands.isEmpty: return Self.list(operands)
    case .operandsOnly
    where results.isEmpty && !operands.isEmpty && operands.allSatisfy { $0 == operands[0] }:
      return operands[0].text
    case .shortest, .functional, .select: return statement.functional
    default: return nil
    }
  }

  /// What follows the results of an operation that has a grammar of its own, or `nil`.
  private func special(_ s: inout Statement) -> String? {
    var copy = s
    guard let text = grammar(&copy) else { return nil }
    s = copy
    return text
  }

  private func grammar(_ s: inout Statement) -> String? {
    switch s.name {
    case "stablehlo.constant", "chlo.constant":
      guard case .elements(let value) = s.take("value") else { return nil }
      return "\(s.name)\(s.dictionary) \(ElementsText.dense(value))"
    case "stablehlo.compare":
      guard case .enumeration(_, let direction) = s.take("comparison_direction") else { return nil }
      var text = "\(s.name) \(direction), \(s.operandList)"
      if case .enumeration(_, let kind) = s.take("compare_type") { text += ", \(kind)" }
      return "\(text)\(s.dictionary) : \(s.functional)"
    case "stablehlo.slice":
      guard let starts = s.takeIntegers("start_indices"),
        let limits = s.takeIntegers("limit_indices"), let strides = s.takeIntegers("strides"),
        starts.count == limits.count, starts.count == strides.count
      else { return nil }
      let ranges = starts.indices.map {
        "\(starts[$0]):\(limits[$0])" + (strides[$0] == 1 ? "" : ":\(strides[$0])")
      }
      return "\(s.name) \(s.operandList) [\(ranges.joined(separator: ", "))]\(s.dictionary) : "
        + s.functional
    case "func.call":
      guard case .symbol(let callee) = s.take("callee") else { return nil }
      return "\(s.callName) \(AttributeText.symbol(callee))(\(s.operandList))\(s.dictionary) : "
        + s.functional
    case "stablehlo.custom_call":
      guard case .string(let target) = s.take("call_target_name"), s.regions.isEmpty else {
        return nil
      }
      return "\(s.name) \(AttributeText.symbol(target))(\(s.operandList))\(s.dictionary) : "
        + s.functional
    case "stablehlo.composite":
      guard case .string(let name) = s.take("name"), s.regions.isEmpty else { return nil }
      let operands = s.operands.isEmpty ? "" : " \(s.operandList)"
      return "\(s.name) \(QuotedText.quoted(name))\(operands)\(s.dictionary) : \(s.functional)"
    case "stablehlo.get_tuple_element":
      guard case .integer(let index, _) = s.take("index") else { return nil }
      return "\(s.name) \(s.operandList)[\(index)]\(s.dictionary) : \(s.functional)"
    case "stablehlo.tuple":
      return "\(s.name) \(s.operandList)\(s.dictionary) : \(Self.list(s.resultTypes))"
    case "stablehlo.optimization_barrier":
      if s.operands.isEmpty { return "\(s.name)\(s.dictionary) ()" }
      return "\(s.name) \(s.operandList)\(s.dictionary) : \(Self.list(s.resultTypes))"
    case "stablehlo.reduce_precision":
      guard case .integer(let exponent, _) = s.take("exponent_bits"),
        case .integer(let mantissa, _) = s.take("mantissa_bits"), s.operandTypes == s.resultTypes
      else { return nil }
      return "\(s.name) \(s.operandList), format = e\(exponent)m\(mantissa)\(s.dictionary) : "
        + Self.list(s.resultTypes)
    case "chlo.top_k":
      guard case .integer(let k, _) = s.take("k"), !s.operandTypes.isEmpty else { return nil }
      return
        "\(s.name)(\(s.operandList), k = \(k))\(s.dictionary) : \(Self.list(s.operandTypes)) -> "
        + Self.results(s.resultTypes)
    case "stablehlo.dot_general": return dotGeneral(&s)
    case "stablehlo.convolution": return convolution(&s)
    case "sdy.sharding_constraint":
      let prefix = "#sdy.sharding<"
      guard case .opaque(let sharding) = s.take("sharding"), sharding.hasPrefix(prefix) else {
        return nil
      }
      return "\(s.name) \(s.operandList) \(sharding.dropFirst(prefix.count - 1))\(s.dictionary) : "
        + Self.list(s.resultTypes)
    case let name where name.hasPrefix("check."): return check(&s)
    default: return nil
    }
  }

  private func check(_ s: inout Statement) -> String? {
    guard s.resultTypes.isEmpty else { return nil }
    if case .elements(let value) = s.take("value") {
      return "\(s.name) \(s.operandList), \(ElementsText.dense(value))\(s.dictionary)"
    }
    var parts = s.operands
    for name in ["tolerance", "min_ulp_difference", "max_ulp_difference"] {
      if let value = s.take(name) { parts.append("\(name) = \(AttributeText.field(value))") }
    }
    let types = s.name == "check.expect_close" ? s.operandTypes : Array(s.operandTypes.prefix(1))
    if types.isEmpty || s.operandTypes.contains(where: { $0 != types[0] }) { return nil }
    return "\(s.name) \(parts.joined(separator: ", "))\(s.dictionary) : \(Self.list(types))"
  }

  private func dotGeneral(_ s: inout Statement) -> String? {
    guard case .structure(_, let fields) = s.take("dot_dimension_numbers") else { return nil }
    func list(_ name: String) -> [Int] {
      fields.first { $0.name == name }?.value.integerList ?? []
    }
    var text = "\(s.name) \(s.operandList)"
    let batching = (list("lhs_batching_dimensions"), list("rhs_batching_dimensions"))
    if !batching.0.isEmpty || !batching.1.isEmpty {
      text += ", batching_dims = \(batching.0) x \(batching.1)"
    }
    text +=
      ", contracting_dims = \(list("lhs_contracting_dimensions"))"
      + " x \(list("rhs_contracting_dimensions"))"
    if let precision = s.take("precision_config") {
      guard let names = choices(precision) else { return nil }
      text += ", precision = \(names)"
    }
    if let algorithm = s.take("algorithm") {
      guard case .structure = algorithm else { return nil }
      let whole = AttributeText.attribute(algorithm)
      guard let open = whole.firstIndex(of: "<") else { return nil }
      text += ", algorithm = \(whole[open...])"
    }
    return "\(text)\(s.dictionary) : \(s.functional)"
  }

  private func convolution(_ s: inout Statement) -> String? {
    guard case .structure(_, let fields) = s.take("dimension_numbers"),
      let dimensions = AttributeText.convolutionDimensions(fields)
    else { return nil }
    var window: [String] = []
    if let stride = s.takeIntegers("window_strides") { window.append("stride = \(stride)") }
    if case .elements(let padding) = s.take("padding") {
      guard padding.shape.count == 2, padding.shape[1] == 2 else { return nil }
      let flat = padding.integers
      let rows = (0..<padding.shape[0]).map { "[\(flat[2 * $0]), \(flat[2 * $0 + 1])]" }
      window.append("pad = [\(rows.joined(separator: ", "))]")
    }
    if let dilation = s.takeIntegers("lhs_dilation") { window.append("lhs_dilate = \(dilation)") }
    if let dilation = s.takeIntegers("rhs_dilation") { window.append("rhs_dilate = \(dilation)") }
    if let flags = s.takeIntegers("window_reversal") {
      window.append("reverse = [\(flags.map { "\($0 != 0)" }.joined(separator: ", "))]")
    }
    return "\(s.name)(\(s.operandList)) dim_numbers = \(dimensions), window = "
      + "{\(window.joined(separator: ", "))}\(s.dictionary) : \(s.functional)"
  }
}

// MARK: Regions

extension Printer {
  /// `(%a init: %b) applies stablehlo.add across …`, or with a `reducer`.
  private mutating func reduce(_ s: inout Statement) -> Bool {
    guard let dimensions = s.takeIntegers("dimensions"), s.regions.count == 1,
      !s.operands.isEmpty, s.operands.count.isMultiple(of: 2)
    else { return false }
    let count = s.operands.count / 2
    let body = s.regions[0]
    guard body.parameters.count == s.captures.count + 2 * count else { return false }
    let pairs = (0..<count).map { "(\(s.operands[$0]) init: \(s.operands[$0 + count]))" }
    let head = "\(s.prefix)\(s.name)\(pairs.joined(separator: ", "))"
    let tail = " across dimensions = \(dimensions)\(s.dictionary) : \(s.functional)"
    if count == 1, s.captures.isEmpty, let inner = body.soleOperation,
      inner.attributes.isEmpty, inner.regions.isEmpty, body.equations[0].annotations.isEmpty,
      inner.fullName.hasPrefix("stablehlo."),
      (body.parameters + body.resultTypes).allSatisfy({ $0 == TensorType(s.resultTypes[0].dtype) })
    {
      line("\(head) applies \(inner.fullName)\(tail)")
      return true
    }
    line(head + tail)
    let names = argumentNames(2 * count)
    let types = body.parameters.dropFirst(s.captures.count)
    let arguments = zip(names, types).map { "\($0): \($1.text)" }
    let list = (0..<count).map { "(\(arguments[$0]), \(arguments[$0 + count]))" }
    line(" reducer\(list.joined(separator: " ")) {")
    indent += 1
    self.body(body, s.captures + names, terminator: "stablehlo.return")
    indent -= 1
    line("}")
    return true
  }

  /// `(%arg0 = %0) : T cond { … } do { … }`.
  private mutating func whileLoop(_ s: inout Statement) -> Bool {
    guard s.regions.count == 2, !s.operands.isEmpty, s.operandTypes == s.resultTypes,
      s.regions.allSatisfy({ $0.parameters.count == s.captures.count + s.operands.count })
    else { return false }
    let names = argumentNames(s.operands.count)
    let pairs = zip(names, s.operands).map { "\($0) = \($1)" }
    let attributes = s.dictionary.isEmpty ? "" : " attributes\(s.dictionary)"
    line(
      "\(s.prefix)\(s.name)(\(pairs.joined(separator: ", "))) : \(Self.list(s.operandTypes))"
        + attributes)
    line("cond {")
    indent += 1
    body(s.regions[0], s.captures + names, terminator: "stablehlo.return")
    indent -= 1
    line("} do {")
    indent += 1
    body(s.regions[1], s.captures + names, terminator: "stablehlo.return")
    indent -= 1
    line("}")
    return true
  }

  /// `(%a) inits (%b) dimension=0 attributes {…} { ^bb0(…): … } : (T, U) -> (T, U)`.
  private mutating func scan(_ s: inout Statement) -> Bool {
    guard case .integer(let dimension, _) = s.take("dimension"), s.regions.count == 1 else {
      return false
    }
    _ = s.take("operandSegmentSizes")
    _ = s.take("resultSegmentSizes")
    let inputs = s.operands.prefix(s.inputCount).joined(separator: ", ")
    let initial = s.operands.dropFirst(s.inputCount).joined(separator: ", ")
    let attributes = s.dictionary.isEmpty ? "" : " attributes\(s.dictionary)"
    line("\(s.prefix)\(s.name)(\(inputs)) inits (\(initial)) dimension=\(dimension)\(attributes) {")
    let types = s.regions[0].parameters.dropFirst(s.captures.count)
    let names = argumentNames(types.count)
    label(names, Array(types))
    indent += 1
    body(s.regions[0], s.captures + names, terminator: "stablehlo.return")
    indent -= 1
    line("} : \(s.functional)")
    return true
  }

  /// `(%a) in_shardings=[…] out_shardings=[…] manual_axes={…} (%arg0: T) { … } : (T) -> T`.
  private mutating func manualComputation(_ s: inout Statement) -> Bool {
    var fields = ""
    for (name, open, close) in [
      ("in_shardings", "#sdy.sharding_per_value<", ">"),
      ("out_shardings", "#sdy.sharding_per_value<", ">"), ("manual_axes", "#sdy<manual_axes", ">"),
    ] {
      guard case .opaque(let text) = s.take(name), text.hasPrefix(open), text.hasSuffix(close)
      else { return false }
      fields += " \(name)=\(text.dropFirst(open.count).dropLast(close.count))"
    }
    guard s.regions.count == 1 else { return false }
    let types = s.regions[0].parameters.dropFirst(s.captures.count)
    let names = argumentNames(types.count)
    let arguments = zip(names, types).map { "\($0): \($1.text)" }.joined(separator: ", ")
    line("\(s.prefix)\(s.name)(\(s.operandList))\(fields) (\(arguments)) {")
    indent += 1
    body(s.regions[0], s.captures + names, terminator: "sdy.return")
    indent -= 1
    line("}\(s.dictionary) : \(s.functional)")
    return true
  }
}
