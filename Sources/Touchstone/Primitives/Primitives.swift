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

  /// Up to three names like `name`, the most alike first: with the same letters but for a third of
  /// them at most, its dialect left out where `name` has none, or with `name` in them.
  public static func names(near name: String) -> [String] {
    func own(_ full: String) -> Substring {
      full.firstIndex(of: ".").map { full[full.index(after: $0)...] } ?? full[...]
    }
    let wanted = own(name)
    let scored = names.compactMap { full -> (distance: Int, name: String)? in
      let candidate = own(full)
      let distance = editDistance(wanted, candidate)
      let isInside = wanted.count > 2 && candidate.contains(wanted)
      return distance * 3 <= max(wanted.count, 3) || isInside ? (distance, full) : nil
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// How many letters are put in, left out or replaced on the way from `a` to `b` (Levenshtein).
  private static func editDistance(_ a: Substring, _ b: Substring) -> Int {
    // A name that is longer than all there are is like none of them.
    if a.count > 100 { return a.count }
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        (diagonal, row[j + 1]) = (row[j + 1], next)
      }
    }
    return row[b.count]
  }
}
