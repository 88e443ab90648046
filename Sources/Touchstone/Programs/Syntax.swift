/// How an operation's pretty form is written, after its name and before its types.
///
/// Most operations list their operands and then attributes by keyword:
/// `stablehlo.transpose %0, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>`.
public struct Syntax: Sendable {
  /// What follows the operands.
  public enum Item: Sendable {
    /// `, keyword = value`, the value written in the form of `Form`.
    case keyword(String, attribute: String, Form)
    /// The value alone, without keyword and comma.
    case value(attribute: String, Form)
  }
  /// How an attribute's value is written.
  public enum Form: Sendable {
    /// `[1, 0]`: an `array<i64: …>` in brackets.
    case list
    /// `3`: an integer of `dtype` without it.
    case integer(DType)
    /// `true`.
    case flag
    /// `LT`: a case of the named StableHLO enumeration.
    case choice(String)
    /// `[DEFAULT, HIGHEST]`: cases of the named StableHLO enumeration.
    case choices(String)
    /// `"ab,bc->ac"`.
    case string
    /// `3 : i64`, `0.5 : f64`.
    case number
  }
  /// What stands where.
  public enum Style: Sendable {
    /// Operands, then `items`, then types.
    case operands([Item])
    /// Written only in the generic form, `"stablehlo.gather"(…)`.
    case generic
    /// A grammar of its own, in the reader and the printer of this name.
    case special(String)
  }
  /// How types are written.
  public enum Types: Sendable {
    /// `: T` if all operands and results have one type, `: (A, B) -> R` otherwise.
    case shortest
    /// `: (A, B) -> R` always.
    case functional
    /// `: T`: the result's alone.
    case result
    /// `: A, B -> R`, as chlo writes it.
    case arrow
    /// `: P, T`: those of a select.
    case select
    /// `: T, U`: those of the operands, which are those of the results.
    case pairwise
    /// `: T`: the operands' one type; there are no results.
    case operandsOnly
  }
  /// What stands where.
  public let style: Style
  /// How types are written.
  public let types: Types

  /// Operands, then keywords, then types.
  public init(_ items: [Item] = [], types: Types = .shortest) {
    style = .operands(items)
    self.types = types
  }
  private init(_ style: Style) {
    self.style = style
    types = .shortest
  }
  /// The generic form only.
  public static let generic = Syntax(.generic)
  /// A grammar of its own.
  public static func special(_ name: String) -> Syntax { Syntax(.special(name)) }
}
