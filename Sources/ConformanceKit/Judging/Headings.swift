import Touchstone

/// The headings of SPEC.md's operations, found from the primitives.
package enum Headings {
  /// Every operation's heading with the name of its area.
  package static let areas: [String: String] = table()

  private static func table() -> [String: String] {
    var table: [String: String] = [:]
    for area in Primitives.areas {
      for type in area.types {
        for name in type.names { table[heading(of: name)] = area.name }
      }
    }
    return table
  }

  /// The names of the operations of `area`, in alphabetical order.
  package static func names(of area: Primitives.Area) -> [String] {
    // A loop, because the compiler crashes on a key path of a metatype.
    var names: [String] = []
    for type in area.types { names += type.names }
    return names.sorted()
  }

  /// The name of the area with an operation of this heading; `programs` if there is none.
  package static func area(of heading: String) -> String { areas[heading] ?? "programs" }

  /// The heading of the operation `name`: the name without its dialect.
  package static func heading(of name: String) -> String {
    name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
  }
}
