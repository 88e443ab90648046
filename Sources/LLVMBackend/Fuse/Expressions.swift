import Touchstone

/// What an operand of a fused operation is: numbers from memory, and cheap operations on them that
/// are done again wherever they are used.
enum Expression {
  /// The same number everywhere.
  case constant(HostTensor)
  /// Elements of a value, as the layout visits them.
  case load(Int, Layout)
  /// The same where a condition holds, and zero elsewhere: there the layout may leave the memory.
  case guarded(Int, Layout, condition: Int)
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
  mutating func guarded(_ value: Int, _ layout: Layout, _ condition: Int) -> Int {
    let layout = layout.normalized
    return number(
      .guarded(value, layout, condition: condition),
      Key(kind: value, operands: [condition], layout: layout, dtype: nil))
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
    forEach(expression) { node in
      switch node {
      case .load(let value, let layout), .guarded(let value, let layout, _): body(value, layout)
      case .constant, .count, .apply: break
      }
    }
  }

  /// Calls `body` with the layout of each load and count.
  func forEachLayout(_ expression: Int, _ body: (Layout) -> Void) {
    forEach(expression) { node in
      switch node {
      case .load(_, let layout), .guarded(_, let layout, _), .count(_, let layout): body(layout)
      case .constant, .apply: break
      }
    }
  }

  /// Calls `body` once with each expression that this one is made of: there may be very many paths.
  private func forEach(_ expression: Int, _ body: (Expression) -> Void) {
    var visited: Set<Int> = [expression]
    var rest = [expression]
    while let next = rest.popLast() {
      body(all[next])
      for operand in operands(next).reversed() where visited.insert(operand).inserted {
        rest.append(operand)
      }
    }
  }

  /// What an expression is computed from.
  func operands(_ expression: Int) -> [Int] {
    switch all[expression] {
    case .apply(_, let operands, _, _): operands
    case .guarded(_, _, let condition): [condition]
    case .constant, .load, .count: []
    }
  }

  /// How many operations are done, each once.
  func operationCount(_ expression: Int) -> Int {
    var count = 0
    forEach(expression) { if case .apply = $0 { count += 1 } }
    return count
  }
}
