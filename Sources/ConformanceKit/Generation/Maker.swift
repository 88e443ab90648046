import Touchstone

/// Makes a program step by step: each step applies an operation to values that are there.
final class Maker {
  var choices: Choices
  /// What steps may use.
  var values: [Tensor]
  /// How many bodies this is inside of.
  let depth: Int

  init(_ choices: Choices, _ values: [Tensor], depth: Int = 0) {
    (self.choices, self.values, self.depth) = (choices, values, depth)
  }

  /// Sizes around those at which kernels change their ways.
  static let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]

  /// One of the later values that `holds` accepts; the last values are chosen more often.
  func value(where holds: (Tensor) -> Bool) -> Tensor? {
    let fitting = values.filter(holds)
    if fitting.isEmpty { return nil }
    let a = choices.below(fitting.count)
    let b = choices.below(fitting.count)
    return fitting[fitting.count - 1 - min(a, b)]
  }

  /// A float value.
  func float() -> Tensor? { value { $0.dtype.isFloat } }

  /// A value of the type of `x`: one that is there, or one made of another by what moves elements.
  func like(_ x: Tensor) -> Tensor {
    if let other = value(where: { $0.type == x.type }), !choices.oneIn(4) { return other }
    if let scalar = value(where: { $0.dtype == x.dtype && $0.rank == 0 }) {
      return broadcast(scalar, to: x.shape, axes: [])
    }
    guard let other = value(where: { $0.dtype == x.dtype && $0.type.count > 0 }) else { return x }
    return fitted(other, x.shape)
  }

  /// `x` cut, padded and reshaped to `shape`.
  func fitted(_ x: Tensor, _ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    let line = reshape(x, [x.type.count])
    if count <= x.type.count {
      return reshape(slice(line, from: [0], to: [count]), shape)
    }
    let zero = Tensor.full(TensorType(x.dtype), 0)
    return reshape(pad(line, with: zero, high: [count - x.type.count]), shape)
  }

  /// An axis of `x`, which has one.
  func axis(of x: Tensor) -> Int { choices.below(x.rank) }

  private func apply(_ family: Int) throws -> [Tensor]? {
    switch family {
    case 0..<6: try elementwise()
    case 6..<10: try movement()
    case 10..<13: try reduction()
    case 13..<15: try contraction()
    case 15, 16: try comparison()
    case 17: try ordering()
    case 18: try factorization()
    case 19: try collective()
    default: depth < 2 ? try control() : try elementwise()
    }
  }

  /// Adds one more value; gives up after some tries that found nothing to apply to.
  func step(_ limit: Int) throws {
    for _ in 0..<20 {
      let family = choices.below(22)
      // What an operation does not take is not a step.
      let made = try? checking { try apply(family) }
      guard let made = made ?? nil else { continue }
      let fits = made.filter { $0.type.count <= limit && !$0.isInvalid }
      if fits.isEmpty { continue }
      values += fits
      return
    }
  }
}
