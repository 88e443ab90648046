/// The bytes of the values that are alive at one point of a block, while a walk passes through it.
///
/// Never more than what a run really takes: parameters belong to the caller, and results that may
/// be an operand seen otherwise count as nothing.
struct LiveMemory {
  private let bytes: [Int]
  private var current = 0
  /// The most bytes alive at once so far.
  private(set) var peak = 0

  init(_ block: Block) {
    var bytes = [Int](repeating: 0, count: block.valueTypes.count)
    for equation in block.equations where equation.operation.newBytes(equation.types) > 0 {
      for (result, type) in zip(equation.results, equation.types) {
        bytes[result] = type.clampedByteCount
      }
    }
    self.bytes = bytes
  }

  mutating func enter(_ value: Int) {
    current = current.addingClamped(bytes[value])
    note(0)
  }
  mutating func leave(_ value: Int) { current -= bytes[value] }
  /// Counts `extra` bytes that are alive here and belong to a body.
  mutating func note(_ extra: Int) { peak = max(peak, current.addingClamped(extra)) }
}

extension Primitive {
  /// What the operation may run: its regions, and the blocks of the functions it names.
  var bodies: [Block] { regions + callees.map(\.block) }
}
