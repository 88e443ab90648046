import Touchstone

/// The code of one generated loop, without its name: equal texts are one kernel.
struct KernelText: Hashable {
  /// What stands for the kernel's name in the text.
  static let name = "@kernel"
  var function: String
  var declarations: Set<String>
  var helpers: [String: String]
}

/// A generated loop: its code, and what of the program it works on.
struct KernelCode {
  let text: KernelText
  /// The values whose addresses it takes, in order.
  let arguments: [Int]
  /// The values it writes.
  let outputs: [Int]
  /// How many units of work there are, and about how many elements one has.
  let units: Int
  let elementsPerUnit: Int
  /// Parts of the work begin at multiples of this many units.
  let granularity: Int
  /// The values that may be overwritten by one of the results while they are read: the same places,
  /// in the same order.
  let overwritable: [(input: Int, output: Int)]
  /// The names of the operations it does.
  let operations: [String]
}

/// Writes the loop of one cluster.
///
/// A kernel takes the addresses of its tensors and the units of work to be done: elements of a flat
/// loop, rows, or blocks of columns.
struct KernelWriter {
  enum Loop {
    case flat
    /// Rows, counted along some dimensions, of elements that lie side by side.
    case rows
    case columns
  }

  let grouping: Grouping
  let cluster: Cluster
  let members: [Cluster.Member]
  let loop: Loop
  /// The sizes of the dimensions of rows, then that of the elements in one.
  let sizes: [Int]
  var lines: Lines
  /// The label of the block that is written, where loops come from.
  var block = "entry"
  var arguments: [Int] = []
  var pointers: [Int: String] = [:]
  /// What holds throughout, in a row, and in one step of the inner loop.
  var memo: [[Int: Vector]] = [[:], [:], [:]]
  var offsets: [[Layout: String]] = [[:], [:], [:]]
  var memberMemo: [Int: Vector] = [:]
  var rowMembers: [Int: Vector] = [:]
  var rowIndices: [String] = []
  var flatIndices: [String]?
  /// The place in the inner loop.
  var index = "0"
  var mask: Vector?
  var phases: Phases
  var phase = 0
  var scratch: [Int: String] = [:]
  var layouts: [(Layout, Cluster.Space)] = []

  init(_ grouping: Grouping, _ cluster: Cluster) {
    self.grouping = grouping
    self.cluster = cluster
    members = cluster.members.sorted { $0.equation < $1.equation }
    var sizes = cluster.sizes
    switch cluster.kind {
    case .columns: loop = .columns
    case .rows: loop = .rows
    case .flat: loop = sizes.count > 1 && (sizes.last ?? 1) >= 16 ? .rows : .flat
    }
    if cluster.kind != .flat, sizes.count == 1 { sizes.insert(1, at: 0) }
    self.sizes = sizes
    let isWide = loop == .columns && cluster.inner >= 64 && members.count <= 12
    lines = Lines(lanes: isWide ? 64 : 16)
    phases = Phases(grouping, members, cluster)
  }

  var inner: Int { loop == .flat ? cluster.count : sizes[sizes.count - 1] }
  var rowSizes: [Int] { Array(sizes.dropLast()) }
  var rowCount: Int { cluster.count / inner }
  var isWritten: [Int] { members.map(\.result).filter { grouping.isOutput[$0] } }

  // MARK: The whole kernel

  mutating func write() -> KernelCode {
    collectArguments()
    lines.add("define void \(KernelText.name)(ptr %addresses, i64 %first, i64 %last) #0 {")
    lines.label("entry")
    for (i, value) in arguments.enumerated() {
      let place = lines.let_("getelementptr inbounds ptr, ptr %addresses, i64 \(i)")
      pointers[value] = lines.let_("load ptr, ptr \(place), align 8")
    }
    for value in phases.saved {
      let register = self.register(value)
      let count = (inner + lines.lanes - 1) / lines.lanes * lines.lanes
      let memory = register == .i1 ? "i8" : register.rawValue
      scratch[value] = lines.let_("alloca [\(count) x \(memory)], align 64")
    }
    hoist(level: 0)
    switch loop {
    case .flat: writeFlat()
    case .rows: writeRows()
    case .columns: writeColumns()
    }
    lines.add("  ret void")
    lines.add("}")
    return KernelCode(
      text: KernelText(
        function: lines.text.joined(separator: "\n") + "\n", declarations: lines.declarations,
        helpers: lines.helpers),
      arguments: arguments, outputs: isWritten, units: units, elementsPerUnit: elementsPerUnit,
      granularity: loop == .flat ? 64 : 1, overwritable: overwritable,
      operations: members.map { $0.operation.fullName } + deferredOperations)
  }

  private var units: Int {
    switch loop {
    case .flat: cluster.count
    case .rows: rowCount
    case .columns: (inner + lines.lanes - 1) / lines.lanes
    }
  }
  private var elementsPerUnit: Int {
    switch loop {
    case .flat: 1
    case .rows: inner
    case .columns: rowCount * lines.lanes
    }
  }

  /// The operations inside operands.
  private var deferredOperations: [String] {
    var names: [String] = []
    func visit(_ expression: Int) {
      guard case .apply(let operation, let operands, _, _) = grouping.expressions.all[expression]
      else { return }
      names.append(operation.fullName)
      operands.forEach(visit)
    }
    for member in members { member.operands.forEach(visit) }
    return names
  }

  private mutating func collectArguments() {
    var found: [Int] = []
    for member in members {
      for operand in member.operands {
        grouping.expressions.forEachLoad(operand) { value, _ in
          if !isInside(value), !found.contains(value) { found.append(value) }
        }
      }
    }
    arguments = found + isWritten
  }

  func isInside(_ value: Int) -> Bool { members.contains { $0.result == value } }
  func member(_ value: Int) -> Cluster.Member? { members.first { $0.result == value } }
  func register(_ value: Int) -> Register {
    guard let register = Register(grouping.block.valueTypes[value].dtype) else {
      preconditionFailure("a value that is not computed with is in a cluster")
    }
    return register
  }

  /// Results that may take the memory of an input: each element is read before it is written, and
  /// by no later step.
  private var overwritable: [(input: Int, output: Int)] {
    var isPlain: [Int: Bool] = [:]
    for member in members {
      for operand in member.operands {
        grouping.expressions.forEachLoad(operand) { value, layout in
          if isInside(value) { return }
          let isIdentity = layout.isContiguous && member.reduction == nil && member.space == .full
          isPlain[value] = (isPlain[value] ?? true) && isIdentity
        }
      }
    }
    var pairs: [(input: Int, output: Int)] = []
    let types = grouping.block.valueTypes
    for output in isWritten {
      guard let member = member(output), member.space == .full,
        phases.phase[output] == phases.last
      else { continue }
      for input in arguments where isPlain[input] == true {
        if types[input].byteCount == types[output].byteCount { pairs.append((input, output)) }
      }
    }
    return pairs
  }

  // MARK: Loops

  private mutating func writeFlat() {
    beginStep()
    _ = innerLoop(from: "%first", to: "%last", count: nil, accumulators: []) { writer, _ in
      writer.storeOutputs()
      return []
    }
  }

  private mutating func writeRows() {
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
  private mutating func outerLoop(_ body: (inout KernelWriter, String) -> Void) {
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

  private mutating func beginRow(_ row: String) {
    memo[1] = [:]
    offsets[1] = [:]
    rowMembers = [:]
    // The index along each dimension of the rows.
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
    beginStep()
    hoist(level: 1)
  }

  mutating func beginStep() {
    memo[2] = [:]
    offsets[2] = [:]
    memberMemo = [:]
    flatIndices = nil
  }

  /// One run along a row: stores, sums, and what later runs need.
  private mutating func emitPhase() {
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

  private mutating func emitRowMembers(ready: Int) {
    for member in members
    where member.space == .row && member.reduction == nil && phases.ready[member.result] == ready {
      beginStep()
      rowMembers[member.result] = apply(member)
      storeRow(member)
    }
  }

  private mutating func writeColumns() {
    outerLoop { writer, block in writer.writeColumnBlock(block) }
  }

  private mutating func writeColumnBlock(_ number: String) {
    memo[1] = [:]
    offsets[1] = [:]
    rowIndices = []
    index = lines.let_("mul i64 \(number), \(lines.lanes)")
    mask = inner.isMultiple(of: lines.lanes) ? nil : tailMask(index, "\(inner)")
    beginStep()
    hoist(level: 1)
    let reductions = members.filter { $0.reduction != nil }
    let starts = reductions.map { identity($0) }
    let sums = rowLoop(starts) { writer, accumulators in
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

  /// A loop over all rows of one block of columns.
  private mutating func rowLoop(
    _ starts: [Vector], _ body: (inout KernelWriter, [Vector]) -> [Vector]
  ) -> [Vector] {
    let (head, inside, done) = (label("rows"), label("row"), label("sums"))
    let from = block
    lines.add("  br label \(head.use)")
    begin(head)
    let (row, next) = (lines.name("row"), lines.name("next"))
    let sums = starts.map { Vector(text: lines.name("sum"), register: $0.register) }
    let place = lines.text.count
    for _ in 0...starts.count { lines.add("") }
    let more = lines.let_("icmp slt i64 \(row), \(rowCount)")
    lines.add("  br i1 \(more), label \(inside.use), label \(done.use)")
    begin(inside)
    beginStep()
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
    let updated = body(&self, sums)
    lines.add("  \(next) = add i64 \(row), 1")
    let end = block
    lines.add("  br label \(head.use)")
    lines.replace(place, with: "  \(row) = phi i64 [ 0, %\(from) ], [ \(next), %\(end) ]")
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
  private mutating func tailMask(_ first: String, _ last: String) -> Vector {
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
  private mutating func label(_ hint: String) -> Label {
    Label(name: String(lines.name(hint).dropFirst()))
  }
  private mutating func begin(_ label: Label) {
    lines.label(label.name)
    block = label.name
  }
}
