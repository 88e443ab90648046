/// A comparison by which a program checks itself: it gives no result and may fail.
///
/// Specification: `expect_eq`, `expect_almost_eq`, `expect_close` and their forms with a constant.
package struct Check: Primitive {
  package enum Kind: String, CaseIterable, Sendable {
    case almostEqual = "check.expect_almost_eq"
    case almostEqualConstant = "check.expect_almost_eq_const"
    case close = "check.expect_close"
    case equal = "check.expect_eq"
    case equalConstant = "check.expect_eq_const"
    /// The older name, which compares floats within 1e-4.
    case old = "check.eq"

    var hasConstant: Bool { self == .equalConstant || self == .almostEqualConstant }
  }
  package let kind: Kind
  /// What the operand is compared with, if the program's text holds it.
  package let value: HostTensor?
  package let tolerance: Double?
  package let minimumULPs: Int?
  package let maximumULPs: Int?

  package init(
    _ kind: Kind, value: HostTensor? = nil, tolerance: Double? = nil, minimumULPs: Int? = nil,
    maximumULPs: Int? = nil
  ) {
    self.kind = kind
    self.value = value
    self.tolerance = tolerance
    self.minimumULPs = minimumULPs
    self.maximumULPs = maximumULPs
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let kind = Kind(rawValue: source.name) else { throw source.invalid("not a check") }
    self.kind = kind
    if kind.hasConstant {
      guard case .elements(let value) = source.attribute("value") else {
        throw source.invalid("attribute value must be dense<…>", clause: "I2")
      }
      self.value = value
    } else {
      value = nil
    }
    let isAlmost = kind == .almostEqual || kind == .almostEqualConstant
    tolerance =
      isAlmost && source.attribute("tolerance") != nil ? try source.float("tolerance") : nil
    minimumULPs = kind == .close ? try source.optionalInteger("min_ulp_difference") : nil
    maximumULPs = kind == .close ? try source.optionalInteger("max_ulp_difference") : nil
  }

  package static let names = Kind.allCases.map(\.rawValue)
  package var fullName: String { kind.rawValue }
  package static func syntax(of name: String) -> Syntax {
    switch Kind(rawValue: name) {
    case .equalConstant, .almostEqualConstant: .special("check_const")
    case .close, .almostEqual: .special("check")
    default: Syntax()
    }
  }

  package var attributes: [NamedAttribute] {
    var list: [NamedAttribute] = []
    if let value { list.append(NamedAttribute("value", .elements(value))) }
    if let tolerance { list.append(NamedAttribute("tolerance", .float(tolerance, .f64))) }
    if let minimumULPs {
      list.append(NamedAttribute("min_ulp_difference", .integer(Int64(minimumULPs), .ui64)))
    }
    if let maximumULPs {
      list.append(NamedAttribute("max_ulp_difference", .integer(Int64(maximumULPs), .ui64)))
    }
    return list
  }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(value == nil ? 2 : 1, x)
    let expected = value?.type ?? x[1]
    guard x[0].dtype.isElement, x[0] == expected else {
      throw violation("C1", x, "expected two tensors of one type, got \(x[0]) and \(expected)")
    }
    if let tolerance, !(tolerance >= 0) {
      throw violation("C2", x, "the tolerance must not be negative, got \(tolerance)")
    }
    let (least, most) = (minimumULPs ?? 0, maximumULPs ?? 3)
    if least < 0 || most < least {
      throw violation(
        "C2", x,
        "expected 0 <= min_ulp_difference <= max_ulp_difference, got \(least) and \(most)")
    }
    return []
  }

  var rule: Comparison.Rule {
    switch kind {
    case .equal, .equalConstant: .equal
    case .almostEqual, .almostEqualConstant, .old: .absolute(tolerance ?? 1e-4)
    case .close: .ulps(UInt64(minimumULPs ?? 0)...UInt64(maximumULPs ?? 3))
    }
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    try context.report(CheckOutcome(fullName, x[0], value ?? x[1], rule), x.map(\.type))
    return []
  }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

extension Check {
  /// The rule that the custom call `target` stands for, if it is a check.
  static func rule(forCustomCall target: String) -> Comparison.Rule? {
    switch target {
    case "check.expect_eq": .equal
    case "check.expect_almost_eq": .absolute(1e-3)
    case "check.expect_close": .ulps(0...3)
    case "check.eq": .absolute(1e-4)
    default: nil
    }
  }
}
