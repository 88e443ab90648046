import Touchstone

/// What an operand of a fused operation is: numbers from memory, and cheap operations on them that
/// are done again wherever they are used.
enum Expression {
  /// The same number everywhere.
  case constant(HostTensor)
  /// Elements of a value, as the layout visits them.
  case load(Int, Layout)
  /// The layout's own positions, as numbers.
  case count(DType, Layout)
  /// An operation on each element.
  case apply(any Primitive, [Int], [DType], DType)
}

/// The expressions of a block, each once; they are named by their number.
struct Expressions {
  private struct Key: Hashable {
    let kind: AnyHashable
    let operands: [Int]
    let layout: Layout?
    let dtype: DType?
  }
  private(set) var all: [Expression] = []
  private var numbers: [Key: Int] = [:]

  mutating func constant(_ value: HostTensor) -> Int {
    number(.constant(value), Key(kind: value, operands: [], layout: nil, dtype: nil))
  }
  mutating func load(_ value: Int, _ layout: Layout) -> Int {
    let layout = layout.normalized
    return number(
      .load(value, layout), Key(kind: value, operands: [], layout: layout, dtype: nil))
  }
  mutating func count(_ dtype: DType, _ layout: Layout) -> Int {
    let layout = layout.normalized
    return number(
      .count(dtype, layout), Key(kind: "count", operands: [], layout: layout, dtype: dtype))
  }
  mutating func apply(
    _ operation: any Primitive, _ operands: [Int], _ dtypes: [DType], _ result: DType
  ) -> Int {
    number(
      .apply(operation, operands, dtypes, result),
      Key(kind: AnyHashable(operation), operands: operands, layout: nil, dtype: result))
  }

  private mutating func number(_ expression: Expression, _ key: Key) -> Int {
    if let known = numbers[key] { return known }
    all.append(expression)
    numbers[key] = all.count - 1
    return all.count - 1
  }

  /// Calls `body` with each load and its layout.
  func forEachLoad(_ expression: Int, _ body: (Int, Layout) -> Void) {
    switch all[expression] {
    case .constant, .count: break
    case .load(let value, let layout): body(value, layout)
    case .apply(_, let operands, _, _): for operand in operands { forEachLoad(operand, body) }
    }
  }

  /// Calls `body` with the layout of each load and count.
  func forEachLayout(_ expression: Int, _ body: (Layout) -> Void) {
    switch all[expression] {
    case .constant: break
    case .load(_, let layout), .count(_, let layout): body(layout)
    case .apply(_, let operands, _, _): for operand in operands { forEachLayout(operand, body) }
    }
  }

  /// How many operations are done.
  func operationCount(_ expression: Int) -> Int {
    guard case .apply(_, let operands, _, _) = all[expression] else { return 0 }
    return operands.reduce(1) { $0 + operationCount($1) }
  }
}
