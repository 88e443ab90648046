import COpenBLAS
import OpenBLASBackend
import Touchstone

/// A block made ready to run: steps in order, and a place for each value.
final class BlockPlan: Sendable {
  enum Step: Sendable {
    /// A generated loop.
    case kernel(KernelStep)
    /// A product of matrices.
    case product(ProductStep)
    /// A value's memory seen as another type.
    case alias(Int, TensorType, result: Int)
    /// A body that goes through slices of memory.
    case scan(ScanStep)
    /// An operation on a kernel of the threaded backend, or as the reference does it.
    case operation(OperationStep)
  }

  /// An object, since steps are looked at in every round of a loop.
  final class KernelStep: Sendable {
    /// Which of the program's kernels.
    let kernel: Int
    let arguments: [Int]
    let outputs: [Int]
    let units: Int
    /// How many units one part of the work has.
    let chunk: Int
    let operations: [String]

    init(
      kernel: Int, arguments: [Int], outputs: [Int], units: Int, chunk: Int, operations: [String]
    ) {
      self.kernel = kernel
      self.arguments = arguments
      self.outputs = outputs
      self.units = units
      self.chunk = chunk
      self.operations = operations
    }
  }

  /// An object, since steps are looked at in every round of a loop.
  final class ProductStep: Sendable {
    let shape: ProductShape
    let pieces: ProductShape.Pieces
    let a: Int
    let b: Int
    /// What it is added to, if anything.
    let addend: Int?
    let result: Int

    init(_ shape: ProductShape, a: Int, b: Int, addend: Int?, result: Int) {
      self.shape = shape
      pieces = shape.pieces
      self.a = a
      self.b = b
      self.addend = addend
      self.result = result
    }
  }

  struct OperationStep: Sendable {
    let operation: any Primitive
    let kernel: Kernel?
    /// Whether the time is this backend's own: calls of OpenBLAS and LAPACK.
    let isOwn: Bool
    let operands: [Int]
    let types: [TensorType]
    let firstResult: Int
    let usedResults: [Bool]
  }

  /// What is known when a step is reached.
  struct Point: Sendable {
    let step: Step
    /// Results to be made before it, each with the parameter whose memory it may take.
    var fresh: [(result: Int, donor: Int?)] = []
    /// Values that nobody needs after it.
    var released: [Int] = []
  }

  let block: Block
  let points: [Point]
  let memory: MemoryPlan
  let constants: [(value: Int, tensor: HostTensor)]
  let usedParameters: [Bool]
  /// Frames that no run is using.
  private let frames = FramePool()

  init(
    _ block: Block, _ steps: [Step], _ constants: [(value: Int, tensor: HostTensor)],
    overwritable: [[(input: Int, output: Int)]]
  ) {
    self.block = block
    self.constants = constants
    let lifetimes = Lifetimes(block, steps)
    memory = MemoryPlan(block, steps, lifetimes, overwritable)
    var points: [Point] = []
    for (i, step) in steps.enumerated() {
      var point = Point(step: step)
      for value in step.written where memory.places[value] == nil {
        point.fresh.append((value, memory.donors[value]))
      }
      point.released = lifetimes.released[i]
      points.append(point)
    }
    self.points = points
    usedParameters = block.parameters.indices.map { lifetimes.isUsed[$0] }
  }

  /// A frame to run in.
  func takeFrame() throws -> Frame {
    if let frame = frames.take() { return frame }
    return try Frame(self)
  }
  func giveBack(_ frame: Frame) {
    frame.clear()
    frames.give(frame)
  }
}

extension BlockPlan.Step {
  /// The values it reads.
  var read: [Int] {
    switch self {
    case .kernel(let step): step.arguments
    case .product(let step): [step.a, step.b] + (step.addend.map { [$0] } ?? [])
    case .alias(let source, _, _): [source]
    case .scan(let step): step.operands
    case .operation(let step): step.operands
    }
  }
  /// The values whose memory must be there before it runs.
  var written: [Int] {
    switch self {
    case .kernel(let step): step.outputs
    case .product(let step): [step.result]
    case .alias, .scan, .operation: []
    }
  }
  /// The values whose memory its kernel takes for a result, if nobody else needs them.
  var overwritten: [Int] {
    guard case .operation(let step) = self, step.kernel != nil else { return [] }
    return step.operation is Scatter || step.operation is DynamicUpdateSlice
      ? Array(step.operands.prefix(1)) : []
  }
  /// The values it makes.
  var made: [Int] {
    switch self {
    case .kernel(let step): step.outputs
    case .product(let step): [step.result]
    case .alias(_, _, let result): [result]
    case .scan(let step): Array(step.firstResult..<step.firstResult + step.types.count)
    case .operation(let step): Array(step.firstResult..<step.firstResult + step.types.count)
    }
  }
}
