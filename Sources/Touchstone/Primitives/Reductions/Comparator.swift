/// A body that compares the elements at two positions of some tensors.
///
/// A body that is one `compare` of the two elements of one tensor is answered from its elements
/// at once; any other is run.
struct Comparator {
  private let answer: (Int, Int) throws -> Bool

  /// The comparator that `body` describes: after its captures it takes, for each of `tensors`, the
  /// element on the left and that on the right.
  init(
    _ body: Block, _ captures: [HostTensor], _ tensors: [HostTensor], _ context: EvaluationContext
  ) throws {
    if let direct = Self.direct(body, captures.count, tensors) {
      answer = direct
      return
    }
    answer = { left, right in
      var arguments = captures
      for tensor in tensors {
        arguments.append(tensor.scalar(at: left))
        arguments.append(tensor.scalar(at: right))
      }
      return try context.run(body, arguments)[0].booleans[0]
    }
  }

  /// Whether the body holds for the elements at `left` and `right`.
  func callAsFunction(_ left: Int, _ right: Int) throws -> Bool { try answer(left, right) }

  private static func direct(
    _ body: Block, _ captureCount: Int, _ tensors: [HostTensor]
  ) -> ((Int, Int) -> Bool)? {
    guard body.equations.count == 1, body.results == Array(body.equations[0].results),
      let compare = body.equations[0].operation as? Compare
    else { return nil }
    let parameters = body.equations[0].operands.map { $0 - captureCount }
    guard let lesser = parameters.min(), lesser >= 0, lesser.isMultiple(of: 2),
      Set(parameters) == [lesser, lesser + 1]
    else { return nil }
    let order = elementOrder(tensors[lesser / 2], compare)
    return parameters[0] == lesser ? order : order.map { f in { f($1, $0) } }
  }

  /// What `compare` says of the elements of `x` at two positions.
  private static func elementOrder(
    _ x: HostTensor, _ compare: Compare
  ) -> ((Int, Int) -> Bool)? {
    func answer<T: Comparable>(_ keys: [T]) -> ((Int, Int) -> Bool)? {
      switch compare.direction {
      case .less: { keys[$0] < keys[$1] }
      case .lessOrEqual: { keys[$0] <= keys[$1] }
      case .greater: { keys[$0] > keys[$1] }
      case .greaterOrEqual: { keys[$0] >= keys[$1] }
      case .equal, .notEqual: nil
      }
    }
    if compare.kind == .totalOrder, x.dtype.isFloat { return answer(x.totalOrderKeys) }
    switch x.wide {
    case .float(let keys): return answer(keys)
    case .signed(let keys): return answer(keys)
    case .unsigned(let keys): return answer(keys)
    case .boolean(let keys): return answer(keys.map { $0 ? 1 : 0 })
    case .complex: return nil
    }
  }
}
