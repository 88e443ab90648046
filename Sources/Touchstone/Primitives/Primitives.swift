/// The list of all primitive types, by which texts and case files are decoded.
public enum Primitives {
  /// An area of operations: a folder of primitives and a chapter of SPEC.md.
  public struct Area: Sendable {
    /// The chapter's name.
    public let name: String
    /// Its primitives, in alphabetical order.
    public let types: [any Primitive.Type]
  }

  /// Every area, in the order of SPEC.md.
  public static let areas = [
    Area(name: "elementwise", types: elementwise),
    Area(name: "movement", types: movement),
    Area(name: "reductions", types: reductions),
    Area(name: "contractions", types: contractions),
    Area(name: "control", types: control),
    Area(name: "linear algebra", types: linearAlgebra),
    Area(name: "random", types: random),
    Area(name: "collectives", types: collectives),
    Area(name: "checks", types: checks),
  ]

  private static let byName: [String: any Primitive.Type] = {
    var table: [String: any Primitive.Type] = [:]
    for area in areas {
      for type in area.types {
        for name in type.names { table[name] = type }
      }
    }
    return table
  }()

  /// The type that answers to `name`, which carries its dialect: `stablehlo.add`.
  public static func type(named name: String) -> (any Primitive.Type)? { byName[name] }

  /// Every name with its dialect, in alphabetical order.
  public static var names: [String] { byName.keys.sorted() }
}
