import Touchstone

/// From where to where each value is needed.
struct Lifetimes {
  /// What may be let go after each step.
  private(set) var released: [[Int]]
  /// The last step that needs a value; views of it count.
  private(set) var lastUse: [Int]
  private(set) var isUsed: [Bool]
  /// The value whose memory each value has.
  private(set) var owner: [Int]
  /// Whether a value, or a view of it, is a result of the block.
  private(set) var isResult: [Bool]

  init(_ block: Block, _ steps: [BlockPlan.Step]) {
    let count = block.valueTypes.count
    owner = Array(0..<count)
    lastUse = [Int](repeating: -1, count: count)
    isUsed = [Bool](repeating: false, count: count)
    isResult = [Bool](repeating: false, count: count)
    released = [[Int]](repeating: [], count: steps.count)
    for step in steps {
      if case .alias(let source, _, let result) = step { owner[result] = owner[source] }
    }
    for (i, step) in steps.enumerated() {
      for value in step.read + step.made {
        isUsed[value] = true
        lastUse[owner[value]] = i
      }
    }
    for result in block.results {
      isUsed[result] = true
      isResult[result] = true
      isResult[owner[result]] = true
      lastUse[owner[result]] = steps.count
    }
    for value in 0..<count where isUsed[value] {
      let last = lastUse[owner[value]]
      if last >= 0, last < steps.count { released[last].append(value) }
    }
  }
}

/// Where in the arena of a run each value lies, if it lies there.
///
/// Values that a generated loop or a product makes and that do not leave the block get a place; two
/// have the same only if one is no longer needed when the other is made. Results, and what library
/// steps make or overwrite, have memory of their own.
struct MemoryPlan: Sendable {
  /// Byte offsets by value.
  private(set) var places: [Int: Int] = [:]
  /// The bytes of the arena.
  private(set) var size = 0
  /// The bytes of all values in it, if each had its own.
  private(set) var total = 0
  /// For results with memory of their own, the parameter whose memory they may take.
  private(set) var donors: [Int: Int] = [:]
  /// The values that took the place of an operand.
  private(set) var inPlace: [Int: Int] = [:]

  init(
    _ block: Block, _ steps: [BlockPlan.Step], _ lifetimes: Lifetimes,
    _ overwritable: [[(input: Int, output: Int)]]
  ) {
    struct Slot {
      let offset: Int
      let size: Int
      var until: Int
    }
    var live: [Slot] = []
    var slots: [Int: Int] = [:]
    let parameterCount = block.parameters.count
    var handedOver: Set<Int> = []
    for (i, step) in steps.enumerated() {
      for value in step.overwritten where lifetimes.lastUse[lifetimes.owner[value]] == i {
        handedOver.insert(lifetimes.owner[value])
      }
    }
    for (i, step) in steps.enumerated() {
      live.removeAll { $0.until < i }
      slots = [:]
      for (number, slot) in live.enumerated() { slots[slot.offset] = number }
      var taken: Set<Int> = []
      for value in step.written {
        let size = (max(block.valueTypes[value].byteCount, 1) + 63) & ~63
        let last = lifetimes.lastUse[value]
        let dying = overwritable[i].filter { pair in
          let owner = lifetimes.owner[pair.input]
          // Through another value of the same memory the step may read it in another order.
          let isReadOnce = step.read.count { lifetimes.owner[$0] == owner } == 1
          return pair.output == value && lifetimes.lastUse[owner] == i && isReadOnce
            && !taken.contains(owner)
        }
        if lifetimes.isResult[value] {
          // Only a parameter itself: what is seen through a view is held by that.
          if let donor = dying.first(where: {
            $0.input < parameterCount && !lifetimes.isResult[$0.input]
              && block.valueTypes[$0.input].byteCount == block.valueTypes[value].byteCount
          }) {
            taken.insert(donor.input)
            donors[value] = donor.input
          }
          continue
        }
        // What a step on another kernel overwrites must be its only holder's, or would be copied.
        if handedOver.contains(value) { continue }
        total += size
        if let input = dying.first(where: { places[lifetimes.owner[$0.input]] != nil }),
          let place = places[lifetimes.owner[input.input]], let slot = slots[place],
          live[slot].size >= size
        {
          taken.insert(lifetimes.owner[input.input])
          places[value] = place
          inPlace[value] = input.input
          live[slot].until = max(last, i)
          continue
        }
        // The smallest gap that is large enough.
        var best: (offset: Int, waste: Int)?
        var end = 0
        for slot in live.sorted(by: { $0.offset < $1.offset }) {
          let gap = slot.offset - end
          if gap >= size, gap - size < best?.waste ?? .max { best = (end, gap - size) }
          end = max(end, slot.offset + slot.size)
        }
        let offset = best?.offset ?? end
        places[value] = offset
        live.append(Slot(offset: offset, size: size, until: max(last, i)))
        self.size = max(self.size, offset + size)
      }
    }
  }
}
