import Touchstone

// The values in a kernel: what is loaded, computed, combined and stored.

extension KernelWriter {
  // MARK: Operands

  /// How often an operand changes: 0 never, 1 from row to row, 2 at each step.
  func level(_ expression: Int, _ space: Cluster.Space) -> Int {
    switch grouping.expressions.all[expression] {
    case .constant: return 0
    case .load(let value, let layout):
      if let member = member(value) { return member.space == .row ? 1 : 2 }
      return level(layout, space)
    case .count(_, let layout): return level(layout, space)
    case .guarded(_, let layout, let condition):
      return max(level(layout, space), level(condition, space))
    case .apply(_, let operands, _, _):
      return operands.reduce(0) { max($0, level($1, space)) }
    }
  }

  private func level(_ layout: Layout, _ space: Cluster.Space) -> Int {
    if layout.isSplat { return 0 }
    if space == .row { return 1 }
    switch loop {
    case .flat: return 2
    case .rows: return strides(layout, space).last == 0 ? 1 : 2
    // The column stays, the row changes.
    case .columns: return strides(layout, space).dropLast().allSatisfy { $0 == 0 } ? 1 : 2
    }
  }

  func strides(_ layout: Layout, _ space: Cluster.Space) -> [Int] {
    let sizes = space == .row ? rowSizes : sizes
    guard let strides = layout.strides(along: sizes) else {
      preconditionFailure("a layout does not go with the loop of its cluster")
    }
    return strides
  }

  /// Emits what holds at this level, so that inner loops need not.
  mutating func hoist(level wanted: Int) {
    for member in members {
      for operand in member.operands { hoist(operand, member.operandSpace(operand), wanted) }
    }
    // Where rows begin: computed inside a loop it would not hold after it.
    guard wanted == 1, loop == .rows else { return }
    _ = outputOffset
    for member in members {
      for operand in member.operands {
        let space = member.operandSpace(operand)
        grouping.expressions.forEachLayout(operand) { layout in layouts.append((layout, space)) }
      }
    }
    for (layout, space) in layouts where !layout.isSplat {
      let strides = strides(layout, space)
      _ = offset(layout, space == .row ? strides[...] : strides.dropLast(), 1)
    }
    layouts = []
  }

  private mutating func hoist(_ expression: Int, _ space: Cluster.Space, _ wanted: Int) {
    let own = level(expression, space)
    if own == wanted {
      if case .load(let value, _) = grouping.expressions.all[expression], isInside(value) { return }
      if uses(expression, insideOnly: true) { return }
      _ = value(expression, space)
    } else if own > wanted {
      for operand in grouping.expressions.operands(expression) { hoist(operand, space, wanted) }
    }
  }

  /// Whether an operand reads values that the cluster itself makes.
  private func uses(_ expression: Int, insideOnly: Bool) -> Bool {
    var found = false
    grouping.expressions.forEachLoad(expression) { value, _ in
      if isInside(value) { found = true }
    }
    return found
  }

  /// An operand at the place in the loop.
  mutating func value(_ expression: Int, _ space: Cluster.Space) -> Vector {
    let isOwn = uses(expression, insideOnly: true)
    let level = isOwn ? 2 : level(expression, space)
    for known in memo.prefix(level + 1) {
      if let vector = known[expression] { return vector }
    }
    let result: Vector
    switch grouping.expressions.all[expression] {
    case .constant(let scalar): return literal(scalar)
    case .load(let value, let layout):
      if let member = member(value) { return self.member(member) }
      result = load(value, layout, space, level)
    case .count(let dtype, let layout): result = count(dtype, layout, space, level)
    case .guarded(let value, let layout, let condition):
      result = guarded(value, layout, self.value(condition, space), space, level)
    case .apply(let operation, let operands, let dtypes, let dtype):
      let x = operands.map { value($0, space) }
      result = lines.elementwise(operation, x, dtypes, dtype)
    }
    memo[level][expression] = result
    return result
  }

  private func literal(_ scalar: HostTensor) -> Vector {
    guard let register = Register(scalar.dtype) else {
      preconditionFailure("\(scalar.dtype) is not computed with")
    }
    if register.isFloat {
      // What was rounded to a narrow format stays in it.
      let number = scalar.doubles[0]
      return lines.real(number, register)
    }
    switch scalar.dtype.family {
    case .boolean: return lines.constant(scalar.booleans[0] ? 1 : 0, .i1)
    default: return lines.constant(Int64(truncatingIfNeeded: scalar.bitPatterns[0]), register)
    }
  }

  /// A value that the cluster makes.
  mutating func member(_ member: Cluster.Member) -> Vector {
    let value = member.result
    if member.space == .row {
      guard let known = rowMembers[value] else {
        preconditionFailure("a value of a row is used before it is there")
      }
      return known
    }
    if let known = memberMemo[value] { return known }
    let result: Vector
    if let made = phases.phase[value], made < phase, grouping.isOutput[value] {
      result = read(
        pointers[value] ?? "", grouping.block.valueTypes[value].dtype, outputOffset, stride: 1)
    } else if let made = phases.phase[value], made < phase, let kept = scratch[value] {
      result = readScratch(kept, register(value))
    } else {
      result = apply(member)
    }
    memberMemo[value] = result
    return result
  }

  /// What an operation gives at the place in the loop.
  mutating func apply(_ member: Cluster.Member) -> Vector {
    let x = member.operands.map { value($0, member.space) }
    // Views and counts are put down as they are.
    if member.operation.isView || member.operation is Iota || member.operation is Pad {
      return x[0]
    }
    return lines.elementwise(member.operation, x, member.operandDTypes, member.dtype)
  }

  // MARK: Loads

  /// Where a layout's elements of this row lie, in elements.
  mutating func offset(
    _ layout: Layout, _ strides: some Sequence<Int>, _ level: Int
  ) -> String {
    if let known = offsets[level][layout] { return known }
    var sum = "\(layout.offset)"
    for (index, stride) in zip(rowIndices, strides) where stride != 0 {
      let part = stride == 1 ? index : lines.let_("mul i64 \(index), \(stride)")
      sum = sum == "0" ? part : lines.let_("add i64 \(sum), \(part)")
    }
    offsets[level][layout] = sum
    return sum
  }

  private mutating func load(
    _ value: Int, _ layout: Layout, _ space: Cluster.Space, _ level: Int
  ) -> Vector {
    let dtype = grouping.block.valueTypes[value].dtype
    guard let pointer = pointers[value] else {
      preconditionFailure("a value is read whose address is not taken")
    }
    if layout.isSplat { return readSplat(pointer, dtype, "\(layout.offset)") }
    if loop == .flat {
      if layout.dimensions.count == 1, layout.offset == 0, layout.innerStride == 1 {
        return read(pointer, dtype, "0", stride: 1)
      }
      return gather(pointer, dtype, flatPositions(layout))
    }
    let strides = strides(layout, space)
    // Rows begin anew at level 1; down columns each step is in another row.
    let offsetLevel = loop == .columns ? 2 : 1
    if space == .row { return readSplat(pointer, dtype, offset(layout, strides, offsetLevel)) }
    let base = offset(layout, strides.dropLast(), offsetLevel)
    let inner = strides.last ?? 0
    if inner == 0 { return readSplat(pointer, dtype, base) }
    return read(pointer, dtype, base, stride: inner)
  }

  /// As `load`, but nothing is read where `condition` does not hold.
  private mutating func guarded(
    _ value: Int, _ layout: Layout, _ condition: Vector, _ space: Cluster.Space, _ level: Int
  ) -> Vector {
    let dtype = grouping.block.valueTypes[value].dtype
    guard let pointer = pointers[value] else {
      preconditionFailure("a value is read whose address is not taken")
    }
    let outer = mask
    isGuarded = true
    defer { (mask, isGuarded) = (outer, false) }
    mask = outer.map { lines.binary("and", $0, condition) } ?? condition
    if loop != .flat, space == .full, !layout.isSplat {
      let strides = strides(layout, space)
      if strides.last == 1 {
        let base = offset(layout, strides.dropLast(), loop == .columns ? 2 : 1)
        return read(pointer, dtype, base, stride: 1)
      }
    }
    return gather(pointer, dtype, positions(layout, space))
  }

  private mutating func readSplat(_ pointer: String, _ dtype: DType, _ offset: String) -> Vector {
    let memory = Register.memory(dtype)
    let place = lines.let_("getelementptr inbounds \(memory), ptr \(pointer), i64 \(offset)")
    let scalar = lines.let_("load \(memory), ptr \(place), align \(dtype.byteWidth)")
    return lines.unpacked(splat(scalar, memory), dtype)
  }

  /// A vector of elements from the place in the loop on.
  private mutating func read(
    _ pointer: String, _ dtype: DType, _ offset: String, stride: Int
  ) -> Vector {
    let memory = Register.memory(dtype)
    if stride != 1 {
      let first = lines.let_("mul i64 \(index), \(stride)")
      let start = lines.let_("add i64 \(first), \(offset)")
      let numbers = (0..<lines.lanes).map { "i64 \($0 * stride)" }.joined(separator: ", ")
      let all = splat(start, "i64")
      return gather(
        pointer, dtype, lines.let_("add <\(lines.lanes) x i64> \(all), <\(numbers)>"))
    }
    let place = address(pointer, memory, offset)
    let type = "<\(lines.lanes) x \(memory)>"
    guard let mask else {
      return lines.unpacked(
        lines.let_("load \(type), ptr \(place), align \(dtype.byteWidth)"), dtype)
    }
    let name = "@llvm.masked.load.v\(lines.lanes)\(suffix(memory)).p0"
    let bits = "<\(lines.lanes) x i1>"
    lines.declare("declare \(type) \(name)(ptr, i32, \(bits), \(type))")
    return lines.unpacked(
      lines.let_(
        "call \(type) \(name)(ptr \(place), i32 \(dtype.byteWidth), \(bits) \(mask.text), "
          + "\(type) zeroinitializer)"), dtype)
  }

  mutating func address(_ pointer: String, _ memory: String, _ offset: String) -> String {
    // What is read under a condition may begin outside the memory.
    let instruction = isGuarded ? "getelementptr" : "getelementptr inbounds"
    let row =
      offset == "0"
      ? pointer : lines.let_("\(instruction) \(memory), ptr \(pointer), i64 \(offset)")
    return lines.let_("\(instruction) \(memory), ptr \(row), i64 \(index)")
  }

  func suffix(_ memory: String) -> String {
    memory == "float" ? "f32" : memory == "double" ? "f64" : memory
  }

  /// Elements at positions of their own.
  private mutating func gather(_ pointer: String, _ dtype: DType, _ positions: String) -> Vector {
    let memory = Register.memory(dtype)
    let lanes = lines.lanes
    let places = lines.let_(
      "getelementptr inbounds \(memory), ptr \(pointer), <\(lanes) x i64> \(positions)")
    let (type, pointers, bits) = ("<\(lanes) x \(memory)>", "<\(lanes) x ptr>", "<\(lanes) x i1>")
    let name = "@llvm.masked.gather.v\(lanes)\(suffix(memory)).v\(lanes)p0"
    lines.declare("declare \(type) \(name)(\(pointers), i32, \(bits), \(type))")
    let mask = mask?.text ?? "splat (i1 true)"
    return lines.unpacked(
      lines.let_(
        "call \(type) \(name)(\(pointers) \(places), i32 \(dtype.byteWidth), \(bits) \(mask), "
          + "\(type) zeroinitializer)"), dtype)
  }

  /// The positions that a layout visits in the flat loop.
  private mutating func flatPositions(_ layout: Layout) -> String {
    let lanes = lines.lanes
    let indices = flatIndices ?? makeFlatIndices()
    flatIndices = indices
    var sum = "splat (i64 \(layout.offset))"
    for (index, stride) in zip(indices, strides(layout, .full)) where stride != 0 {
      let part = lines.let_("mul <\(lanes) x i64> \(index), splat (i64 \(stride))")
      sum = lines.let_("add <\(lanes) x i64> \(sum), \(part)")
    }
    return sum
  }

  private mutating func makeFlatIndices() -> [String] {
    let lanes = lines.lanes
    let isSmall = cluster.count < 1 << 31
    let type = isSmall ? "i32" : "i64"
    let first = isSmall ? lines.let_("trunc i64 \(index) to i32") : index
    let numbers = (0..<lanes).map { "\(type) \($0)" }.joined(separator: ", ")
    var rest = lines.let_("add <\(lanes) x \(type)> \(splat(first, type)), <\(numbers)>")
    var indices: [String] = []
    for (i, size) in sizes.enumerated().reversed() {
      var part = rest
      if i > 0 {
        part = lines.let_("urem <\(lanes) x \(type)> \(rest), splat (\(type) \(size))")
        rest = lines.let_("udiv <\(lanes) x \(type)> \(rest), splat (\(type) \(size))")
      }
      indices.append(
        isSmall ? lines.let_("zext <\(lanes) x i32> \(part) to <\(lanes) x i64>") : part)
    }
    return indices.reversed()
  }

  /// Positions as numbers.
  private mutating func count(
    _ dtype: DType, _ layout: Layout, _ space: Cluster.Space, _ level: Int
  ) -> Vector {
    lines.convert(Vector(text: positions(layout, space), register: .i64), .i64, dtype)
  }

  /// The positions that a layout visits from the place in the loop on.
  private mutating func positions(_ layout: Layout, _ space: Cluster.Space) -> String {
    if layout.isSplat { return "splat (i64 \(layout.offset))" }
    if loop == .flat { return flatPositions(layout) }
    let strides = strides(layout, space)
    let offsetLevel = loop == .columns ? 2 : 1
    let inner = space == .row ? 0 : strides.last ?? 0
    let rows = space == .row ? strides : strides.dropLast()
    // Down columns what does not depend on the row is hoisted, and no row is in force there.
    let base =
      rows.allSatisfy { $0 == 0 } ? "\(layout.offset)" : offset(layout, rows, offsetLevel)
    if inner == 0 { return splat(base, "i64") }
    let lanes = lines.lanes
    let first = lines.let_("mul i64 \(index), \(inner)")
    let start = lines.let_("add i64 \(first), \(base)")
    let numbers = (0..<lanes).map { "i64 \($0 * inner)" }.joined(separator: ", ")
    return lines.let_("add <\(lanes) x i64> \(splat(start, "i64")), <\(numbers)>")
  }
}

extension Cluster.Member {
  /// The positions that an operand is seen from.
  func operandSpace(_ operand: Int) -> Cluster.Space {
    reduction == nil ? space : operand == operands[0] ? .full : .row
  }
}
