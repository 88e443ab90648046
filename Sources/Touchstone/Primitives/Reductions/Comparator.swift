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
    nil
  }
}
