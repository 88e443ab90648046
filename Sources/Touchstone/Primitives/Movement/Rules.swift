/// What the type rules of this area have in common.
extension Primitive {
  /// Throws unless every operand holds elements: tokens and tuples have none to move.
  func requireElements(_ x: [TensorType]) throws(TensorError) {
    for type in x where !type.dtype.isElement {
      throw violation("I1", x, "expected tensors, got \(type)")
    }
  }

  /// `type`, unless its sizes are negative or its elements too many to count.
  func representable(
    _ type: TensorType, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) -> TensorType {
    guard type.dtype.isElement, type.shape.allSatisfy({ $0 >= 0 }), type.checkedCount != nil else {
      throw violation(clause, x, "a result of type \(type) cannot be represented")
    }
    return type
  }

  /// Throws unless each of `axes` lies in `0..<rank`.
  func requireAxes(
    _ axes: [Int], _ what: String, below rank: Int, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard axes.allSatisfy({ $0 >= 0 && $0 < rank }) else {
      throw violation(clause, x, "\(what) \(axes) must lie in 0..<\(rank)")
    }
  }

  /// Throws if one of `axes` comes twice.
  func requireUnique(
    _ axes: [Int], _ what: String, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard Set(axes).count == axes.count else {
      throw violation(clause, x, "\(what) \(axes) must differ from each other")
    }
  }

  /// Throws unless `axes` ascend.
  func requireSorted(
    _ axes: [Int], _ what: String, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard axes == axes.sorted() else {
      throw violation(clause, x, "\(what) \(axes) must ascend")
    }
  }

  /// Throws unless there is one number for each axis of an operand of `rank`.
  func requireCount(
    _ list: [Int], _ what: String, _ rank: Int, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard list.count == rank else {
      throw violation(clause, x, "expected \(rank) \(what), got \(list.count): \(list)")
    }
  }
}

extension [Int] {
  /// These axes after an axis has been put in at `place`.
  func makingRoom(at place: Int) -> [Int] { map { $0 < place ? $0 : $0 + 1 } }

  /// This list with `value` put in at `place`.
  func inserting(_ value: Int, at place: Int) -> [Int] {
    var list = self
    list.insert(value, at: place)
    return list
  }
}
