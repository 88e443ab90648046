import Synchronization

/// One application of an operation in a block.
public struct Equation: Sendable {
  /// The operation with its static parameters.
  public let operation: any Primitive
  /// The numbers of the values it is applied to; what its regions capture comes first.
  public let operands: [Int]
  /// The number of its first result; the others follow.
  public let firstResult: Int
  /// The types of its results.
  public let types: [TensorType]
  /// Attributes that do not change the meaning (shardings, hints), kept for printing.
  public let annotations: [NamedAttribute]

  /// The numbers of its results.
  public var results: Range<Int> { firstResult..<firstResult + types.count }
}

/// A closed straight-line program over tensors: the body of a function or of a region.
///
/// Values are numbered: parameters first, then the results of each equation in order. So two blocks
/// that do the same in the same order are equal, whatever names their texts used.
public final class Block: Sendable {
  /// The types of the parameters, values `0 ..< parameters.count`.
  public let parameters: [TensorType]
  /// The operations in order.
  public let equations: [Equation]
  /// The numbers of the values returned.
  public let results: [Int]
  /// The type of each value.
  public let valueTypes: [TensorType]
  /// Whether running it does more than give results.
  let hasSideEffects: Bool
  /// The names of the mapped axes that operations in it work along.
  let axisNames: [String]
  private let hash: Int
  /// Blocks with the same form are equal. Blocks found equal get the same form, so that functions
  /// that call each other are compared once and not once for each way there.
  private let form = Mutex(Form())
  private final class Form: Sendable {}

  init(parameters: [TensorType], equations: [Equation], results: [Int], valueTypes: [TensorType]) {
    self.parameters = parameters
    self.equations = equations
    self.results = results
    self.valueTypes = valueTypes
    hasSideEffects = equations.contains { $0.operation.hasSideEffects }
    axisNames = Array(Set(equations.flatMap(\.operation.axisNames))).sorted()
    var hasher = Hasher()
    hasher.combine(parameters)
    hasher.combine(results)
    for equation in equations {
      hasher.combine(equation.operands)
      hasher.combine(equation.operation)
    }
    hash = hasher.finalize()
  }

  /// The types of the values returned.
  public var resultTypes: [TensorType] { results.map { valueTypes[$0] } }
}

extension Block: Hashable {
  /// Whether both do the same operations in the same order; annotations do not count.
  public static func == (x: Block, y: Block) -> Bool {
    if x === y { return true }
    let form = x.form.withLock { $0 }
    if form === y.form.withLock({ $0 }) { return true }
    guard x.hash == y.hash, x.parameters == y.parameters, x.results == y.results,
      x.valueTypes == y.valueTypes, x.equations.count == y.equations.count
    else { return false }
    for (a, b) in zip(x.equations, y.equations) {
      guard a.operands == b.operands, a.operation.isEqual(to: b.operation) else { return false }
    }
    y.form.withLock { $0 = form }
    return true
  }
  /// Feeds what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// Puts a block together, checking each operation's type rule as it comes.
public struct BlockBuilder {
  private let parameters: [TensorType]
  private var equations: [Equation] = []
  /// The type of each value so far.
  public private(set) var valueTypes: [TensorType]

  /// A builder whose first values are parameters of these types.
  public init(parameters: [TensorType]) {
    self.parameters = parameters
    valueTypes = parameters
  }

  /// Adds `operation` applied to the values `operands`, and returns the numbers of its results.
  @discardableResult
  public mutating func append(
    _ operation: any Primitive, _ operands: [Int], annotations: [NamedAttribute] = []
  ) throws(TensorError) -> Range<Int> {
    var operandTypes: [TensorType] = []
    for operand in operands { operandTypes.append(valueTypes[operand]) }
    let types = try operation.resultTypes(operandTypes)
    let equation = Equation(
      operation: operation, operands: operands, firstResult: valueTypes.count, types: types,
      annotations: annotations)
    equations.append(equation)
    valueTypes += types
    return equation.results
  }

  /// The block that returns the values `results`.
  public func block(returning results: [Int]) -> Block {
    Block(parameters: parameters, equations: equations, results: results, valueTypes: valueTypes)
  }
}

extension Block {
  /// The operation this block is, if it is a single one applied to its parameters in order.
  ///
  /// So a reduction's body shows that it is a sum: `block.soleOperation as? Binary == .add`.
  public var soleOperation: (any Primitive)? {
    guard equations.count == 1, equations[0].operands == Array(parameters.indices),
      results == Array(equations[0].results)
    else { return nil }
    return equations[0].operation
  }
}
