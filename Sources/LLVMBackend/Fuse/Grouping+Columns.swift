extension Grouping {
  /// Joins loops of a stage that go down the columns of one table, so that it is read once.
  func joinColumns() {
    struct Table: Hashable {
      let value: Int
      let stage: Int
    }
    var first: [Table: Int] = [:]
    for i in roots where clusters[i].kind == .columns {
      let tables = tables(of: clusters[i]).map { Table(value: $0, stage: clusters[i].stage) }
      var home = i
      for table in tables {
        guard let known = first[table].map(root), known != i,
          clusters[known].members.count + clusters[i].members.count <= Cluster.mostWideMembers,
          let joined = clusters[known].merged(with: clusters[i])
        else { continue }
        join(i, to: known, as: joined)
        home = known
        break
      }
      for table in tables { first[table] = home }
    }
  }

  /// The values of which a cluster reads each element in its place.
  private func tables(of cluster: Cluster) -> [Int] {
    var found: [Int] = []
    for member in cluster.members {
      for operand in member.operands {
        expressions.forEachLoad(operand) { value, layout in
          if layout.isContiguous, layout.count == cluster.count, !found.contains(value) {
            found.append(value)
          }
        }
      }
    }
    return found.filter { value in !cluster.members.contains { $0.result == value } }
  }
}
