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
  /// The operations it does.
  let operations: [any Primitive]

  /// About how many plain operations there are for an element.
  var cost: Int { operations.reduce(0) { $0 + $1.loopCost } }
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
  /// Where the sums of a table's columns begin.
  var tableOffset = "0"
  var mask: Vector?
  /// Whether a load is written that a condition keeps inside the memory.
  var isGuarded = false
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
    let isWide =
      loop == .columns && cluster.inner >= 64 && members.count <= Cluster.mostWideMembers
    // Two blocks of columns at least, so that two threads have work, and no block mostly empty.
    let isWidest =
      cluster.inner >= 128 || cluster.outer > 1 && cluster.inner.isMultiple(of: 64)
    lines = Lines(lanes: !isWide ? 16 : isWidest ? 64 : 32)
    phases = Phases(grouping, members, cluster)
  }

  var inner: Int { loop == .flat ? cluster.count : sizes[sizes.count - 1] }
  var rowSizes: [Int] { Array(sizes.dropLast()) }
  var rowCount: Int { cluster.count / inner }
  var isWritten: [Int] { members.map(\.result).filter { grouping.isOutput[$0] } }

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
      operations: members.map(\.operation) + deferredOperations)
  }

  private var units: Int {
    switch loop {
    case .flat: cluster.count
    case .rows: rowCount
    case .columns: cluster.outer * columnBlocks
    }
  }
  private var elementsPerUnit: Int {
    switch loop {
    case .flat: 1
    case .rows: inner
    case .columns: rowCount / cluster.outer * lines.lanes
    }
  }
  var columnBlocks: Int { (inner + lines.lanes - 1) / lines.lanes }

  /// The operations inside operands.
  private var deferredOperations: [any Primitive] {
    var found: [any Primitive] = []
    func visit(_ expression: Int) {
      guard case .apply(let operation, let operands, _, _) = grouping.expressions.all[expression]
      else { return }
      found.append(operation)
      operands.forEach(visit)
    }
    for member in members { member.operands.forEach(visit) }
    return found
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
}
