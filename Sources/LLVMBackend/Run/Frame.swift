import Synchronization
import Touchstone

/// The values of one run of a block. Runs use frames again, with their arena.
///
/// Sendable because one run has it at a time.
final class Frame: @unchecked Sendable {
  /// What each value is, if it is there.
  var values: [HostTensor?]
  /// Where its elements are.
  let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  /// Memory to be taken for results, by value.
  var offered: [Int: HostTensor] = [:]
  /// The addresses of a kernel's arguments.
  let arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let arena: HostTensor
  private let kept: [Int]
  private let isKept: [Bool]

  init(_ plan: BlockPlan) throws {
    let count = plan.block.valueTypes.count
    values = [HostTensor?](repeating: nil, count: count)
    let memory = plan.memory
    try memory.requireRoom()
    addresses = .allocate(capacity: max(count, 1))
    addresses.initialize(repeating: nil, count: count)
    var most = 1
    for point in plan.points { most = max(most, point.step.read.count) }
    arguments = .allocate(capacity: most)
    arena = HostTensor(uninitialized: TensorType(.i8, [memory.size]))
    var isKept = [Bool](repeating: false, count: count)
    var kept: [Int] = []
    for (value, place) in memory.places {
      let type = plan.block.valueTypes[value]
      values[value] = arena.part(at: place, type)
      kept.append(value)
      isKept[value] = true
    }
    for (value, tensor) in plan.constants {
      values[value] = tensor
      kept.append(value)
      isKept[value] = true
    }
    self.kept = kept
    self.isKept = isKept
    for value in kept { addresses[value] = values[value]?.address }
  }

  deinit {
    arguments.deallocate()
    addresses.deallocate()
  }

  func set(_ value: Int, _ tensor: HostTensor) {
    values[value] = tensor
    addresses[value] = tensor.address
  }

  /// A result, which the plan keeps until it is returned.
  func result(_ value: Int) -> HostTensor {
    guard let tensor = values[value] else {
      preconditionFailure("a result was let go before it was returned")
    }
    return tensor
  }

  /// Whether the memory of `tensor` is part of the arena.
  func holds(_ tensor: HostTensor) -> Bool {
    let first = arena.address
    return first <= tensor.address && tensor.address < first + arena.type.byteCount
  }

  /// Lets go of a value that is not the frame's own.
  func release(_ value: Int) { if !isKept[value] { values[value] = nil } }

  /// Lets go of all that is not the frame's own.
  func clear() {
    offered = [:]
    for value in values.indices where !isKept[value] { values[value] = nil }
  }
}

/// Frames that are not in use.
final class FramePool: Sendable {
  private let frames = Mutex<[Frame]>([])
  /// More runs side by side make frames for themselves.
  private static let most = 8

  func take() -> Frame? { frames.withLock { $0.popLast() } }
  func give(_ frame: Frame) {
    frames.withLock { if $0.count < Self.most { $0.append(frame) } }
  }
}

extension HostTensor {
  var address: UnsafeMutableRawPointer { storage.base }
}

extension MemoryPlan {
  /// Throws unless the arena fits beside all tensors.
  func requireRoom() throws(TensorError) {
    try TensorType(.i8, [size]).requireRoom("program")
  }
}
