/// The equations of a block in an order in which operations on each element stand together.
///
/// An equation moves only before others that neither it nor they depend on. Operations on elements
/// of one shape that then follow each other are a run: they may be done piece by piece, so that what
/// passes between them stays in the processor's caches and repeated scalars are never written out.
struct Arrangement {
  /// The longest run; each value of it that is alive takes a piece of the cache.
  private static let mostInRun = 64

  private(set) var equations: [Equation] = []
  /// Which of `equations` are runs.
  private(set) var runs: [Range<Int>] = []
  /// For each value, whether nothing outside of the run that makes it uses it.
  private(set) var isLocal: [Bool]

  private var open: [Equation] = []
  private var openValues: Set<Int> = []
  private var shape: [Int] = []

  /// The order of `block` with runs of tensors of more than `smallest` elements; as it stands for
  /// `nil`. `hasKernel` says whether there is a kernel for an operation on pieces.
  init(
    _ block: Block, runsAbove smallest: Int?,
    hasKernel: (_ operation: any Primitive, _ operands: [TensorType]) -> Bool
  ) {
    isLocal = Array(repeating: false, count: block.valueTypes.count)
    guard let smallest else {
      equations = block.equations
      return
    }
    for equation in block.equations {
      let operands = equation.operands.map { block.valueTypes[$0] }
      let joins =
        equation.isOnElements(operands, above: smallest)
        && (equation.operation.isRepetition(of: operands)
          || hasKernel(
            equation.operation,
            operands.map { $0.rank == 0 ? $0 : TensorType($0.dtype, [smallest]) }))
      if joins, !open.isEmpty, shape == equation.types[0].shape, open.count < Self.mostInRun {
        join(equation)
      } else if joins {
        close(block)
        shape = equation.types[0].shape
        join(equation)
      } else {
        let waits =
          equation.operation.hasSideEffects
          || equation.operands.contains(where: openValues.contains)
        if waits { close(block) }
        equations.append(equation)
      }
    }
    close(block)
    findLocals(block)
  }

  private mutating func join(_ equation: Equation) {
    open.append(equation)
    openValues.formUnion(equation.results)
  }

  private mutating func close(_ block: Block) {
    let start = equations.count
    equations += open
    // One operation alone gains something only where it is spared a repeated scalar.
    let work = open.count { equation in
      !equation.operation.isRepetition(of: equation.operands.map { block.valueTypes[$0] })
    }
    if work > 0, open.count > 1 { runs.append(start..<equations.count) }
    open = []
    openValues = []
  }

  private mutating func findLocals(_ block: Block) {
    for run in runs {
      for equation in equations[run] { isLocal[equation.firstResult] = true }
    }
    for result in block.results { isLocal[result] = false }
    var runOf: [Int: Int] = [:]
    for (number, run) in runs.enumerated() {
      for equation in equations[run] { runOf[equation.firstResult] = number }
    }
    var next = 0
    for (i, equation) in equations.enumerated() {
      if next < runs.count, i >= runs[next].upperBound { next += 1 }
      let here = next < runs.count && runs[next].contains(i) ? next : nil
      for operand in equation.operands where isLocal[operand] && runOf[operand] != here {
        isLocal[operand] = false
      }
    }
  }
}

extension Equation {
  /// Whether this works on each element of large tensors by itself.
  fileprivate func isOnElements(_ operands: [TensorType], above smallest: Int) -> Bool {
    guard types.count == 1, types[0].count > smallest else { return false }
    if operation.isRepetition(of: operands) { return types[0].dtype.isElement }
    return operation is any ElementwiseOperation
      && (operands + types).allSatisfy {
        $0.dtype.isElement && ($0.shape == types[0].shape || $0.rank == 0)
      }
  }
}

extension Primitive {
  /// Whether this repeats one element.
  func isRepetition(of operands: [TensorType]) -> Bool {
    self is BroadcastInDim && operands[0].count == 1
  }
}
