import Touchstone

/// Divides the operations of a block among generated loops and steps of their own.
///
/// Each value belongs to a *stage*: a step reads only what earlier stages made, and operations of
/// one stage that share their loop form a cluster. As no cluster reads from another of its stage,
/// clusters of a stage can be joined in any way, and there are no cycles.
final class Grouping {
  enum Home {
    /// In memory: parameters, constants, results of steps.
    case memory
    /// Made again wherever it is used.
    case deferred
    case member(Int)
  }

  /// What runs by itself.
  struct Step {
    let equation: Int
    /// The values read, and where the operands lie in them.
    var operands: [(value: Int, layout: Layout)]
    /// The product of matrices that it is, what it is added to, and the value that it writes.
    var product: (shape: ProductShape, addend: Int?, result: Int)?
  }

  let block: Block
  var expressions = Expressions()
  private(set) var clusters: [Cluster] = []
  private var parents: [Int] = []
  private(set) var steps: [Step] = []
  /// Whether others than its own cluster need a value.
  private(set) var isOutput: [Bool]
  private var homes: [Home]
  /// The first stage that may read a value in memory.
  private var ready: [Int]
  private var makers: [Int]
  /// The equation that reads a value, where there is no other, -1 where there is none, else -2.
  private var readers: [Int]
  /// Equations whose results a product writes.
  var absorbed: Set<Int> = []

  init(_ block: Block) {
    self.block = block
    let count = block.valueTypes.count
    homes = [Home](repeating: .memory, count: count)
    ready = [Int](repeating: 0, count: count)
    isOutput = [Bool](repeating: false, count: count)
    makers = [Int](repeating: -1, count: count)
    readers = [Int](repeating: -1, count: count)
    for (i, equation) in block.equations.enumerated() {
      for result in equation.results { makers[result] = i }
      for operand in equation.operands { readers[operand] = readers[operand] == -1 ? i : -2 }
    }
    for result in block.results { readers[result] = -2 }
    for i in block.equations.indices where !absorbed.contains(i) { place(i) }
    for result in block.results { demand(result) }
    joinColumns()
  }

  /// The cluster that cluster `i` became part of.
  func root(_ i: Int) -> Int {
    var i = i
    while parents[i] != i { i = parents[i] }
    return i
  }

  /// The clusters that are left, by number.
  var roots: [Int] { clusters.indices.filter { parents[$0] == $0 } }

  /// The cluster that makes a value.
  func cluster(of value: Int) -> Int? {
    if case .member(let i) = homes[value] { return root(i) }
    return nil
  }

  // MARK: Operations one after the other

  func type(_ value: Int) -> TensorType { block.valueTypes[value] }

  /// The only equation that reads a value, which no result of the block is.
  func soleUser(of value: Int) -> Int? { readers[value] >= 0 ? readers[value] : nil }

  /// Whether an equation reads a value.
  func isRead(_ value: Int) -> Bool {
    block.equations.contains { $0.operands.contains(value) }
  }

  private func place(_ i: Int) {
    let equation = block.equations[i]
    if let constant = equation.operation as? Constant {
      // What is not one number throughout lies in memory from the start.
      let isRepeated =
        Register(constant.value.dtype) != nil && constant.value.repeatedElement != nil
      homes[equation.firstResult] = isRepeated ? .deferred : .memory
      return
    }
    guard equation.types.count == 1, equation.types[0].count > 0,
      equation.operands.allSatisfy({ type($0).count > 0 })
    else { return addStep(i) }
    let operation = equation.operation
    let result = equation.types[0]
    let operands = equation.operands.map(type)
    switch operation {
    case is Iota:
      if Register(result.dtype) != nil {
        homes[equation.firstResult] = .deferred
      } else {
        addStep(i)
      }
    case let pad as Pad where canRead(pad, equation): homes[equation.firstResult] = .deferred
    case _ where operation.isView:
      if Register(result.dtype) != nil {
        homes[equation.firstResult] = .deferred
      } else {
        addStep(i)
      }
    case let reduce as Reduce:
      if let shape = ReductionShape(reduce, operands) {
        addReduction(i, shape)
      } else {
        addStep(i)
      }
    case _ where ElementwiseCode.exists(for: operation, operands, result):
      addElementwise(i)
    default: addStep(i)
    }
  }

  private func addElementwise(_ i: Int) {
    let equation = block.equations[i]
    let result = equation.firstResult
    let operands = operandExpressions(equation, .contiguous(type(result).count))
    var isMemory = true
    var whole = 0
    for operand in operands {
      expressions.forEachLoad(operand) { value, layout in
        if case .member = homes[value] { isMemory = false }
        if !layout.isSplat { whole += 1 }
      }
    }
    let work = operands.reduce(1) { $0 + expressions.operationCount($1) }
    if isMemory, whole <= 1, work <= 3, equation.operation.isCheap {
      homes[result] = .deferred
      return
    }
    join(
      Cluster.Member(
        equation: i, result: result, operation: equation.operation, operands: operands,
        operandDTypes: equation.operands.map { type($0).dtype }, dtype: type(result).dtype,
        space: .full, reduction: nil), nil)
  }

  private func addReduction(_ i: Int, _ shape: ReductionShape) {
    let equation = block.equations[i]
    let (input, start) = (equation.operands[0], equation.operands[1])
    let operand = resolve(input, .contiguous(type(input).count))
    let initial = resolve(start, Layout(dimensions: []))
    join(
      Cluster.Member(
        equation: i, result: equation.firstResult, operation: equation.operation,
        operands: [operand, initial], operandDTypes: [type(input).dtype, type(input).dtype],
        dtype: type(input).dtype, space: .row, reduction: shape.operation), shape)
  }

  /// A step of its own: its operands must be in memory.
  private func addStep(_ i: Int) {
    let equation = block.equations[i]
    var step = Step(equation: i, operands: [])
    // Beside a size of zero the others may have a product that is no integer.
    let isEmpty = (equation.types + equation.operands.map(type)).contains { $0.count == 0 }
    if !isEmpty, let dot = equation.operation as? DotGeneral,
      let product = product(of: dot, equation)
    {
      step.operands = product.operands
      step.product = (product.shape, product.addend, product.result)
    } else {
      for operand in equation.operands {
        demand(operand)
        step.operands.append((operand, .contiguous(type(operand).count)))
      }
    }
    var stage = 0
    for operand in step.operands { stage = max(stage, readyStage(operand.value)) }
    for result in equation.results { ready[result] = stage + 1 }
    if let product = step.product { ready[product.result] = stage + 1 }
    steps.append(step)
  }

  // MARK: Values that are made again

  /// What `layout` visits of a value.
  func resolve(_ value: Int, _ layout: Layout, isProduct: Bool = false) -> Int {
    guard case .deferred = homes[value] else { return expressions.load(value, layout) }
    let equation = block.equations[makers[value]]
    switch equation.operation {
    case let constant as Constant:
      guard let element = constant.value.repeatedElement else { break }
      return expressions.constant(element)
    case let iota as Iota:
      guard let numbers = layout.counting(iota.axis, iota.type.shape) else { break }
      return expressions.count(iota.type.dtype, numbers)
    case let pad as Pad:
      guard let seen = padded(pad, equation, layout) else { break }
      return seen
    case let view where view.isView:
      let operand = equation.operands[0]
      guard
        let seen = layout.through(view, result: type(value), operand: type(operand))
      else { break }
      // Neighbours that lie far apart cost a line of the cache each.
      let isScattered = seen.innerStride.magnitude > 1 && layout.innerStride == 1
      if isScattered, !isProduct, layout.count > 4096, !seen.isSplat { break }
      return resolve(operand, seen, isProduct: isProduct)
    default:
      let operands = operandExpressions(equation, layout)
      return expressions.apply(
        equation.operation, operands, equation.operands.map { type($0).dtype },
        type(value).dtype)
    }
    materialize(value)
    return expressions.load(value, layout)
  }

  private func operandExpressions(_ equation: Equation, _ layout: Layout) -> [Int] {
    equation.operands.map { operand in
      let isScalar = type(operand).rank == 0
      return resolve(operand, isScalar ? Layout(dimensions: []) : layout)
    }
  }

  /// Makes sure that others can read a value from memory.
  func demand(_ value: Int) {
    if case .deferred = homes[value] { materialize(value) }
    use(value)
  }

  private func use(_ value: Int) {
    if case .member = homes[value] { isOutput[value] = true }
  }

  private func materialize(_ value: Int) {
    let i = makers[value]
    let equation = block.equations[i]
    let operation = equation.operation
    homes[value] = .memory
    if operation is Constant { return }
    if operation.isView {
      let isMove = operation is Transpose || operation is Reverse
      if isMove || !(operation is BroadcastInDim || operation is Slice) { return addStep(i) }
    }
    let layout = Layout.contiguous(type(value).count)
    var operands: [Int] = []
    if operation.isView {
      let operand = equation.operands[0]
      guard let seen = layout.through(operation, result: type(value), operand: type(operand))
      else { return addStep(i) }
      operands = [resolve(operand, seen)]
    } else if let pad = operation as? Pad {
      guard let seen = padded(pad, equation, layout) else { return addStep(i) }
      operands = [seen]
    } else if let iota = operation as? Iota {
      guard let numbers = layout.counting(iota.axis, iota.type.shape) else { return addStep(i) }
      operands = [expressions.count(iota.type.dtype, numbers)]
    } else {
      operands = operandExpressions(equation, layout)
    }
    join(
      Cluster.Member(
        equation: i, result: value, operation: operation, operands: operands,
        operandDTypes: equation.operands.map { type($0).dtype }, dtype: type(value).dtype,
        space: .full, reduction: nil), nil)
  }

  // MARK: Clusters

  /// Makes cluster `other` a part of cluster `i`, which is then `whole`.
  func join(_ other: Int, to i: Int, as whole: Cluster) {
    parents[other] = i
    clusters[i] = whole
  }

  private func readyStage(_ value: Int) -> Int {
    if case .member(let i) = homes[value] { return clusters[root(i)].stage + 1 }
    return ready[value]
  }

  /// Puts `member` into the cluster of its operands, or into one of its own.
  private func join(_ member: Cluster.Member, _ reduction: ReductionShape?) {
    var loads: [(value: Int, layout: Layout, isInput: Bool)] = []
    for (i, operand) in member.operands.enumerated() {
      expressions.forEachLoad(operand) {
        loads.append(($0, $1, reduction == nil || i == 0))
      }
    }
    var stage = 0
    for load in loads {
      if case .member(let i) = homes[load.value] {
        stage = max(stage, clusters[root(i)].stage)
      } else {
        stage = max(stage, ready[load.value])
      }
    }
    var candidates: [Int] = []
    for load in loads {
      guard case .member(let i) = homes[load.value] else { continue }
      let root = root(i)
      if clusters[root].stage == stage, !candidates.contains(root) { candidates.append(root) }
    }
    if let first = candidates.first {
      var whole: Cluster? = clusters[first]
      for other in candidates.dropFirst() { whole = whole?.merged(with: clusters[other]) }
      if let whole, let joined = adding(member, reduction, loads, to: whole, candidates) {
        for other in candidates { parents[other] = first }
        clusters[first] = joined
        homes[member.result] = .member(first)
        noteOutputs(loads, of: first)
        return
      }
    }
    stage = loads.reduce(0) { max($0, readyStage($1.value)) }
    let count = reduction?.count ?? type(member.result).count
    let empty = Cluster(stage: stage, count: count)
    if let alone = adding(member, reduction, loads, to: empty, []) {
      clusters.append(alone)
      parents.append(clusters.count - 1)
      homes[member.result] = .member(clusters.count - 1)
      noteOutputs(loads, of: clusters.count - 1)
      return
    }
    // Its operands are seen in ways that no loop goes with: let them lie in memory first.
    let equation = block.equations[member.equation]
    let isPlain = equation.operands.allSatisfy {
      if case .deferred = homes[$0] { false } else { true }
    }
    if let reduction {
      if case .deferred = homes[equation.operands[0]] {
        demand(equation.operands[0])
        return addReduction(member.equation, reduction)
      }
    } else if !isPlain {
      for operand in equation.operands where type(operand).rank > 0 { demand(operand) }
      let layout = Layout.contiguous(type(member.result).count)
      var plain = member
      plain.operands =
        equation.operation.isView || equation.operation is Pad
        ? [] : operandExpressions(equation, layout)
      if !plain.operands.isEmpty { return join(plain, nil) }
    }
    homes[member.result] = .memory
    addStep(member.equation)
  }

  private func noteOutputs(_ loads: [(value: Int, layout: Layout, isInput: Bool)], of i: Int) {
    for load in loads where cluster(of: load.value) != i { use(load.value) }
  }
}
