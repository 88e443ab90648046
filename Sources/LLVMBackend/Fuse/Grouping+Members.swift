import Touchstone

extension Grouping {
  /// `cluster` with `member` in it, whose loads from `inside` need no memory; `nil` if it does not
  /// go with the loop.
  func adding(
    _ member: Cluster.Member, _ reduction: ReductionShape?,
    _ loads: [(value: Int, layout: Layout, isInput: Bool)], to cluster: Cluster, _ inside: [Int]
  ) -> Cluster? {
    guard cluster.members.count < Cluster.mostMembers else { return nil }
    var result = cluster
    var member = member
    if let reduction {
      guard reduction.count == cluster.count,
        let shaped = cluster.shaped(like: reduction)
      else { return nil }
      result = shaped
    } else if type(member.result).count == cluster.count {
      member.space = .full
    } else if cluster.kind == .rows, type(member.result).count == cluster.rows {
      member.space = .row
    } else {
      return nil
    }
    let isFull = reduction != nil || member.space == .full
    for load in loads {
      guard let i = self.cluster(of: load.value), inside.contains(i) else { continue }
      guard let source = result.members.first(where: { $0.result == load.value }) else {
        return nil
      }
      let readsFull = isFull && load.isInput
      switch (source.space, readsFull) {
      case (.full, true): guard load.layout.isContiguous else { return nil }
      case (.full, false): return nil
      case (.row, true):
        guard result.kind == .rows,
          load.layout == result.spread || result.rows == 1 && load.layout.isSplat
        else { return nil }
      case (.row, false):
        guard result.kind == .rows, member.space == .row, reduction == nil,
          load.layout.isContiguous
        else { return nil }
      }
    }
    let scale = isFull ? 1 : result.inner
    for (i, operand) in member.operands.enumerated() where reduction == nil || i == 0 {
      expressions.forEachLayout(operand) { layout in
        for border in layout.borders { result.borders.insert(border * scale) }
      }
    }
    result.members.append(member)
    return result.isConsistent ? result : nil
  }
}
