// The loops of a kernel: over its units of work, along rows, down columns.

extension KernelWriter {
  mutating func writeFlat() {
    beginStep()
    _ = innerLoop(from: "%first", to: "%last", count: nil, accumulators: []) { writer, _ in
      writer.storeOutputs()
      return []
    }
  }

  mutating func writeRows() {
    outerLoop { writer, row in
      writer.beginRow(row)
      for phase in 0...writer.phases.last {
        writer.phase = phase
        writer.emitRowMembers(ready: phase)
        writer.emitPhase()
      }
      writer.emitRowMembers(ready: writer.phases.last + 1)
    }
  }

  /// A loop over the units of work.
  mutating func outerLoop(_ body: (inout KernelWriter, String) -> Void) {
    let (head, inside, done) = (label("outer"), label("body"), label("done"))
    let from = block
    lines.add("  br label \(head.use)")
    begin(head)
    let row = lines.name("row")
    let next = lines.name("next")
    let place = lines.text.count
    lines.add("")
    let more = lines.let_("icmp slt i64 \(row), %last")
    lines.add("  br i1 \(more), label \(inside.use), label \(done.use)")
    begin(inside)
    body(&self, row)
    lines.add("  \(next) = add i64 \(row), 1")
    let end = block
    lines.add("  br label \(head.use)")
    lines.replace(
      place, with: "  \(row) = phi i64 [ %first, %\(from) ], [ \(next), %\(end) ]")
    begin(done)
  }

  mutating func beginRow(_ row: String) {
    memo[1] = [:]
    offsets[1] = [:]
    rowMembers = [:]
    indexRows(row)
    beginStep()
    hoist(level: 1)
  }

  /// Finds the index along each dimension of the rows from the row's number.
  private mutating func indexRows(_ row: String) {
    var indices: [String] = []
    var rest = row
    for (i, size) in rowSizes.enumerated().reversed() {
      if i == 0 {
        indices.append(rest)
      } else {
        indices.append(lines.let_("urem i64 \(rest), \(size)"))
        rest = lines.let_("udiv i64 \(rest), \(size)")
      }
    }
    rowIndices = indices.reversed()
  }

  mutating func beginStep() {
    memo[2] = [:]
    offsets[2] = [:]
    memberMemo = [:]
    flatIndices = nil
  }

  /// One run along a row: stores, sums, and what later runs need.
  mutating func emitPhase() {
    let reductions = members.filter {
      $0.reduction != nil && phases.ready[$0.result] == phase + 1
    }
    let stored = members.contains {
      $0.space == .full && grouping.isOutput[$0.result] && phases.phase[$0.result] == phase
    }
    let saved = phases.saved.contains { phases.phase[$0] == phase }
    guard !reductions.isEmpty || stored || saved else { return }
    let starts = reductions.map { identity($0) }
    let sums = innerLoop(from: "0", to: "\(inner)", count: inner, accumulators: starts) {
      writer, accumulators in
      writer.storeOutputs(reductions)
      return zip(reductions, accumulators).map { member, accumulator in
        writer.accumulated(member, accumulator)
      }
    }
    for (member, sum) in zip(reductions, sums) {
      beginStep()
      rowMembers[member.result] = finished(member, lanesFolded(member, sum))
      storeRow(member)
    }
  }

  mutating func emitRowMembers(ready: Int) {
    for member in members
    where member.space == .row && member.reduction == nil && phases.ready[member.result] == ready {
      beginStep()
      rowMembers[member.result] = apply(member)
      storeRow(member)
    }
  }

  mutating func writeColumns() {
    outerLoop { writer, block in writer.writeColumnBlock(block) }
  }

  mutating func writeColumnBlock(_ number: String) {
    memo[1] = [:]
    offsets[1] = [:]
    rowIndices = []
    let rows = rowCount / cluster.outer
    var (columns, first, last) = (number, "0", "\(rows)")
    tableOffset = "0"
    if cluster.outer > 1 {
      columns = lines.let_("urem i64 \(number), \(columnBlocks)")
      let table = lines.let_("udiv i64 \(number), \(columnBlocks)")
      first = lines.let_("mul i64 \(table), \(rows)")
      last = lines.let_("add i64 \(first), \(rows)")
      tableOffset = lines.let_("mul i64 \(table), \(inner)")
    }
    index = lines.let_("mul i64 \(columns), \(lines.lanes)")
    mask = inner.isMultiple(of: lines.lanes) ? nil : tailMask(index, "\(inner)")
    beginStep()
    hoist(level: 1)
    let reductions = members.filter { $0.reduction != nil }
    let starts = reductions.map { identity($0) }
    let sums = rowLoop(first, last, starts) { writer, accumulators in
      writer.storeOutputs(reductions)
      return zip(reductions, accumulators).map { writer.accumulated($0, $1) }
    }
    for (member, sum) in zip(reductions, sums) {
      beginStep()
      let result = finished(member, sum)
      memberMemo[member.result] = result
      storeColumns(member, result)
    }
  }

  /// A loop over all rows of one block of columns, those of its table.
  mutating func rowLoop(
    _ first: String, _ last: String, _ starts: [Vector],
    _ body: (inout KernelWriter, [Vector]) -> [Vector]
  ) -> [Vector] {
    let (head, inside, done) = (label("rows"), label("row"), label("sums"))
    let from = block
    lines.add("  br label \(head.use)")
    begin(head)
    let (row, next) = (lines.name("row"), lines.name("next"))
    let sums = starts.map { Vector(text: lines.name("sum"), register: $0.register) }
    let place = lines.text.count
    for _ in 0...starts.count { lines.add("") }
    let more = lines.let_("icmp slt i64 \(row), \(last)")
    lines.add("  br i1 \(more), label \(inside.use), label \(done.use)")
    begin(inside)
    beginStep()
    indexRows(row)
    let updated = body(&self, sums)
    lines.add("  \(next) = add i64 \(row), 1")
    let end = block
    lines.add("  br label \(head.use)")
    lines.replace(place, with: "  \(row) = phi i64 [ \(first), %\(from) ], [ \(next), %\(end) ]")
    for (i, start) in starts.enumerated() {
      lines.replace(
        place + 1 + i,
        with: "  \(sums[i].text) = phi \(lines.type(start.register)) [ \(start.text), %\(from) ], "
          + "[ \(updated[i].text), %\(end) ]")
    }
    begin(done)
    return sums
  }

  /// A loop over elements side by side: whole vectors, then what is left of one.
  mutating func innerLoop(
    from first: String, to last: String, count: Int?, accumulators: [Vector],
    _ body: (inout KernelWriter, [Vector]) -> [Vector]
  ) -> [Vector] {
    let lanes = lines.lanes
    var current = accumulators
    var position = first
    mask = nil
    if count.map({ $0 >= lanes }) ?? true {
      let (head, inside, done) = (label("vectors"), label("vector"), label("whole"))
      let from = block
      lines.add("  br label \(head.use)")
      begin(head)
      let (i, next) = (lines.name("i"), lines.name("next"))
      let sums = accumulators.map { Vector(text: lines.name("sum"), register: $0.register) }
      let place = lines.text.count
      for _ in 0...accumulators.count { lines.add("") }
      lines.add("  \(next) = add i64 \(i), \(lanes)")
      let more = lines.let_("icmp sle i64 \(next), \(last)")
      lines.add("  br i1 \(more), label \(inside.use), label \(done.use)")
      begin(inside)
      beginStep()
      index = i
      let updated = body(&self, sums)
      let end = block
      lines.add("  br label \(head.use)")
      lines.replace(place, with: "  \(i) = phi i64 [ \(first), %\(from) ], [ \(next), %\(end) ]")
      for (k, start) in accumulators.enumerated() {
        lines.replace(
          place + 1 + k,
          with:
            "  \(sums[k].text) = phi \(lines.type(start.register)) [ \(start.text), %\(from) ], "
            + "[ \(updated[k].text), %\(end) ]")
      }
      begin(done)
      current = sums
      position = i
    }
    if let count, count.isMultiple(of: lanes) { return current }
    let (tail, done) = (label("tail"), label("end"))
    let from = block
    let rest = lines.let_("icmp slt i64 \(position), \(last)")
    lines.add("  br i1 \(rest), label \(tail.use), label \(done.use)")
    begin(tail)
    beginStep()
    index = position
    mask = tailMask(position, last)
    let updated = body(&self, current)
    mask = nil
    let end = block
    lines.add("  br label \(done.use)")
    begin(done)
    return zip(current, updated).map { before, after in
      Vector(
        text: lines.let_(
          "phi \(lines.type(before.register)) [ \(before.text), %\(from) ], "
            + "[ \(after.text), %\(end) ]"), register: before.register)
    }
  }

  /// Which lanes from `first` on lie below `last`.
  mutating func tailMask(_ first: String, _ last: String) -> Vector {
    let left = lines.let_("sub i64 \(last), \(first)")
    let all = splat(left, "i64")
    let numbers = (0..<lines.lanes).map { "i64 \($0)" }.joined(separator: ", ")
    return Vector(
      text: lines.let_("icmp slt <\(lines.lanes) x i64> <\(numbers)>, \(all)"), register: .i1)
  }

  /// A scalar in every lane.
  mutating func splat(_ scalar: String, _ type: String) -> String {
    let lanes = lines.lanes
    let one = lines.let_("insertelement <\(lanes) x \(type)> poison, \(type) \(scalar), i64 0")
    return lines.let_(
      "shufflevector <\(lanes) x \(type)> \(one), <\(lanes) x \(type)> poison, "
        + "<\(lanes) x i32> zeroinitializer")
  }

  struct Label {
    let name: String
    var use: String { "%" + name }
  }
  mutating func label(_ hint: String) -> Label {
    Label(name: String(lines.name(hint).dropFirst()))
  }
  mutating func begin(_ label: Label) {
    lines.label(label.name)
    block = label.name
  }
}
