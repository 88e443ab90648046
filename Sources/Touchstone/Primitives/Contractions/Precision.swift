/// How much accuracy a product may trade for speed.
///
/// The reference always computes at the highest; what a backend may do is in SPEC.md.
public enum Precision: String, Hashable, Sendable, CaseIterable {
  /// The fastest a backend has within the bound that SPEC.md gives.
  case standard = "DEFAULT"
  /// Slower and more accurate.
  case high = "HIGH"
  /// As accurate as the operands' dtype allows.
  case highest = "HIGHEST"
}

extension OperationSource {
  /// `precision_config`, one entry for each operand; empty when the source has none.
  mutating func precisions() throws(TensorError) -> [Precision] {
    guard let attribute = attribute("precision_config") else { return [] }
    guard case .array(let items) = attribute else {
      throw invalid("attribute precision_config must be a list, got \(attribute)")
    }
    var result: [Precision] = []
    for item in items {
      switch item {
      case .enumeration(_, let name), .string(let name):
        guard let precision = Precision(rawValue: name) else {
          throw invalid("\(name) is not one of \(Precision.allCases.map(\.rawValue))")
        }
        result.append(precision)
      default: throw invalid("attribute precision_config must list precisions, got \(item)")
      }
    }
    return result
  }
}

extension [Precision] {
  /// As the attribute `precision_config`, if there is anything to say.
  func attributes(dialect: String = "stablehlo") -> [NamedAttribute] {
    if isEmpty { return [] }
    let kind = dialect == "stablehlo" ? "precision" : "\(dialect).precision"
    return [NamedAttribute("precision_config", .array(map { .enumeration(kind, $0.rawValue) }))]
  }
}

/// How the hardware is asked to compute a product: types of operands and sums, number of passes.
///
/// It bounds what a backend may do; the reference computes as without it.
package struct DotAlgorithm: Hashable, Sendable {
  package private(set) var lhsPrecisionType: String
  package private(set) var rhsPrecisionType: String
  package let accumulationType: String
  package private(set) var lhsComponentCount: Int
  package private(set) var rhsComponentCount: Int
  package let primitiveOperationCount: Int
  package let allowsImpreciseAccumulation: Bool

  init(_ source: inout OperationSource) throws(TensorError) {
    lhsPrecisionType = try source.typeName("lhs_precision_type")
    rhsPrecisionType = try source.typeName("rhs_precision_type")
    accumulationType = try source.typeName("accumulation_type")
    lhsComponentCount = try source.integer("lhs_component_count")
    rhsComponentCount = try source.integer("rhs_component_count")
    primitiveOperationCount = try source.integer("num_primitive_operations")
    allowsImpreciseAccumulation = try source.flag("allow_imprecise_accumulation")
  }

  /// The same with the roles of the operands exchanged.
  var swapped: DotAlgorithm {
    var result = self
    (result.lhsPrecisionType, result.rhsPrecisionType) = (rhsPrecisionType, lhsPrecisionType)
    (result.lhsComponentCount, result.rhsComponentCount) = (rhsComponentCount, lhsComponentCount)
    return result
  }

  var attribute: Attribute {
    .structure(
      "stablehlo.dot_algorithm",
      [
        NamedAttribute("lhs_precision_type", .opaque(lhsPrecisionType)),
        NamedAttribute("rhs_precision_type", .opaque(rhsPrecisionType)),
        NamedAttribute("accumulation_type", .opaque(accumulationType)),
        NamedAttribute("lhs_component_count", .integer(Int64(lhsComponentCount))),
        NamedAttribute("rhs_component_count", .integer(Int64(rhsComponentCount))),
        NamedAttribute("num_primitive_operations", .integer(Int64(primitiveOperationCount))),
        NamedAttribute("allow_imprecise_accumulation", .bool(allowsImpreciseAccumulation)),
      ])
  }
}

extension OperationSource {
  /// The name of the element type `name`, which may be one that no tensor has, as `tf32`.
  fileprivate mutating func typeName(_ name: String) throws(TensorError) -> String {
    switch attribute(name) {
    case .opaque(let text), .string(let text): return text
    case .type(let type): return type.dtype.rawValue
    case let other: throw invalid("\(name) must be an element type, got \(other as Any)")
    }
  }
}
