/// What an array of a case consists of.
///
/// Numbers keep apart from each other and from zero, so that no rounding moves one past another.
package enum Sample: Sendable, ExpressibleByArrayLiteral {
  /// Numbers of the policy's dtype in a range.
  case numbers([Int], in: ClosedRange<Double>)
  /// Whole numbers in a range.
  case whole([Int], in: Range<Int>, DType = .i32)
  /// Booleans.
  case flags([Int])
  /// These numbers of the policy's dtype.
  case values([Double], [Int])
  /// Positive numbers whose sum along the last axis is 1.
  case distribution([Int])
  /// One 1 along the last axis, and else zeros.
  case oneHot([Int])
  /// What a literal says: `f32[2] nan 1`.
  case literal(String)

  /// Numbers between -2 and 2.
  package init(arrayLiteral shape: Int...) { self = .numbers(shape, in: -2...2) }

  /// The array, its floats the same numbers in every dtype, so that results can be compared.
  func tensor(_ draw: Draw, _ dtype: DType = .f32) -> Tensor {
    func narrow(_ x: Tensor) -> Tensor { convert(convert(x, to: .f32), to: dtype) }
    switch self {
    case .numbers(let shape, let range): return narrow(draw.numbers(shape, in: range))
    case .whole(let shape, let range, let dtype): return draw.whole(shape, in: range, dtype)
    case .flags(let shape): return draw.flags(shape)
    case .values(let values, let shape): return narrow(Tensor(values, shape: shape))
    case .distribution(let shape):
      let x = draw.numbers(shape, in: 0.125...1)
      return narrow(x / sum(x, axis: -1, keepdims: true))
    case .oneHot(let shape):
      let classes = shape[shape.count - 1]
      return narrow(
        NumPy.oneHot(draw.whole(shape.dropLast(), in: 0..<classes), classes, dtype: .f64))
    case .literal(let text):
      do { return Tensor(try Literal.parse(text)) } catch {
        preconditionFailure("a recipe has the literal '\(text)': \(error)")
      }
    }
  }
}
