import Touchstone

/// Draws operands: numbers that look random, are the same at every run, and keep apart.
public final class Draw {
  private var state: UInt64

  package init(seed: Int) {
    state = UInt64(truncatingIfNeeded: seed + 1) &* 0x9E37_79B9_7F4A_7C15
    _ = next()
  }

  private func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// A number on 0..<1.
  private func fraction() -> Double { Double(next() >> 40) / Double(1 << 24) }

  /// `count` numbers in `range`, in any order, no two of them near and none near zero.
  private func spread(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    let width = (range.upperBound - range.lowerBound) / Double(max(1, count))
    var values = (0..<count).map { i -> Double in
      let value = range.lowerBound + width * (Double(i) + 0.3 + 0.4 * fraction())
      return abs(value) < 0.03 ? value + width / 4 + 0.03 : value
    }
    for i in values.indices.dropLast() {
      values.swapAt(i, i + Int(next() >> 33) % (values.count - i))
    }
    return values
  }

  /// Numbers in `range`, no two of them near and none near zero; of complex dtypes, both parts.
  public func numbers(
    _ shape: [Int], _ dtype: DType = .f64, in range: ClosedRange<Double> = -2...2
  ) -> Tensor {
    let type = TensorType(dtype, shape)
    let values = spread(type.count * (dtype.isComplex ? 2 : 1), range)
    return Tensor(Laws.tensor(type, values))
  }

  /// Numbers in `range` that are `offset` from a multiple of 1/8, so away from where steps are.
  public func grid(
    _ shape: [Int], in range: ClosedRange<Double> = -2.4...2.4, offset: Double = 0.03125
  ) -> Tensor {
    let type = TensorType(.f64, shape)
    let values = spread(type.count, range).map { ($0 * 8).rounded(.down) / 8 + offset }
    return Tensor(HostTensor(type, doubles: values))
  }

  /// A scalar in `range`.
  public func scalar(in range: ClosedRange<Double> = -2...2) -> Tensor { numbers([], in: range) }

  /// Whole numbers in `range`.
  public func whole(_ shape: [Int], in range: Range<Int>, _ dtype: DType = .i32) -> Tensor {
    let type = TensorType(dtype, shape)
    return Tensor(
      HostTensor(
        type,
        signed: (0..<type.count).map { _ in
          Int64(range.lowerBound + Int(next() >> 33) % range.count)
        }))
  }

  /// The whole numbers `values`.
  public func these(_ values: [Int], _ shape: [Int], _ dtype: DType = .i32) -> Tensor {
    Tensor(HostTensor(TensorType(dtype, shape), signed: values.map(Int64.init)))
  }

  /// Booleans.
  public func flags(_ shape: [Int]) -> Tensor {
    let type = TensorType(.i1, shape)
    return Tensor(HostTensor(type, booleans: (0..<type.count).map { _ in next() >> 40 & 1 == 1 }))
  }
}
