import Touchstone

extension Maker {
  /// Something with bodies: a choice, a loop, a scan.
  func control() throws -> [Tensor]? {
    guard let x = float() else { return nil }
    switch choices.below(4) {
    case 0:
      guard let predicate = value(where: { $0.type == TensorType(.i1) }) else { return nil }
      return [cond(predicate, { self.body(x) }, { self.body(x) })]
    case 1:
      let steps = 1 + choices.below(3)
      return [foriLoop(0, steps, { _, carried in self.body(carried) }, x)]
    case 2:
      let steps = 1 + choices.below(3)
      let (_, result) = whileLoop(
        { less($0.first, Tensor(Int32(steps))) },
        { Pair($0.first + 1, self.body($0.second)) }, Pair(Tensor(Int32(0)), x)
      ).both
      return [result]
    default:
      guard x.rank > 0, x.shape[0] > 0 else { return nil }
      let isReverse = choices.below(2) == 1
      let slice = Array(x.shape.dropFirst())
      let start = Tensor.full(TensorType(x.dtype, slice), 0)
      let (carry, outputs) = scan(
        { (carry: Tensor, element: Tensor) -> (Tensor, Tensor) in
          let next = self.body(carry + element)
          return (next, next * element)
        }, start, x, reverse: isReverse)
      return [carry, outputs]
    }
  }

  /// A few steps on `x` that give a value of its type.
  private func body(_ x: Tensor) -> Tensor {
    let inner = Maker(choices, [x], depth: depth + 1)
    for _ in 0..<1 + inner.choices.below(3) { try? inner.step(600) }
    choices = inner.choices
    let last = inner.values.last { $0.type == x.type } ?? x
    return last
  }
}

/// A counter and what a loop carries.
private struct Pair: TensorTree {
  var first: Tensor
  var second: Tensor
  init(_ first: Tensor, _ second: Tensor) { (self.first, self.second) = (first, second) }
  var both: (Tensor, Tensor) { (first, second) }
}
