import OpenBLASBackend
import Touchstone

/// Makes plans of a program's blocks, and gathers their kernels; equal ones are made once.
final class BlockCompiler {
  private(set) var kernels: [KernelText] = []
  private var numbers: [KernelText: Int] = [:]
  private(set) var plans: [Block: BlockPlan] = [:]
  private(set) var small: [Block: StepByStep] = [:]
  /// The codes of the main block, for showing.
  private(set) var shown: [KernelCode] = []

  /// The plan of `block`; those of the bodies in it are made besides.
  func plan(_ block: Block) throws -> BlockPlan {
    let block = try simplified(block)
    let grouping = Grouping(block)
    var nodes: [Node] = []
    for root in grouping.roots { nodes.append(kernelNode(grouping, grouping.clusters[root])) }
    for step in grouping.steps { nodes.append(try stepNode(block, step)) }
    let order = Self.order(block, nodes)
    let steps = order.map { nodes[$0].step }
    var constants: [(value: Int, tensor: HostTensor)] = []
    for equation in block.equations {
      if let constant = equation.operation as? Constant {
        constants.append((equation.firstResult, constant.value))
      }
    }
    return BlockPlan(
      block, steps, constants, overwritable: order.map { nodes[$0].overwritable })
  }

  /// The block with fewer operations that gives the same, or fails in the same way.
  private func simplified(_ block: Block) throws -> Block {
    let inlined = try block.inlined()
    let simplified = try inlined.withPlainWindows().withDividedRows().simplified()
    // A call of what nobody knows must say so, also where nobody needs its result.
    func calls(_ block: Block) -> Int { block.equations.count { $0.operation is CustomCall } }
    return calls(simplified) == calls(inlined) ? simplified : inlined
  }

  private struct Node {
    let step: BlockPlan.Step
    /// Where the program has it: of two that could run, the earlier goes first.
    let position: Int
    let hasEffects: Bool
    let overwritable: [(input: Int, output: Int)]
  }

  // MARK: Generated loops

  private func kernelNode(_ grouping: Grouping, _ cluster: Cluster) -> Node {
    var writer = KernelWriter(grouping, cluster)
    let code = writer.write()
    let number: Int
    if let known = numbers[code.text] {
      number = known
    } else {
      number = kernels.count
      numbers[code.text] = number
      kernels.append(code.text)
    }
    shown.append(code)
    let elements = min(
      Self.mostChunkElements, max(Self.chunkWork / max(code.cost, 1), Self.leastChunkElements))
    let units = max(1, elements / max(code.elementsPerUnit, 1))
    let chunk = (units + code.granularity - 1) / code.granularity * code.granularity
    return Node(
      step: .kernel(
        BlockPlan.KernelStep(
          kernel: number, arguments: code.arguments, outputs: code.outputs, units: code.units,
          chunk: chunk, operations: code.operations.map(\.fullName))),
      position: cluster.members.map(\.equation).max() ?? 0, hasEffects: false,
      overwritable: code.overwritable)
  }

  /// About how many plain operations one part of the work of a loop has: a few times as long as a thread
  /// takes to begin with it. And how many elements, since memory takes its time as well.
  private static let chunkWork = 1 << 18
  private static let mostChunkElements = 1 << 15
  private static let leastChunkElements = 1 << 10

  // MARK: Steps of their own

  private func stepNode(_ block: Block, _ step: Grouping.Step) throws -> Node {
    let equation = block.equations[step.equation]
    let operation = equation.operation
    let made: BlockPlan.Step
    if let product = step.product {
      let addend = product.addend
      return Node(
        step: .product(
          BlockPlan.ProductStep(
            product.shape, a: step.operands[0].value, b: step.operands[1].value, addend: addend,
            result: product.result)),
        position: step.equation, hasEffects: false,
        overwritable: addend.map { [($0, product.result)] } ?? [])
    }
    if operation is Reshape || operation is ShardingConstraint || operation is StopGradient {
      made = .alias(equation.operands[0], equation.types[0], result: equation.firstResult)
    } else {
      for body in operation.regions + operation.callees.map(\.block) { try addBody(body) }
      let types = equation.operands.map { block.valueTypes[$0] }
      if let scan = operation as? Scan, let body = plans[scan.body], scan.dimension == 0 {
        return Node(
          step: .scan(
            BlockPlan.ScanStep(
              body, ScanSlices(scan, types, equation.types), operands: equation.operands,
              types: equation.types, firstResult: equation.firstResult)),
          position: step.equation, hasEffects: operation.hasSideEffects, overwritable: [])
      }
      let kernel = LLVMBackend.borrowed.kernel(for: operation, types)
      made = .operation(
        BlockPlan.OperationStep(
          operation: operation, kernel: kernel, isOwn: kernel != nil && operation.isLibraryCall,
          operands: equation.operands, types: equation.types, firstResult: equation.firstResult,
          usedResults: equation.types.map { _ in true }))
    }
    return Node(
      step: made, position: step.equation, hasEffects: operation.hasSideEffects,
      overwritable: [])
  }

  /// Makes what runs `body` when an operation asks for it.
  private func addBody(_ body: Block) throws {
    guard plans[body] == nil, small[body] == nil else { return }
    if body.isScalar {
      let kernels = LLVMBackend.borrowed
      small[body] = StepByStep(body) { kernels.kernel(for: $0, $1) }
      return
    }
    plans[body] = try plan(body)
  }

  // MARK: Order

  /// The nodes in an order in which each finds what it reads, near to that of the program.
  private static func order(_ block: Block, _ nodes: [Node]) -> [Int] {
    var maker = [Int](repeating: -1, count: block.valueTypes.count)
    for (i, node) in nodes.enumerated() {
      for value in node.step.made { maker[value] = i }
    }
    var followers = [[Int]](repeating: [], count: nodes.count)
    var missing = [Int](repeating: 0, count: nodes.count)
    func require(_ first: Int, before second: Int) {
      followers[first].append(second)
      missing[second] += 1
    }
    for (i, node) in nodes.enumerated() {
      for value in Set(node.step.read) where maker[value] >= 0 && maker[value] != i {
        require(maker[value], before: i)
      }
    }
    let effects = nodes.indices.filter { nodes[$0].hasEffects }
      .sorted { nodes[$0].position < nodes[$1].position }
    for (first, second) in zip(effects, effects.dropFirst()) { require(first, before: second) }
    var heap = Heap()
    for i in nodes.indices where missing[i] == 0 { heap.insert(nodes[i].position, i) }
    var order: [Int] = []
    while let next = heap.removeFirst() {
      order.append(next)
      for follower in followers[next] {
        missing[follower] -= 1
        if missing[follower] == 0 { heap.insert(nodes[follower].position, follower) }
      }
    }
    precondition(order.count == nodes.count, "steps of a program wait for each other")
    return order
  }
}

/// Numbers by their priority, the least first.
private struct Heap {
  private var items: [(priority: Int, number: Int)] = []

  mutating func insert(_ priority: Int, _ number: Int) {
    items.append((priority, number))
    var i = items.count - 1
    while i > 0, items[i] < items[(i - 1) / 2] {
      items.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    if items.isEmpty { return first.number }
    items[0] = last
    var i = 0
    while true {
      var least = i
      for child in [2 * i + 1, 2 * i + 2] where child < items.count && items[child] < items[least] {
        least = child
      }
      if least == i { break }
      items.swapAt(i, least)
      i = least
    }
    return first.number
  }
}

extension Block {
  /// Whether it works on single numbers only.
  var isScalar: Bool { valueTypes.allSatisfy { $0.rank == 0 && $0.dtype.isElement } }
}

extension Primitive {
  /// Whether OpenBLAS or LAPACK does the work, as far as the OpenBLAS backend has a kernel.
  var isLibraryCall: Bool {
    switch self {
    case is DotGeneral, is Dot, is Einsum, is Convolution, is DynamicConv, is RaggedDot,
      is Cholesky,
      is TriangularSolve, is Eigh, is Eig, is QR, is LU, is SVD:
      true
    default: false
    }
  }
}
