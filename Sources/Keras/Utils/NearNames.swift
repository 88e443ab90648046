/// Names like one that is unknown, for errors.
enum NearNames {
  /// ` (did you mean 'a' or 'b'?)`, or nothing where no name is near.
  static func hint(_ name: String, among names: some Sequence<String>) -> String {
    let near = find(name, among: names)
    guard !near.isEmpty else { return "" }
    return " (did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?)"
  }

  /// The at most three names that differ from `name` by few letters, nearest first.
  static func find(_ name: String, among names: some Sequence<String>) -> [String] {
    let wanted = Array(name.lowercased().filter { $0 != "_" })
    let allowed = max(1, wanted.count / 3)
    let ranked = names.map {
      (name: $0, steps: distance(wanted, Array($0.lowercased().filter { $0 != "_" })))
    }
    .filter { $0.steps <= allowed }
    .sorted { ($0.steps, $0.name) < ($1.steps, $1.name) }
    return ranked.prefix(3).map(\.name)
  }

  /// How many letters must be put in, taken away or changed, or neighbours exchanged.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
