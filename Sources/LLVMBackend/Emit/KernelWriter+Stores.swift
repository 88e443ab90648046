import Touchstone

// What a kernel writes: results, and values that later runs along a row need.

extension KernelWriter {
  /// Where this row of a result begins, in elements.
  var outputOffset: String {
    mutating get {
      switch loop {
      case .flat: return "0"
      case .rows, .columns:
        return offset(
          .contiguous(cluster.count), rowMajorStrides(sizes).dropLast(), loop == .columns ? 2 : 1)
      }
    }
  }

  /// Stores results of this run at the place in the loop.
  ///
  /// Everything is read before anything is written: a result may lie where an operand does.
  mutating func storeOutputs(_ reductions: [Cluster.Member] = []) {
    let stored = members.filter {
      $0.space == .full && grouping.isOutput[$0.result]
        && (loop != .rows || phases.phase[$0.result] == phase)
    }
    let vectors = stored.map { member($0) }
    for reduction in reductions { _ = value(reduction.operands[0], .full) }
    saveValues()
    for (member, vector) in zip(stored, vectors) {
      guard let pointer = pointers[member.result] else { continue }
      write(lines.packed(vector, member.dtype), pointer, member.dtype, outputOffset)
    }
  }

  private mutating func write(
    _ packed: String, _ pointer: String, _ dtype: DType, _ offset: String
  ) {
    let memory = Register.memory(dtype)
    let type = "<\(lines.lanes) x \(memory)>"
    let place = address(pointer, memory, offset)
    guard let mask else {
      lines.add("  store \(type) \(packed), ptr \(place), align \(dtype.byteWidth)")
      return
    }
    let name = "@llvm.masked.store.v\(lines.lanes)\(suffix(memory)).p0"
    let bits = "<\(lines.lanes) x i1>"
    lines.declare("declare void \(name)(\(type), ptr, i32, \(bits))")
    lines.add(
      "  call void \(name)(\(type) \(packed), ptr \(place), i32 \(dtype.byteWidth), "
        + "\(bits) \(mask.text))")
  }

  /// Stores the one number of a row.
  mutating func storeRow(_ member: Cluster.Member) {
    guard grouping.isOutput[member.result], let pointer = pointers[member.result],
      let vector = rowMembers[member.result]
    else { return }
    let memory = Register.memory(member.dtype)
    let packed = lines.packed(vector, member.dtype)
    let scalar = lines.let_("extractelement <\(lines.lanes) x \(memory)> \(packed), i64 0")
    let row = offset(.contiguous(rowCount), rowMajorStrides(rowSizes), 1)
    let place = lines.let_("getelementptr inbounds \(memory), ptr \(pointer), i64 \(row)")
    lines.add("  store \(memory) \(scalar), ptr \(place), align \(member.dtype.byteWidth)")
  }

  /// Stores the sums of a block of columns.
  mutating func storeColumns(_ member: Cluster.Member, _ vector: Vector) {
    guard grouping.isOutput[member.result], let pointer = pointers[member.result] else { return }
    write(lines.packed(vector, member.dtype), pointer, member.dtype, tableOffset)
  }

  // MARK: Values kept for later runs

  private mutating func saveValues() {
    for value in phases.saved where phases.phase[value] == phase {
      guard let member = member(value), let kept = scratch[value] else { continue }
      let vector = self.member(member)
      let memory = vector.register == .i1 ? "i8" : vector.register.rawValue
      let text = vector.register == .i1 ? lines.cast("zext", vector, to: .i8).text : vector.text
      let place = lines.let_("getelementptr inbounds \(memory), ptr \(kept), i64 \(index)")
      lines.add("  store <\(lines.lanes) x \(memory)> \(text), ptr \(place), align 4")
    }
  }

  mutating func readScratch(_ kept: String, _ register: Register) -> Vector {
    let memory = register == .i1 ? "i8" : register.rawValue
    let place = lines.let_("getelementptr inbounds \(memory), ptr \(kept), i64 \(index)")
    let text = lines.let_("load <\(lines.lanes) x \(memory)>, ptr \(place), align 4")
    return register == .i1
      ? lines.unpacked(text, .i1) : Vector(text: text, register: register)
  }
}
